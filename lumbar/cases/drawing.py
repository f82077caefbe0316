"""From a person's journal to what a case shows: the shell around `case_course` and `likeness`."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from typing import Any, NamedTuple

import msgspec
from django.utils import timezone

from lumbar.cases.models import Case
from lumbar.check.models import StoredAssessment
from lumbar.clinical.case_course import Week, weeks_of
from lumbar.clinical.library import library
from lumbar.clinical.likeness import Features, features
from lumbar.journal.models import CheckIn
from lumbar.people.models import Person
from lumbar.plans.models import StoredPlan
from lumbar.tonight.models import SessionRecord


class Drawn(NamedTuple):
    """A course as it is told."""

    features: Features
    """Of the check it began with."""
    weeks: tuple[Week, ...]
    exercises: tuple[str, ...]


def draw(person: Person) -> Drawn | None:
    """The course that began with the first check that led to a plan; None where there is none."""
    first = (
        StoredPlan.objects.filter(person=person)
        .select_related("assessment")
        .order_by("version")
        .first()
    )
    if first is None:
        return None
    began = timezone.localdate(first.assessment.created_at)
    mornings = {
        day: (pain, sleep)
        for day, pain, sleep in CheckIn.objects.filter(
            person=person, morning__gte=began
        ).values_list("morning", "pain", "sleep")
    }
    weeks = weeks_of(
        mornings, _evenings(person, began), began, at_least=library().care.cases.course.mornings
    )
    slugs = tuple(dict.fromkeys(item.exercise for item in first.value().items))
    return Drawn(features_of(first.assessment), weeks, slugs)


def _evenings(person: Person, began: date) -> list[date]:
    done = SessionRecord.objects.filter(person=person, state=SessionRecord.State.DONE)
    found = (timezone.localdate(at) for at in done.values_list("started_at", flat=True))
    return [day for day in found if day >= began]


def features_of(assessment: StoredAssessment) -> Features:
    """What a check's answers are compared and described by."""
    groups, leg = _areas()
    named = assessment.value().patterns_for_person
    pattern = named[0].pattern if named else None
    return features(assessment.heard(), groups, leg, pattern)


@cache
def _areas() -> tuple[Mapping[str, str], frozenset[str]]:
    knowledge = library()
    groups = {region.id: region.group for region in knowledge.body_map}
    return groups, frozenset(knowledge.families["leg"])


def features_to_json(of: Features) -> dict[str, Any]:
    """Features as they are kept."""
    kept: dict[str, Any] = msgspec.to_builtins(of)
    return kept


def features_from_json(data: Mapping[str, Any]) -> Features:
    """And back."""
    return msgspec.convert(data, Features)


def digest_of(case: Case) -> str:
    """One digest of everything a reader would see of a case."""
    shown = [
        case.title_en, case.title_zh_hant, case.story_en, case.story_zh_hant, case.pattern,
        case.age_band, case.outcome, case.weeks, case.exercises,
    ]  # fmt: skip
    return hashlib.sha256(json.dumps(shown, ensure_ascii=False).encode()).hexdigest()


def weeks_to_json(weeks: Iterable[Week]) -> list[list[float]]:
    return [list(week) for week in weeks]


def meaningful_points() -> float:
    """By how many points on 0 to 10 the pain has to change to be called better or worse."""
    care = library().care
    points = care.measures.of(care.cases.course.measure).change[0].points
    if points is None:
        raise TypeError("the measure of courses has no meaningful change in points")
    return points[0]
