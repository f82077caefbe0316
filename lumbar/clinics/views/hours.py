"""Weekly hours and breaks, days off and other hours, holidays."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from lumbar.booking.models import Practitioner
from lumbar.clinics import actions, queries
from lumbar.clinics.forms import HolidayForm, TimeOffForm
from lumbar.clinics.general_holidays import SOURCES, general_holidays, known_years
from lumbar.clinics.queries import Period
from lumbar.clinics.seen import PERIOD, ChangedMeanwhile, Seen, at, read, seen_week, written
from lumbar.clinics.views.shared import (
    Changed,
    Kept,
    changed_by,
    form_page,
    here,
    keep,
    own_row,
    sent,
)
from lumbar.clinics.week import BreakSpan, WeekTyped, WorkSpan, overlap, read_week, shown_week
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
    sheet = Sheet(clinic, who)
    known = sheet.choose(request.GET.get("period", ""))
    if request.method != "POST":
        if not known:
            raise Http404
        shown = sheet.before
        if shown is None:
            # New hours begin as a copy of those that hold now.
            shown = queries.period_now(sheet.periods, sheet.today)
        work, breaks = queries.week_at(who, shown, sheet.keys)
        week = shown_week(work, breaks, sheet.before or (None, None))
        return _hours_page(request, sheet, week, sheet.seen())
    seen = read(request.POST.get("seen", ""))
    week = read_week(request.POST, sheet.keys)
    if not known:
        sheet.choose_within(week.period)
    if not week.wrong:
        try:
            actions.set_week(
                by=member, practitioner=who, work=week.work, breaks=week.breaks,
                places=sheet.keys, before=sheet.before, period=week.period, seen=seen,
                now=timezone.now(),
            )  # fmt: skip
        except ChangedMeanwhile as no:
            return _changed_page(request, sheet, week, seen, no.names)
        except actions.PeriodsOverlap as error:
            week.period_error = _("These days have hours already: %(period)s. End those first.") % {
                "period": period_words(error.period)
            }
        else:
            messages.success(request, _("The hours are saved."))
            # Without hours there is no period.
            asked = _asked(week.period) if week.period in queries.periods_of(who) else ""
            return redirect(f"{reverse('settings_hours', args=[who.pk])}{asked}")
    return _hours_page(request, sheet, week, seen, status=400)


class Sheet:
    """Whose hours are shown, and which of them."""

    def __init__(self, clinic: Clinic, who: Practitioner) -> None:
        self.clinic, self.who = clinic, who
        self.places = list(clinic.locations.filter(active=True).order_by("pk"))
        self.keys = [place.pk for place in self.places]
        self.periods = queries.periods_of(who)
        self.today = queries.today_at(clinic, timezone.now())
        self.before: Period | None = None
        """The period of the hours that are shown; None: new hours."""

    def choose(self, text: str) -> bool:
        """The period an address names; the one of today without a name. False where there is none
        of that name (any more)."""
        if text == "new" or not (self.periods or text):
            return True
        if not text:
            self.before = queries.period_now(self.periods, self.today)
            return True
        self.before = next((one for one in self.periods if _asked(one) == f"?period={text}"), None)
        return self.before is not None

    def choose_within(self, period: Period) -> None:
        """The hours that hold on days of this period, where those that were shown are no more."""
        self.before = next((one for one in self.periods if overlap(one, period)), None)

    def seen(self) -> dict[str, str]:
        """What a page with these hours shows as they are now."""
        return at(queries.week_seen(self.who, self.before, self.keys), timezone.now())

    @property
    def address(self) -> str:
        """The query of the page's own address."""
        return _asked(self.before) if self.before is not None else "?period=new"


