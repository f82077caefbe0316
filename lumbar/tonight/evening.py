"""All the player needs to know, as data: the evenings that can be had tonight, their words and
recordings, and the server's copy of one that was begun."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, get_args
from uuid import UUID

from django.templatetags.static import static
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from lumbar import speech
from lumbar.clinical.library import library
from lumbar.clinical.sayings import evening_sayings, item_sayings, speaking_seconds
from lumbar.clinical.values import PlanItem, Tonight
from lumbar.clinical.words import Words
from lumbar.plans.models import StoredPlan
from lumbar.site import figures
from lumbar.site.figures import Moment
from lumbar.site.looks import Look
from lumbar.tonight.models import SessionRecord
from lumbar.tonight.routines import Offer, item_of, items_to_json

RESTING = {
    "side": ("rest-on-side", "standard"),
    "back": ("rest-on-back", "standard"),
    "front": ("prone-lying", "standard"),
}
"""What is shown of each sleeping position."""
SPOKEN = {"en": "en-GB", "zh-hant": "zh-HK"}
"""Voices to ask a device for, by language."""
MOMENTS: tuple[Moment, ...] = get_args(Moment)
RECORD_OF = UUID(int=0)
"""Stands for the evening's id in the address the player is given."""


def evening_data(
    plan: StoredPlan,
    offered: Iterable[Offer],
    begun: SessionRecord | None,
    words: Words,
    look: Look,
    theme: str,
) -> dict[str, Any]:
    """The page's data; ``static/tonight/evening.js`` documents the same shape from its side.

    ``look`` is who shows the exercises, ``theme`` the page's: night, day or system.
    """
    evenings = {offer.name: offer.tonight for offer in offered}
    sleep = next(iter(evenings.values())).sleep
    shown = [*evenings.values(), *([begun.tonight()] if begun else [])]
    return {
        "plan": str(plan.pk),
        "language": SPOKEN[words.language],
        "evenings": {name: _evening(tonight) for name, tonight in evenings.items()},
        "exercises": {
            key(item): {
                "name": words.exercises[item.exercise].name,
                "says": _spoken(item_sayings(words, item), words.language),
                "figure": _figure(item.exercise, item.variant, look, theme),
            }
            for tonight in shown
            for item in tonight.items
        },
        "says": {
            one.place: _spoken(evening_sayings(words, one.place, one.sleep), words.language)
            for one in shown
        },
        "hurts": _spoken(
            {
                **{f"answer_{id}": text for id, text in words.routine.hurt_answers.items()},
                **{f"advice_{id}": text for id, text in words.routine.hurt_advice.items()},
            },
            words.language,
        ),
        "rest": _figure(*RESTING[sleep], look, theme),
        "words": _words(words),
        "begun": _begun(begun) if begun else None,
        "sounds": {"quiet": static("speech/quiet.mp3")},
        "urls": {"record": reverse("keep_evening", args=[RECORD_OF])},
    }


def needs(data: dict[str, Any]) -> list[str]:
    """Addresses of what the player fetches by itself: pictures, movements and recordings."""

    def addresses() -> Iterator[str]:
        for shown in (*data["exercises"].values(), {"figure": data["rest"]}):
            figure = shown["figure"]
            yield figure["clip"]
            yield from (*figure["start"], *figure["end"], *figure["dark"].values())
        tables = (
            *(exercise["says"] for exercise in data["exercises"].values()),
            *data["says"].values(),
            data["hurts"],
        )
        for table in tables:
            yield from (recording for _text, recording, _lasts in table.values() if recording)
        yield from data["sounds"].values()

    return list(dict.fromkeys(addresses()))


def key(item: PlanItem) -> str:
    """One exercise in one way of doing it."""
    return f"{item.exercise}:{item.variant}"


def _evening(tonight: Tonight) -> dict[str, Any]:
    return {
        "place": tonight.place,
        "choice": {
            "minutes": tonight.minutes,
            "sleep": tonight.sleep,
            "bad_night": tonight.bad_night,
        },
        "items": items_to_json(tonight.items),
        "keys": [key(item) for item in tonight.items],
        "steps": [
            [step.kind, item_of(step), step.side or "", step.seconds, step.repetition, step.of]
            for step in tonight.steps
        ],
        "cues": [
            [round(1000 * cue.at), cue.does, cue.what, cue.step, cue.item, cue.loudness]
            for cue in tonight.cues
        ],
    }


def _begun(record: SessionRecord) -> dict[str, Any]:
    return {
        "id": str(record.pk),
        "plan": str(record.plan_id),
        "started_at": record.started_at.isoformat(),
        "evening": _evening(record.tonight()),
        "record": record.copy().to_json(),
    }


def _spoken(said: dict[str, str], language: str) -> dict[str, list[str | int]]:
    """Each text, the address of its recording ("" where there is none) and the ms it needs."""
    speed = library().evening.speed[language]

    def recording(text: str) -> str:
        name = speech.address_name(text, language)
        return static(f"speech/{language}/{name}.mp3") if name else ""

    return {
        what: [text, recording(text), round(1000 * speaking_seconds(text, speed))]
        for what, text in said.items()
    }


def _figure(slug: str, variant: str, look: Look, theme: str) -> dict[str, Any]:
    """Addresses of the movement and of its two stills, each with the one by day if need be, and
    those for the dark."""

    def still(at: Moment) -> list[str]:
        return figures.still_addresses(figures.picture(slug, variant, at), look, theme)

    return {
        "clip": figures.clip_address(slug, variant, look),
        "start": still("start"),
        "end": still("end"),
        "dark": {at: figures.dark_still_address(slug, variant, at, look) for at in MOMENTS},
    }


def _words(words: Words) -> dict[str, str]:
    routine = words.routine
    return {
        "settle": _("Get into place"),
        "ready": routine.ready.rstrip(".。"),
        "move": _("Move"),
        "hold": _("Hold"),
        "release": _("Let go"),
        "breathe_in": routine.breathe_in,
        "breathe_out": routine.breathe_out,
        "switch": routine.switch.rstrip(".。"),
        "rest": routine.rest.rstrip(".。"),
        "sleep": _("Lie down to sleep"),
        "finish": _("Good night"),
        "side_right": routine.right,
        "side_left": routine.left,
        "then_other_side": _("then the other side"),
        "then_exercise": _("then {name}"),
        "then_sleep": _("then sleep"),
        "then_end": _("then good night"),
        "count": _("{number} of {of}"),
        "exercise_of": _("Exercise {number} of {of}"),
        "time_left": _("{minutes} minutes {seconds} seconds left"),
        # Between two sentences.
        "between": pgettext("between sentences", ". "),
        "pause": _("Pause"),
        "go_on": _("Go on"),
    }
