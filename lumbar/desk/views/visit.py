"""One visit: how it stands, and everything done to it at the desk."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lumbar.booking import actions
from lumbar.booking.errors import Changed, NotAllowed, SlotTaken
from lumbar.booking.models import Appointment, VisitNote
from lumbar.booking.queries import appointment_of, blocked_over, day_of, series_of
from lumbar.check.presenters.summary import summary_view
from lumbar.check.views import emergency_number
from lumbar.clinical.library import library
from lumbar.desk import presenters, times
from lumbar.desk.forms import TEXT, read_day, read_number, read_time
from lumbar.desk.lateness import likely_late
from lumbar.desk.queries import lines_about
from lumbar.desk.views.people import patient_url
from lumbar.desk.wording import NOT_ALLOWED, REFUSED, when_words
from lumbar.people.alike import merge_urls
from lumbar.people.http import Request, clinic_here
from lumbar.people.roles import May, may_do, staff_only, the_member
from lumbar.people.who import staff_did
from lumbar.scheduling.instants import instant, local_day
from lumbar.scheduling.slots import Refusal

LATE = (5, 10, 15, 20, 30, 45, 60)
Change = Callable[..., object]
CHANGES: dict[str, Change] = {
    "approve": actions.approve,
    "decline": actions.decline,
    "arrive": actions.arrive,
    "fulfil": actions.fulfil,
    "no_show": actions.no_show,
    "reopen": actions.reopen,
    "send_again": actions.send_again,
}
"""What needs nothing but the press of a button."""


def its(request: Request, uuid: UUID) -> Appointment:
    """The clinic's visit, or 404."""
    try:
        return appointment_of(clinic_here(request), uuid)
    except Appointment.DoesNotExist:
        raise Http404 from None


@require_safe
@staff_only(May.BOOK)
def visit(request: Request, uuid: UUID) -> HttpResponse:
    """How a visit stands, and what can be done."""
    return page(request, its(request, uuid))


@require_POST
@staff_only(May.BOOK)
def change(request: Request, uuid: UUID) -> HttpResponse:
    """One thing done to a visit: ``do`` names it. 409 when it was changed meanwhile."""
    appointment, now = its(request, uuid), timezone.now()
    do, version = request.POST.get("do", ""), read_number(request.POST.get("version", ""), 0, 9999)
    if version is None:
        return page(request, appointment, told=_("Please try again."), status=400)
    asked: dict[str, Any] = {
        "appointment": appointment, "by": the_member(request), "version": version, "now": now,
    }  # fmt: skip
    try:
        if do in CHANGES:
            CHANGES[do](**asked)
        elif do == "late":
            minutes = read_number(request.POST.get("minutes", ""), 0, 240)
            if minutes is None:
                told = _("Enter how many minutes late, from 0 to 240.")
                return page(request, appointment, told=told, status=400)
            actions.run_late(**asked, minutes=minutes)
        elif do == "cancel":
            return _cancelled(request, asked)
        else:
            return page(request, appointment, told=_("Please try again."), status=400)
    except Changed:
        return stale(request, appointment.pk)
    except NotAllowed as no:
        return _not_allowed(request, appointment.pk, no)
    return redirect("desk_visit", appointment.pk)


def _cancelled(request: Request, asked: dict[str, Any]) -> HttpResponse:
    """Cancel one visit, or it and the rest of its series."""
    asked["for_person"] = request.POST.get("who") == "person"
    if request.POST.get("which") == "rest":
        gone = actions.cancel_series(**asked)
        words = ngettext(
            "%(count)s visit is cancelled.", "%(count)s visits are cancelled.", len(gone)
        )
        messages.success(request, words % {"count": len(gone)})
    else:
        row = actions.cancel(**asked)
        late = _("It is noted as late.") if row.late_cancel else ""
        messages.success(request, f"{_('The visit is cancelled.')} {late}".strip())
    return redirect("desk_visit", asked["appointment"].pk)


