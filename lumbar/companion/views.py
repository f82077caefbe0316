"""The first 48 hours: start, now, the danger signs again, the reviews."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lumbar.booking.actions import give_up_hold, request_appointment
from lumbar.booking.actions.holding import slot_of
from lumbar.booking.errors import NotAllowed, SlotTaken
from lumbar.booking.links import done_path
from lumbar.booking.models import Appointment
from lumbar.booking.offering import held_view, hold_earliest
from lumbar.booking.presenters.door import door_of
from lumbar.booking.views.shared import not_allowed, origin_of, verified_email
from lumbar.check.actions import begin_check
from lumbar.check.queries import newest_assessment
from lumbar.check.views import emergency_number
from lumbar.clinical.companion import REVIEW
from lumbar.clinical.library import library
from lumbar.companion import actions, pages, queries
from lumbar.companion.forms import pain_of, read_start, signs_of
from lumbar.companion.models import Companion
from lumbar.people.http import Request
from lumbar.people.models import Person
from lumbar.site.post import is_set_up
from lumbar.site.wording import page_language


@require_http_methods(["GET", "POST"])
def companion(request: Request) -> HttpResponse:
    """Where the person is in the first 48 hours; the start, where none is under way. What is more
    pressing comes before both."""
    closed, person, now = closed_answer(request), request.person, timezone.now()
    if closed is not None or person is None:
        return closed or redirect("home")
    if request.method == "POST":
        return _begin(request, person)
    under_way, stored = queries.companion_of(person), newest_assessment(person)
    if under_way is None or stored is None:
        return render(request, "companion/start.html", pages.start_page(person, now))
    page = pages.now_page(under_way, stored, now)
    if page["where"].over:
        page |= pages.start_page(person, now)
        return render(request, "companion/over.html", page | _held(request, page, now))
    page |= _emergency(request) | _held(request, page, now)
    return render(request, "companion/now.html", page)


def _held(request: Request, page: dict[str, Any], now: datetime) -> dict[str, Any]:
    """The time that is held for them, where they are offered one."""
    if page["offer"] is None:
        return {}
    email = verified_email(request)
    return {"held": held_view(request.clinic, request.person, email, now)}


def _hold(request: Request, now: datetime) -> Appointment | None:
    """Hold the earliest time. Only within a POST: whoever only looks takes nobody's time."""
    return hold_earliest(
        clinic=request.clinic, person=request.person, language=page_language(),
        origin=origin_of(request), now=now,
    )  # fmt: skip


def _begin(request: Request, person: Person) -> HttpResponse:
    now = timezone.now()
    told = read_start(request.POST)
    page = pages.start_page(person, now)
    if told.longer and not told.errors:
        return render(request, "companion/longer.html", page)
    if told.errors or told.pain is None or told.leg is None:
        page["errors"] = told.errors
        page["chosen"] = {name: request.POST.get(name, "") for name in ("began", "pain", "leg")}
        return render(request, "companion/start.html", page, status=400)
    began_at = told.began_at(now)
    newest = newest_assessment(person)
    if newest is not None and newest.created_at < began_at:
        # A new pain since the check: its danger signs were never asked.
        return render(request, "companion/closed.html", pages.closed_page(person, "new-pain"))
    try:
        actions.begin_companion(
            person=person, began_at=began_at, pain=told.pain, leg=told.leg, now=now
        )
    except actions.NotNow:
        return redirect("companion")
    return redirect("companion")


@require_http_methods(["GET", "POST"])
def signs(request: Request) -> HttpResponse:
    """Go through the danger signs again: when it is time, and whenever something is new."""
    under_way, answer = _under_way(request)
    if answer is not None or under_way is None:
        return answer or redirect("companion")
    language = page_language()
    page: dict[str, Any] = {
        "words": library().care.words(language).companion,
        "signs": pages.signs(library()),
        "wrong": False,
        **_emergency(request),
    }
    if request.method == "POST":
        any_sign = signs_of(request.POST.get("signs"))
        if any_sign is None:
            page["wrong"] = True
            return render(request, "companion/signs.html", page, status=400)
        actions.answer_signs(companion=under_way, any_sign=any_sign, now=timezone.now())
        if any_sign:
            return _to_the_check(under_way)
        messages.success(request, page["words"].asking.none)
        return redirect("companion")
    return render(request, "companion/signs.html", page)


