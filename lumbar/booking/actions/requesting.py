"""Visits a person asks for or is offered: held, confirmed, let go."""

from __future__ import annotations

from datetime import datetime, timedelta

from lumbar.booking.actions.holding import (
    find_room,
    lock_for,
    set_time,
    slot_of,
    take,
)
from lumbar.booking.actions.letting_go import leave_the_list, let_go
from lumbar.booking.actions.limits import check_limits, digests_of, keep_trace, lock_mailbox
from lumbar.booking.actions.locking import lock_appointment, lock_patient, writes_the_book
from lumbar.booking.actions.making import new_visit, of_the_clinic, put
from lumbar.booking.actions.patients import patient_for
from lumbar.booking.actions.reserving import give_up_hold
from lumbar.booking.contact import Contact, Origin
from lumbar.booking.errors import NotAllowed
from lumbar.booking.models import Appointment, Reservation, Service
from lumbar.booking.notices.planning import LAPSES_AFTER, plan_for
from lumbar.booking.queries import open_visits, open_visits_of
from lumbar.booking.waiting.found import lock_waits
from lumbar.booking.waiting.freed import note_freed_visit
from lumbar.check.models import StoredAssessment
from lumbar.people.models import Clinic, Patient, Person
from lumbar.scheduling.instants import instant, moment
from lumbar.scheduling.policy import (
    Change,
    Status,
    Who,
    first_status,
    hold_ends,
    may_request,
    refused,
)
from lumbar.scheduling.values import Slot

HOLD_FOR = timedelta(minutes=30)
"""How long a request that has to be confirmed by the e-mail link holds its time. Long enough for an
e-mail to arrive and be read, short enough that nobody keeps a morning from others."""

FAMILY = 3
"""People of one family whose messages may go to one mailbox; other names than so many are other
spellings."""


@writes_the_book
def request_appointment(
    *,
    clinic: Clinic,
    service: Service,
    slot: Slot,
    contact: Contact,
    person: Person | None,
    reason: str = "",
    level: str = "",
    assessment: StoredAssessment | None = None,
    verified: bool = False,
    by_phone: bool = False,
    origin: Origin | None = None,
    now: datetime,
) -> Appointment:
    """Book a visit for somebody who does it themselves.

    ``verified``: the e-mail is known to be theirs (they are signed in with it). Otherwise the visit
    is ``proposed`` and holds its time until ``held_until``; the notice with the link is planned.
    A time that was held for them before is given up for it, or is it.
    ``by_phone``: there is no mail server, so the clinic rings and confirms it (``pending``).
    ``level`` is that of the check they came from, ``assessment`` the check itself, only with their
    tick. ``origin``: where it came from, for the limits; None: not limited.

    Raises `SlotTaken`; `NotAllowed` with ``not_online``, ``not_offered``, ``no_email``,
    ``too_many_open``, ``too_many``; ``ValueError`` for somebody else's assessment.
    """
    contact = contact.tidy()
    of_the_clinic(clinic, service)
    if not service.online:
        raise NotAllowed("not_online")
    if not contact.email and not by_phone:
        raise NotAllowed("no_email")
    if assessment is not None and (person is None or assessment.person_id != person.pk):
        raise ValueError("somebody else's assessment")
    digests = digests_of(contact, origin) if origin is not None else {}
    if digests:
        check_limits(digests, now)
    if person is not None:
        give_up_hold(clinic=clinic, person=person, now=now)
    patient = lock_patient(
        patient_for(clinic=clinic, person=person, contact=contact, verified=verified)
    )
    if person is not None and patient.person_id == person.pk:
        # Of somebody who has yet to prove who they are this is asked when they confirm: whether a
        # person of this name has visits ahead is not for everybody to find out.
        _may_have_one_more(patient, service, now, email=contact.email if verified else "")
    status = first_status(
        verified=verified or by_phone, approval=service.approval or (by_phone and not verified)
    )
    held_until = None
    if status is Status.PROPOSED:
        held_until = moment(
            hold_ends(now=instant(now), starts=slot.starts, seconds=int(HOLD_FOR.total_seconds()))
        )
    waits = lock_waits(patient, service)
    lock_for(service, slot)
    appointment = put(
        new_visit(
            clinic, service, patient, now,
            status=status, held_until=held_until, source=Appointment.Source.PERSON, reason=reason,
            level=level, assessment=assessment,
            email="" if contact.email == patient.email.lower() else contact.email,
        ),
        slot, desk=False, now=now,
    )  # fmt: skip
    if held_until is not None:
        # Should nobody confirm it, the time is free then.
        note_freed_visit(appointment, appointment.reservation, held_until)
    keep_trace(appointment, digests, now)
    leave_the_list(waits, appointment, now)
    plan_for(appointment, Change.REQUEST, now)
    return appointment


