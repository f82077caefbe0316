"""Writes of a clinic's settings. Each is one transaction and leaves an audit line that names the
row and the fields, never what they hold."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any, TypeVar

from django import forms
from django.db import models, transaction

from lumbar.booking.models import (
    Appointment,
    DayException,
    Holiday,
    Hours,
    Location,
    Named,
    NoticeSettings,
    Pause,
    Practitioner,
    Room,
    Service,
)
from lumbar.booking.notices.planning import plan_anew, settings_of
from lumbar.clinics.general_holidays import GeneralHoliday
from lumbar.clinics.logo import Picture
from lumbar.clinics.models import Logo, OwnWords
from lumbar.clinics.opening import noting_what_opens
from lumbar.clinics.queries import (
    Overlapping,
    Period,
    form_seen,
    overlapping_hours,
    own_words_seen,
    periods_of,
    row_seen,
    week_seen,
    words_seen,
)
from lumbar.clinics.seen import ChangedMeanwhile, Seen, changed, collisions, seen_week
from lumbar.clinics.week import BreakSpan, WorkSpan, overlap
from lumbar.people.models import Clinic, Membership
from lumbar.people.who import staff_did

Row = TypeVar("Row", bound=models.Model)
CHANGED = "changed_settings"
NOTICES = "notices."
"""Before the names of the fields of `NoticeSettings`, which are noted as the clinic's."""
ONE_DAY = timedelta(days=1)


class PeriodsOverlap(Exception):
    """Hours that would lie over those of another period; ``period`` is that one."""

    def __init__(self, period: Period) -> None:
        self.period = period
        super().__init__(f"{period[0]} to {period[1]}")


class HoursOverlap(Exception):
    """Hours kept at a place would lie over hours elsewhere; ``found``: which."""

    def __init__(self, found: Sequence[Overlapping]) -> None:
        self.found = found
        super().__init__(f"{len(found)} hours")


@transaction.atomic
def keep_form(*, by: Membership, form: forms.ModelForm[Row], seen: Seen, now: datetime) -> Row:
    """Keep what a checked form says: of a row that is there only what was changed. ``seen``: what
    the page showed of it; raises `ChangedMeanwhile` where that is others now."""
    row = form.instance
    if row.pk is None:
        row = form.save()
        _did(by, now, row, form.changed_data, new=True)
        return row
    fields = form._meta.fields or ()
    fresh = type(row)._default_manager.select_for_update().get(pk=row.pk)
    new = _refuse_if_changed(seen, row_seen(fresh, fields), form_seen(form))
    if new:
        form.save(commit=False)
        concrete = {field.name for field in row._meta.concrete_fields}
        row.save(update_fields=concrete.intersection(new))
        form.save_m2m()
        _did(by, now, row, new)
    return row


def _refuse_if_changed(seen: Seen, now: Seen, sent: Seen) -> list[str]:
    """The values that are sent and are others now. Raises `ChangedMeanwhile` where somebody else
    changed one of them."""
    names = collisions(seen, now, sent)
    if names:
        raise ChangedMeanwhile(names)
    return changed(now, sent)


@transaction.atomic
def retire(*, by: Membership, row: Named, now: datetime) -> bool:
    """Take something out of use: deleted when nothing refers to it (returns True), else it keeps
    its row and is no longer offered. Appointments stay as they are."""
    name = subject_of(row)
    if _is_referred_to(row):
        row.active = False
        row.save(update_fields=["active"])
        staff_did(by, CHANGED, now=now, subject=name, details={"fields": ["active"]})
        return False
    row.delete()
    staff_did(by, CHANGED, now=now, subject=name, details={"deleted": True})
    return True


@transaction.atomic
def take_up_again(
    *, by: Membership, row: Named, now: datetime, without: Collection[int] = ()
) -> None:
    """Offer something again. The hours kept at a place hold with it: raises `HoursOverlap` where
    some lie over hours elsewhere, unless ``without`` names them (ids): these are taken out."""
    over: list[Overlapping] = []
    if isinstance(row, Location):
        # Nobody's week may change between looking and offering.
        whose = Hours.objects.filter(location=row).values("practitioner")
        list(Practitioner.objects.select_for_update().filter(pk__in=whose).order_by("pk"))
        over = overlapping_hours(row)
        if not {one.kept.pk for one in over} <= set(without):
            raise HoursOverlap(over)
    row.active = True
    with noting_what_opens(by.clinic, now):
        Hours.objects.filter(pk__in=[one.kept.pk for one in over]).delete()
        row.save(update_fields=["active"])
    for who in dict.fromkeys(one.kept.practitioner for one in over):
        _did(by, now, who, ["hours"])
    staff_did(by, CHANGED, now=now, subject=subject_of(row), details={"fields": ["active"]})


