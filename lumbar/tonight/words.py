"""What was done on an evening, put into words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lumbar.clinical.words import Words
from lumbar.site.wording import sentences
from lumbar.tonight.models import SessionRecord
from lumbar.tonight.routines import planned_seconds

FORTNIGHT = 14


@dataclass(frozen=True, slots=True)
class Kept:
    """One exercise of an evening and how it went."""

    name: str
    how: str


@dataclass(frozen=True, slots=True)
class Day:
    """One dot of the last two weeks."""

    x: int
    label: str
    state: str
    """``done``, ``part`` (begun, or stopped) or ``none``."""


@dataclass(frozen=True, slots=True)
class Fortnight:
    days: tuple[Day, ...]
    words: str
    any: bool


def kept_lines(record: SessionRecord, words: Words) -> tuple[Kept, ...]:
    """Every exercise that was begun, skipped or hurt, in the plan's order."""
    items = record.exercises()
    sides: dict[int, int] = {}
    for item, _side in planned_seconds(record.tonight()):
        sides[item] = sides.get(item, 0) + 1
    by_item: dict[int, list[Mapping[str, Any]]] = {}
    for step in record.steps:
        by_item.setdefault(step["item"], []).append(step)
    return tuple(
        Kept(words.exercises[items[item].exercise].name, _how(by_item[item], sides.get(item, 0)))
        for item in sorted(by_item)
        if item < len(items)
    )


def exercises_done(steps: Iterable[Mapping[str, Any]]) -> int:
    """How many exercises were done on at least one side."""
    return len({step["item"] for step in steps if step["how"] == "done"})


def minutes_done(steps: Iterable[Mapping[str, Any]]) -> int | None:
    """Minutes of exercising by the timer; None when no timer ran."""
    timed = [step["seconds"] for step in steps if step["seconds"] is not None]
    return max(1, round(sum(timed) / 60)) if sum(timed) > 0 else None


def pain_words(record: SessionRecord) -> str:
    """Pain before and after, as far as it was told: "5 → 3"."""
    if record.pain_before is not None and record.pain_after is not None:
        return _("Pain %(before)s → %(after)s") % {
            "before": record.pain_before,
            "after": record.pain_after,
        }
    if record.pain_before is not None:
        return _("Pain before: %(pain)s") % {"pain": record.pain_before}
    if record.pain_after is not None:
        return _("Pain after: %(pain)s") % {"pain": record.pain_after}
    return ""


def evening_words(record: SessionRecord, words: Words) -> str:
    """One line of the history: exercises, minutes, and why it stopped if it did."""
    done = exercises_done(record.steps)
    parts = [
        ngettext("%(done)s exercise of %(of)s.", "%(done)s exercises of %(of)s.", done)
        % {"done": done, "of": len(record.items)}
    ]
    minutes = minutes_done(record.steps)
    if minutes is not None:
        parts.append(
            ngettext("%(count)s minute.", "%(count)s minutes.", minutes) % {"count": minutes}
        )
    parts += [
        _("You said: “%(where)s”.") % {"where": words.routine.hurt_answers[answer]}
        for answer in dict.fromkeys(hurt["answer"] for hurt in record.hurts)
    ]
    if record.state == SessionRecord.State.OPEN:
        parts.append(_("Not finished."))
    return sentences(parts)


def fortnight(states: Mapping[date, str], today: date) -> Fortnight:
    """Dots for the last two weeks; ``states`` gives ``done`` or ``part`` by the evening's date."""
    days = []
    for number in range(FORTNIGHT):
        day = today - timedelta(days=FORTNIGHT - 1 - number)
        days.append(
            Day(
                x=10 + 20 * number,
                label=date_format(day, "j"),
                state=states.get(day, "none"),
            )
        )
    done = sum(day.state != "none" for day in days)
    words = ngettext(
        "%(done)s evening of the last %(of)s.", "%(done)s evenings of the last %(of)s.", done
    ) % {"done": done, "of": FORTNIGHT}
    return Fortnight(tuple(days), words, bool(done))


def _how(steps: Sequence[Mapping[str, Any]], sides: int) -> str:
    hows = {step["how"] for step in steps}
    seconds = sum(step["seconds"] or 0 for step in steps)
    if "hurt" in hows:
        return _("stopped because it hurt")
    if hows == {"done"} and len(steps) >= sides:
        return _("done") if seconds == 0 else _("done, %(time)s") % {"time": _time(seconds)}
    if seconds > 0:
        return _("partly, %(time)s") % {"time": _time(seconds)}
    return _("skipped")


def _time(seconds: float) -> str:
    whole = round(seconds)
    return f"{whole // 60}:{whole % 60:02d}"
