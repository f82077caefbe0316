"""What stands in the columns of a day: visits, breaks, what is blocked, and what is still free."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from uuid import UUID

from django.utils.translation import gettext as _

from lumbar.booking.models import Appointment, Block, OutsideBusy, Practitioner, Room
from lumbar.booking.queries import Day
from lumbar.booking.wording import status_words
from lumbar.desk.grid import Column, Frame, Item
from lumbar.desk.lateness import likely_late
from lumbar.desk.wording import clock
from lumbar.desk.working import Working
from lumbar.scheduling.instants import instant, local
from lumbar.scheduling.spans import intersect, merge, subtract
from lumbar.scheduling.values import Span

CHUNK = 30 * 60
"""Free time is offered from each full and half hour."""
SHORTEST_FREE = 10 * 60
"""Seconds; what is shorter is no offer."""


def span_of(row: Appointment | Block | OutsideBusy) -> Span:
    return instant(row.starts_at), instant(row.ends_at)


def taken_by(visit: Appointment) -> Span:
    """A visit with its buffers, as its service has them."""
    starts, ends = span_of(visit)
    return starts - visit.service.before * 60, ends + visit.service.after * 60


def by_practitioner(day: Day, working: Working, frame: Frame) -> list[Column]:
    """A column for everybody who works here or has something in the book that day."""
    busy = {visit.practitioner_id for visit in day.appointments}
    columns = []
    for who in working.practitioners:
        if who.pk in busy or working.open(who.pk, day.day):
            columns.append(practitioner_column(who, day, working, frame))
    known = {who.pk for who in working.practitioners}
    for visit in day.appointments:
        # Somebody who has left, with visits still in the book.
        if visit.practitioner_id not in known:
            known.add(visit.practitioner_id)
            columns.append(practitioner_column(visit.practitioner, day, working, frame))
    return columns


def practitioner_column(who: Practitioner, day: Day, working: Working, frame: Frame) -> Column:
    """One practitioner's day."""
    within = instant(day.starts_at), instant(day.ends_at)
    visits = [visit for visit in day.appointments if visit.practitioner_id == who.pk]
    blocks = [block for block in day.blocks if block.practitioner_id == who.pk]
    busy = [one for one in day.busy if one.practitioner_id == who.pk]
    opens, breaks = working.open(who.pk, day.day), working.breaks(who.pk, day.day)
    late = likely_late(visits)
    items = [*_visit_items(visits, late, within, frame), *_block_items(blocks, within, frame)]
    items += [
        frame.item("busy", span_of(one), within, label=_("Busy elsewhere"), key=f"busy-{one.pk}")
        for one in busy
    ]
    for n, span in enumerate(intersect(merge(breaks), merge(opens))):
        items.append(
            frame.item("break", span, within, label=_("Break"), key=f"break-{who.pk}-{day.day}-{n}")
        )
    taken = [*breaks, *map(taken_by, visits), *map(span_of, blocks), *map(span_of, busy)]
    items += _free_items(who, subtract(merge(opens), merge(taken)), within, frame)
    place = working.place(who.pk, day.day)
    why = working.holidays.get(day.day) or working.days_off.get((who.pk, day.day), "")
    where = working.names.get(place.id, "") if place is not None and len(working.names) > 1 else ""
    return Column(
        title=who.name,
        about=where if opens else why or _("Not at work"),
        items=_sorted(items),
        back=_back(opens, visits, within, frame),
        today=within[0] <= frame.now < within[1],
        day=day.day,
    )


def by_room(day: Day, rooms: Iterable[Room], working: Working, frame: Frame) -> list[Column]:
    """A column for each room, and one for visits without."""
    opens = merge(span for who in working.practitioners for span in working.open(who.pk, day.day))
    # Of everybody's whole day: who is late in one room is late in the next.
    late = likely_late(day.appointments)
    columns = []
    for room in rooms:
        visits = [visit for visit in day.appointments if visit.room_id == room.pk]
        blocks = [block for block in day.blocks if block.room_id == room.pk]
        columns.append(_room_column(room.name, day, visits, late, blocks, opens, frame))
    nowhere = [visit for visit in day.appointments if visit.room_id is None]
    if nowhere or not columns:
        columns.append(_room_column(_("No room"), day, nowhere, late, [], opens, frame))
    return columns


def _room_column(
    title: str,
    day: Day,
    visits: list[Appointment],
    late: Mapping[UUID, int],
    blocks: list[Block],
    opens: list[Span],
    frame: Frame,
) -> Column:
    within = instant(day.starts_at), instant(day.ends_at)
    items = [*_visit_items(visits, late, within, frame), *_block_items(blocks, within, frame)]
    return Column(
        title, "", _sorted(items), _back(opens, visits, within, frame),
        today=within[0] <= frame.now < within[1], day=day.day,
    )  # fmt: skip


def _visit_items(
    visits: list[Appointment], late: Mapping[UUID, int], within: Span, frame: Frame
) -> list[Item | None]:
    found = []
    for visit in visits:
        # Somebody who erased themselves leaves the visit, without a word of theirs; who has yet to
        # ask for a held time has not said who they are.
        held = visit.source == Appointment.Source.HELD
        label = visit.patient.name or (_("A time is held") if held else _("Erased"))
        minutes = late.get(visit.pk, 0)
        later = clock(instant(visit.starts_at) + minutes * 60, frame.zone) if minutes else ""
        found.append(
            frame.item(
                "visit", span_of(visit), within, label=label, appointment=visit, late=minutes,
                later=later, status=status_words(visit), key=f"visit-{visit.pk}",
                by=frame.authors.get(visit.pk, ""), undelivered=visit.pk in frame.undelivered,
            )
        )  # fmt: skip
    return found


def _block_items(blocks: list[Block], within: Span, frame: Frame) -> list[Item | None]:
    return [
        frame.item(
            "block", span_of(block), within, label=block.why or _("Blocked"),
            key=f"block-{block.pk}",
        )
        for block in blocks
    ]  # fmt: skip


def _free_items(
    who: Practitioner, spans: list[Span], within: Span, frame: Frame
) -> list[Item | None]:
    found = []
    for span in spans:
        for starts, ends in chunks(span, frame.zone):
            if ends > frame.now:
                found.append(
                    frame.item(
                        "free", (starts, ends), within, practitioner=who.pk,
                        key=f"free-{who.pk}-{starts}",
                    )
                )  # fmt: skip
    return found


def chunks(span: Span, zone: str) -> list[Span]:
    """A free stretch cut at every full and half hour of the clock; too short ends are left out."""
    found, starts = [], span[0]
    while starts < span[1]:
        at = local(starts, zone)
        passed = (at.minute % 30) * 60 + at.second
        ends = min(starts + CHUNK - passed, span[1])
        if ends - starts >= SHORTEST_FREE:
            found.append((starts, ends))
        starts = ends
    return found


def _back(opens: list[Span], visits: list[Appointment], within: Span, frame: Frame) -> list[Item]:
    drawn = [frame.item("open", span, within) for span in opens]
    for visit in visits:
        (begin, finish), (starts, ends) = taken_by(visit), span_of(visit)
        drawn += [frame.item("buffer", one, within) for one in ((begin, starts), (ends, finish))]
    return [item for item in drawn if item is not None]


def _sorted(items: Iterable[Item | None]) -> list[Item]:
    kept = [item for item in items if item is not None]
    return sorted(kept, key=lambda item: (item.starts, item.kind != "visit"))
