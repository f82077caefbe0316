"""Which notices a change of an appointment brings."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from lumbar.booking.models import Appointment, Notice, NoticeSettings
from lumbar.people.models import Clinic
from lumbar.scheduling.policy import Change, Status
from lumbar.scheduling.telling import reminders

AT_ONCE = frozenset({Notice.Kind.CONFIRM, Notice.Kind.OFFER, Notice.Kind.LINK})
"""Somebody waits for these: they have no grace period."""
STANDS = frozenset(
    {
        Notice.Kind.BOOKED, Notice.Kind.REQUESTED, Notice.Kind.MOVED, Notice.Kind.CANCELLED,
        Notice.Kind.DECLINED,
    }
)  # fmt: skip
"""These tell how a visit stands. Of several that wait the newest says it all."""
OUTDATED = [*STANDS, Notice.Kind.REMINDER, Notice.Kind.CONFIRM, Notice.Kind.OFFER]
"""What a change makes needless while it still waits."""
LAPSES_AFTER = timedelta(days=1)
"""An unconfirmed request is put away so long after its hold ended; until then its link still takes
the time when it is free, and is still sent."""
A_LINK_EVERY = timedelta(minutes=15)
"""A fresh link to one visit is sent once in this time, however often it is asked for."""


def plan_for(appointment: Appointment, change: Change, now: datetime) -> None:
    """Plan what has to be told about a change, in its transaction. The appointment is as it stands
    after it. Nothing is planned for somebody without an e-mail address.

    What is sent in the end is decided when it is due (`judging`): planned too much does no harm.
    """
    if appointment.source == Appointment.Source.HELD:
        # A page held it, and they have yet to ask for it: there is nothing to tell.
        return
    kind = _kind(appointment, change)
    if kind in STANDS or change is Change.LAPSE:
        # Whatever waited is out of date: what the visit was, and when it is reminded of.
        Notice.objects.filter(
            appointment=appointment, state=Notice.State.WAITING, kind__in=OUTDATED
        ).update(state=Notice.State.NOT_NEEDED)
    if kind is None or not appointment.send_to:
        return
    chosen = settings_of(appointment.clinic)
    grace = timedelta(0) if kind in AT_ONCE else timedelta(minutes=chosen.grace_minutes)
    planned = [_row(appointment, kind, f"{kind.value}:{appointment.version}", now + grace)]
    if kind in STANDS:
        planned += _reminders(appointment, chosen, now)
    _keep(planned)


def plan_link(appointments: Iterable[Appointment], now: datetime) -> None:
    """A fresh link to each of these visits, to the address of each, unless one went just now."""
    part = int(now.timestamp() // A_LINK_EVERY.total_seconds())
    _keep(
        _row(appointment, Notice.Kind.LINK, f"link:{part}", now)
        for appointment in appointments
        if appointment.send_to
    )


def plan_again(notice: Notice, now: datetime) -> None:
    """One that did not arrive is tried anew, as if it had never been."""
    notice.state, notice.attempts, notice.failed_to = Notice.State.WAITING, 0, ""
    notice.due_at = notice.next_try_at = now
    notice.save()


def plan_anew(clinic: Clinic, now: datetime) -> None:
    """The clinic changed its `NoticeSettings`: the reminders of visits ahead are planned anew."""
    chosen = settings_of(clinic)
    ahead = clinic.appointments.filter(status=Status.BOOKED, starts_at__gt=now)
    Notice.objects.filter(
        appointment__in=ahead, kind=Notice.Kind.REMINDER, state=Notice.State.WAITING, attempts=0
    ).delete()
    for appointment in ahead.select_related("patient", "location").iterator(500):
        _keep(_reminders(appointment, chosen, now))


def settings_of(clinic: Clinic) -> NoticeSettings:
    """When the clinic's messages go out; the usual times where nothing was chosen (not saved)."""
    found = NoticeSettings.objects.filter(clinic=clinic).first()
    return found or NoticeSettings(clinic=clinic)


def _kind(appointment: Appointment, change: Change) -> Notice.Kind | None:
    """What a change calls for; None: no word."""
    proposed = appointment.status == Status.PROPOSED
    pending = appointment.status == Status.PENDING
    match change:
        case Change.REQUEST if proposed:
            return Notice.Kind.CONFIRM
        case Change.OFFER:
            return Notice.Kind.OFFER
        case Change.REQUEST | Change.CONFIRM | Change.BOOK | Change.APPROVE:
            return Notice.Kind.REQUESTED if pending else Notice.Kind.BOOKED
        case Change.MOVE:
            return Notice.Kind.MOVED
        case Change.CANCEL:
            return Notice.Kind.CANCELLED
        case Change.DECLINE:
            return Notice.Kind.DECLINED
        case _:
            return None


def _reminders(appointment: Appointment, chosen: NoticeSettings, now: datetime) -> Iterator[Notice]:
    """The reminders of a visit that is booked."""
    if appointment.status != Status.BOOKED or not appointment.send_to:
        return
    for hours, due_at in reminders(
        starts=appointment.starts_at, hours=(chosen.first_hours, chosen.second_hours),
        zone=appointment.location.time_zone, now=now,
    ):  # fmt: skip
        occasion = f"reminder:{hours}h:{appointment.sequence}"
        yield _row(appointment, Notice.Kind.REMINDER, occasion, due_at)


def _row(appointment: Appointment, kind: str, occasion: str, due_at: datetime) -> Notice:
    return Notice(
        appointment=appointment, kind=kind, occasion=occasion, due_at=due_at, next_try_at=due_at
    )


def _keep(planned: Iterable[Notice]) -> None:
    """Store them, each once: planned again it is the same."""
    Notice.objects.bulk_create(list(planned), ignore_conflicts=True)
