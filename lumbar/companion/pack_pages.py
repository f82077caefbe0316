"""What the pages of cold and warmth show."""

from __future__ import annotations

import uuid as uuids
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.templatetags.static import static
from django.urls import reverse

from lumbar.clinical import packs
from lumbar.clinical.companion_schema import Method
from lumbar.clinical.library import Library, library
from lumbar.companion import queries
from lumbar.companion.models import PackAsked, PackUse
from lumbar.people.models import Person
from lumbar.site.wording import minutes_words, page_language

PICTURES = {"lying": "pack-on-back", "sitting": "pack-sitting"}
"""The figure's names of where a pack goes."""
NONE = "none"
"""Sent for "none of these"."""
NO_ID = uuids.UUID(int=0)


@dataclass(frozen=True, slots=True)
class Door:
    """One method on the companion's screen, and whether it is open now."""

    method: str
    name: str
    how: str
    on_until: datetime | None
    again_from: datetime | None
    closed: bool


def door(person: Person, method: Method, now: datetime) -> Door:
    """A method as the companion's screen shows it."""
    heat_cold = library().care.heat_cold
    words = library().care.words(page_language()).heat_cold.methods[method.id]
    uses = queries.uses_of(person, now)
    asked = queries.asked_before(person, method.id, now)
    on = [packs.on_until(method, use, now) for use in uses if use.method == method.id]
    return Door(
        method=method.id,
        name=words.name,
        how=words.how,
        on_until=max((until for until in on if until is not None), default=None),
        again_from=packs.again_from(method, heat_cold.timer, uses, now),
        closed=asked is not None and packs.answered(method, asked.applies).openness == "closed",
    )


@dataclass(frozen=True, slots=True)
class On:
    """A pack that is on, with the clock's times for somebody without the timer."""

    uuid: uuids.UUID
    started_at: datetime
    looks: tuple[datetime, ...]
    off_at: datetime


def pack_on(person: Person, method: Method, now: datetime) -> On | None:
    """The person's pack of this method that may still be on."""
    for one in queries.packs_since(person, now - timedelta(minutes=method.at_most)):
        until = packs.on_until(method, one.value(), now) if one.method == method.id else None
        if until is not None:
            minutes = packs.looks(method, one.minutes)
            looks = tuple(one.started_at + timedelta(minutes=minute) for minute in minutes)
            return On(one.pk, one.started_at, looks, until)
    return None


def pack_page(person: Person, id: str, now: datetime) -> dict[str, Any]:
    """One method: the questions before it, why it is closed, or the timer.

    Raises ``KeyError`` for an unknown method.
    """
    knowledge = library()
    heat_cold = knowledge.care.heat_cold
    method = packs.method_of(id, heat_cold)
    words = knowledge.care.words(page_language()).heat_cold
    said = words.methods[id]
    asked = queries.asked_before(person, id, now)
    answer = packs.answered(method, asked.applies if asked else ())
    on = pack_on(person, method, now)
    newest = next(
        (one for one in queries.packs_since(person, now - _NEWS) if one.method == id), None
    )
    return {
        "method": method,
        "said": said,
        "words": words.timer,
        "state": _state(asked, answer, on),
        "never": [(id, said.never[id]) for id in method.never],
        "care": [(id, said.care[id]) for id in method.care],
        "because": [said.never[id] for id in answer.never] or [said.care[id] for id in answer.care],
        "rules": list(said.rules.values()),
        "again_from": None
        if on is not None
        else packs.again_from(method, heat_cold.timer, queries.uses_of(person, now), now),
        "on": on,
        "ended": ended_words(newest, knowledge) if newest is not None else "",
        "lengths": [(minutes, minutes_words(minutes)) for minutes in packs.lengths(method)],
        "placements": [(PICTURES[one.id], words.placements[one.id]) for one in heat_cold.placement],
        "other": next((one, words.methods[one].name) for one in words.methods if one != id),
        "conflict": knowledge.care.words(page_language()).conflicts[heat_cold.conflict],
        "honest": [(one.name, one.honest) for one in words.methods.values()],
        "new_id": uuids.uuid4(),
        "data": timer_data(method, knowledge),
        "chosen": [],
        "errors": (),
    }


_NEWS = timedelta(minutes=45)
"""So long a use that has ended is spoken of."""


def _state(asked: PackAsked | None, answer: packs.Answered, on: On | None) -> str:
    """What the page is about: ``on``, ``ask``, ``closed``, ``ask-first`` or ``open``."""
    if on is not None:
        return "on"
    if asked is None:
        return "ask"
    if answer.openness == "ask-first" and asked.agreed:
        return "open"
    return answer.openness


def ended_words(use: PackUse, knowledge: Library) -> str:
    """What is said after a use; "" while it is on."""
    if use.ended == PackUse.Ended.OPEN:
        return ""
    return ending_words(use.method, knowledge)[use.ended]


def ending_words(method: str, knowledge: Library) -> dict[str, str]:
    """What is said at each way a use can end."""
    words = knowledge.care.words(page_language()).heat_cold
    return {
        PackUse.Ended.OVER: words.timer.over,
        PackUse.Ended.OFF: words.timer.off,
        PackUse.Ended.SKIN: words.methods[method].after_trouble,
        PackUse.Ended.NO_ANSWER: words.timer.no_answer,
    }


def timer_data(method: Method, knowledge: Library) -> dict[str, Any]:
    """What the timer goes by; ``companion/pack.js`` has the shape (``PackData``)."""
    heat_cold = knowledge.care.heat_cold
    return {
        "method": method.id,
        "methods": {
            one.id: {
                "at_most": one.at_most,
                "look_every": one.look_at_skin_every,
                "answer_seconds": heat_cold.timer.answer_seconds,
                "rest_hours": one.repeat_hours[0],
            }
            for one in heat_cold.method
        },
        "skin_hours": heat_cold.timer.skin_hours,
        "record": reverse("keep_pack", args=[NO_ID]),
        "quiet": static("speech/quiet.mp3"),
        "ended": ending_words(method.id, knowledge),
    }
