"""Reads about cases."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple
from uuid import UUID

from django.db.models import QuerySet

from lumbar.cases import drawing
from lumbar.cases.models import Case, Counted
from lumbar.check.models import StoredAssessment
from lumbar.clinical.case_course import Group, Week, together
from lumbar.clinical.library import library
from lumbar.clinical.likeness import Features, alike
from lumbar.people.models import Clinic, Person, Sharing

MOST_COUNTED = 5000
"""So many people are compared at most: the ones worked out last."""


def to_read() -> QuerySet[Case]:
    """Cases that everybody may read, the newest first."""
    return Case.objects.filter(state=Case.State.PUBLISHED).order_by("-published_at")


def asked_of(person: Person | None) -> list[Case]:
    """Cases about a person that they were ever asked for, the newest first."""
    if person is None:
        return []
    return list(person.cases.exclude(asked_at=None).select_related("clinic").order_by("-asked_at"))


def could_be_meant(clinic: Clinic) -> dict[UUID, tuple[str | None, str | None]]:
    """Pattern and wide age band of everybody a case of this clinic could be about, by person."""
    sharing = Sharing.objects.filter(clinic=clinic).exclude(scope=Sharing.Scope.NOTHING)
    found: dict[UUID, tuple[str | None, str | None]] = {}
    checks = StoredAssessment.objects.filter(person__in=sharing.values("person"))
    for check in checks.order_by("person_id", "-created_at"):
        if check.person_id not in found:
            of = drawing.features_of(check)
            found[check.person_id] = (drawing.main_pattern(check), drawing.age_band(of))
    return found


class LikeYours(NamedTuple):
    """How it went for people whose answers were alike, and stories that began alike."""

    group: Group | None
    """None where fewer than the least number of people are alike."""
    cases: list[Case]
    least: int


def like(assessment: StoredAssessment) -> LikeYours:
    """What is known of people with answers like these; never of fewer than the least number."""
    rules = library().care.cases
    whose = drawing.features_of(assessment)
    rows = (
        Counted.objects.exclude(person=assessment.person_id)
        .exclude(worked_out_at=None)
        .order_by("-worked_out_at")
        .values_list("features", "weeks")[:MOST_COUNTED]
    )
    near = alike(whose, _told(rows), rules.likeness)
    points = drawing.meaningful_points()
    group = together(
        [course for course, _much in near],
        weeks=rules.course.weeks,
        points=points,
        least=rules.least_people,
    )
    pattern = drawing.main_pattern(assessment)
    cases = to_read().exclude(person=assessment.person_id)
    return LikeYours(
        group, list(cases.filter(pattern=pattern)[:3]) if pattern else [], rules.least_people
    )


def _told(
    rows: Iterable[tuple[dict[str, object], list[list[float]]]],
) -> Iterable[tuple[tuple[Week, ...], Features]]:
    for features, weeks in rows:
        if features and weeks:
            course = tuple(Week(int(w), p, s, int(m), int(e)) for w, p, s, m, e in weeks)
            yield course, drawing.features_from_json(features)
