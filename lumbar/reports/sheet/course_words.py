"""The course in lines for a clinician: with a decimal, and what the figures say of the change."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from statistics import fmean

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lumbar.clinical.care import Care
from lumbar.reports.course import compared
from lumbar.reports.entries import change_words
from lumbar.reports.queries import Records
from lumbar.reports.told import nights_of, pain_change, span_words
from lumbar.site.wording import enumeration


def course_lines(records: Records, care: Care) -> tuple[str, ...]:
    """Pain and sleep, first week and last."""
    lines = []
    pain = {day: float(one.pain) for day, one in records.mornings.items()}
    weeks = compared(pain, records.window)
    if weeks is not None:
        lines.append(
            _(
                "Pain on waking 0–10, mean: %(before)s (%(first)s), %(after)s (%(last)s),"
                " %(change)s."
            )
            % {
                "before": _tenth(weeks.before),
                "first": span_words(weeks.first),
                "after": _tenth(weeks.after),
                "last": span_words(weeks.last),
                "change": change_words(pain_change(weeks, care).verdict),
            }
        )
    else:
        lines += _mean(_("Pain on waking 0–10"), pain, records)
    sleep = {day: float(one.sleep) for day, one in records.mornings.items()}
    weeks = compared(sleep, records.window)
    if weeks is not None:
        lines.append(
            _("Sleep 0–10, mean: %(before)s, then %(after)s.")
            % {"before": _tenth(weeks.before), "after": _tenth(weeks.after)}
        )
    else:
        lines += _mean(_("Sleep 0–10"), sleep, records)
    lines += _mean(_("Tension 0–10"), records.tension, records)
    stiff = {
        day: float(one.stiff_minutes)
        for day, one in records.mornings.items()
        if one.stiff_minutes is not None
    }
    lines += _mean(_("Morning stiffness, minutes"), stiff, records)
    return tuple(lines)


def adherence(records: Records) -> tuple[str, ...]:
    """Evenings done of evenings, and pain before and after them."""
    counted = nights_of(records)
    if counted is None:
        return ()
    done = [_("%(done)s of %(of)s done") % {"done": counted.done, "of": counted.of}]
    if counted.part:
        begun = ngettext("%(count)s more begun", "%(count)s more begun", counted.part)
        done.append(begun % {"count": counted.part})
    lines = [enumeration(done)]
    pairs = [
        (one.pain_before, one.pain_after)
        for day, one in records.evenings.items()
        if records.window.has(day) and one.pain_before is not None and one.pain_after is not None
    ]
    if pairs:
        lines.append(
            ngettext(
                "Pain before and after, mean of %(count)s evening: %(before)s, %(after)s",
                "Pain before and after, mean of %(count)s evenings: %(before)s, %(after)s",
                len(pairs),
            )
            % {
                "count": len(pairs),
                "before": _tenth(fmean(before for before, _after in pairs)),
                "after": _tenth(fmean(after for _before, after in pairs)),
            }
        )
    return tuple(lines)


def _mean(name: str, values: Mapping[date, float], records: Records) -> list[str]:
    within = [value for day, value in values.items() if records.window.has(day)]
    if not within:
        return []
    told = ngettext(
        "%(name)s, mean of %(count)s day: %(mean)s.",
        "%(name)s, mean of %(count)s days: %(mean)s.",
        len(within),
    )
    return [told % {"name": name, "count": len(within), "mean": _tenth(fmean(within))}]


def _tenth(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")
