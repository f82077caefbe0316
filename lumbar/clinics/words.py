"""The clinic's own words as they are typed: plain text, no longer than fits on a card."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from lumbar.clinics.models import WORDS_LENGTH, OwnWords
from lumbar.clinics.queries import TOPICS
from lumbar.clinics.seen import Seen, digest
from lumbar.people.models import Clinic


@dataclass(frozen=True, slots=True)
class TopicTyped:
    """What was typed of one topic; the errors are ``long`` or empty."""

    en: str = ""
    zh: str = ""
    error_en: str = ""
    error_zh: str = ""


@dataclass(frozen=True, slots=True)
class WordsTyped:
    """What was typed of every topic."""

    topics: Mapping[str, TopicTyped]

    @property
    def wrong(self) -> bool:
        return any(one.error_en or one.error_zh for one in self.topics.values())

    def said(self, name: str) -> str:
        """What ``ice-en`` or ``ice-zh`` says."""
        topic, _dash, tail = name.rpartition("-")
        one = self.topics[topic]
        return one.en if tail == "en" else one.zh

    def over(self, now: WordsTyped, seen: Seen, names: Sequence[str]) -> WordsTyped:
        """This, with what holds ``now`` where somebody else changed it and it was not touched."""
        topics = dict(self.topics)
        for name in names:
            topic, _dash, tail = name.rpartition("-")
            if digest(self.said(name)) == seen.get(name):
                topics[topic] = replace(topics[topic], **{tail: now.said(name)})
        return WordsTyped(topics)

    def kept(self) -> dict[str, tuple[str, str]]:
        """By topic, English and Chinese, as they are kept."""
        return {topic: (one.en, one.zh) for topic, one in self.topics.items()}


def shown_words(clinic: Clinic) -> WordsTyped:
    """The form as it is filled in now."""
    rows = {row.topic: row for row in OwnWords.objects.filter(clinic=clinic)}
    return WordsTyped(
        {
            topic: TopicTyped(rows[topic].words_en, rows[topic].words_zh_hant)
            if topic in rows
            else TopicTyped()
            for topic in TOPICS
        }
    )


def read_words(data: Mapping[str, str]) -> WordsTyped:
    """Read the form."""
    return WordsTyped({topic: _read(data, topic) for topic in TOPICS})


def _read(data: Mapping[str, str], topic: str) -> TopicTyped:
    english, chinese = (plain(data.get(f"{topic}-{tail}", "")) for tail in ("en", "zh"))
    return TopicTyped(
        english, chinese,
        "long" if len(english) > WORDS_LENGTH else "",
        "long" if len(chinese) > WORDS_LENGTH else "",
    )  # fmt: skip


def plain(text: str) -> str:
    """One paragraph without marks that cannot be seen: blanks become one blank, and what turns the
    direction of writing or hides itself is left out."""
    seen = "".join(
        mark for mark in text if mark.isspace() or unicodedata.category(mark) not in {"Cc", "Cf"}
    )
    return " ".join(seen.split())
