"""All the player needs to know, as data: steps, words, and the server's copy of the record."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from lumbar.clinical.values import PlanItem, Tonight
from lumbar.clinical.words import Words
from lumbar.site import figures
from lumbar.site.figures import Moment
from lumbar.site.looks import Look
from lumbar.tonight.models import SessionRecord
from lumbar.tonight.routines import item_of


def evening_data(
    record: SessionRecord, tonight: Tonight, words: Words, look: Look, theme: str
) -> dict[str, Any]:
    """The page's data; ``static/tonight/player.js`` documents the same shape from its side.

    ``look`` is who shows the exercises, ``theme`` the page's: night, day or system.
    """
    plan = record.plan.value()
    return {
        "id": str(record.uuid),
        "steps": [
            [step.kind, item_of(step), step.side or "", step.seconds, step.repetition, step.of]
            for step in tonight.steps
        ],
        "items": [
            {
                "name": words.exercises[item.exercise].name,
                "says": _says(item.exercise, item.variant, words),
                "figure": _figure(item, look, theme),
            }
            for item in plan.items
        ],
        "words": _words(words),
        "record": record.copy().to_json(),
        "urls": {
            "progress": reverse("progress", args=[record.uuid]),
            "finish": reverse("finish", args=[record.uuid]),
        },
    }


def _says(slug: str, variant: str, words: Words) -> dict[str, str]:
    said = words.exercises[slug].of(variant)
    says = {
        "settle": said.setup,
        "move": said.move,
        "hold": said.hold,
        "release": said.release,
        "side_right": said.side_first,
        "side_left": said.side_second,
    }
    return {key: text for key, text in says.items() if text}


def _figure(item: PlanItem, look: Look, theme: str) -> dict[str, Any]:
    """Addresses of the movement and of its two stills, each with the one by day if need be."""

    def still(at: Moment) -> list[str]:
        return figures.still_addresses(
            figures.picture(item.exercise, item.variant, at), look, theme
        )

    return {
        "clip": figures.clip_address(item.exercise, item.variant, look),
        "start": still("start"),
        "end": still("end"),
    }


def _words(words: Words) -> dict[str, str]:
    routine = words.routine
    return {
        "settle": _("Get into place"),
        "ready": routine.ready,
        "move": _("Move"),
        "hold": _("Hold"),
        "release": _("Let go"),
        "breathe_in": routine.breathe_in,
        "breathe_out": routine.breathe_out,
        "switch": routine.switch,
        "switch_line": "",
        "rest": routine.rest,
        "rest_line": routine.next,
        "finish": _("Good night"),
        "finish_line": routine.finish,
        "side_right": routine.right,
        "side_left": routine.left,
        "then_other_side": _("then the other side"),
        "then_exercise": _("then {name}"),
        "then_end": _("then good night"),
        "count": _("{number} of {of}"),
        "exercise_of": _("Exercise {number} of {of}"),
        "time_left": _("{minutes} minutes {seconds} seconds left"),
        "pause": _("Pause"),
        "go_on": _("Go on"),
    }
