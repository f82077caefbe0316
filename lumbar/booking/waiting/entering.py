"""Storing a place on the wait list, and asking whose address it is. Called by the list's own
actions, in their transaction and with the patient's row locked."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q, QuerySet

from lumbar.booking.errors import NotAllowed
from lumbar.booking.models import (
    Appointment,
    PlaceConfirmation,
    Practitioner,
    Service,
    WaitingEntry,
)
from lumbar.booking.waiting.queries import WAITS, visits_ahead, write_grid
from lumbar.people.models import Clinic, Patient, Sharing
from lumbar.people.needed import is_needed
from lumbar.people.queries import scope_of
from lumbar.scheduling.waiting import FIRST, NEVER_WAITS, Part

MOST_BY_ONE = 3
"""How many places one person, or one e-mail address, has on a clinic's list at once."""


def put(
    clinic: Clinic,
    service: Service,
    patient: Patient,
    now: datetime,
    *,
    proved: bool,
    same: bool,
    entered: bool = False,
    grid: Iterable[tuple[int, Part]],
    practitioner: Practitioner | None,
    instead_of: Appointment | None,
    level: str,
    **fields: object,
) -> WaitingEntry:
    """Store an entry. ``same``: the patient's own one for the service is changed. ``proved``: the
    address is known to be theirs. ``entered``: the register's entry was made for it."""
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
        return _change(old, fields, now, proved=proved)
    made = WaitingEntry(
        clinic=clinic, service=service, patient=patient, joined_at=now,
        confirmed_at=now if proved else None,
        entered=not proved and (entered or patient.waiting.filter(entered=True).exists()),
        **fields,
    )  # fmt: skip
    if places(made, proved=proved, own=same).count() >= MOST_BY_ONE:
        raise NotAllowed("too_many_places")
    own = here.filter(patient=patient).select_related("patient") if same else here.none()
    if made.address and any(one.send_to.lower() == made.address.lower() for one in own):
        # They opened such a link before.
        made.confirmed_at = now
    made.save(force_insert=True)
    return made


def _change(
    old: WaitingEntry, fields: dict[str, object], now: datetime, *, proved: bool
) -> WaitingEntry:
    """They keep their place, with what they say now."""
    if old.made_by_id is not None and old.level == FIRST:
        # What the desk was told by a clinician.
        fields["level"] = FIRST
    if "made_by" in fields and old.confirmed_at is None:
        # The desk was told, and looked into the register; what somebody once typed it did not see.
        fields["email"] = ""
    was = old.address.lower()
    for name, value in fields.items():
        setattr(old, name, value)
    if proved:
        old.confirmed_at, old.failed_to = now, ""
    elif old.address.lower() != was:
        old.confirmed_at = None
    old.save(update_fields=[*fields, "confirmed_at", "failed_to"])
    return old


def places(entry: WaitingEntry, *, proved: bool, own: bool) -> QuerySet[WaitingEntry]:
    """The other places that count with one, under whatever name. ``own``: it is that of a person,
    whose every place counts; ``proved``: every one whose reader this address is known to have. What
    is only typed counts against nobody, since its reader may be somebody else (the limits of a
    device and a network hold); and nobody who only types learns how many its reader has."""
    here = WaitingEntry.objects.filter(clinic=entry.clinic_id, state__in=WAITS)
    here = here.exclude(pk=entry.pk)
    if not proved:
        return here.filter(patient=entry.patient_id) if own else here.none()
    theirs = Q(patient=entry.patient_id)
    if entry.address:
        theirs |= Q(email__iexact=entry.address) | Q(email="", patient__email__iexact=entry.address)
    return here.filter(theirs, confirmed_at__isnull=False)


def was_asked(entry: WaitingEntry) -> bool:
    """Whether a message with the link went to this address, or is about to."""
    return entry.confirmations.filter(address=entry.address.lower()).exists()


def ask_to_confirm(entry: WaitingEntry, now: datetime) -> bool:
    """Plan the message with the link, unless it is needless or went to this address before; return
    whether it was planned."""
    if entry.confirmed_at is not None or not entry.address or was_asked(entry):
        return False
    PlaceConfirmation.objects.create(entry=entry, address=entry.address.lower(), next_try_at=now)
    return True


def forget(entry: WaitingEntry) -> None:
    """Who leaves without ever having proved the address leaves no entry in the register, if it was
    made for this place and nothing else hangs on it: they wrote to the clinic, or show it something
    of their health. The place goes with it."""
    patient = entry.patient
    if not entry.entered or entry.confirmed_at is not None or patient.note:
        return
    others = patient.waiting.exclude(pk=entry.pk).exclude(
        state=WaitingEntry.State.LEFT, entered=True, confirmed_at=None
    )
    if others.exists() or patient.appointments.exists() or is_needed(patient):
        return
    if scope_of(entry.clinic, patient.person) == Sharing.Scope.NOTHING:
        patient.delete()
