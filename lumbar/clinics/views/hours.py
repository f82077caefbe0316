"""Weekly hours and breaks, days off and other hours, holidays."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lumbar.booking.models import Hours, Pause, Practitioner
from lumbar.clinics import actions, queries
from lumbar.clinics.forms import HolidayForm, TimeOffForm
from lumbar.clinics.general_holidays import SOURCES, general_holidays, known_years
from lumbar.clinics.queries import Period
from lumbar.clinics.views.shared import form_page, here, own_row, sent
from lumbar.clinics.week import BreakSpan, WeekTyped, WorkSpan, read_week, shown_week
from lumbar.people.http import Request
from lumbar.people.models import Clinic
from lumbar.people.roles import May, staff_only


@require_http_methods(["GET", "POST"])
@staff_only(May.SETTINGS)
def hours(request: Request, pk: int) -> HttpResponse:
    """Somebody's week. ``?period=`` chooses hours that hold for a time; ``?period=new`` begins new
    ones from a date."""
    clinic, member = here(request)
    who: Practitioner = own_row(clinic.practitioners, pk)
    places = list(clinic.locations.filter(active=True).order_by("pk"))
    periods = queries.periods_of(who)
    before = _period(request.GET.get("period", ""), periods)
    if request.method != "POST":
        shown = before if before is not None else queries.period_now(periods, timezone.localdate())
        rows = Hours.objects.filter(
            practitioner=who, first_day=shown[0], last_day=shown[1], location__active=True
        )
        week = shown_week(
            [WorkSpan(row.weekday, row.opens, row.closes, row.location_id) for row in rows],
            [
                BreakSpan(row.weekday, row.starts, row.ends)
                for row in Pause.objects.filter(practitioner=who)
            ],
            shown if before is not None else (None, None),
        )
        return _hours_page(request, clinic, who, places, periods, before, week)
    week = read_week(request.POST, [place.pk for place in places])
    if not week.wrong:
        try:
            actions.set_week(
                by=member, practitioner=who, work=week.work, breaks=week.breaks, before=before,
                period=week.period, now=timezone.now(),
            )  # fmt: skip
        except actions.PeriodsOverlap as error:
            week.period_error = _("These days have hours already: %(period)s. End those first.") % {
                "period": period_words(error.period)
            }
        else:
            messages.success(request, _("The hours are saved."))
            return redirect(f"{reverse('settings_hours', args=[who.pk])}{_asked(week.period)}")
    return _hours_page(request, clinic, who, places, periods, before, week, status=400)


def _hours_page(
    request: Request,
    clinic: Clinic,
    who: Practitioner,
    places: list[Any],
    periods: list[Period],
    before: Period | None,
    week: WeekTyped,
    status: int = 200,
) -> HttpResponse:
    said = {
        "date": _("This is no day. Write it as 2027-01-31."),
        "order": _("It ends before it begins."),
    }
    return render(
        request,
        "clinics/hours.html",
        {
            "who": who,
            "places": places,
            "week": week,
            "days": [(WEEKDAYS[day.weekday], day) for day in week.days],
            "row_errors": {
                "time": _("Write both times, as 09:00."),
                "order": _("It ends before it begins."),
                "place": _("Say where."),
                "overlap": _("It lies over the one before."),
            },
            "period_error": said.get(week.period_error, week.period_error),
            "periods": [(period_words(one), _asked(one), one == before) for one in periods],
            "is_new": before is None and bool(periods),
            "outside": queries.outside_hours(clinic, timezone.now(), who),
        },
        status=status,
    )


def _period(text: str, periods: list[Period]) -> Period | None:
    """The period an address names; the one of today without a name; None for new hours. An unknown
    one is as if it were not there."""
    if text == "new" or not periods:
        return None
    if not text:
        return queries.period_now(periods, timezone.localdate())
    for one in periods:
        if _asked(one) == f"?period={text}":
            return one
    raise Http404


def _asked(period: Period) -> str:
    return "?period=" + "_".join(day.isoformat() if day else "" for day in period)


def period_words(period: Period) -> str:
    """From when until when, as people read it."""
    first, last = (date_format(day, _("j M Y")) if day else "" for day in period)
    if first and last:
        return _("%(first)s to %(last)s") % {"first": first, "last": last}
    if first:
        return _("from %(first)s") % {"first": first}
    if last:
        return _("until %(last)s") % {"last": last}
    return _("always")


@require_http_methods(["GET", "POST"])
@staff_only(May.SETTINGS)
def days(request: Request, pk: int) -> HttpResponse:
    """Somebody's days off, and days with other hours."""
    clinic, member = here(request)
    who: Practitioner = own_row(clinic.practitioners, pk)
    form = TimeOffForm(clinic, sent(request))
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        actions.set_days(
            by=member, practitioner=who, days=form.days(), opens=said["opens"],
            closes=said["closes"], location=said["location"], why=said["why"],
            now=timezone.now(),
        )  # fmt: skip
        messages.success(request, _("Saved."))
        return redirect("settings_days", who.pk)
    coming = who.exceptions.filter(day__gte=timezone.localdate()).select_related("location")
    return form_page(
        request, form, title=_("Days off: %(name)s") % {"name": who.name},
        back=(reverse("settings_clinicians"), _("Clinicians and hours")), who=who, coming=coming,
        outside=queries.outside_hours(clinic, timezone.now(), who), save=_("Add"),
        template="clinics/days.html",
    )  # fmt: skip


