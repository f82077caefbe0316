"""What is listened to, and what was heard. Every read starts from the person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from lumbar.check.models import StoredAssessment
from lumbar.clinical.library import library
from lumbar.clinical.planner import MINUTES
from lumbar.clinical.progress import Course, Evening, Hurt, Morning, listen
from lumbar.clinical.values import Answers
from lumbar.journal.models import CheckIn, ProgressFinding
from lumbar.people.models import Person
from lumbar.plans.models import StoredPlan
from lumbar.plans.queries import standing
from lumbar.tonight.models import SessionRecord
from lumbar.tonight.queries import evening_date

LOOKS_BACK = timedelta(days=60)
"""Nothing older says anything about tonight."""
SHOWN = timedelta(days=7)
"""A finding that asks for nothing is told for so long."""


def course_of(
    person: Person, assessment: StoredAssessment, plan: StoredPlan, today: date
) -> Course:
    """The mornings and evenings since the check, as the core knows them."""
    answers, since = assessment.heard(), today - LOOKS_BACK
    checked_on = timezone.localdate(assessment.created_at)
    mornings = CheckIn.objects.filter(person=person, morning__gte=since, morning__lte=today)
    return Course(
        today=today,
        checked_on=checked_on,
        pain_then=_pain(answers),
        areas_then=_areas(answers),
        planned_on=_planned_on(person, assessment),
        mornings=[
            Morning(day, pain, None if areas is None else frozenset(areas))
            for day, pain, areas in mornings.order_by("morning").values_list(
                "morning", "pain", "areas"
            )
        ],
        evenings=_evenings(person, since),
        adjust=plan.value().adjust,
        spoke=_spoke(person, checked_on),
        put_back={
            item.exercise: item.guided.on
            for item in plan.value().items
            if item.guided is not None and item.guided.put_back
        },
    )


def open_findings(person: Person | None, today: date) -> list[ProgressFinding]:
    """What was heard lately and not yet put away, the newest first."""
    if person is None:
        return []
    return list(
        ProgressFinding.objects.filter(
            person=person, closed_at__isnull=True, found_on__gte=today - SHOWN
        ).select_related("plan")
    )


def shorter_offer(person: Person | None, today: date) -> Mapping[str, Any] | None:
    """What speaks for a shorter evening, where some nights went by without one. Only an offer:
    the plan stays until the person takes it."""
    stands = standing(person)
    if person is None or stands.plan is None or stands.assessment is None:
        return None
    if stands.plan.value().minutes <= min(MINUTES):
        return None
    heard = listen(course_of(person, stands.assessment, stands.plan, today), library())
    return next((one.evidence for one in heard if "shorter" in one.offers), None)


def _planned_on(person: Person, assessment: StoredAssessment) -> date:
    """When what is done of an evening last changed by itself or by a clinician; place and length do
    not count."""
    made = (
        StoredPlan.objects.filter(
            person=person,
            assessment=assessment,
            made_because__in=(
                StoredPlan.Made.FIRST,
                StoredPlan.Made.PROGRESS,
                StoredPlan.Made.CLINICIAN,
            ),
        )
        .values_list("created_at", flat=True)
        .first()
    )
    return timezone.localdate(made or assessment.created_at)


def _evenings(person: Person, since: date) -> list[Evening]:
    by_day: dict[date, list[tuple[bool, tuple[Hurt, ...]]]] = defaultdict(list)
    rows = SessionRecord.objects.filter(
        person=person, started_at__date__gte=since - timedelta(days=1)
    ).order_by("started_at")
    for started_at, state, items, steps, hurts in rows.values_list(
        "started_at", "state", "items", "steps", "hurts"
    ):
        done = state == SessionRecord.State.DONE or any(step["how"] == "done" for step in steps)
        felt = tuple(
            Hurt(str(items[hurt["item"]]["exercise"]), str(hurt["answer"]))
            for hurt in sorted(hurts, key=lambda hurt: hurt["position"])
            if hurt["item"] < len(items)
        )
        by_day[evening_date(started_at)].append((done, felt))
    return [
        Evening(
            day,
            done=any(done for done, _felt in parts),
            hurts=tuple(hurt for _done, felt in parts for hurt in felt),
        )
        for day, parts in sorted(by_day.items())
    ]


def _spoke(person: Person, since: date) -> dict[str, list[date]]:
    spoke: dict[str, list[date]] = defaultdict(list)
    rows = ProgressFinding.objects.filter(person=person, found_on__gte=since)
    for rule, found_on in rows.values_list("rule", "found_on"):
        spoke[rule].append(found_on)
    return spoke


def _pain(answers: Answers) -> int | None:
    said = answers.get("pain_now")
    return said if isinstance(said, int) else None


def _areas(answers: Answers) -> frozenset[str]:
    said = answers.get("pain_areas")
    return frozenset(_strings(said)) if isinstance(said, tuple) else frozenset()


def _strings(values: Iterable[Any]) -> Iterable[str]:
    return (str(value) for value in values)
