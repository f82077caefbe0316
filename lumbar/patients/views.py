"""A person's page for the staff of their clinic."""

from __future__ import annotations

import uuid as uuids
from typing import Any
from uuid import UUID

from csp.constants import NONE
from csp.decorators import csp
from django.contrib import messages as notes
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lumbar.check.presenters.summary import summary_view
from lumbar.check.queries import newest_assessment
from lumbar.check.views import emergency_number
from lumbar.clinical.library import library
from lumbar.conversation.models import LONGEST
from lumbar.conversation.queries import conversation_of, last_of, messages_in
from lumbar.patients import actions
from lumbar.patients.forms import RegisterForm
from lumbar.patients.presenters import finding_views, refused_words, version_views
from lumbar.patients.queries import findings_of, patient_of, versions_of, visits_of
from lumbar.people.alike import merge_urls
from lumbar.people.http import Request, clinic_here
from lumbar.people.models import Clinic, Membership, Patient, Person
from lumbar.people.queries import scope_of
from lumbar.people.roles import May, may_do, staff_only, the_member
from lumbar.people.sharing import shows_journal, shows_result
from lumbar.people.who import Looked, note_look
from lumbar.plans.cards import cards_of
from lumbar.plans.queries import standing
from lumbar.plans.wording import change_words
from lumbar.reports import downloads
from lumbar.reports.course import Range
from lumbar.reports.entries import measure_rows
from lumbar.reports.panels import board
from lumbar.reports.queries import questions_of, records
from lumbar.reports.ranges import asked_range, range_choices
from lumbar.reports.sheet.helped import helped
from lumbar.reports.told import told
from lumbar.site.wording import page_language

LAST_MESSAGES = 3


@require_GET
@staff_only(May.BOOK)
def patient(request: Request, uuid: UUID) -> HttpResponse:
    """The register, visits, and for clinicians what the person shares.

    ``?range=`` as in the report.
    """
    found = theirs(request, uuid)
    return render(
        request, "patients/patient.html", _page(request, found, RegisterForm(instance=found))
    )


@require_POST
@staff_only(May.BOOK)
def register(request: Request, uuid: UUID) -> HttpResponse:
    """Keep the register's entry as it was typed."""
    found = theirs(request, uuid)
    form = RegisterForm(request.POST, instance=theirs(request, uuid))
    if not form.is_valid():
        page = _page(request, found, form)
        return render(request, "patients/patient.html", page, status=400)
    try:
        actions.change_register(
            by=the_member(request),
            patient=found,
            fields=form.cleaned_data,
            stamp=request.POST.get("stamp", ""),
            now=timezone.now(),
        )
    except actions.Stale:
        page = _page(request, found, form) | {"stale": True}
        return render(request, "patients/patient.html", page, status=409)
    notes.success(request, _("The entry is kept."))
    return redirect("patient", found.pk)


# As with the report: the browser's own page around a PDF needs its styles.
@csp({"frame-ancestors": [NONE]})
@require_GET
@staff_only(May.SEE_COURSE)
def report_pdf(request: Request, uuid: UUID) -> HttpResponse:
    """The person's own sheet for the clinician, of three months where no other range is named."""
    found, person, now = *_journal_of(request, uuid), timezone.now()
    known = records(person, asked_range(request, Range.MONTHS), timezone.localdate(now))
    if not known.any:
        raise Http404
    return downloads.sheet(person, known, clinic=found.clinic, now=now)


@require_GET
@staff_only(May.SEE_COURSE)
def report_csv(request: Request, uuid: UUID) -> HttpResponse:
    """All days as a table, of everything where no range is named."""
    _found, person = _journal_of(request, uuid)
    known = records(person, asked_range(request, Range.ALL), timezone.localdate())
    if not known.any:
        raise Http404
    return downloads.days(person, known)


def theirs(request: Request, uuid: UUID) -> Patient:
    """A patient of this clinic; 404 for any other."""
    try:
        return patient_of(clinic_here(request), uuid)
    except Patient.DoesNotExist:
        raise Http404 from None


