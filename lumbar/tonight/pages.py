"""What tonight's page shows, beside the player's own data."""

from __future__ import annotations

import uuid as uuids
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.templatetags.static import static
from django.utils.translation import ngettext

from lumbar.clinical.library import library
from lumbar.clinical.planner import open_places
from lumbar.clinical.values import Tonight
from lumbar.people.http import Request
from lumbar.plans.models import StoredPlan
from lumbar.site import figures
from lumbar.site.kept_pages import SHARED_FILES
from lumbar.site.looks import look_of
from lumbar.site.theme import theme_of
from lumbar.site.wording import page_language, place_words
from lumbar.tonight import queries
from lumbar.tonight.evening import evening_data, needs
from lumbar.tonight.hurts import hurt_answers
from lumbar.tonight.routines import Offer, sleeping_positions

PAIN = range(11)
FILES = (
    *SHARED_FILES,
    "site/figure.css",
    "tonight/tonight.css",
    "figure/figure.js",
    "tonight/early.js",
    "tonight/clock.js",
    "tonight/evening.js",
    "tonight/gestures.js",
    "tonight/keeper.js",
    "tonight/lights.js",
    "tonight/main.js",
    "tonight/picture.js",
    "tonight/player.js",
    "tonight/record.js",
    "tonight/screen.js",
    "tonight/settings.js",
    "tonight/sound.js",
    "tonight/start.js",
    "tonight/tones.js",
    "tonight/voice.js",
)
"""Every file the page is made of; without a network each has to be on the device."""


def tonight_page(
    request: Request, plan: StoredPlan, offered: Sequence[Offer], now: datetime
) -> dict[str, Any]:
    """The template's context."""
    knowledge = library()
    words = knowledge.words(page_language())
    care = knowledge.care
    positions = care.words(words.language).sleep_positions.positions
    begun = queries.open_evening(plan.person, plan.assessment, now)
    usual = next(offer for offer in offered if offer.name == str(plan.value().minutes))
    look = look_of(request)
    data = evening_data(plan, offered, begun, words, look, theme_of(request))
    country = request.clinic.country if request.clinic else ""
    home = care.countries.get(country, care.home)
    first = usual.tonight.items[0]
    return {
        "new_id": uuids.uuid4(),
        "begun": begun,
        "modules": [
            name
            for name in FILES
            if name.startswith("tonight/") and name.endswith(".js") and name != "tonight/early.js"
        ],
        "first": first,
        "first_items": usual.tonight.items,
        "first_name": words.exercises[first.exercise].name,
        "lengths": [
            {
                "name": offer.name,
                "words": _length_words(offer.tonight),
                "checked": offer.name == usual.name,
            }
            for offer in offered
            if not offer.tonight.bad_night
        ],
        "bad_night": next((offer for offer in offered if offer.tonight.bad_night), None),
        "summary": _summary(usual.tonight),
        "places": [
            (one, place_words(one), one == usual.tonight.place)
            for one in open_places(plan.assessment.value(), knowledge)
        ],
        "sleep": [
            {
                "id": id,
                "name": positions[id].name,
                "chosen": id == usual.tonight.sleep,
            }
            for id in sleeping_positions(plan)
        ],
        "routine": words.routine,
        "hurts": hurt_answers(knowledge, words.routine),
        "emergency": {
            "headline": words.levels["emergency"].headline,
            "do": [
                step.replace("{emergency}", home.emergency_number)
                for step in words.levels["emergency"].do
            ],
            "call": home.emergency_number,
        },
        "pain_numbers": PAIN,
        "data": data,
        "needs": [
            *(static(name) for name in FILES),
            figures.body_address(look),
            *needs(data),
        ],
    }


def _length_words(tonight: Tonight) -> str:
    minutes = max(1, round(tonight.seconds / 60))
    return ngettext("about %(count)s minute", "about %(count)s minutes", minutes) % {
        "count": minutes
    }


def _summary(tonight: Tonight) -> str:
    exercises = ngettext("%(count)s exercise", "%(count)s exercises", len(tonight.items)) % {
        "count": len(tonight.items)
    }
    return " · ".join((exercises, _length_words(tonight), place_words(tonight.place)))
