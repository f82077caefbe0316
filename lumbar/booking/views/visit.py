"""Looking after a visit: by the link of a message, and for a person who is known."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_safe

from lumbar.booking import actions, links
from lumbar.booking.errors import Changed, NotAllowed, SlotTaken
from lumbar.booking.forms import EMAIL_LENGTH, is_email
from lumbar.booking.models import Appointment
from lumbar.booking.notices.calendar import invitation
from lumbar.booking.notices.planning import plan_link
from lumbar.booking.presenters.visit import visit_view
from lumbar.booking.queries import next_times, sent_to
from lumbar.booking.views.shared import (
    not_allowed,
    offers,
    other_times,
    the_slot,
    times_page,
)
from lumbar.booking.waiting.links import offer_path, place_path
from lumbar.booking.waiting.presenters import grid_words
from lumbar.booking.waiting.queries import left_the_list, own_entries, read_grid
from lumbar.booking.wording import when_words
from lumbar.people.http import Request
from lumbar.scheduling.instants import moment
from lumbar.scheduling.policy import Status
from lumbar.scheduling.values import Slot
from lumbar.site.post import is_set_up
from lumbar.site.secret_links import for_whoever_has_the_link

AT_MOST = 10
"""Visits a fresh link is sent to at once."""

View = Callable[..., HttpResponse]


def by_link(view: View) -> View:
    """Hand the view the visit its link names. A link that is too old asks for a fresh one; one that
    is none of ours gets the same page."""

    @wraps(view)
    def found_by(request: Request, token: str, **named: Any) -> HttpResponse:
        found = links.read_visit(token)
        if found.appointment is None or found.expired:
            return _too_old(request, token)
        try:
            return view(request, found.appointment, token, **named)
        except Changed:
            messages.error(request, _("It was changed meanwhile. This is how it is now."))
            return redirect("visit", token)
        except NotAllowed as error:
            return not_allowed(
                request, error, clinic=found.appointment.clinic, back=reverse("visit", args=[token])
            )

    return for_whoever_has_the_link(found_by)


@require_GET
@by_link
def visit(request: Request, appointment: Appointment, token: str) -> HttpResponse:
    """The visit, and what can be done about it."""
    return render(request, "booking/visit.html", _page(appointment, token))


@require_http_methods(["GET", "HEAD", "POST"])
@for_whoever_has_the_link
def confirm(request: Request, token: str) -> HttpResponse:
    """One button (GET): programs that look at every link in a message confirm nothing. POST
    confirms."""
    found, now = links.read_confirm(token), timezone.now()
    appointment = found.appointment
    if appointment is None or found.expired:
        return _too_old(request, token)
    if appointment.source == Appointment.Source.WAIT_LIST and appointment.status in {
        Status.PROPOSED, Status.CANCELLED,
    }:  # fmt: skip
        # An offer is answered on a page of its own, which minds the visit that is given up for it.
        return redirect(offer_path(appointment))
    to_do = appointment.status == Status.PROPOSED or appointment.cancelled_by == "time"
    if not to_do:
        return redirect(links.visit_path(appointment))
    if request.method != "POST":
        return render(request, "booking/confirm.html", _page(appointment, token))
    if request.POST.get("answer") == "no":
        actions.let_go(appointment=appointment, now=now, by_person=True)
        messages.success(request, _("Thank you. The time is free again."))
        return redirect("book")
    try:
        fresh = actions.confirm_request(appointment=appointment, now=now)
    except SlotTaken as error:
        return _taken(request, appointment, error.next_times, now)
    except NotAllowed as error:
        return not_allowed(request, error, clinic=appointment.clinic)
    return redirect(links.visit_path(fresh))


@require_GET
@by_link
def move(request: Request, appointment: Appointment, token: str) -> HttpResponse:
    """Other times for the visit."""
    now = timezone.now()
    view = visit_view(appointment, now)
    offered = offers(appointment.service)
    if not view.may_move or offered is None:
        raise NotAllowed("status" if offered is not None else "not_offered")

    def address(slot: Slot) -> str:
        return reverse("move_to", args=[token, slot.starts, slot.practitioner, slot.place])

    def month_address(day: date) -> str:
        return f"?day={day.isoformat()}#month"

    times = times_page(
        request, offered, now, address=address, month_address=month_address, ignoring=appointment
    )
    return render(request, "booking/move.html", _page(appointment, token) | {"view": times})


@require_http_methods(["GET", "HEAD", "POST"])
@by_link
def move_to(
    request: Request, appointment: Appointment, token: str, starts: int, who: int, where: int
) -> HttpResponse:
    """From the old time to the new one: shown (GET), done (POST)."""
    now = timezone.now()
    offered = offers(appointment.service)
    if offered is None:
        raise NotAllowed("not_offered")
    if not visit_view(appointment, now).may_move:
        raise NotAllowed("status")
    slot = the_slot(offered, starts, who, where, now, ignoring=appointment)
    wanted = slot or Slot(starts, starts + appointment.service.minutes * 60, who, where, None)
    if request.method == "POST":
        try:
            fresh = actions.move(
                appointment=appointment, slot=wanted, by=None, version=_version(request), now=now
            )
        except SlotTaken as error:
            return _taken(request, appointment, error.next_times, now, token)
        messages.success(request, _("Your visit has a new time."))
        return redirect(links.visit_path(fresh))
    if slot is None:
        times = next_times(service=appointment.service, wanted=wanted, now=now)
        return _taken(request, appointment, times, now, token)
    place = offered.places[where]
    page = _page(appointment, token) | {
        "to": when_words(moment(slot.starts), place.time_zone),
        "practitioner": offered.practitioners[who],
        "place": place,
    }
    return render(request, "booking/move_to.html", page)


@require_http_methods(["GET", "HEAD", "POST"])
@by_link
def cancel(request: Request, appointment: Appointment, token: str) -> HttpResponse:
    """Asked once more (GET), with a warning when it is late; then done (POST)."""
    now = timezone.now()
    if request.method == "POST":
        actions.cancel(appointment=appointment, by=None, version=_version(request), now=now)
        messages.success(request, _("Your visit is cancelled."))
        return redirect("visit", token)
    if not visit_view(appointment, now).may_cancel:
        return redirect("visit", token)
    return render(request, "booking/cancel.html", _page(appointment, token))


@require_safe
@by_link
def calendar_file(request: Request, appointment: Appointment, token: str) -> HttpResponse:
    """The visit as a file for the person's calendar."""
    with translation.override(appointment.patient.language):
        body = invitation(appointment, "PUBLISH", timezone.now())
    response = HttpResponse(body, content_type="text/calendar; charset=utf-8")
    response.headers["Content-Disposition"] = 'attachment; filename="visit.ics"'
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@for_whoever_has_the_link
def fresh_link(request: Request) -> HttpResponse:
    """Send a fresh link, to the address typed or that of an older link. The answer is the same
    whether there is a visit or not."""
    page: dict[str, Any] = {"by_email": is_set_up(), "typed": "", "wrong": False, "sent": False}
    if request.method != "POST" or not is_set_up():
        return render(request, "booking/fresh_link.html", page)
    now = timezone.now()
    if token := request.POST.get("token", ""):
        found = [one for read in (links.read_visit, links.read_confirm) for one in (read(token),)]
        ours = [one.appointment for one in found if one.appointment is not None]
        plan_link([one for one in ours if one.starts_at > now], now)
    else:
        page["typed"] = request.POST.get("email", "").strip()[:EMAIL_LENGTH]
        if not is_email(page["typed"]):
            page["wrong"] = True
            return render(request, "booking/fresh_link.html", page, status=400)
        plan_link(_ahead_of(page["typed"], now), now)
    return render(request, "booking/fresh_link.html", page | {"sent": True})


