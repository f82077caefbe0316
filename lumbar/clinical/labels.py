"""The label figures, names and rules of the knowledge for one country, ready to count with."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta

from lumbar.clinical.care import Care
from lumbar.clinical.medicines_schema import (
    Counting,
    KindName,
    Label,
    LogRule,
    MedicineNames,
    RuleName,
)

OTHER = "other"
"""An entry's medicine when it is none of those the log offers."""


@dataclass(frozen=True, slots=True)
class Limit:
    """A figure of a label, and where that label is from."""

    value: int
    country: str
    own: bool
    """Whether it is from the person's country; else it is the strictest one known."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What there is to count a medicine against."""

    milligrams: Limit | None = None
    """In the rolling window."""
    days: Limit | None = None
    hours: Limit | None = None
    """At least so many between two takings."""
    far_over: int | None = None
    """So many milligrams in the window call for help at once."""


NO_LABEL = Limits()


@dataclass(frozen=True, slots=True)
class Content:
    """A medicine that something is known to contain."""

    medicine: str
    pack: int
    """Which of the medicine's packs it came from; 0 for its plain name."""


Spelling = tuple[Content, re.Pattern[str]]


@dataclass(frozen=True, slots=True)
class LabelBook:
    """Everything the log counts with. ``label_book`` makes it."""

    kinds: Mapping[str, KindName]
    """By medicine: those the log offers, and those known by name."""
    limits: Mapping[str, Limits]
    rules: Mapping[RuleName, LogRule]
    counting: Counting
    ask_first: Mapping[str, tuple[str, ...]]
    spellings: tuple[Spelling, ...]
    known: dict[str, frozenset[Content]] = field(default_factory=dict, compare=False, repr=False)
    """What was found in names before: people write the same few."""

    @property
    def window(self) -> timedelta:
        return timedelta(hours=self.counting.window_hours)

    def limits_of(self, medicine: str) -> Limits:
        """What there is to count a medicine against; nothing for one known by name only."""
        return self.limits.get(medicine, NO_LABEL)

    def contents(self, medicine: str, name: str) -> frozenset[Content]:
        """What an entry contains: the chosen medicine, and what its name tells.

        A brand's name says more than the plain one beside it, so one pack remains one.
        """
        found = set(self.recognised(name))
        if medicine != OTHER and medicine in self.kinds:
            found.add(Content(medicine, 0))
        branded = {content.medicine for content in found if content.pack}
        return frozenset(one for one in found if one.pack or one.medicine not in branded)

    def recognised(self, name: str) -> frozenset[Content]:
        """The packs whose names stand in a text, whatever its case and width."""
        text = _plain(name)
        if text not in self.known:
            if len(self.known) >= MOST_KNOWN:
                self.known.clear()
            self.known[text] = frozenset(
                content for content, spelling in self.spellings if spelling.search(text)
            )
        return self.known[text]


MOST_KNOWN = 2_000
"""Names remembered at most."""


def label_book(care: Care, country: str) -> LabelBook:
    """What is counted with in a country (ISO code).

    A figure that the country's own label does not give is the strictest one of any label, and
    says whose it is.
    """
    limits = {
        medicine.id: Limits(
            milligrams=_limit(medicine.label, country, lambda label: label.most_mg_in_24_hours),
            days=_limit(medicine.label, country, lambda label: label.most_days),
            hours=_limit(medicine.label, country, _hours, longest=True),
            far_over=medicine.far_over.mg if medicine.far_over else None,
        )
        for medicine in care.medicines.medicine
    }
    asked = {medicine.id: tuple(medicine.ask_first) for medicine in care.medicines.medicine}
    for named in care.medicine_names.medicine:
        if named.id not in limits:
            # What is asked before any medicine of its kind.
            of_kind = [asked[one.id] for one in care.medicines.medicine if one.kind == named.kind]
            asked[named.id] = tuple(dict.fromkeys(id for ids in of_kind for id in ids))
    return LabelBook(
        kinds={named.id: named.kind for named in care.medicine_names.medicine},
        limits=limits,
        rules={rule.id: rule for rule in care.medicines.log_rule},
        counting=care.medicines.counting,
        ask_first=asked,
        spellings=tuple(_spellings(care.medicine_names)),
    )


def _hours(label: Label) -> int | None:
    return label.hours_between[0] if label.hours_between else None


def _limit(
    labels: Iterable[Label],
    country: str,
    figure: Callable[[Label], int | None],
    *,
    longest: bool = False,
) -> Limit | None:
    known = [(value, one.country) for one in labels if (value := figure(one)) is not None]
    own = [one for one in known if one[1] == country]
    if not known:
        return None
    strictest = max if longest else min
    # Of labels that agree the first in the file.
    value, whose = strictest(own or known, key=lambda one: one[0])
    return Limit(value, whose, own=bool(own))


def _spellings(names: MedicineNames) -> Iterable[Spelling]:
    for named in names.medicine:
        for place, pack in enumerate(named.names):
            yield Content(named.id, place), re.compile("|".join(map(_pattern, pack)))


def _pattern(name: str) -> str:
    """A Latin name stands as a word of its own; Chinese and Japanese have no spaces."""
    plain = re.escape(_plain(name))
    return rf"(?<![a-z]){plain}(?![a-z])" if name.isascii() else plain


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
