"""Taking time out of the book, and giving it back."""

from __future__ import annotations

from datetime import time, timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
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
from lumbar.desk.views.day import the_clinic
from lumbar.people.http import Request
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
    clinic = the_clinic(request)
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
    over = visits_in(made)
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
    row = get_object_or_404(Block, clinic=the_clinic(request), pk=uuid)
    actions.unblock_time(block=row, by=the_member(request), now=timezone.now())
    messages.success(request, _("That time can be booked again."))
    return redirect("desk_block")


def visits_in(row: Block) -> list[Appointment]:
    """The visits a block lies over."""
    visits = appointments_of(row.clinic).filter(
        starts_at__lt=row.ends_at, ends_at__gt=row.starts_at, status__in=TO_COME
    )
    if row.practitioner_id is not None:
        return list(visits.filter(practitioner=row.practitioner_id))
    return list(visits.filter(room=row.room_id))


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
    rows: list[dict[str, Any]] = [
        {"block": row, "over": visits_in(row)}
        for row in ahead.select_related("practitioner", "room", "made_by", "clinic")
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