@require_POST
@staff_only(May.SETTINGS)
def forget_day(request: Request, pk: int, day: date) -> HttpResponse:
    """The weekly hours hold on this day again."""
    clinic, member = here(request)
    who = own_row(clinic.practitioners, pk)
    actions.forget_day(by=member, practitioner=who, day=day, now=timezone.now())
    messages.success(request, _("The usual hours hold on this day again."))
    return redirect("settings_days", who.pk)


@require_http_methods(["GET", "POST"])
@staff_only(May.SETTINGS)
def holidays(request: Request) -> HttpResponse:
    """The days on which the clinic is closed."""
    clinic, member = here(request)
    form = HolidayForm(clinic, sent(request))
    if request.method == "POST" and form.is_valid():
        actions.keep_form(by=member, form=form, now=timezone.now())
        messages.success(request, _("Saved."))
        return redirect("settings_holidays")
    today = timezone.localdate()
    known = set(clinic.holidays.filter(day__gte=today).values_list("day", flat=True))
    offered = []
    for year in known_years(clinic.country):
        coming = [one for one in general_holidays(clinic.country, year) if one.day >= today]
        missing = [one for one in coming if one.day not in known]
        if missing:
            offered.append((year, len(missing), SOURCES[year]))
    return form_page(
        request, form, title=_("Holidays"), back=(reverse("settings"), _("Settings")),
        coming=clinic.holidays.filter(day__gte=today), offered=offered, save=_("Add"),
        outside=queries.outside_hours(clinic, timezone.now()), template="clinics/holidays.html",
    )  # fmt: skip


@require_POST
@staff_only(May.SETTINGS)
def add_holidays(request: Request, year: int) -> HttpResponse:
    """Add the country's general holidays of a year that are still to come."""
    clinic, member = here(request)
    today = timezone.localdate()
    found = [one for one in general_holidays(clinic.country, year) if one.day >= today]
    if not found:
        raise Http404
    added = actions.add_holidays(by=member, clinic=clinic, holidays=found, now=timezone.now())
    messages.success(request, _("%(count)s days added.") % {"count": added})
    return redirect("settings_holidays")


@require_POST
@staff_only(May.SETTINGS)
def remove_holiday(request: Request, day: date) -> HttpResponse:
    """Open on this day again."""
    clinic, member = here(request)
    actions.remove_holiday(by=member, clinic=clinic, day=day, now=timezone.now())
    messages.success(request, _("The clinic is open on this day again."))
    return redirect("settings_holidays")
