"""What stands on the sheet, as one value in the language of the page.

Everything is text or a picture that is ready to print; the template ``sheet.typ`` only places it.
Whatever a person wrote goes through ``printable``.
"""

from __future__ import annotations

from datetime import date, datetime

import msgspec
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lumbar.check.models import StoredAssessment
from lumbar.check.presenters.summary import SummaryView, summary_view
from lumbar.clinical.library import Library
from lumbar.medicines import wording as medicine_words
from lumbar.medicines.queries import book_of_the_clinic, medicine_days, newest_warnings
from lumbar.people.models import Clinic, Person
from lumbar.plans.handout.glyphs import printable
from lumbar.reports.entries import measure_days, measure_rows
from lumbar.reports.panels import Typical, typical_of
from lumbar.reports.queries import Records, questions_of
from lumbar.reports.sheet.course_words import adherence, course_lines
from lumbar.reports.sheet.helped import helped
from lumbar.reports.sheet.pictures import body_picture, course_picture, swatch
from lumbar.site.wording import enumeration, sentences


class Finding(msgspec.Struct, frozen=True):
    """A rule that fired."""

    rule: str
    name: str
    because: str
    level: str


class Marked(msgspec.Struct, frozen=True):
    """Where one feeling was marked."""

    swatch: str
    """A picture of its pattern."""
    feeling: str
    areas: tuple[str, ...]
    told: str = ""
    """The areas in words, as many as fit."""


class Score(msgspec.Struct, frozen=True):
    """A measure's first and last score."""

    name: str
    days: str
    first: str
    last: str
    change: str


class Listed(msgspec.Struct, frozen=True):
    """A heading, and what stands below it."""

    title: str
    lines: tuple[str, ...]
    more: str = ""
    """How many did not fit: "… and 3 more"."""


class Checked(msgspec.Struct, frozen=True):
    """The newest check."""

    title: str
    level: str
    """As the knowledge names it, for the sign beside its words."""
    label: str
    by_when: str
    findings_title: str
    findings_head: tuple[str, str, str]
    findings: tuple[Finding, ...]
    findings_none: str
    rows: tuple[Listed, ...]
    """Suspicions and patterns: a few words each, one after another …"""
    lists: tuple[Listed, ...]
    """… and nerve levels, one below the other."""
    body_title: str
    body: str
    """The picture; empty where nothing was marked."""
    body_alt: str
    marked: tuple[Marked, ...]
    findings_more: str = ""


class Course(msgspec.Struct, frozen=True):
    """The course over the days of the report."""

    title: str
    picture: str
    """Empty where nothing was noted yet."""
    flat: str
    """The same, less high."""
    alt: str
    key: str
    """What the picture's signs mean."""
    lines: tuple[str, ...]
    typical: str
    width: int = 100
    """Of the picture, in hundredths of the page; below 100 it is the flat one, and the lines stand
    beside it."""


class Scores(msgspec.Struct, frozen=True):
    title: str
    head: tuple[str, str, str, str]
    rows: tuple[Score, ...]
    more: str = ""


class Sheet(msgspec.Struct, frozen=True):
    """The page from top to bottom."""

    language: str
    title: str
    clinic: str
    phone: str
    made_on: str
    name_label: str
    honest: str
    check: Checked | None
    course: Course
    lists: tuple[Listed, ...]
    """Evenings, what helped, medicine."""
    scores: Scores | None
    questions: Listed | None
    small_print: str


def sheet_of(
    person: Person,
    records: Records,
    check: StoredAssessment | None,
    *,
    library: Library,
    language: str,
    clinic: Clinic | None,
    emergency_number: str,
    now: datetime,
) -> Sheet:
    """All there is to say, in the active language; ``fit.py`` makes it as short as a page."""
    behind = typical_of(records, library.care, language)
    asked = tuple(printable(one.text) for one in questions_of(person))
    lists = (
        Listed(_("Evenings with exercises"), adherence(records)),
        Listed(_("What helped"), helped(person, now, library.words(language))),
        Listed(_("Medicine as noted"), _medicine(person, records.window.start, now)),
    )
    return Sheet(
        language=language,
        title=_("Low back report"),
        clinic=printable(clinic.name) if clinic else "",
        phone=printable(clinic.phone) if clinic else "",
        made_on=_long(timezone.localdate(now)),
        name_label=_("Name"),
        honest=_(
            "Made from the person’s own answers by published rules. Not examined, not a diagnosis."
            " Absence of a finding rules nothing out."
        ),
        check=_checked(check, library, emergency_number) if check else None,
        course=_course(records, behind, library),
        lists=tuple(one for one in lists if one.lines),
        scores=_scores(records, library, language),
        questions=Listed(_("Questions the person wants to ask"), asked) if asked else None,
        small_print=_small_print(check),
    )