def _is_referred_to(row: Named) -> bool:
    if isinstance(row, Location):
        return (
            Appointment.objects.filter(location=row).exists()
            or Hours.objects.filter(location=row).exists()
            or DayException.objects.filter(location=row).exists()
            or row.rooms.exists()
        )
    if isinstance(row, Room):
        return Appointment.objects.filter(room=row).exists() or row.blocks.exists()
    if isinstance(row, Practitioner):
        return Appointment.objects.filter(practitioner=row).exists() or row.blocks.exists()
    if isinstance(row, Service):
        return Appointment.objects.filter(service=row).exists() or row.waiting.exists()
    return True


@transaction.atomic
def set_week(
    *,
    by: Membership,
    practitioner: Practitioner,
    work: Sequence[WorkSpan],
    breaks: Sequence[BreakSpan],
    places: Collection[int],
    before: Period | None,
    period: Period,
    seen: Seen,
    now: datetime,
) -> None:
    """Set somebody's weekly hours of one period at some places, and their breaks. Hours at other
    places, which are no longer offered, stay as they are, and hold as long as these.

    ``before``: the period these hours held in so far, which they replace; None: new ones, and hours
    without an end that began earlier end the day before. ``seen``: what the page showed. Raises
    `PeriodsOverlap`, and `ChangedMeanwhile` where the page showed others than there are now.
    """
    who = Practitioner.objects.select_for_update().get(pk=practitioner.pk)
    sent, others = (
        seen_week(work, breaks, period),
        [one for one in periods_of(who) if one != before],
    )
    if before is None or before == period:
        alone = not any(overlap(period, other) for other in others if other != period)
        if alone and week_seen(who, period, places) == sent:
            # It is so already: a second click.
            return
    _refuse_if_changed(seen, week_seen(who, before, places), sent)
    with noting_what_opens(who.clinic, now):
        for other in others:
            if not overlap(period, other):
                continue
            first = period[0]
            if before is None and first is not None and _ends_with(other, first):
                Hours.objects.filter(
                    practitioner=who, first_day=other[0], last_day=other[1]
                ).update(last_day=first - ONE_DAY)
            else:
                raise PeriodsOverlap(other)
        if before is not None:
            rows = Hours.objects.filter(practitioner=who, first_day=before[0], last_day=before[1])
            rows.filter(location__in=places).delete()
            rows.update(first_day=period[0], last_day=period[1])
        Hours.objects.bulk_create(
            Hours(
                practitioner=who, location_id=one.place, weekday=one.weekday, opens=one.opens,
                closes=one.closes, first_day=period[0], last_day=period[1],
            )
            for one in work
        )  # fmt: skip
        Pause.objects.filter(practitioner=who).delete()
        Pause.objects.bulk_create(
            Pause(practitioner=who, weekday=one.weekday, starts=one.starts, ends=one.ends)
            for one in breaks
        )
    _did(by, now, who, ["hours", "pauses"])


def _ends_with(other: Period, first: date) -> bool:
    """Whether hours without an end began before these, so that they can simply end."""
    return other[1] is None and (other[0] is None or other[0] < first)


@transaction.atomic
def set_days(
    *,
    by: Membership,
    practitioner: Practitioner,
    days: Sequence[date],
    opens: time | None,
    closes: time | None,
    location: Location | None,
    why: str,
    now: datetime,
) -> None:
    """Say what some days have in the place of the weekly hours; what was said of them before goes.
    Without times: off."""
    with noting_what_opens(practitioner.clinic, now):
        DayException.objects.filter(practitioner=practitioner, day__in=days).delete()
        DayException.objects.bulk_create(
            DayException(
                practitioner=practitioner, day=day, opens=opens, closes=closes,
                location=location if opens else None, why=why,
            )
            for day in days
        )  # fmt: skip
    _did(by, now, practitioner, ["exceptions"])


