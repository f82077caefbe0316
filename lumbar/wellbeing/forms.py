"""From what a browser sends to values. Nothing typed is lost: what does not fit is shown again
with what to do about it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

from django.utils import timezone
from django.utils.translation import gettext as _

from lumbar.clinical.pressure import slip
from lumbar.clinical.wellbeing_schema import PressureLimits
from lumbar.wellbeing.models import MOST_MINUTES

NOTED_DAYS = 7
"""Today and the six days before can be noted."""
LONGEST_AGO = timedelta(days=400)
_BOTH = re.compile(r"\s*(\d{2,3})\s*[/／]\s*(\d{2,3})\s*")


def day_from(text: str | None, today: date) -> date:
    """The day that is noted: one of the last seven, today when nothing or anything else is said."""
    try:
        day = date.fromisoformat(text or "")
    except ValueError:
        return today
    return day if today - timedelta(days=NOTED_DAYS - 1) <= day <= today else today


def number_from(text: str) -> int | None:
    """A whole number as people type it, or None."""
    text = text.strip()
    return int(text) if text.isdecimal() and len(text) <= 6 else None


# --- one thing of a day ------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class NoteForm:
    """One thing that was noted; ``error`` says what is wrong with it, or nothing."""

    name: str
    typed: str
    value: int | bool | None = None
    error: str = ""


def read_note(data: Mapping[str, str], limits: PressureLimits) -> NoteForm:
    """Read what was noted: ``name`` and its value, empty to take it back."""
    name, typed = data.get("name", ""), data.get("value", "").strip()
    if name == "strength":
        chosen = {"yes": True, "no": False, "": None}
        if typed not in chosen:
            return NoteForm(name, typed, error=_("Choose yes or no."))
        return NoteForm(name, typed, chosen[typed])
    most = {"tension": 10, "pulse": limits.pulse[1]}.get(name, MOST_MINUTES)
    least = limits.pulse[0] if name == "pulse" else 0
    if typed == "":
        return NoteForm(name, typed)
    number = number_from(typed)
    if number is None or not least <= number <= most:
        span = {"least": least, "most": most}
        return NoteForm(
            name, typed, error=_("Type a whole number from %(least)s to %(most)s.") % span
        )
    return NoteForm(name, typed, number)


# --- a reading of blood pressure ---------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class ReadingForm:
    """A reading as it was typed, and as it was understood; valid when there are no errors."""

    typed: dict[str, str]
    systolic: int = 0
    diastolic: int = 0
    pulse: int | None = None
    taken_at: datetime | None = None
    errors: dict[str, str] = field(default_factory=dict)
    """By field: ``systolic``, ``diastolic``, ``pulse``, ``day`` or ``time``."""


FIELDS = ("systolic", "diastolic", "pulse", "day", "time")


def read_reading(
    data: Mapping[str, str], limits: PressureLimits, now: datetime, before: datetime | None = None
) -> ReadingForm:
    """Read a reading. Without a day and a time it was taken at ``before``, the moment it had, or
    else now."""
    typed = {name: data.get(name, "").strip() for name in FIELDS}
    both = _BOTH.fullmatch(typed["systolic"])
    if both and not typed["diastolic"]:
        # As it is said: 120/80.
        typed["systolic"], typed["diastolic"] = both.groups()
    errors: dict[str, str] = {}
    numbers = {name: number_from(typed[name]) for name in ("systolic", "diastolic", "pulse")}
    for name in ("systolic", "diastolic"):
        if numbers[name] is None:
            errors[name] = _("Type the number your monitor shows.")
    if typed["pulse"] and numbers["pulse"] is None:
        errors["pulse"] = _("Type the number your monitor shows, or leave it empty.")
    systolic, diastolic, pulse = (numbers[name] for name in ("systolic", "diastolic", "pulse"))
    if not errors and systolic is not None and diastolic is not None:
        errors.update(_slipped(systolic, diastolic, pulse, limits))
    taken_at, wrong = _moment(typed, now, before)
    errors.update(wrong)
    return ReadingForm(typed, systolic or 0, diastolic or 0, pulse, taken_at, errors)


def _slipped(
    systolic: int, diastolic: int, pulse: int | None, limits: PressureLimits
) -> dict[str, str]:
    match slip(systolic, diastolic, pulse, limits):
        case None:
            return {}
        case "swapped":
            return {
                "systolic": _(
                    "The upper number is always the larger one. Please look at your monitor again."
                )
            }
        case name:
            low, high = getattr(limits, name)
            said = _("A number here lies between %(low)s and %(high)s. Please look again.")
            return {name: said % {"low": low, "high": high}}


def _moment(
    typed: Mapping[str, str], now: datetime, before: datetime | None
) -> tuple[datetime | None, dict[str, str]]:
    if not typed["day"] and not typed["time"]:
        return before or now, {}
    try:
        day = date.fromisoformat(typed["day"])
    except ValueError:
        return None, {"day": _("Choose the date as well.")}
    try:
        hour = time.fromisoformat(typed["time"])
    except ValueError:
        return None, {"time": _("Choose the time as well.")}
    if day < (now - LONGEST_AGO).date():
        return None, {"day": _("This is more than a year ago. Please look again.")}
    if day > timezone.localdate(now):
        return None, {"day": _("This is later than now. Please look again.")}
    taken_at = timezone.make_aware(datetime.combine(day, hour.replace(tzinfo=None)))
    if before is not None and before.replace(second=0, microsecond=0) == taken_at:
        # The form shows minutes; an unchanged moment keeps its seconds.
        return before, {}
    if taken_at > now + timedelta(minutes=1):
        return None, {"time": _("This is later than now. Please look again.")}
    return min(taken_at, now), {}
