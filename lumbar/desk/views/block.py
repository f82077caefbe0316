"""Taking time out of the book, and giving it back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from lumbar.booking import actions
from lumbar.booking.models import Appointment, Block
from lumbar.booking.queries import appointments_of
from lumbar.desk import queries
from lumbar.desk.forms import BlockForm, read_block
from lumbar.desk.times import instant_at
from lumbar.people.http import Request, clinic_here
from lumbar.people.models import Clinic
from lumbar.people.roles import May, staff_only, the_member
from lumbar.scheduling.hours import day_span
from lumbar.scheduling.instants import instant, local_day, moment
from lumbar.scheduling.policy import TAKES_TIME

TO_COME = [*TAKES_TIME - {"fulfilled", "noshow"}]


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only(May.BLOCK_TIME)
def block(request: Request) -> HttpResponse:
    """Say whose time, from when to when, and why; what is blocked already stands below."""
    clinic = clinic_here(request)
    if request.method != "POST":
        return _page(request, clinic, _shown(request, clinic))
    form = read_block(request.POST)
    errors = dict(form.errors)
    who = room = None
    if form.whose is not None:
        kind, key = form.whose
        if kind == "who":
            who = clinic.practitioners.filter(pk=key).first()
        else:
            room = next((one for one in queries.rooms_of(clinic) if one.pk == key), None)
        if who is None and room is None:
            errors["whose"] = _("Choose whose time, or which room.")
    span = _span(form, clinic) if not errors else None
    if not errors and span is None:
        errors["ends"] = _("The clock skips one of these times on that day.")
    if errors or span is None:
        return _page(request, clinic, BlockForm(form.given, errors), status=400)
    starts_at, ends_at = moment(span[0]), moment(span[1])
    made = actions.block_time(
        clinic=clinic, practitioner=who, room=room, starts_at=starts_at, ends_at=ends_at,
        why=form.given["why"], by=the_member(request), now=timezone.now(),
    )  # fmt: skip
    (over,) = visits_in([made])
    if over:
        words = ngettext(
            "Blocked. %(count)s visit lies in that time; it stays until you move or cancel it.",
            "Blocked. %(count)s visits lie in that time; they stay until you move or cancel them.",
            len(over),
        )
        messages.warning(request, words % {"count": len(over)})
        return redirect(f"{reverse('desk_block')}#block-{made.pk}")
    messages.success(request, _("That time is out of the book."))
    return redirect(f"{reverse('desk')}?day={form.given['day']}")


@require_POST
@staff_only(May.BLOCK_TIME)
def unblock(request: Request, uuid: UUID) -> HttpResponse:
    """Give blocked time back to the book."""
    row = get_object_or_404(Block, clinic=clinic_here(request), pk=uuid)
    actions.unblock_time(block=row, by=the_member(request), now=timezone.now())
    messages.success(request, _("That time can be booked again."))
    return redirect("desk_block")


def visits_in(rows: Sequence[Block]) -> list[list[Appointment]]:
    """The visits each of some blocks of one clinic lies over; one query."""
    if not rows:
        return []
    visits = appointments_of(rows[0].clinic).filter(
        Q(practitioner__in=[row.practitioner_id for row in rows if row.practitioner_id])
        | Q(room__in=[row.room_id for row in rows if row.room_id]),
        starts_at__lt=max(row.ends_at for row in rows),
        ends_at__gt=min(row.starts_at for row in rows),
        status__in=TO_COME,
    )
    found = list(visits.order_by("starts_at"))
    return [[visit for visit in found if _lies_over(row, visit)] for row in rows]


def _lies_over(row: Block, visit: Appointment) -> bool:
    whose = (
        visit.practitioner_id == row.practitioner_id
        if row.practitioner_id is not None
        else visit.room_id == row.room_id
    )
    return whose and visit.starts_at < row.ends_at and visit.ends_at > row.starts_at


def _span(form: BlockForm, clinic: Clinic) -> tuple[int, int] | None:
    assert form.day and form.last and form.starts is not None and form.ends is not None  # noqa: S101
    starts = instant_at(form.day, form.starts, clinic.time_zone)
    if form.ends == time.min:
        ends: int | None = day_span(clinic.time_zone, form.last, form.last)[1]
    else:
        ends = instant_at(form.last, form.ends, clinic.time_zone)
    return None if starts is None or ends is None or ends <= starts else (starts, ends)


def _shown(request: Request, clinic: Clinic) -> BlockForm:
    today = local_day(instant(timezone.now()), clinic.time_zone)
    own = clinic.practitioners.filter(membership=the_member(request)).first()
    given = {
        "day": request.GET.get("day", "") or today.isoformat(),
        "whose": f"who:{own.pk}" if own else "",
    }
    return BlockForm(given, {})


def _page(request: Request, clinic: Clinic, form: BlockForm, *, status: int = 200) -> HttpResponse:
    now = timezone.now()
    ahead = clinic.blocks.filter(ends_at__gt=now - timedelta(hours=12))[:100]
    blocks = list(ahead.select_related("practitioner", "room", "made_by", "clinic"))
    rows: list[dict[str, Any]] = [
        {"block": row, "over": over} for row, over in zip(blocks, visits_in(blocks), strict=True)
    ]
    practitioners = [
        (f"who:{who.pk}", who.name) for who in clinic.practitioners.filter(active=True)
    ]
    rooms = [(f"room:{room.pk}", room.name) for room in queries.rooms_of(clinic)]
    context = {
        "form": form, "rows": rows, "practitioners": practitioners, "rooms": rooms,
        "zone": clinic.time_zone,
    }  # fmt: skip
    return render(request, "desk/block.html", context, status=status)