@require_GET
def visits(request: Request) -> HttpResponse:
    """The person's visits, ahead and past."""
    person, now = request.person, timezone.now()
    rows: list[Appointment] = []
    if person is not None:
        rows = list(
            Appointment.objects.filter(patient__person=person)
            .exclude(source=Appointment.Source.HELD)
            .select_related("clinic", "patient", "service", "practitioner", "location")
            .order_by("starts_at")[:500]
        )
    shown = [visit_view(row, now, own=True) for row in rows]
    page = {
        "ahead": [
            one
            for one in shown
            if one.appointment.ends_at > now and one.state not in {"cancelled", "let_go"}
        ],
        "past": [one for one in reversed(shown) if one.appointment.ends_at <= now],
        "known": person is not None,
        "waiting": [
            (place_path(one), one.service.name, grid_words(read_grid(one.grid)))
            for one in own_entries(request.clinic, person)
        ]
        if request.clinic
        else [],
    }
    return render(request, "booking/visits.html", page)


def _page(appointment: Appointment, token: str) -> dict[str, Any]:
    return {
        "visit": visit_view(appointment, timezone.now()),
        "token": token,
        "clinic": appointment.clinic,
        "left_list": left_the_list(appointment),
    }


def _too_old(request: Request, token: str) -> HttpResponse:
    return render(
        request, "booking/too_old.html", {"token": token, "by_email": is_set_up()}, status=410
    )


def _version(request: Request) -> int:
    text = request.POST.get("version", "")
    if not (text.isascii() and text.isdecimal()):
        raise Changed
    return int(text)


def _taken(
    request: Request,
    appointment: Appointment,
    times: list[Slot],
    now: datetime,
    token: str = "",
) -> HttpResponse:
    """The time is somebody else's: the next ones, to move to or to ask for anew."""

    def address(slot: Slot) -> str:
        where = [slot.starts, slot.practitioner, slot.place]
        if token:
            return reverse("move_to", args=[token, *where])
        return reverse("book_details", args=[appointment.service_id, *where])

    page = {
        "times": other_times(offers(appointment.service), times, address),
        "clinic": appointment.clinic,
        "visit": visit_view(appointment, now) if token else None,
        "token": token,
    }
    return render(request, "booking/taken_visit.html", page, status=409)


def _ahead_of(email: str, now: datetime) -> list[Appointment]:
    """The visits ahead whose messages go to this address."""
    rows = Appointment.objects.filter(
        sent_to(email), status__in=[Status.PENDING, Status.BOOKED], starts_at__gt=now
    )
    return list(rows.select_related("patient", "clinic").order_by("starts_at")[:AT_MOST])
