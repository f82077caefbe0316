"""Reads about cases."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from django.db.models import Exists, OuterRef, QuerySet, Subquery
from django.utils import timezone

from lumbar.booking.models import Appointment
from lumbar.cases import drawing
from lumbar.cases.models import Case, Counted
from lumbar.check.models import StoredAssessment
from lumbar.clinical.case_course import Group, Week, together
from lumbar.clinical.library import library
from lumbar.clinical.likeness import Features, alike
from lumbar.people.models import Clinic, Person, Sharing
from lumbar.plans.models import StoredPlan

MOST_COUNTED = 5000
"""So many people are compared at most: the ones worked out last."""
MOST_MEANT = 1000
"""So many people hide each other in a clinic's cases at most."""


def to_read() -> QuerySet[Case]:
    """Cases that everybody may read, the newest first."""
    return Case.objects.filter(state=Case.State.PUBLISHED).order_by("-published_at")


def asked_of(person: Person | None) -> list[Case]:
    """Cases about a person that they were ever asked for, the newest first."""
    if person is None:
        return []
    return list(person.cases.exclude(asked_at=None).select_related("clinic").order_by("-asked_at"))


def came(person: OuterRef, *, to: Clinic | None = None) -> Exists:
    """Whether somebody of a clinic's staff, or of this one's, has seen this person come to a visit.
    Anybody may enter themselves in a register by booking, as often as they like: they hide
    nobody."""
    seen = (Appointment.Status.ARRIVED, Appointment.Status.FULFILLED)
    visits = Appointment.objects.filter(patient__person=person, status__in=seen)
    return Exists(visits if to is None else visits.filter(clinic=to))


def others_meant(clinic: Clinic, person: Person) -> list[tuple[str | None, str | None]]:
    """Pattern and age band, at the check their course began with, of everybody else a case of this
    clinic could be about: who shows it their journal, is in its register and came. One query of at
    most `MOST_MEANT` checks; of more people the rest hides nobody."""
    sharing = Sharing.objects.filter(clinic=clinic, scope=Sharing.Scope.JOURNAL)
    first = StoredPlan.objects.filter(person=OuterRef("person")).order_by("version")
    checks = (
        StoredAssessment.objects.filter(
            Exists(clinic.patients.filter(person=OuterRef("person"))),
            came(OuterRef("person"), to=clinic),
            person__in=sharing.values("person"),
            pk=Subquery(first.values("assessment")[:1]),
        )
        .exclude(person=person)
        .order_by("-created_at")
    )
    found = (drawing.features_of(check) for check in checks[:MOST_MEANT])
    return [(of.pattern, of.age) for of in found]


class LikeYours(NamedTuple):
    """How it went for people whose answers were alike, and stories that began alike."""

    group: Group | None
    """None where fewer than the least number of people are alike."""
    cases: list[Case]
    least: int


def like(assessment: StoredAssessment) -> LikeYours:
    """What is known of people with answers like these; never of fewer than the least number.

    Compared is the first check of the day ``assessment`` was made on: making it again with one
    answer changed does not show who comes and goes.
    """
    rules = library().care.cases
    whose = drawing.features_of(_first_of_its_day(assessment))
    rows = (
        Counted.objects.exclude(person=assessment.person_id)
        .exclude(worked_out_at=None)
        .filter(came(OuterRef("person")))
        .order_by("-worked_out_at")
        .values_list("features", "weeks")[:MOST_COUNTED]
    )
    near = alike(whose, _told(rows), rules.likeness)
    group = together(
        [course for course, _much in near],
        weeks=rules.course.weeks,
        points=drawing.meaningful_points(),
        sizes=rules.sizes,
        least_shares=rules.least_shares,
    )
    cases = to_read().exclude(person=assessment.person_id)
    return LikeYours(
        group,
        list(cases.filter(pattern=whose.pattern)[:3]) if whose.pattern else [],
        rules.least_people,
    )


def _first_of_its_day(assessment: StoredAssessment) -> StoredAssessment:
    """The first check the person finished on the day of this one."""
    midnight = timezone.localtime(assessment.created_at).replace(
        hour=0, minute=0, second=0, microsecond=0
    )
    same_day = StoredAssessment.objects.filter(
        person=assessment.person_id, created_at__gte=midnight, created_at__lte=assessment.created_at
    )
    return same_day.order_by("created_at").first() or assessment


def _told(
    rows: Iterable[tuple[dict[str, object], list[list[float]]]],
) -> Iterable[tuple[tuple[Week, ...], Features]]:
    for features, weeks in rows:
        if features and weeks:
            course = tuple(Week(int(w), p, s, int(m), int(e)) for w, p, s, m, e in weeks)
            yield course, drawing.features_from_json(features)
