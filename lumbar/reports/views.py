"""The report's pages: for the person, and the sheet and the table they take along."""

from __future__ import annotations

import uuid as uuids
from typing import Any

from csp.constants import NONE
from csp.decorators import csp
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from lumbar.clinical.library import library
from lumbar.clinical.values import Level
from lumbar.clinical.words import Words
from lumbar.people.http import Request
from lumbar.reports import actions, downloads
from lumbar.reports.course import Range
from lumbar.reports.entries import entries, measure_rows
from lumbar.reports.models import OwnQuestion
from lumbar.reports.panels import board
from lumbar.reports.queries import Records, questions_of, records
from lumbar.reports.ranges import asked_range, range_choices
from lumbar.reports.table import table
from lumbar.reports.told import told
from lumbar.site.reading import uuid_or_404
from lumbar.site.wording import page_language

URGENT = (Level.EMERGENCY, Level.SAME_DAY)
LONGEST_QUESTION = OwnQuestion._meta.get_field("text").max_length or 0


@require_GET
def report(request: Request) -> HttpResponse:
    """A person's course: in short, in charts, as a table; what changed; what they want to ask.

    ``?range=`` says how far back: ``weeks`` (two), ``months`` (three) or ``all``.
    """
    return render(request, "reports/report.html", _page(request))


@require_POST
def questions(request: Request) -> HttpResponse:
    """Add a question for the clinician (``text``), or take one back (``delete``)."""
    if request.person is None:
        return redirect("report")
    gone = request.POST.get("delete")
    try:
        if gone is not None:
            actions.take_back(person=request.person, uuid=uuid_or_404(gone))
            return _to_questions(request)
        text = " ".join(request.POST.get("text", "").split())
        if not text:
            return _again(request, _("Write your question first."))
        if len(text) > LONGEST_QUESTION:
            return _again(request, _("This is too long. Say it in two questions."))
        actions.ask(
            person=request.person,
            uuid=uuid_or_404(request.POST.get("id")),
            text=text,
            now=timezone.now(),
        )
    except actions.NotTheirs:
        raise Http404 from None
    except actions.TooMany:
        return _again(request, _("The list is full. Take one question off first."))
    return _to_questions(request)


# As with the hand-out: the browser's own page around a PDF needs its styles.
@csp({"frame-ancestors": [NONE]})  # type: ignore[arg-type]  # its types know no own requests
@require_GET
def report_pdf(request: Request) -> HttpResponse:
    """The sheet for the clinician, of three months where no other range is asked for."""
    person, now = request.person, timezone.now()
    if person is None:
        raise Http404
    known = records(person, asked_range(request, Range.MONTHS), timezone.localdate(now))
    if not known.any:
        raise Http404
    return downloads.sheet(person, known, clinic=request.clinic, now=now)


@require_GET
def report_csv(request: Request) -> HttpResponse:
    """All days as a table for spreadsheets, of everything where no range is asked for."""
    if request.person is None:
        raise Http404
    known = records(request.person, asked_range(request, Range.ALL), timezone.localdate())
    if not known.any:
        raise Http404
    return downloads.days(request.person, known)


def _page(request: Request, wrong: str = "") -> dict[str, Any]:
    wanted, language = asked_range(request), page_language()
    page: dict[str, Any] = {
        "range": wanted,
        "ranges": range_choices(wanted),
        "wrong": wrong,
        "typed": request.POST.get("text", "") if wrong else "",
        "new_id": uuids.uuid4(),
        "longest": LONGEST_QUESTION,
        "questions": questions_of(request.person),
    }
    if request.person is None:
        return page
    known = records(request.person, wanted, timezone.localdate())
    if not known.any:
        return page
    knowledge = library()
    charts = board(known, knowledge.care, language)
    return page | {
        "known": known,
        "urgent": _urgent(known, knowledge.words(language)),
        "told": told(known, knowledge.care),
        "board": charts,
        "table": table(known, charts.typical),
        "entries": entries(known, knowledge, language),
        "measures": measure_rows(known, knowledge, language),
    }


def _urgent(known: Records, words: Words) -> dict[str, Any] | None:
    """What the newest check asks for, where that comes before looking back."""
    newest = known.checks[-1] if known.checks else None
    if newest is None or newest.level not in URGENT:
        return None
    return {"id": newest.id, "level": newest.level, "words": words.levels[newest.level]}


def _to_questions(request: Request) -> HttpResponse:
    return redirect(f"{reverse('report')}?range={asked_range(request)}#questions")


def _again(request: Request, wrong: str) -> HttpResponse:
    return render(request, "reports/report.html", _page(request, wrong), status=400)
