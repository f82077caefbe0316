"""What is taken along of a course: the sheet for the clinician, and the table of all days."""

from __future__ import annotations

from datetime import datetime

from django.http import HttpResponse

from lumbar.check.queries import newest_assessment
from lumbar.check.views import emergency_number
from lumbar.clinical.library import library
from lumbar.people.models import Clinic, Person
from lumbar.reports.queries import Records
from lumbar.reports.sheet.contents import sheet_of
from lumbar.reports.sheet.pdf import one_page
from lumbar.reports.spreadsheet import spreadsheet
from lumbar.site.wording import page_language


def sheet(person: Person, known: Records, *, clinic: Clinic | None, now: datetime) -> HttpResponse:
    """The one page for the clinician, as a PDF in the language of the page."""
    language = page_language()
    contents = sheet_of(
        person, known, newest_assessment(person), library=library(), language=language,
        clinic=clinic, emergency_number=emergency_number(library(), clinic), now=now,
    )  # fmt: skip
    name = f"lumbar-report-{known.window.end:%Y-%m-%d}-{language}.pdf"
    return HttpResponse(
        one_page(contents, made_at=now),
        content_type="application/pdf",
        headers={"Content-Disposition": f'inline; filename="{name}"'},
    )


def days(person: Person, known: Records) -> HttpResponse:
    """All days as a table for spreadsheets."""
    name = f"lumbar-days-{known.window.end}.csv"
    return HttpResponse(
        spreadsheet(person, known, library()),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )
