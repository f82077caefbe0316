"""A practitioner's calendar for whoever has its address, and the staff's page about calendars."""

from __future__ import annotations

from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from lumbar.booking.calendars import actions
from lumbar.booking.calendars.forms import CalendarForm
from lumbar.booking.models import OutsideCalendar, Practitioner, PractitionerFeed
from lumbar.people.http import Request
from lumbar.people.models import Membership
from lumbar.people.roles import May, may_do, staff_only
from lumbar.site.post import absolute
from lumbar.site.secret_links import for_whoever_has_the_link


@require_http_methods(["GET", "HEAD"])
@for_whoever_has_the_link
def feed_file(request: Request, token: str, language: str) -> HttpResponse:
    """The calendar itself, to be subscribed to."""
    # icalendar is loaded by the first who asks.
    from lumbar.booking.calendars.feed import feed

    found = PractitionerFeed.objects.select_related("practitioner__clinic").filter(
        token_hash=actions.token_hash(token)
    )
    one = found.first()
    if one is None or language not in {"en", "zh-hant"}:
        raise Http404
    with translation.override(language):
        text = feed(one.practitioner, host=request.get_host(), now=timezone.now())
    return HttpResponse(text, content_type="text/calendar; charset=utf-8")


@require_GET
@staff_only(May.CALENDARS)
def settings(request: Request) -> HttpResponse:
    """The calendars of the practitioners somebody may see to: their own, or everybody's."""
    return _page(request)


@require_http_methods(["GET", "POST"])
@staff_only(May.CALENDARS)
def make_feed(request: Request, practitioner: int) -> HttpResponse:
    """A new secret address. It is shown on this page, and never again: opened anew (as by the
    switch of the language) it is the page of calendars."""
    who = _theirs(request, practitioner)
    if request.method != "POST":
        return redirect("calendars")
    token = actions.make_feed(practitioner=who, by=_by(request), now=timezone.now())
    language = "zh-hant" if translation.get_language() == "zh-hant" else "en"
    path = reverse("practitioner_feed", args=[token, language])
    return _page(request, made=(who.pk, absolute(path, request)))


@require_POST
@staff_only(May.CALENDARS)
def stop_feed(request: Request, practitioner: int) -> HttpResponse:
    """The address stops working."""
    who = _theirs(request, practitioner)
    actions.stop_feed(practitioner=who, by=_by(request), now=timezone.now())
    messages.success(request, _("The address no longer works."))
    return redirect("calendars")


@require_http_methods(["GET", "POST"])
@staff_only(May.CALENDARS)
def add(request: Request, practitioner: int) -> HttpResponse:
    """Take over busy times from an address or a file."""
    from lumbar.booking.calendars.reading import UnreadableCalendar

    who = _theirs(request, practitioner)
    if request.method != "POST":
        return redirect("calendars")
    form = CalendarForm(request.POST, request.FILES)
    if not form.is_valid():
        return _page(request, wrong=(who.pk, form), status=400)
    asked: dict[str, Any] = {
        "practitioner": who, "name": form.called, "by": _by(request), "now": timezone.now(),
    }  # fmt: skip
    if form.cleaned_data["url"]:
        actions.add_calendar(url=form.cleaned_data["url"], **asked)
        messages.success(request, _("It is read within the next minute, then every 15 minutes."))
        return redirect("calendars")
    try:
        actions.add_calendar_file(data=form.cleaned_data["file"].read(), **asked)
    except UnreadableCalendar as unreadable:
        form.add_error("file", why(unreadable.code))
        return _page(request, wrong=(who.pk, form), status=400)
    messages.success(request, _("The busy times of the file are taken over."))
    return redirect("calendars")


@require_POST
@staff_only(May.CALENDARS)
def remove(request: Request, calendar: int) -> HttpResponse:
    """Forget a calendar."""
    found = OutsideCalendar.objects.filter(
        pk=calendar, practitioner__clinic=_by(request).clinic_id
    ).first()
    if found is None:
        raise Http404
    _theirs(request, found.practitioner_id)
    actions.remove_calendar(calendar=found, by=_by(request), now=timezone.now())
    messages.success(request, _("Its busy times are free again."))
    return redirect("calendars")


def why(code: str) -> str:
    """Why a calendar could not be read, and what to do."""
    return {
        "address": _("We do not ask this address. It has to be one on the internet, with https."),
        "not_there": _("There is no calendar at this address (any more). Copy it anew."),
        "away": _("Its server does not answer just now. It is tried again."),
        "too_large": _("It is too large. Up to 4 MB can be read."),
        "too_many": _(
            "It has too many events, or some that repeat too often. Give one with fewer."
        ),
    }.get(code, _("This is no calendar file. Look for “iCal” or “.ics”."))


def _page(
    request: Request,
    *,
    made: tuple[int, str] | None = None,
    wrong: tuple[int, CalendarForm] | None = None,
    status: int = 200,
) -> HttpResponse:
    people = [
        {
            "who": who,
            "feed": getattr(who, "feed", None),
            "made": made[1] if made and made[0] == who.pk else "",
            "calendars": [
                {"row": row, "why": why(row.error) if row.error else ""}
                for row in who.outside_calendars.all()
            ],
            "form": wrong[1]
            if wrong and wrong[0] == who.pk
            else CalendarForm(auto_id=f"id_{who.pk}_%s"),
            "wrong": bool(wrong and wrong[0] == who.pk),
        }
        for who in _practitioners(request)
        .select_related("feed", "clinic")
        .prefetch_related("outside_calendars")
    ]
    page = {"people": people, "wrong": wrong is not None}
    return render(request, "booking/calendars/settings.html", page, status=status)


def _practitioners(request: Request) -> Any:
    """Those whose calendars this member of staff may see to."""
    member = _by(request)
    rows = Practitioner.objects.filter(clinic=member.clinic_id, active=True)
    return rows if may_do(member, May.SETTINGS) else rows.filter(membership=member)


def _theirs(request: Request, practitioner: int) -> Practitioner:
    """One of them. Another clinic's is 404, a colleague's 403."""
    member = _by(request)
    found = Practitioner.objects.filter(clinic=member.clinic_id, pk=practitioner).first()
    if found is None:
        raise Http404
    if not may_do(member, May.SETTINGS) and found.membership_id != member.pk:
        raise PermissionDenied
    return found


def _by(request: Request) -> Membership:
    return cast(Membership, request.membership)
