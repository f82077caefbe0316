"""What a course says in a few numbers and sentences. Counts, no decimals, no promise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from statistics import fmean

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lumbar.clinical.care import Care
from lumbar.clinical.scoring import ChangeFound, Verdict, change
from lumbar.reports.course import Bucket, Nights, Weeks, compared, nights
from lumbar.reports.queries import Records
from lumbar.site.wording import sentences as joined

PAIN = "pain-nrs"
"""The measure whose figures say how much change in pain people notice."""
POINTS = "usual.points"
"""Its figure in points, as ``scoring.change`` names it."""


@dataclass(frozen=True, slots=True)
class Tile:
    """One number, large, and what it is."""

    number: str
    words: str


@dataclass(frozen=True, slots=True)
class Told:
    """The course in short."""

    tiles: tuple[Tile, ...]
    sentences: tuple[str, ...]
    worse: bool
    """Pain rose by the points that people notice: then a new check is offered."""


def told(records: Records, care: Care) -> Told:
    """Pain and sleep of the first and the last week, evenings done, days with medicine."""
    pain = {day: float(one.pain) for day, one in records.mornings.items()}
    sleep = {day: float(one.sleep) for day, one in records.mornings.items()}
    weeks = compared(pain, records.window)
    found = pain_change(weeks, care) if weeks else None
    tiles = [
        _two_weeks(pain, records, _("Pain on waking"), weeks),
        _two_weeks(sleep, records, _("Sleep"), compared(sleep, records.window)),
        _evenings_tile(records),
        _medicine_tile(records),
    ]
    sentences = [
        _pain_sentence(weeks, found.verdict) if weeks and found else _too_little(records),
        _evening_pain(records),
    ]
    return Told(
        tiles=tuple(tile for tile in tiles if tile is not None),
        sentences=tuple(sentence for sentence in sentences if sentence),
        worse=found is not None and found.gain < 0 and POINTS in found.met,
    )


def pain_change(weeks: Weeks, care: Care) -> ChangeFound:
    """Whether people notice a change in pain as large as this one."""
    measure = next(one for one in care.measures.measure if one.id == PAIN)
    return change(measure, weeks.before, weeks.after)


def nights_of(records: Records) -> Nights | None:
    """Evenings done of evenings; None before there was anything to do."""
    first_plan = records.plans[0].day if records.plans else None
    since = min((day for day in (first_plan, *list(records.evenings)[:1]) if day), default=None)
    if since is None:
        return None
    done = {day for day, one in records.evenings.items() if one.done}
    counted = nights(done, records.evenings, records.window, since)
    return counted if counted.of else None


def medicine_days(records: Records) -> int:
    return sum(records.window.has(day) for day in records.doses)


def span_words(bucket: Bucket) -> str:
    """From one day to another: "3 Nov – 9 Nov"."""
    return f"{day_words(bucket.first)} – {day_words(bucket.last)}"


def day_words(day: date) -> str:
    return date_format(day, _("j M"))


def year_words(day: date) -> str:
    return date_format(day, _("j M Y"))


def whole(value: float) -> int:
    """Rounded as people do: a half goes up."""
    return int(value + 0.5)


def _two_weeks(
    values: Mapping[date, float], records: Records, name: str, weeks: Weeks | None
) -> Tile | None:
    if weeks is not None:
        number = f"{whole(weeks.before)} → {whole(weeks.after)}"
        return Tile(number, _("%(what)s, first week and last") % {"what": name})
    within = [value for day, value in values.items() if records.window.has(day)]
    if not within:
        return None
    return Tile(str(whole(fmean(within))), _("%(what)s, on average") % {"what": name})


def _evenings_tile(records: Records) -> Tile | None:
    counted = nights_of(records)
    if counted is None:
        return None
    number = _("%(done)s of %(of)s") % {"done": counted.done, "of": counted.of}
    words = _("evenings done")
    if counted.part:
        words = ngettext(
            "evenings done, %(count)s more begun", "evenings done, %(count)s more begun",
            counted.part,
        ) % {"count": counted.part}  # fmt: skip
    return Tile(number, words)


def _medicine_tile(records: Records) -> Tile | None:
    days = medicine_days(records)
    if not days:
        return None
    return Tile(str(days), ngettext("day with medicine", "days with medicine", days))


def _pain_sentence(weeks: Weeks, verdict: Verdict) -> str:
    numbers = {"before": whole(weeks.before), "after": whole(weeks.after)}
    fell = weeks.after < weeks.before
    if verdict == "same" or verdict == "no-figure":
        if numbers["before"] == numbers["after"]:
            return _("Pain on waking stayed about the same: %(after)s of 10.") % numbers
        return (
            _("Pain on waking changed little: about %(before)s of 10 at first, %(after)s now.")
            % numbers
        )
    moved = (
        _("Pain on waking fell from about %(before)s of 10 to about %(after)s.")
        if fell
        else _("Pain on waking rose from about %(before)s of 10 to about %(after)s.")
    ) % numbers
    sure = verdict in {"better", "worse"}
    noticed = (
        _("Most people notice so large a change.")
        if sure
        else _("Some people notice so large a change.")
    )
    return joined((moved, noticed))


def _too_little(records: Records) -> str:
    if not records.mornings:
        return _("No morning is noted yet. It takes two taps when you wake.")
    return _("To compare two weeks we need three mornings in each. Just go on.")


def _evening_pain(records: Records) -> str:
    pairs = [
        (one.pain_before, one.pain_after)
        for day, one in records.evenings.items()
        if records.window.has(day) and one.pain_before is not None and one.pain_after is not None
    ]
    if not pairs:
        return ""
    fell = sum(after < before for before, after in pairs)
    return ngettext(
        "Pain before and after is known of %(count)s evening. It was less after on %(fell)s.",
        "Pain before and after is known of %(count)s evenings. It was less after on %(fell)s.",
        len(pairs),
    ) % {"count": len(pairs), "fell": fell}
