"""Taking time in the book and giving it back."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import Q

from lumbar.booking.actions.locking import Refused, lock_book
from lumbar.booking.book import read_book, terms_of
from lumbar.booking.errors import NotAllowed
from lumbar.booking.models import Appointment, Reservation, Service
from lumbar.booking.waiting.freed import note_freed_visit
from lumbar.scheduling.instants import instant, moment
from lumbar.scheduling.slots import Refusal, fits, reserved
from lumbar.scheduling.values import RoomDiary, Slot


def lock_for(service: Service, *slots: Slot, besides: Reservation | None = None) -> None:
    """Lock the diaries, and the rooms where there are any to share, that these times are taken
    from; ``besides``: the time that is given back for them."""
    practitioners = {slot.practitioner for slot in slots}
    places = {slot.place for slot in slots if service.needs_room}
    if besides is not None:
        practitioners.add(besides.practitioner_id)
        if besides.room is not None:
            places.add(besides.room.location_id)
    lock_book(practitioners, places)


def find_room(
    *,
    service: Service,
    slot: Slot,
    now: datetime,
    desk: bool,
    ignoring: Appointment | None = None,
) -> Slot:
    """Ask the book, whose diary is locked, whether the time can be had, and in which room: the one
    the slot names when it is free. Raises `Refused`, or `NotAllowed` when there is no such offer.
    """
    terms = terms_of(service)
    book = read_book(
        service=service, practitioners=[slot.practitioner], span=reserved(terms, slot.starts),
        now=now, ignoring=ignoring,
    )  # fmt: skip
    diary = book.diaries.get(slot.practitioner)
    place = book.places.get(slot.place)
    if diary is None or place is None:
        raise NotAllowed("not_offered")
    wished = [room for room in book.rooms if room.room == slot.room]

    def asked(rooms: list[RoomDiary]) -> Slot | Refusal:
        return fits(
            book.terms, diary, rooms, place, starts=slot.starts, now=instant(now), desk=desk
        )

    found = asked(wished or book.rooms)
    if found is Refusal.NO_ROOM and wished:
        found = asked(book.rooms)
    if isinstance(found, Refusal):
        raise Refused(service, [(slot, found)], now)
    return found


def take(
    appointment: Appointment, slot: Slot, *, held_until: datetime | None, now: datetime
) -> Reservation:
    """Take the time of a slot for an appointment, in the place of what it had. Requests nobody
    confirmed in time lose theirs; anything else in the way is refused by the database itself.
    Raises `Refused`."""
    start, end = (moment(at) for at in reserved(terms_of(appointment.service), slot.starts))
    same = Q(practitioner=slot.practitioner)
    if slot.room is not None:
        same |= Q(room=slot.room)
    in_the_way = Reservation.objects.filter(
        same, starts_at__lt=end, ends_at__gt=start, held_until__lte=now
    )
    in_the_way.exclude(appointment=appointment).delete()
    try:
        with transaction.atomic():
            return Reservation.objects.update_or_create(
                appointment=appointment,
                defaults={
                    "practitioner_id": slot.practitioner,
                    "room_id": slot.room,
                    "starts_at": start,
                    "ends_at": end,
                    "held_until": held_until,
                },
            )[0]
    except IntegrityError:
        raise Refused(appointment.service, [(slot, Refusal.TAKEN)], now) from None


def give_back(appointment: Appointment, now: datetime) -> None:
    """Free the time of an appointment; who waits for one is offered it."""
    held = Reservation.objects.filter(appointment=appointment).first()
    if held is not None:
        held.delete()
        note_freed_visit(appointment, held, now)


def set_time(appointment: Appointment, slot: Slot) -> None:
    """Put the visit at a slot (not saved)."""
    appointment.practitioner_id = slot.practitioner
    appointment.location_id = slot.place
    appointment.room_id = slot.room
    appointment.starts_at = moment(slot.starts)
    appointment.ends_at = moment(slot.ends)


def slot_of(appointment: Appointment) -> Slot:
    """The time an appointment has, or had."""
    return Slot(
        instant(appointment.starts_at), instant(appointment.ends_at),
        appointment.practitioner_id, appointment.location_id, appointment.room_id,
    )  # fmt: skip
