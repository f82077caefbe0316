"""From reading to doing: what of the site belongs to a topic."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _


@dataclass(frozen=True, slots=True)
class Door:
    """A page that does what a topic tells of."""

    url: str
    label: str


def doors_of(topic: str) -> list[Door]:
    """The pages beside a topic; none where there is nothing to do."""
    doors: dict[str, list[tuple[str, tuple[str, ...], str]]] = {
        "first-48-hours": [("companion", (), _("Go through the first 48 hours"))],
        "heat-and-cold": [
            ("pack", ("heat",), _("Warmth, with a timer")),
            ("pack", ("cold",), _("Cold, with a timer")),
        ],
        "medicines": [("medicines", (), _("Log what you took"))],
        "stress-and-breathing": [
            ("breathing", (), _("Breathe slowly for a few minutes")),
            ("wellbeing", (), _("Note tension and pulse")),
        ],
        "staying-active": [("wellbeing", (), _("Note your walking, see the plan"))],
        "typical-course": [("report", (), _("See your own course"))],
        "stretching-and-sleep": [("what_helps", (), _("See what helps you"))],
        "sleep-position": [("positions", (), _("See the positions"))],
    }
    return [Door(reverse(name, args=args), label) for name, args, label in doors.get(topic, [])]
