"""The medicine log in words: entries, warnings with their numbers, names."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lumbar.clinical.labels import OTHER, LabelBook, Limit
from lumbar.clinical.library import library
from lumbar.clinical.medicine_log import LogWarning, level_of
from lumbar.clinical.medicines_schema import MedicinesWords
from lumbar.clinical.values import Level
from lumbar.medicines.models import Dose
from lumbar.medicines.queries import country
from lumbar.site.wording import enumeration, page_language, sentences


@dataclass(frozen=True, slots=True)
class WarningShown:
    """A warning as it is read."""

    rule: str
    level: Level
    title: str
    say: str
    """What to do."""
    why: str
    """The numbers: what was logged, and the label's figure with the country it is from."""


def words() -> MedicinesWords:
    """The knowledge's words about medicines, in the language of the page."""
    return library().care.words(page_language()).medicines


def name_of(medicine: str) -> str:
    """A medicine's name for people; ``other`` has none of its own."""
    if medicine == OTHER:
        return _("Something else")
    known = words().medicines.get(medicine)
    return known.name if known else words().others.get(medicine, medicine)


def what_was_taken(dose: Dose) -> str:
    """What an entry is of: the name on the pack, or the medicine's."""
    return dose.name or name_of(dose.medicine)


def how_much(dose: Dose) -> str:
    """As the person said it, with the milligrams where they are known."""
    if dose.milligrams is None:
        return dose.amount
    told = _("%(milligrams)s mg") % {"milligrams": f"{dose.milligrams:,}"}
    if dose.tablets is not None and dose.milligrams_each is not None and dose.tablets != 1:
        count = f"{dose.tablets:f}".removesuffix(".0")
        told = f"{count} × {dose.milligrams_each:,} mg = {told}"
    return enumeration(part for part in (dose.amount, told) if part)


def moment_words(moment: datetime, now: datetime) -> str:
    """A moment near ``now``: "today at 20:05", "Mon 24 Nov, 20:05"."""
    at, today = timezone.localtime(moment), timezone.localdate(now)
    values = {"time": at.strftime("%H:%M"), "day": day_words(at.date())}
    if at.date() == today:
        return _("today at %(time)s") % values
    if at.date() == today - timedelta(days=1):
        return _("yesterday at %(time)s") % values
    return _("%(day)s, %(time)s") % values


def span_words(first: datetime, last: datetime, now: datetime) -> str:
    """From one moment to another: "today at 08:05–11:30"."""
    said, end = moment_words(first, now), timezone.localtime(last)
    if timezone.localdate(first) != end.date():
        return f"{said} – {moment_words(last, now)}"
    until = end.strftime("%H:%M")
    return said if said.endswith(until) else f"{said}–{until}"


def day_words(day: date) -> str:
    return date_format(day, _("D j M"))


def shown(
    warnings: Iterable[LogWarning], book: LabelBook, now: datetime
) -> tuple[WarningShown, ...]:
    """Warnings in words, most urgent first. What a more urgent one says already is left out."""
    given = tuple(warnings)
    far = {one.medicines for one in given if one.rule == "far-over-a-day"}
    return tuple(
        _shown(one, book, now)
        for one in given
        if not (one.rule == "over-a-day" and one.medicines in far)
    )


def _shown(warning: LogWarning, book: LabelBook, now: datetime) -> WarningShown:
    told = words().log_rules[warning.rule]
    medicine = words().medicines.get(warning.medicines[0])
    also = medicine.over if medicine and warning.rule == "over-a-day" else None
    return WarningShown(
        rule=warning.rule,
        level=level_of(warning, book),
        title=told.title,
        say=sentences(part for part in (told.say, also) if part),
        why=sentences(part for part in _why(warning, now) if part),
    )


def _why(warning: LogWarning, now: datetime) -> tuple[str, ...]:
    values = {
        "medicine": name_of(warning.medicines[0]),
        "logged": f"{warning.logged or 0:,}",
        "first": moment_words(warning.first_at, now),
        "last": moment_words(warning.last_at, now),
        "span": span_words(warning.first_at, warning.last_at, now),
        "since": day_words(timezone.localdate(warning.first_at)),
    }
    if warning.rule in ("over-a-day", "far-over-a-day"):
        said = _("%(medicine)s: %(logged)s mg, %(span)s.") % values
        return said, _label(warning), _not_counted(warning.uncounted)
    if warning.rule == "too-soon":
        return _("%(medicine)s: %(first)s, and again %(last)s.") % values, _label(warning)
    if warning.rule == "too-many-days":
        days = ngettext(
            "%(medicine)s: logged on %(logged)s day since %(since)s.",
            "%(medicine)s: logged on %(logged)s days since %(since)s.",
            warning.logged or 0,
        )
        return days % values, _label(warning)
    one, other = (name_of(what) for what in warning.what)
    if one == other:
        return (_("%(one)s, %(span)s.") % {**values, "one": one},)
    return (
        _("%(one)s, %(first)s, and %(other)s, %(last)s.") % {**values, "one": one, "other": other},
    )


def _label(warning: LogWarning) -> str:
    """The label's figure and whose it is: never as if it were the person's own pack's."""
    limit = warning.limit
    if limit is None:
        return ""
    names = library().care.country_words(page_language())
    here = names.get(country())
    values = {
        "figure": _figure(warning.rule, limit),
        "country": names[limit.country].name,
        "here": here.name if here else country(),
    }
    if limit.own:
        return _("The figure we use is %(figure)s (%(country)s).") % values
    return (
        _("We know no label from %(here)s. The figure we use is %(figure)s (%(country)s).") % values
    )


def _figure(rule: str, limit: Limit) -> str:
    values = {"count": f"{limit.value:,}"}
    if rule == "too-soon":
        return (
            ngettext("%(count)s hour between two", "%(count)s hours between two", limit.value)
            % values
        )
    if rule == "too-many-days":
        return ngettext("%(count)s day", "%(count)s days", limit.value) % values
    return _("%(count)s mg in 24 hours") % values


def _not_counted(count: int) -> str:
    if not count:
        return ""
    return ngettext(
        "%(count)s more entry in this time has no number, so it could not be counted.",
        "%(count)s more entries in this time have no number, so they could not be counted.",
        count,
    ) % {"count": count}
