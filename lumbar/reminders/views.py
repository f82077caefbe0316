"""The page of reminders, and what its buttons do."""

from __future__ import annotations

import json
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, JsonResponse, RawPostDataException
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lumbar.people.http import Request
from lumbar.people.models import Person
from lumbar.reminders import actions, presenters, queries
from lumbar.reminders.forms import (
    BrowserError,
    Sent,
    read_address,
    read_browser,
    read_choices,
    shown,
)
from lumbar.reminders.models import ReminderSettings
from lumbar.reminders.push_address import PushAddressError, check
from lumbar.reminders.zones import is_zone
from lumbar.site.post import absolute, is_set_up
from lumbar.site.wording import page_language


@require_http_methods(["GET", "HEAD", "POST"])
def reminders(request: Request) -> HttpResponse:
    """What to be reminded of, how and when; nothing is kept for somebody who only looks."""
    person = request.person
    if person is None:
        if request.method == "POST":
            return redirect("reminders")
        return render(request, "reminders/nobody.html")
    if request.method != "POST":
        return _page(request, person)
    sent = read_choices(request.POST)
    if sent.chosen is None:
        return _page(request, person, sent, status=400)
    actions.keep_choices(
        person=person,
        chosen=sent.chosen,
        wishes=set(sent.wishes),
        language=page_language(),
        now=timezone.now(),
    )
    messages.success(request, _("Kept."))
    return redirect("reminders")


@require_POST
def make_calendar(request: Request) -> HttpResponse:
    """A new calendar address, shown this once; older ones no longer work."""
    person = request.person
    if person is None:
        return redirect("reminders")
    _ensure_settings(request, person)
    token = actions.make_calendar(person=person, now=timezone.now())
    address = absolute(reverse("calendar_feed", args=[token]), request)
    webcal = "webcal:" + address.partition(":")[2]
    return _page(request, person, address=address, webcal=webcal)


@require_POST
def revoke_calendar(request: Request) -> HttpResponse:
    """No calendar address works any more."""
    if request.person is not None:
        actions.revoke_calendar(person=request.person)
        messages.success(request, _("The calendar address no longer works."))
    return redirect(f"{reverse('reminders')}#ways")


@require_POST
def ask_for_address(request: Request) -> HttpResponse:
    """Keep an address and send it a message with a link. The answer is the same whether the
    address is known, new, or was asked too often."""
    person = request.person
    if person is None or not is_set_up():
        return redirect("reminders")
    address = read_address(request.POST)
    if address is None:
        typed = request.POST.get("email", "")[:254]
        return _page(request, person, status=400, address_error=True, typed=typed)
    _ensure_settings(request, person)
    actions.ask_for_address(person=person, address=address, now=timezone.now())
    messages.success(request, _("Look into your mailbox and open the link we sent you."))
    return redirect(f"{reverse('reminders')}#ways")


@require_POST
def forget_address(request: Request) -> HttpResponse:
    """Delete the e-mail address."""
    if request.person is not None:
        actions.forget_address(person=request.person)
        messages.success(request, _("The address is deleted."))
    return redirect(f"{reverse('reminders')}#ways")


@require_http_methods(["POST", "DELETE"])
def push(request: Request) -> HttpResponse:
    """A browser allows notifications (POST) or no longer does (DELETE). 401: nobody is there;
    400: no browser sends that."""
    person = request.person
    if person is None:
        return JsonResponse({"error": "nobody"}, status=401)
    try:
        told = json.loads(request.body)
        browser = read_browser(told)
        if request.method == "DELETE":
            actions.forget_browser(person=person, endpoint=browser.endpoint)
            return JsonResponse({"on": False})
        check(browser.endpoint)
    except (BrowserError, PushAddressError, OSError, ValueError, RawPostDataException):
        return JsonResponse({"error": "not a push subscription"}, status=400)
    zone = told.get("zone")
    _ensure_settings(request, person, zone if isinstance(zone, str) else "")
    actions.keep_browser(person=person, now=timezone.now(), **browser._asdict())
    return JsonResponse({"on": True})


@require_POST
def stop_everything(request: Request) -> HttpResponse:
    """No reminder any more, of any kind, by any way."""
    if request.person is not None:
        actions.stop_everything(person=request.person)
        messages.success(request, _("Everything is stopped. Nothing more will be sent."))
    return redirect("reminders")


def _ensure_settings(request: Request, person: Person, zone: str = "") -> ReminderSettings:
    """The person's settings, with the zone their browser says it is in (`reminders.js`)."""
    zone = zone or request.POST.get("browser_zone", "")
    return actions.ensure_settings(
        person=person,
        language=page_language(),
        time_zone=zone if is_zone(zone) else "",
        now=timezone.now(),
    )


def _page(
    request: Request, person: Person, sent: Sent | None = None, *, status: int = 200, **more: Any
) -> HttpResponse:
    kept = queries.settings_of(person)
    form = sent or shown(kept or presenters.usual(page_language()), queries.wishes_of(person))
    return render(
        request,
        "reminders/reminders.html",
        presenters.page(person, kept, form) | more,
        status=status,
    )