@transaction.atomic
def forget_day(*, by: Membership, practitioner: Practitioner, day: date, now: datetime) -> None:
    """The weekly hours hold on this day again."""
    with noting_what_opens(practitioner.clinic, now):
        gone, _rows = DayException.objects.filter(practitioner=practitioner, day=day).delete()
    if gone:
        _did(by, now, practitioner, ["exceptions"])


@transaction.atomic
def add_holidays(
    *, by: Membership, clinic: Clinic, holidays: Iterable[GeneralHoliday], now: datetime
) -> int:
    """Close the clinic on these days; those that are there already stay as they are. Returns how
    many were added."""
    known = set(clinic.holidays.values_list("day", flat=True))
    new = [
        Holiday(clinic=clinic, day=one.day, name_en=one.name_en, name_zh_hant=one.name_zh_hant)
        for one in holidays
        if one.day not in known
    ]
    Holiday.objects.bulk_create(new)
    if new:
        _did(by, now, clinic, ["holidays"])
    return len(new)


@transaction.atomic
def remove_holiday(*, by: Membership, clinic: Clinic, day: date, now: datetime) -> None:
    """Open on this day again."""
    with noting_what_opens(clinic, now):
        gone, _rows = clinic.holidays.filter(day=day).delete()
    if gone:
        _did(by, now, clinic, ["holidays"])


@transaction.atomic
def keep_logo(
    *, by: Membership, clinic: Clinic, content: bytes, picture: Picture, now: datetime
) -> None:
    """Show this logo from now on; its address is its digest."""
    Logo.objects.update_or_create(
        clinic=clinic,
        defaults={
            "content": content, "kind": picture.kind, "width": picture.width,
            "height": picture.height,
        },
    )  # fmt: skip
    Clinic.objects.filter(pk=clinic.pk).update(logo_digest=hashlib.sha256(content).hexdigest())
    _did(by, now, clinic, ["logo"])


@transaction.atomic
def remove_logo(*, by: Membership, clinic: Clinic, now: datetime) -> None:
    """Show no logo."""
    gone, _rows = Logo.objects.filter(clinic=clinic).delete()
    Clinic.objects.filter(pk=clinic.pk).update(logo_digest="")
    if gone:
        _did(by, now, clinic, ["logo"])


@transaction.atomic
def keep_notices(
    *, by: Membership, form: forms.ModelForm[NoticeSettings], seen: Seen, now: datetime
) -> NoticeSettings:
    """Keep when messages about visits go out; reminders of visits ahead are planned anew.
    ``seen``: what the page showed; raises `ChangedMeanwhile` where that is others now."""
    clinic = Clinic.objects.select_for_update().get(pk=form.instance.clinic_id)
    fresh = settings_of(clinic)
    new = _refuse_if_changed(seen, row_seen(fresh, form._meta.fields or ()), form_seen(form))
    if new:
        form.instance.pk, form.instance._state.adding = fresh.pk, fresh.pk is None
        row = form.save()
        plan_anew(row.clinic, now)
        _did(by, now, row.clinic, [f"{NOTICES}{name}" for name in new])
    return form.instance


@transaction.atomic
def keep_words(
    *,
    by: Membership,
    clinic: Clinic,
    words: Mapping[str, tuple[str, str]],
    seen: Seen,
    now: datetime,
) -> None:
    """Keep the clinic's own words: by topic, English and Chinese. Empty in both: it has none.
    ``seen``: what the page showed; raises `ChangedMeanwhile` where that is others now."""
    clinic = Clinic.objects.select_for_update().get(pk=clinic.pk)
    if not _refuse_if_changed(seen, own_words_seen(clinic), words_seen(words)):
        return
    for topic, (english, chinese) in words.items():
        if english or chinese:
            OwnWords.objects.update_or_create(
                clinic=clinic, topic=topic,
                defaults={"words_en": english, "words_zh_hant": chinese},
            )  # fmt: skip
        else:
            OwnWords.objects.filter(clinic=clinic, topic=topic).delete()
    _did(by, now, clinic, ["own_words"])


def _did(
    by: Membership, now: datetime, row: models.Model, fields: Iterable[str], *, new: bool = False
) -> None:
    details: dict[str, Any] = {"fields": sorted(fields)}
    if new:
        details["new"] = True
    staff_did(by, CHANGED, now=now, subject=subject_of(row), details=details)


def subject_of(row: models.Model) -> str:
    """A row as an audit line names it."""
    return f"{row._meta.model_name}:{row.pk}"
