"""What people and the desk do on the wait list. Each is one transaction.

Locks follow `booking.actions.locking`; the entry's row comes after the patient's and before the
appointments'.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q

from lumbar.booking.actions import book_at_desk, cancel, confirm_request, let_go, patient_for
from lumbar.booking.actions.limits import check_limits, digests_of
from lumbar.booking.actions.locking import lock_appointments, lock_book, lock_patient
from lumbar.booking.contact import Contact, Origin
from lumbar.booking.errors import BookingError, NotAllowed
from lumbar.booking.models import Appointment, Offer, Practitioner, Service, WaitingEntry
from lumbar.booking.waiting.offering import offer
from lumbar.booking.waiting.queries import WAITS, visits_ahead, write_grid
from lumbar.check.models import StoredAssessment
from lumbar.people.models import Clinic, Membership, Patient, Person
from lumbar.people.who import staff_did
from lumbar.scheduling.values import Slot
from lumbar.scheduling.waiting import FIRST, NEVER_WAITS, Part

MOST_BY_ONE = 3
"""How many places one person, or one e-mail address, has on a clinic's list at once."""

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
    if origin is not None:
        check_limits(digests_of(contact, origin), now)
    proved = patient is not None
    patient = lock_patient(
        patient or patient_for(clinic=clinic, person=person, contact=contact, verified=verified)
    )
    own = proved or (person is not None and patient.person_id == person.pk)
    if instead_of is not None and not own:
        raise ValueError("somebody else's visit")
    return _put(
        clinic, service, patient, now,
        same=own, grid=grid, practitioner=practitioner, instead_of=instead_of, until=until,
        reason=reason, level=level, assessment=assessment,
        email=contact.email if contact.email != patient.email.lower() else "",
    )  # fmt: skip


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
    entry = _put(
        clinic, service, patient, now,
        same=True, grid=grid, practitioner=practitioner, instead_of=instead_of, until=until,
        level="clinician_soon" if soon else "", made_by=by,
    )  # fmt: skip
    _audit(by, "put_on_wait_list", entry, now)
    return entry


def _put(
    clinic: Clinic,
    service: Service,
    patient: Patient,
    now: datetime,
    *,
    same: bool,
    grid: Iterable[tuple[int, Part]],
    practitioner: Practitioner | None,
    instead_of: Appointment | None,
    level: str,
    **fields: object,
) -> WaitingEntry:
    """Store an entry. ``same``: the patient's own one for the service is changed."""
    cells = write_grid(grid)
    rows = (service, patient, practitioner)
    if any(row is not None and row.clinic_id != clinic.pk for row in rows) or not cells:
        raise ValueError("of another clinic, or no time at all")
    if level in NEVER_WAITS:
        raise NotAllowed("level")
    if not service.active:
        raise NotAllowed("not_offered")
    if instead_of is not None and not visits_ahead(patient, now).filter(pk=instead_of.pk).exists():
        raise ValueError("no visit of theirs ahead")
    fields |= {
        "grid": cells, "practitioner": practitioner, "instead_of": instead_of, "level": level,
    }  # fmt: skip
    here = WaitingEntry.objects.filter(clinic=clinic, state__in=WAITS)
    old = here.filter(patient=patient, service=service).first() if same else None
    if old is not None:
        if old.made_by_id is not None and old.level == FIRST:
            # What the desk was told by a clinician.
            fields["level"] = FIRST
        for name, value in fields.items():
            setattr(old, name, value)
        old.save(update_fields=[*fields])
        return old
    theirs = Q(patient=patient)
    if fields.get("email") or patient.email:
        address = fields.get("email") or patient.email
        theirs |= Q(email__iexact=address) | Q(email="", patient__email__iexact=address)
    if here.filter(theirs).count() >= MOST_BY_ONE:
        raise NotAllowed("too_many_places")
    return WaitingEntry.objects.create(
        clinic=clinic, service=service, patient=patient, joined_at=now, **fields
    )


@transaction.atomic
def leave(*, entry: WaitingEntry, by: Membership | None = None, now: datetime) -> None:
    """Take somebody off the list; a time that is held for them is free again. Twice is once."""
    if by is not None and by.clinic_id != entry.clinic_id:
        raise ValueError("of another clinic")
    fresh = WaitingEntry.objects.select_for_update(no_key=True).get(pk=entry.pk)
    if fresh.state not in WAITS:
        return
    fresh.state = State.LEFT
    fresh.save(update_fields=["state"])
    _end_open_offers(fresh, now, by_person=by is None)
    if by is not None:
        _audit(by, "removed_from_wait_list", fresh, now)


@transaction.atomic
def accept(*, offered: Offer, now: datetime) -> Appointment:
    """Take the offered time. The visit they would give up is cancelled in the same moment, so they
    never have both or neither. Twice is once. Raises `OfferOver`, `NotAllowed` (``past``)."""
    lock_patient(offered.entry.patient)
    entry = WaitingEntry.objects.select_for_update(no_key=True).get(pk=offered.entry_id)
    one = Offer.objects.select_related("appointment").get(pk=offered.pk)
    if one.state == Offer.State.TAKEN:
        return one.appointment
    if one.state != Offer.State.OPEN or now >= one.answer_until:
        raise OfferOver
    old_id = entry.instead_of_id
    visits = lock_appointments([one.appointment_id, *([old_id] if old_id else [])])
    lock_book(
        [visit.practitioner_id for visit in visits],
        [visit.location_id for visit in visits if visit.room_id is not None],
    )
    old = next((visit for visit in visits if visit.pk == old_id), None)
    visit = next(visit for visit in visits if visit.pk == one.appointment_id)
    if visit.status != Appointment.Status.PROPOSED:
        raise OfferOver
    booked = confirm_request(appointment=visit, now=now)
    if old is not None and visits_ahead(entry.patient, now).filter(pk=old.pk).exists():
        cancel(appointment=old, by=None, version=None, now=now)
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
    """The desk rang somebody, and they take a time. The visit they would give up is cancelled, a
    time that was held for them free again. Raises `SlotTaken`, `NotAllowed` (``status``: they wait
    no longer)."""
    if by.clinic_id != entry.clinic_id:
        raise ValueError("of another clinic")
    lock_patient(entry.patient)
    fresh = WaitingEntry.objects.select_for_update(no_key=True).get(pk=entry.pk)
    if fresh.state not in WAITS:
        raise NotAllowed("status")
    _end_open_offers(fresh, now, by_person=True)
    gives_up = visits_ahead(entry.patient, now).filter(pk__in=[fresh.instead_of_id])
    for old in gives_up:
        cancel(appointment=old, by=by, version=None, for_person=True, now=now)
    booked = book_at_desk(
        clinic=entry.clinic, service=entry.service, slot=slot, patient=entry.patient, by=by,
        reason=entry.reason, level=entry.level, now=now,
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