@require_http_methods(["GET", "POST"])
def review(request: Request) -> HttpResponse:
    """The check-in of 48 hours, two weeks or four weeks, when it is due."""
    under_way, answer = _under_way(request)
    if answer is not None or under_way is None:
        return answer or redirect("companion")
    now = timezone.now()
    due = queries.where_is(under_way, now).due
    if due is None or due.kind != REVIEW:
        return redirect("companion")
    page = pages.review_page(due) | _emergency(request)
    if request.method == "POST":
        any_sign = signs_of(request.POST.get("signs"))
        outcome, pain = request.POST.get("outcome", ""), pain_of(request.POST.get("pain"))
        missing = {
            "signs": any_sign is None,
            "outcome": not any_sign and outcome not in dict(page["answers"]),
            "pain": not any_sign and pain is None,
        }
        if any(missing.values()) or any_sign is None:
            page["errors"] = tuple(name for name, wrong in missing.items() if wrong)
            page["chosen"] = {
                name: request.POST.get(name, "") for name in ("signs", "outcome", "pain")
            }
            return render(request, "companion/review.html", page, status=400)
        try:
            actions.answer_review(
                companion=under_way, outcome=outcome, any_sign=any_sign, pain=pain, now=now
            )
        except actions.NotDue:
            # Another device was quicker.
            return redirect("companion")
        if any_sign:
            return _to_the_check(under_way)
        if pages.to_be_booked(under_way, now):
            _hold(request, now)
        return redirect("companion")
    return render(request, "companion/review.html", page)


@require_POST
def held_time(request: Request) -> HttpResponse:
    """``do``: ``hold`` the earliest time, ``take`` the one that is held, or let it go (``no``)."""
    person, clinic, now = request.person, request.clinic, timezone.now()
    under_way = queries.companion_of(person)
    closed = queries.closed_because(person) is not None
    if closed or person is None or not clinic or under_way is None:
        return redirect("companion")
    do = request.POST.get("do")
    if do == "no":
        give_up_hold(clinic=clinic, person=person, now=now)
        messages.success(request, _("The time is free for others again."))
    elif do == "hold" and pages.to_be_booked(under_way, now) and _hold(request, now) is None:
        messages.warning(request, _("No time could be held. Look at the times, or call."))
    elif do == "take":
        return _take(request, now)
    return redirect("companion")


def _take(request: Request, now: datetime) -> HttpResponse:
    """Ask for the held time: at once where it is known who they are, else they say so first."""
    email = verified_email(request)
    held = held_view(request.clinic, request.person, email, now)
    if held is None:
        messages.warning(request, _("The time is no longer held. This is the earliest now."))
        return redirect("companion")
    if held.known is None:
        return redirect(held.details_url)
    visit = held.visit.appointment
    level = door_of(request.person, visit.clinic, now).urgency.level
    try:
        made = request_appointment(
            clinic=visit.clinic, service=visit.service, slot=slot_of(visit), contact=held.known,
            person=request.person, level=level.value if level is not None else "",
            verified=bool(email), by_phone=not is_set_up(), origin=origin_of(request), now=now,
        )  # fmt: skip
    except SlotTaken:
        messages.warning(request, _("The time is no longer held. This is the earliest now."))
        return redirect("companion")
    except NotAllowed as error:
        return not_allowed(request, error, service=visit.service)
    return redirect(done_path(made))


@require_POST
def pain(request: Request) -> HttpResponse:
    """Note how much it hurts now, in one tap."""
    under_way, answer = _under_way(request)
    if answer is not None or under_way is None:
        return answer or redirect("companion")
    number = pain_of(request.POST.get("pain"))
    if number is None:
        messages.error(request, _("Choose a number from 0 to 10."))
        return redirect("companion")
    actions.note_pain(companion=under_way, pain=number, now=timezone.now())
    messages.success(request, _("Noted: pain %(pain)s of 10.") % {"pain": number})
    return redirect("companion")


@require_POST
def end(request: Request) -> HttpResponse:
    """End the companion. What was noted stays."""
    if request.person is None:
        return redirect("companion")
    actions.end_companion(person=request.person, now=timezone.now())
    messages.success(request, _("Your first 48 hours are closed. What you noted is kept."))
    return redirect("home")


def closed_answer(request: Request) -> HttpResponse | None:
    """The page that goes before everything of the companion; None when it is open. An emergency
    and a same-day result have their own page, and nothing beside it."""
    reason = queries.closed_because(request.person)
    if reason is None:
        return None
    if reason == "level":
        stored = newest_assessment(request.person)
        if stored is None:
            raise Http404
        return redirect("check_result", stored.uuid)
    page = pages.closed_page(request.person, reason) | _emergency(request)
    return render(request, "companion/closed.html", page)


def _under_way(request: Request) -> tuple[Companion | None, HttpResponse | None]:
    """The companion under way, or where to go instead."""
    if queries.closed_because(request.person) is not None:
        return None, redirect("companion")
    under_way = queries.companion_of(request.person)
    if under_way is None or queries.where_is(under_way, timezone.now()).over:
        return None, redirect("companion")
    return under_way, None


def _to_the_check(under_way: Companion) -> HttpResponse:
    """Straight to its first question; what was begun before began without this sign."""
    begin_check(person=under_way.person)
    return redirect("check_screen", library().screens[0].id)


def _emergency(request: Request) -> dict[str, Any]:
    return {"emergency_number": emergency_number(library(), request.clinic)}