def _checked(check: StoredAssessment, library: Library, emergency_number: str) -> Checked:
    view = summary_view(check.value(), check.heard(), library, emergency_number)
    rows = (
        Listed(_("To consider"), view.suspicions),
        Listed(_("Patterns, best match first"), view.patterns),
    )
    levels = Listed(
        _("Nerve levels the marked areas hint at"),
        tuple(f"{root.name} – {root.reason}" for root in view.roots),
    )
    return Checked(
        title=_("Check of %(date)s") % {"date": _long(timezone.localdate(check.created_at))},
        level=view.result.level,
        label=view.result.words.label,
        by_when=view.result.words.by_when,
        findings_title=_("Findings"),
        findings_head=(_("Rule"), _("Heard"), _("Level")),
        findings=tuple(
            Finding(rule.id, rule.name, " · ".join(rule.because), rule.level_label)
            for rule in view.result.rules
        ),
        findings_none=_("No danger-sign rule fired."),
        rows=tuple(one for one in rows if one.lines),
        lists=(levels,) if levels.lines else (),
        body_title=_("Where it is felt"),
        body=body_picture(view.map) if view.map else "",
        body_alt=_body_words(view),
        marked=_marked(view),
    )


def _marked(view: SummaryView) -> tuple[Marked, ...]:
    if view.map is None:
        return ()
    return tuple(
        Marked(swatch(brush.number), brush.name, tuple(area.name for area in brush.marks))
        for brush in view.map.brushes
        if brush.marks
    )


def _body_words(view: SummaryView) -> str:
    return _("The body from behind and from the front. %(marked)s") % {
        "marked": sentences(
            _("%(feeling)s: %(areas)s.") % {"feeling": one.feeling, "areas": enumeration(one.areas)}
            for one in _marked(view)
        )
    }


def _course(records: Records, behind: Typical | None, library: Library) -> Course:
    window = records.window
    span = f"{_long(window.start)} – {_long(window.end)}"
    lines = course_lines(records, library.care)
    drawn = bool(records.mornings or records.evenings or records.doses)
    names = _("Pain on waking"), _("Sleep"), _("Evenings done"), _("Days with medicine")
    typical = (
        sentences((_("Grey: typical course of people in studies."), behind.words)) if behind else ""
    )
    return Course(
        title=_("Course, %(span)s") % {"span": span},
        picture=course_picture(records, behind, names) if drawn else "",
        flat=course_picture(records, behind, names, flat=True) if drawn else "",
        alt=" ".join([_("Chart of pain, sleep, evenings and medicine over time."), *lines]),
        key=_key(records) if drawn else "",
        lines=lines,
        typical=typical if drawn else "",
    )


def _key(records: Records) -> str:
    signs = _("▲ new plan. ◇ check. Evenings: full, done; outline, only begun.")
    if any(records.window.has(day) for day in records.visits):
        return sentences((_("■ visit."), signs))
    return signs


def _medicine(person: Person, since: date, now: datetime) -> tuple[str, ...]:
    """How many days with each, the most frequent first; then what the log warns of."""
    days = medicine_days(person, since)
    counts: dict[str, int] = {}
    for day in days:
        for medicine in day.counts:
            counts[medicine] = counts.get(medicine, 0) + 1
    lines = [
        ngettext("%(name)s: on %(count)s day", "%(name)s: on %(count)s days", count)
        % {"name": printable(medicine_words.name_of(medicine)), "count": count}
        for medicine, count in sorted(counts.items(), key=lambda one: -one[1])
    ]
    warnings = newest_warnings(person, now)
    shown = medicine_words.shown(warnings, book_of_the_clinic(), now)
    return (*lines, *(printable(f"{one.title} {one.why}") for one in shown))


def _scores(records: Records, library: Library, language: str) -> Scores | None:
    rows = tuple(
        Score(printable(row.name), measure_days(row), row.first, row.last, row.change)
        for row in measure_rows(records, library, language)
    )
    head = _("Questionnaire"), _("First"), _("Last"), _("Difference")
    return Scores(_("Questionnaires"), head, rows) if rows else None


def _small_print(check: StoredAssessment | None) -> str:
    parts = [_("Lumbar is decision support, not a medical device. It is not validated.")]
    if check is not None:
        parts.append(
            _("Knowledge version %(version)s.") % {"version": check.knowledge_version}
            + f" {check.pk}"
        )
    return " ".join(parts)


def _long(day: date) -> str:
    return date_format(day, _("j F Y"))
