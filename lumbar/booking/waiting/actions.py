"""What people and the desk do on the wait list. Each is one transaction.

Locks follow `booking.actions.locking`; entries come after the patient and before appointments, all
that are needed at once and by id. Who books in the end has everything locked before the first
change, since booking itself locks what the person waits for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime

from django.db import transaction

from lumbar.booking.actions import book_at_desk, cancel, confirm_request, let_go
from lumbar.booking.actions.limits import check_limits, keep_trace, lock_mailbox, place_digests
from lumbar.booking.actions.locking import lock_appointments, lock_book, lock_patient
from lumbar.booking.actions.patients import find_or_enter
from lumbar.booking.contact import Contact, Origin
from lumbar.booking.errors import BookingError, NotAllowed
from lumbar.booking.models import Appointment, Offer, Practitioner, Service, WaitingEntry
from lumbar.booking.waiting.entering import (
    MOST_BY_ONE,
    ask_to_confirm,
    forget,
    places,
    put,
)
from lumbar.booking.waiting.found import lock_waits
from lumbar.booking.waiting.offering import offer
from lumbar.booking.waiting.queries import WAITS, visits_ahead
from lumbar.check.models import StoredAssessment
from lumbar.people.models import Clinic, Membership, Patient, Person
from lumbar.people.who import staff_did
from lumbar.scheduling.values import Slot
from lumbar.scheduling.waiting import Part

State = WaitingEntry.State


class OfferOver(BookingError):
    """The offer was answered before, or its time to answer is over."""


@transaction.atomic
def join(
    *,
    clinic: Clinic,
    service: Service,
    contact: Contact,
    person: Person | None,
    verified: bool = False,
    by_phone: bool = False,
    patient: Patient | None = None,
    grid: Iterable[tuple[int, Part]],
    practitioner: Practitioner | None = None,
    instead_of: Appointment | None = None,
    until: date | None = None,
    reason: str = "",
    level: str = "",
    assessment: StoredAssessment | None = None,
    origin: Origin | None = None,
    now: datetime,
) -> WaitingEntry:
    """Put somebody on the list who asks for it themselves. Who waits for this service already keeps
    their place, with what they say now. Nobody's place is changed by who only types their name.

    ``by_phone``: the clinic sends no e-mail and will ring, so no address is needed. ``patient``:
    who of the register they proved to be, by a link to their visit; None: found by ``contact``.
    ``origin``: where it came from, for the limits; None: not limited. When the address was written
    to as often as it may be in a day the place is kept, nothing is sent, and the clinic rings.

    Raises `NotAllowed`: ``not_online``, ``not_offered``, ``no_email``, ``level`` (of a result that
    must not wait), ``too_many``,
    ``too_many_places``; ``ValueError`` for another's visit or check, and no time at all.
    """
    contact = contact.tidy()
    if not service.online:
        raise NotAllowed("not_online")
    if not (contact.email or by_phone or patient is not None):
        raise NotAllowed("no_email")
    if assessment is not None and (person is None or assessment.person_id != person.pk):
        raise ValueError("somebody else's assessment")
    known = patient is not None
    proved = known or verified
    digests = place_digests(contact, origin, proved=proved) if origin is not None else {}
    mailbox = {kind: digests.pop(kind) for kind in ("place",) if kind in digests}
    check_limits(digests, now)
    may_ask = not by_phone and _has_room(mailbox, now)
    entered = False
    if patient is None:
        patient, entered = find_or_enter(
            clinic=clinic, person=person, contact=contact, verified=verified
        )
    patient = lock_patient(patient)
    own = known or (person is not None and patient.person_id == person.pk)
    if instead_of is not None and not own:
        raise ValueError("somebody else's visit")
    entry = put(
        clinic, service, patient, now,
        proved=proved, same=own, entered=entered, grid=grid,
        practitioner=practitioner, instead_of=instead_of, until=until,
        reason=reason, level=level, assessment=assessment,
        email=contact.email if contact.email != patient.email.lower() else "",
    )  # fmt: skip
    if may_ask and ask_to_confirm(entry, now):
        digests |= mailbox
    keep_trace(None, digests, now)
    return entry


def _has_room(mailbox: Mapping[str, str], now: datetime) -> bool:
    """Whether one more message may go to an address that was only typed."""
    try:
        check_limits(mailbox, now)
    except NotAllowed:
        return False
    return True


@transaction.atomic
def put_on_list(
    *,
    clinic: Clinic,
    service: Service,
    patient: Patient,
    grid: Iterable[tuple[int, Part]],
    practitioner: Practitioner | None = None,
    instead_of: Appointment | None = None,
    until: date | None = None,
    soon: bool = False,
    by: Membership,
    now: datetime,
) -> WaitingEntry:
    """The desk puts somebody on the list. ``soon``: a clinician said they are to be seen soon.
    Raises `NotAllowed` (``not_offered``, ``too_many_places``), ``ValueError`` as `join`."""
    if by.clinic_id != clinic.pk:
        raise ValueError("of another clinic")
    patient = lock_patient(patient)
    entry = put(
        clinic, service, patient, now,
        proved=True, same=True, grid=grid,
        practitioner=practitioner, instead_of=instead_of, until=until,
        level="clinician_soon" if soon else "", made_by=by,
    )  # fmt: skip
    _audit(by, "put_on_wait_list", entry, now)
    return entry


@transaction.atomic
def confirm_place(*, entry: WaitingEntry, now: datetime) -> None:
    """They opened the link that went to the address they gave: from now on they are offered times
    there. Twice is once. Raises `NotAllowed` (``too_many_places``): until then nobody knew whose
    places those are."""
    lock_mailbox(entry.address)
    fresh = _locked(entry)
    if fresh is None or fresh.confirmed_at is not None or fresh.state not in WAITS:
        return
    if places(fresh, proved=True, own=True).count() >= MOST_BY_ONE:
        raise NotAllowed("too_many_places")
    fresh.confirmed_at, fresh.failed_to = now, ""
    fresh.save(update_fields=["confirmed_at", "failed_to"])


@transaction.atomic
def leave(*, entry: WaitingEntry, by: Membership | None = None, now: datetime) -> None:
    """Take somebody off the list; a time that is held for them is free again. Of who never proved
    the address nothing is left (`entering.forget`). Twice is once."""
    if by is not None and by.clinic_id != entry.clinic_id:
        raise ValueError("of another clinic")
    fresh = _locked(entry)
    if fresh is None or fresh.state not in WAITS:
        return
    fresh.state = State.LEFT
    fresh.save(update_fields=["state"])
    _end_open_offers(fresh, now, by_person=by is None)
    if by is not None:
        _audit(by, "removed_from_wait_list", fresh, now)
    forget(fresh)


def _locked(entry: WaitingEntry) -> WaitingEntry | None:
    """The entry as it is now, locked after its patient; None when it is no more."""
    list(Patient.objects.select_for_update(no_key=True).filter(pk=entry.patient_id))
    rows = WaitingEntry.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("patient").filter(pk=entry.pk).first()


def _locked_to_book(
    entry: WaitingEntry, slot: Slot | None = None
) -> tuple[WaitingEntry, list[Appointment]]:
    """Lock all that booking somebody from the list touches: the patient; what they wait for of the
    service; the times held for this entry and the visit it gives up; the diaries and rooms of all
    of these, and of ``slot``. Returns the entry and those visits."""
    lock_waits(lock_patient(entry.patient), entry.service)
    fresh = WaitingEntry.objects.select_for_update(no_key=True).get(pk=entry.pk)
    held = Offer.objects.filter(entry=fresh, state=Offer.State.OPEN)
    pks = [*held.values_list("appointment_id", flat=True)]
    if fresh.instead_of_id is not None:
        pks.append(fresh.instead_of_id)
    visits = lock_appointments(pks)
    practitioners = {visit.practitioner_id for visit in visits}
    places = {visit.location_id for visit in visits if visit.room_id is not None}
    if slot is not None:
        practitioners.add(slot.practitioner)
        places |= {slot.place} if entry.service.needs_room else set()
    lock_book(practitioners, places)
    return fresh, visits


@transaction.atomic
def accept(*, offered: Offer, now: datetime) -> Appointment:
    """Take the offered time. The visit they would give up is cancelled in the same moment, so they
    never have both or neither; it is not held against them. Twice is once. Raises `OfferOver`,
    `NotAllowed` (``past``)."""
    entry, visits = _locked_to_book(offered.entry)
    one = Offer.objects.select_related("appointment").get(pk=offered.pk)
    if one.state == Offer.State.TAKEN:
        return one.appointment
    if one.state != Offer.State.OPEN or now >= one.answer_until:
        raise OfferOver
    visit = next(visit for visit in visits if visit.pk == one.appointment_id)
    if visit.status != Appointment.Status.PROPOSED:
        raise OfferOver
    booked = confirm_request(appointment=visit, now=now)
    for old in visits_ahead(entry.patient, now).filter(pk__in=[entry.instead_of_id]):
        cancel(appointment=old, by=None, version=None, swapped=True, now=now)
    one.state = Offer.State.TAKEN
    one.save(update_fields=["state"])
    entry.state = State.BOOKED
    entry.save(update_fields=["state"])
    return booked


@transaction.atomic
def decline(*, offered: Offer, now: datetime) -> None:
    """The time does not suit: it goes to the next, and they keep their place. Twice is once; what
    was taken stays taken."""
    entry = WaitingEntry.objects.select_for_update(no_key=True).get(pk=offered.entry_id)
    one = Offer.objects.select_related("appointment").get(pk=offered.pk)
    if one.state != Offer.State.OPEN:
        return
    one.state = Offer.State.DECLINED
    one.save(update_fields=["state"])
    entry.state = State.WAITING
    entry.save(update_fields=["state"])
    let_go(appointment=one.appointment, by_person=True, now=now)


@transaction.atomic
def offer_by_hand(*, entry: WaitingEntry, slot: Slot, by: Membership, now: datetime) -> Offer:
    """The desk offers a time to somebody, whoever is before them, by day or night. Raises
    `NotAllowed`: ``no_email`` (call them instead), ``status`` (they wait no longer, the time is
    gone, or too little of it is left to answer)."""
    if by.clinic_id != entry.clinic_id:
        raise ValueError("of another clinic")
    if not entry.send_to:
        raise NotAllowed("no_email")
    made = offer(entry, slot, now)
    if made is None:
        raise NotAllowed("status")
    _audit(by, "offered_time", entry, now)
    return made


@transaction.atomic
def book_from_list(
    *, entry: WaitingEntry, slot: Slot, by: Membership, now: datetime
) -> Appointment:
    """The desk rang somebody, and they take a time. The visit they would give up is cancelled and
    not held against them, and a time that was held for them free again; what their check said
    goes along where they let it. Raises `SlotTaken`, `NotAllowed` (``status``: they wait no
    longer)."""
    if by.clinic_id != entry.clinic_id:
        raise ValueError("of another clinic")
    fresh, _visits = _locked_to_book(entry, slot)
    if fresh.state not in WAITS:
        raise NotAllowed("status")
    _end_open_offers(fresh, now, by_person=True)
    for old in visits_ahead(entry.patient, now).filter(pk__in=[fresh.instead_of_id]):
        cancel(
            appointment=old, by=by, version=None, for_person=True, swapped=True, now=now
        )  # fmt: skip
    booked = book_at_desk(
        clinic=entry.clinic, service=entry.service, slot=slot, patient=entry.patient, by=by,
        reason=fresh.reason, level=fresh.level, assessment=fresh.assessment,
        # An address nobody proved to be theirs is told nothing.
        email=fresh.email if fresh.send_to else "", now=now,
    )  # fmt: skip
    fresh.state = State.BOOKED
    fresh.save(update_fields=["state"])
    return booked


def _end_open_offers(entry: WaitingEntry, now: datetime, *, by_person: bool) -> None:
    open_ones = Offer.objects.filter(entry=entry, state=Offer.State.OPEN)
    for one in open_ones.select_related("appointment"):
        one.state = Offer.State.DECLINED
        one.save(update_fields=["state"])
        let_go(appointment=one.appointment, by_person=by_person, now=now)


def _audit(by: Membership, did: str, entry: WaitingEntry, now: datetime) -> None:
    staff_did(by, did, now=now, person=entry.patient.person, subject=f"waiting:{entry.pk}")
