"""The morning board, one line of it, and lines of the past."""

from __future__ import annotations

from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from lumbar.board import actions
from lumbar.board.board import board_of
from lumbar.board.errors import Changed, NotPossible
from lumbar.board.models import BoardItem
from lumbar.board.past import past_of
from lumbar.board.single import line_page, visible_item
from lumbar.people.http import Request, clinic_here
from lumbar.people.models import Clinic, Membership
from lumbar.people.roles import May, staff_only, the_member


@require_GET
@staff_only(May.TAKE_BOARD)
def board(request: Request) -> HttpResponse:
    """The board. With ``?stamp=`` of one that is open in a browser: 204 while nothing changed."""
    clinic, member, now = *_here(request), timezone.now()
    shown = board_of(clinic, member, now)
    zone = ZoneInfo(clinic.time_zone)
    actions.note_looked(member=member, people=shown.people, zone=zone, now=now)
    if request.GET.get("stamp") == shown.stamp:
        return HttpResponse(status=204)
    page = {"board": shown, "now": now.astimezone(zone), "zone": zone.key}
    answer = render(request, "board/board.html", page)
    answer["Cache-Control"] = "no-store"
    return answer


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only(May.TAKE_BOARD)
def line(request: Request, uuid: UUID) -> HttpResponse:
    """One line with its history; ``do`` says what is done to it: ``take``, ``let-go``, ``snooze``,
    ``close`` or ``reopen``."""
    clinic, member = _here(request)
    item = visible_item(clinic, member, uuid)
    if item is None:
        raise Http404
    if request.method != "POST":
        return _line(request, clinic, member, item)
    try:
        said = _do(request, item, member)
    except Changed as changed:
        return _line(request, clinic, member, changed.item, status=409, first=True)
    except NotPossible as no:
        item.refresh_from_db()
        return _line(request, clinic, member, item, status=400, wrong=no.field)
    messages.success(request, said)
    item.refresh_from_db()
    return redirect(f"{reverse('board')}#{_anchor(item)}")


@require_GET
@staff_only(May.TAKE_BOARD)
def past(request: Request) -> HttpResponse:
    """Lines of the last days, with what became of them."""
    clinic, member, now = *_here(request), timezone.now()
    page = past_of(clinic, member, now, request.GET.get("page", ""))
    zone = ZoneInfo(clinic.time_zone)
    actions.note_looked(member=member, people=page.people, zone=zone, now=now)
    return render(request, "board/past.html", {"page": page})


def _here(request: Request) -> tuple[Clinic, Membership]:
    return clinic_here(request), the_member(request)


def _do(request: Request, item: BoardItem, member: Membership) -> str:
    """Do what the form says; returns a sentence that says so."""
    sent = request.POST
    try:
        version = int(sent.get("version", ""))
    except ValueError:
        version = -1
    now = timezone.now()
    match sent.get("do"):
        case "take":
            actions.take(item=item, by=member, version=version, now=now)
            return _("You have it. Everybody at the clinic sees that.")
        case "let-go":
            actions.let_go(item=item, by=member, version=version, now=now)
            return _("You gave it back.")
        case "snooze":
            actions.snooze(
                item=item, by=member, version=version, now=now,
                until=sent.get("until", ""), reason=sent.get("reason", "")[:300],
            )  # fmt: skip
            return _("Put off. It comes back by itself.")
        case "close":
            actions.close(
                item=item, by=member, version=version, now=now,
                outcome=sent.get("outcome", ""), note=sent.get("note", "")[:300],
            )  # fmt: skip
            return _("Closed. It stands among the closed ones.")
        case "reopen":
            actions.reopen(item=item, by=member, version=version, now=now)
            return _("It is back on the board.")
    raise NotPossible("do")


def _anchor(item: BoardItem) -> str:
    return f"line-{item.pk}" if item.is_live and item.state != item.State.SNOOZED else "board"


def _line(
    request: Request,
    clinic: Clinic,
    member: Membership,
    item: BoardItem,
    *,
    status: int = 200,
    first: bool = False,
    wrong: str = "",
) -> HttpResponse:
    now = timezone.now()
    page = line_page(clinic, member, item, now)
    if page is None:
        raise Http404
    zone = ZoneInfo(clinic.time_zone)
    actions.note_looked(member=member, people=page.people, zone=zone, now=now)
    shown: dict[str, Any] = {"page": page, "first": first, "wrong": wrong, "sent": request.POST}
    return render(request, "board/line.html", shown, status=status)