def _changed_page(
    request: Request, sheet: Sheet, week: WeekTyped, seen: Seen, names: Sequence[str]
) -> HttpResponse:
    """Somebody else changed these hours since the page was opened: what they are now, and what was
    typed. Days that were not touched show what they are now."""
    work, breaks = queries.week_at(sheet.who, sheet.before, sheet.keys)
    now = shown_week(work, breaks, sheet.before or (None, None))
    typed = seen_week(week.work, week.breaks, week.period)
    where = {place.pk: place.name for place in sheet.places}
    changed = []
    for name in names:
        untouched = typed[name] == seen.get(name)
        if name == PERIOD:
            words = period_words(sheet.before) if sheet.before else _("new hours")
            changed.append(Changed(_("When they hold"), words, "first_day"))
            if untouched:
                week.first_day, week.last_day = now.first_day, now.last_day
            continue
        day = int(name)
        changed.append(
            Changed(
                str(WEEKDAYS[day]), _day_words(day, work, breaks, where), f"work-{day}-0-begins"
            )
        )
        if untouched:
            week.days[day] = now.days[day]
    by = changed_by(request, sheet.who, ["hours", "pauses"], seen)
    return _hours_page(
        request, sheet, week, sheet.seen(), changed=changed, changed_by=by, status=409
    )


def _day_words(
    day: int, work: list[WorkSpan], breaks: list[BreakSpan], where: dict[int, str]
) -> str:
    said = [
        f"{one.opens:%H:%M}–{one.closes:%H:%M}" + (f" {where[one.place]}" if len(where) > 1 else "")
        for one in work
        if one.weekday == day
    ]
    said += [
        _("break %(begins)s–%(ends)s")
        % {"begins": f"{one.starts:%H:%M}", "ends": f"{one.ends:%H:%M}"}
        for one in breaks
        if one.weekday == day
    ]
    return ", ".join(said) or _("nothing")


def _hours_page(
    request: Request,
    sheet: Sheet,
    week: WeekTyped,
    seen: Seen,
    *,
    changed: Sequence[Changed] = (),
    changed_by: str = "",
    status: int = 200,
) -> HttpResponse:
    said = {
        "date": _("Write a day between 2000 and 2100, as 2027-01-31."),
        "order": _("It ends before it begins."),
    }
    return render(
        request,
        "clinics/hours.html",
        {
            "who": sheet.who,
            "places": sheet.places,
            "week": week,
            "seen": written(seen),
            "changed": changed,
            "changed_by": changed_by,
            "address": sheet.address,
            "days": [(WEEKDAYS[day.weekday], day) for day in week.days],
            "row_errors": {
                "time": _("Write both times, as 09:00."),
                "order": _("It ends before it begins."),
                "place": _("Say where."),
                "overlap": _("It lies over the one before."),
            },
            "period_error": said.get(week.period_error, week.period_error),
            "periods": [(period_words(one), _asked(one), one == sheet.before)
                        for one in sheet.periods],
            "is_new": sheet.before is None and bool(sheet.periods),
            "outside": queries.outside_hours(sheet.clinic, timezone.now(), sheet.who),
        },
        status=status,
    )  # fmt: skip


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
    today = queries.today_at(clinic, timezone.now())
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        actions.set_days(
            by=member, practitioner=who, days=form.days(), opens=said["opens"],
            closes=said["closes"], location=said["location"], why=said["why"],
            now=timezone.now(),
        )  # fmt: skip
        messages.success(request, _("Saved."))
        return redirect("settings_days", who.pk)
    coming = who.exceptions.filter(day__gte=today).select_related("location")
    return form_page(
        request, Kept(form), title=_("Days off: %(name)s") % {"name": who.name},
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
    clinic, _member = here(request)
    kept = keep(request, lambda data, _row: HolidayForm(clinic, data), None)
    if kept.saved:
        messages.success(request, _("Saved."))
        return redirect("settings_holidays")
    today = queries.today_at(clinic, timezone.now())
    known = set(clinic.holidays.filter(day__gte=today).values_list("day", flat=True))
    offered = []
    for year in known_years(clinic.country):
        coming = [one for one in general_holidays(clinic.country, year) if one.day >= today]
        missing = [one for one in coming if one.day not in known]
        if missing:
            offered.append((year, len(missing), SOURCES[year]))
    return form_page(
        request, kept, title=_("Holidays"), back=(reverse("settings"), _("Settings")),
        coming=clinic.holidays.filter(day__gte=today), offered=offered, save=_("Add"),
        outside=queries.outside_hours(clinic, timezone.now()), template="clinics/holidays.html",
    )  # fmt: skip


@require_POST
@staff_only(May.SETTINGS)
def add_holidays(request: Request, year: int) -> HttpResponse:
    """Add the country's general holidays of a year that are still to come."""
    clinic, member = here(request)
    today = queries.today_at(clinic, timezone.now())
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
