"""What the evening's player may say aloud, in words of one language.

A cue names a saying by what it is for (``"hold"``); the words stand in the knowledge. The same
functions give the player its sentences, the routine the time they need, and the recordings made
at build time their list, so that nothing can be said that has no time or no recording.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from lumbar.clinical.schema import PlaceName, Speed
from lumbar.clinical.values import PlanItem
from lumbar.clinical.words import Words

if TYPE_CHECKING:
    from lumbar.clinical.library import Library

_GENERAL = (
    "ready",
    "three",
    "two",
    "one",
    "last",
    "switch",
    "rest",
    "breathe_in",
    "breathe_out",
    "keep_breathing",
    "finish",
    "paused",
    "go_on",
    "hurt_title",
    "hurt_ask",
    "no_wake_lock",
)
_IDEOGRAPH = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]|\d")
_WORD = re.compile(r"[\w’'-]+")
_STOP = re.compile(r"[.!?:;,。！？：；，、]")


def item_sayings(words: Words, item: PlanItem) -> dict[str, str]:
    """What is said of one exercise: ``name``, ``next``, ``settle``, ``move``, ``hold``,
    ``release``, ``side_right``, ``side_left``, as far as its words have them.

    Raises:
        KeyError: there is no such exercise or way of doing it.
    """
    said = words.exercises[item.exercise].of(item.variant)
    found = {
        "name": said.name,
        "next": words.routine.next.format(name=said.name),
        "settle": said.setup,
        "move": said.move,
        "hold": said.hold,
        "release": said.release,
        "side_right": said.side_first,
        "side_left": said.side_second,
    }
    return {what: text for what, text in found.items() if text}


def evening_sayings(words: Words, place: PlaceName, sleep: str) -> dict[str, str]:
    """What is said of no exercise in particular; ``sleep_from`` and ``sleep`` lead from this
    place into this sleeping position. ``KeyError`` for one that the knowledge does not have."""
    general = {what: getattr(words.routine, what) for what in _GENERAL}
    return {
        **general,
        "sleep_from": words.routine.sleep_from[place],
        "sleep": words.routine.sleep[sleep],
    }


def sayings(library: Library, language: str) -> tuple[str, ...]:
    """Every sentence the player may speak in a language, each once, in order."""
    return tuple(sorted(set(_all(library, library.words(language)))))


def _all(library: Library, words: Words) -> Iterator[str]:
    for slug, exercise in library.exercises.items():
        for variant in exercise.variant:
            yield from item_sayings(words, PlanItem(slug, variant.id)).values()
    yield from (getattr(words.routine, what) for what in _GENERAL)
    for group in ("sleep_from", "sleep", "hurt_answers", "hurt_advice"):
        yield from getattr(words.routine, group).values()


@cache
def speaking_seconds(text: str, speed: Speed) -> float:
    """Seconds a calm voice needs for a text, as a rule a little too many."""
    ideographs = len(_IDEOGRAPH.findall(text))
    words = len(_WORD.findall(_IDEOGRAPH.sub(" ", text)))
    pauses = len(_STOP.findall(text.rstrip("".join(".!?。！？"))))
    return speed.lead + ideographs * speed.character + words * speed.word + pauses * speed.pause