@require_POST
@staff_only(May.BOOK)
def note(request: Request, uuid: UUID) -> HttpResponse:
    """Add a note: for everybody at the clinic, or about health."""
    appointment = its(request, uuid)
    text = request.POST.get("text", "").replace("\r\n", "\n").strip()
    clinical = request.POST.get("kind") == VisitNote.Kind.CLINICAL
    kind = VisitNote.Kind.CLINICAL if clinical else VisitNote.Kind.DESK
    if not text or len(text) > TEXT:
        told = _("Write something first.") if not text else _(
            "This is too long: %(longest)s characters at most.") % {"longest": TEXT}  # fmt: skip
        return page(request, appointment, told=told, status=400)
    try:
        actions.add_note(
            appointment=appointment,
            text=text,
            kind=kind,
            by=the_member(request),
            now=timezone.now(),
        )
    except NotAllowed as no:
        return _not_allowed(request, appointment.pk, no)
    messages.success(request, _("The note is kept."))
    return redirect("desk_visit_reason" if clinical else "desk_visit", appointment.pk)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only(May.BOOK)
def move(request: Request, uuid: UUID) -> HttpResponse:
    """Another time for a visit, with the same clinician or another."""
    appointment, now = its(request, uuid), timezone.now()
    if request.method != "POST":
        return _move_page(request, appointment, now)
    version = read_number(request.POST.get("version", ""), 0, 9999)
    slot = times.slot_of_code(request.POST.get("slot", ""), appointment.service)
    told = ""
    if request.POST.get("do") == "times":
        return _move_page(request, appointment, now)
    if request.POST.get("other_day"):
        day, at = read_day(request.POST["other_day"]), read_time(request.POST.get("other_time", ""))
        starts = times.instant_at(day, at, appointment.location.time_zone) if day and at else None
        if starts is None:
            told = _("Enter a date and a time, such as 14:30.")
        else:
            who = _who(request, appointment)
            found = times.at_time(appointment.service, who, starts, now, ignoring=appointment)
            told = str(REFUSED[found]) if isinstance(found, Refusal) else ""
            slot = slot if isinstance(found, Refusal) else found
    elif slot is None:
        told = _("Choose a time.")
    if told or slot is None or version is None:
        return _move_page(request, appointment, now, told=told or _("Choose a time."), status=400)
    try:
        moved = actions.move(
            appointment=appointment, slot=slot, by=the_member(request), version=version, now=now
        )
    except Changed:
        return stale(request, appointment.pk)
    except SlotTaken as no:
        return _move_page(
            request, appointment, now, told=str(REFUSED[no.why]), slots=no.next_times, status=409
        )
    except NotAllowed as no:
        return _not_allowed(request, appointment.pk, no)
    when = when_words(moved.starts_at, appointment.location.time_zone)
    messages.success(request, _("Moved to %(when)s.") % {"when": when})
    return redirect("desk_visit", appointment.pk)


def _who(request: Request, appointment: Appointment) -> Any:
    """With whom: as chosen, else as it is; an empty choice is anybody."""
    asked = request.POST.get("with", request.GET.get("with"))
    if asked is None:
        return appointment.practitioner
    rows = appointment.clinic.practitioners.filter(active=True)
    return rows.filter(pk=read_number(asked, 1, 9999) or 0).first()


def _move_page(
    request: Request,
    appointment: Appointment,
    now: datetime,
    *,
    told: str = "",
    slots: Any = None,
    status: int = 200,
) -> HttpResponse:
    zone = appointment.location.time_zone
    today = local_day(instant(now), zone)
    first = read_day(request.POST.get("day", request.GET.get("day", ""))) or max(
        today, local_day(instant(appointment.starts_at), zone)
    )
    who = _who(request, appointment)
    if slots is None:
        slots = times.earliest(
            appointment.service, who, max(first, today), now, ignoring=appointment, limit=12
        )
    names = {row.pk: row.name for row in appointment.clinic.practitioners.all()}
    context = {
        "visit": appointment, "told": told, "zone": zone, "first": max(first, today), "who": who,
        "practitioners": appointment.clinic.practitioners.filter(active=True),
        "chosen": request.POST.get("slot", ""), "given": request.POST,
        "times": presenters.times(slots, zone, names),
    }  # fmt: skip
    return render(request, "desk/move.html", context, status=status)