def _journal_of(request: Request, uuid: UUID) -> tuple[Patient, Person]:
    """The patient and the person, whose journal this clinic may see; looking is noted."""
    found = theirs(request, uuid)
    person = found.person
    if person is None or not shows_journal(scope_of(found.clinic, person)):
        raise PermissionDenied
    note_look(by=the_member(request), person=person, did="looked_at_journal", now=timezone.now())
    return found, person


def _page(request: Request, found: Patient, form: RegisterForm) -> dict[str, Any]:
    now, member = timezone.now(), the_member(request)
    sees, talks = may_do(member, May.SEE_COURSE), may_do(member, May.MESSAGE)
    page: dict[str, Any] = {
        "patient": found,
        "form": form,
        "stamp": request.POST.get("stamp") or actions.stamp_of(found),
        "alike": merge_urls(found),
        "visits": visits_of(found, now, clinical=sees),
        "now": now,
        "sees": sees,
        "talks": talks,
    }
    person = found.person
    if talks:
        talk = conversation_of(found.clinic, person)
        written = messages_in(talk, LAST_MESSAGES)
        if written and person is not None:
            note_look(by=member, person=person, did="read_messages", now=now)
        page |= {
            "written": written,
            "seen": last_of(written),
            "read": talk.person_read_at if talk else None,
            "waits": bool(talk and talk.waits_since),
            "new_id": uuids.uuid4(),
            "longest": LONGEST,
        }
    if not sees or person is None:
        return page
    if page["visits"].clinical:
        note_look(by=member, person=person, did="looked_at_reason", now=now)
    scope = scope_of(found.clinic, person)
    page["scope"] = scope
    if shows_result(scope):
        seen: Looked = "looked_at_journal" if shows_journal(scope) else "looked_at_result"
        note_look(by=member, person=person, did=seen, now=now)
        page |= _result(person, found.clinic)
    if shows_journal(scope):
        page |= _plan(person, member) | _course(request, person)
    return page


def _result(person: Person, clinic: Clinic) -> dict[str, Any]:
    stored = newest_assessment(person)
    if stored is None:
        return {}
    knowledge = library()
    return {
        "stored": stored,
        "result": summary_view(
            stored.value(),
            stored.heard(),
            knowledge.at(stored.knowledge_version),
            emergency_number(knowledge, clinic),
        ),
    }


def _plan(person: Person, member: Membership) -> dict[str, Any]:
    knowledge = library()
    words = knowledge.words(page_language())
    stands = standing(person)
    page: dict[str, Any] = {
        "refused": refused_words(stands.refused, words) if stands.refused else (),
        "may_edit": may_do(member, May.WRITE_COURSE)
        and stands.assessment is not None
        and stands.refused is None,
        "versions": version_views(versions_of(person), words),
    }
    if stands.plan is not None:
        plan = stands.plan.value()
        page |= {
            "plan": plan,
            "plan_version": stands.plan,
            "cards": cards_of(plan, knowledge, words),
            "plan_changes": [change_words(one, words) for one in plan.edit.changes],
        }
    return page


def _course(request: Request, person: Person) -> dict[str, Any]:
    now, wanted, language = timezone.now(), asked_range(request), page_language()
    knowledge = library()
    words = knowledge.words(language)
    known = records(person, wanted, timezone.localdate(now))
    page: dict[str, Any] = {
        "range": wanted,
        "writes_cases": may_do(the_member(request), May.WRITE_CASES),
        "ranges": range_choices(wanted),
        "questions": questions_of(person),
    }
    if not known.any:
        return page
    return page | {
        "known": known,
        "told": told(known, knowledge.care),
        "board": board(known, knowledge.care, language),
        "measures": measure_rows(known, knowledge, language),
        # The model behind it takes as long as all the rest: it is asked for by a link.
        "helped": helped(person, now, words) if "helped" in request.GET else None,
        "findings": finding_views(findings_of(person), words),
    }