@writes_the_book
def confirm_request(*, appointment: Appointment, now: datetime) -> Appointment:
    """The person opened their link, or took the offer: the visit is booked, or waits for the clinic
    where the service asks for its word. Twice is once.

    After the hold has ended the time is taken anew if it is still free. Raises `SlotTaken` when it
    is not, `NotAllowed` with ``status`` (it was cancelled), ``past``, ``too_many_open``.
    """
    if appointment.source == Appointment.Source.PERSON:
        lock_mailbox(appointment.send_to)
    patient = lock_patient(appointment.patient)
    waits = lock_waits(patient, appointment.service)
    fresh = lock_appointment(appointment, None)
    lapsed = fresh.status == Status.CANCELLED and fresh.cancelled_by == "time"
    if fresh.status not in {Status.PROPOSED, Status.CANCELLED}:
        return fresh
    status = Status.PROPOSED if lapsed else Status(fresh.status)
    _allow(
        refused(
            Change.CONFIRM, status, Who.PERSON, starts=instant(fresh.starts_at), now=instant(now)
        )
    )
    if fresh.source == Appointment.Source.PERSON:
        _may_have_one_more(patient, fresh.service, now, email=fresh.send_to, besides=fresh)
    slot = slot_of(fresh)
    held = Reservation.objects.select_related("room").filter(appointment=fresh).first()
    lock_for(fresh.service, slot, besides=held)
    held = Reservation.objects.filter(appointment=fresh, held_until__gt=now).first()
    if held is not None:
        held.held_until = None
        held.save(update_fields=["held_until"])
    else:
        slot = find_room(service=fresh.service, slot=slot, now=now, desk=False, ignoring=fresh)
        take(fresh, slot, held_until=None, now=now)
        set_time(fresh, slot)
    fresh.status = first_status(verified=True, approval=_asks_the_clinic(fresh))
    fresh.held_until = None
    fresh.cancelled_by = ""
    fresh.ended_at = None
    fresh.version += 1
    fresh.save()
    _learn_address(fresh, patient)
    leave_the_list(waits, fresh, now)
    plan_for(fresh, Change.CONFIRM, now)
    return fresh


@writes_the_book
def hold_for_offer(
    *,
    clinic: Clinic,
    service: Service,
    slot: Slot,
    patient: Patient,
    held_until: datetime,
    reason: str = "",
    level: str = "",
    assessment: StoredAssessment | None = None,
    email: str = "",
    now: datetime,
) -> Appointment:
    """Hold a free time for one who waits, until they answer: ``proposed``, to be confirmed by
    `confirm_request` or given up by `let_go`. It can only be held for one. Raises `SlotTaken`."""
    of_the_clinic(clinic, service, patient)
    lock_for(service, slot)
    offered = put(
        new_visit(
            clinic, service, patient, now,
            status=Status.PROPOSED, held_until=held_until, source=Appointment.Source.WAIT_LIST,
            reason=reason, level=level, assessment=assessment, email=email,
        ),
        slot, desk=False, now=now,
    )  # fmt: skip
    plan_for(offered, Change.OFFER, now)
    return offered


def lapse_expired(*, now: datetime, limit: int = 200) -> int:
    """Put away requests nobody confirmed, a day after their hold ended; return how many. Offers to
    those who wait are the wait list's. A request put away is still taken anew when its link is
    opened and the time is free."""
    old = Appointment.objects.filter(
        status=Status.PROPOSED, source=Appointment.Source.PERSON,
        held_until__lte=now - LAPSES_AFTER,
    )  # fmt: skip
    # In the order of the index of what is held; by start all that ever was would be read.
    rows = list(old.order_by("held_until")[:limit])
    for row in rows:
        let_go(appointment=row, now=now)
    return len(rows)


def _may_have_one_more(
    patient: Patient,
    service: Service,
    now: datetime,
    *,
    email: str,
    besides: Appointment | None = None,
) -> None:
    """``email``: an address proved to be theirs, with which what was requested under every name
    counts; another spelling of a name is no other person. Empty: none is."""
    asked = open_visits_of(patient, email, now).filter(source=Appointment.Source.PERSON)
    counted = [(open_visits(patient, now), service.max_open)]
    if email:
        counted.append((asked, FAMILY * service.max_open))
    for ahead, most in counted:
        if besides is not None:
            # What is held but not confirmed is not counted against what is being confirmed.
            ahead = ahead.exclude(pk=besides.pk).exclude(status=Status.PROPOSED)
        _allow(may_request(open_visits=ahead.count(), max_open=most))


def _asks_the_clinic(appointment: Appointment) -> bool:
    """The clinic's word is asked for requests; an offer was its own."""
    own = appointment.source == Appointment.Source.PERSON
    return own and appointment.service.approval


def _learn_address(appointment: Appointment, patient: Patient) -> None:
    """An e-mail whose link was opened is where its reader is reached: it fills the empty entry of a
    person, who asked for the visit themselves. An entry that is no person's is for the desk to
    change."""
    if appointment.email and not patient.email and patient.person_id is not None:
        patient.email = appointment.email
        patient.save(update_fields=["email"])


def _allow(no: str | None) -> None:
    if no is not None:
        raise NotAllowed(str(no))