@require_safe
@staff_only(May.SEE_COURSE)
def reason(request: Request, uuid: UUID) -> HttpResponse:
    """Why they come, the check that travelled along, and the notes about health. Each look is a
    line the person can read."""
    appointment = its(request, uuid)
    staff_did(
        the_member(request), "looked_at_reason", now=timezone.now(),
        person=appointment.patient.person,
        subject=f"appointment:{appointment.pk}",
    )  # fmt: skip
    kept = appointment.assessment
    summary = None
    if kept is not None:
        knowledge = library()
        number = emergency_number(knowledge, appointment.clinic)
        summary = summary_view(kept.value(), kept.heard(), knowledge, number)
    notes = appointment.notes.filter(kind=VisitNote.Kind.CLINICAL).select_related("written_by")
    context = {
        "visit": appointment, "summary": summary, "made_at": kept.created_at if kept else None,
        "notes": notes, "may_write": may_do(the_member(request), May.WRITE_COURSE),
        "zone": appointment.location.time_zone, "patient_url": patient_url(appointment.patient),
    }  # fmt: skip
    return render(request, "desk/reason.html", context)


def stale(request: Request, key: UUID) -> HttpResponse:
    """Somebody else changed it: what they did, how it stands now, and what was typed."""
    fresh = appointment_of(clinic_here(request), key)
    seen = parse_datetime(request.POST.get("seen", ""))
    if seen is None or timezone.is_naive(seen):
        seen = fresh.made_at
    done = presenters.history(lines_about(fresh, since=seen), fresh.location.time_zone)
    told = _("Somebody changed this visit since you opened it. Nothing of yours was done.")
    return page(request, fresh, told=told, done_meanwhile=done, status=409)


def _not_allowed(request: Request, key: UUID, no: NotAllowed) -> HttpResponse:
    told = str(NOT_ALLOWED.get(no.code, NOT_ALLOWED["status"]))
    return page(request, appointment_of(clinic_here(request), key), told=told, status=409)


def page(
    request: Request,
    appointment: Appointment,
    *,
    told: str = "",
    done_meanwhile: Any = (),
    status: int = 200,
) -> HttpResponse:
    """A visit's page; ``told``: why what was asked for was not done."""
    now, zone = timezone.now(), appointment.location.time_zone
    day = local_day(instant(appointment.starts_at), appointment.clinic.time_zone)
    same = [
        row for row in day_of(appointment.clinic, day, now=now).appointments
        if row.practitioner_id == appointment.practitioner_id
    ]  # fmt: skip
    late = likely_late(same)
    series = series_of(appointment) if appointment.series else []
    notes = appointment.notes.filter(kind=VisitNote.Kind.DESK).select_related("written_by")
    context = {
        "visit": appointment, "told": told, "done_meanwhile": done_meanwhile, "zone": zone,
        "seen": now.isoformat(), "day": day, "given": request.POST if status >= 400 else {},
        "may": presenters.allowed(appointment, now), "late_choices": LATE,
        "late": presenters.late(appointment, late, zone),
        "carried": presenters.carried(appointment, same, late, zone),
        "history": presenters.history(lines_about(appointment), zone),
        "source": presenters.source(appointment),
        "alike": merge_urls(appointment.patient),
        "series": series, "rest": [row for row in series if row.starts_at > appointment.starts_at],
        "notes": notes, "patient_url": patient_url(appointment.patient),
        "blocked": presenters.is_ahead(appointment) and blocked_over(appointment),
        **presenters.undelivered(appointment, now),
        "is_late_cancel": appointment.is_late_to_cancel(now),
        "may_see_reason": may_do(the_member(request), May.SEE_COURSE),
        "may_write_course": may_do(the_member(request), May.WRITE_COURSE),
    }  # fmt: skip
    return render(request, "desk/visit.html", context, status=status)
