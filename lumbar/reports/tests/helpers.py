"""People with a long journal, for the tests and the benchmark of the report."""

from __future__ import annotations

import uuid
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from lumbar.check.models import StoredAssessment
from lumbar.journal.models import CheckIn, MeasureResponse, ProgressFinding
from lumbar.medicines.models import Dose
from lumbar.people.models import Person
from lumbar.plans.actions import current_plan
from lumbar.plans.models import StoredPlan
from lumbar.reports.models import OwnQuestion
from lumbar.tonight.models import SessionRecord
from lumbar.wellbeing.models import Day

DOSES_A_DAY = 3


def kept_journal(person: Person, days: int, *, since_check: bool = True) -> StoredPlan:
    """Every day of the last so many: a morning, an evening, medicine three times, tension; a
    weekly and a monthly measure. Pain goes from 8 down to 2 and sleep from 3 up to 8.

    The person's check and plan are made as old as the journal.
    """
    now, today = timezone.now(), timezone.localdate()
    plan = current_plan(person=person)
    first = today - timedelta(days=days - 1)
    if since_check:
        began = at(first, 9)
        StoredAssessment.objects.filter(person=person).update(created_at=began)
        StoredPlan.objects.filter(person=person).update(created_at=began)
    dates = [first + timedelta(days=number) for number in range(days)]
    CheckIn.objects.bulk_create(
        CheckIn(
            person=person,
            morning=day,
            pain=round(8 - 6 * number / max(1, days - 1)),
            sleep=round(3 + 5 * number / max(1, days - 1)),
            said_at=now,
        )
        for number, day in enumerate(dates)
    )
    SessionRecord.objects.bulk_create(
        SessionRecord(
            uuid=uuid.uuid4(),
            person=person,
            plan=plan,
            started_at=at(day, 22),
            finished_at=at(day, 22) + timedelta(minutes=10),
            state="done",
            pain_before=5,
            pain_after=4,
        )
        for day in dates[:-1]
    )
    Dose.objects.bulk_create(
        Dose(
            person=person,
            medicine="paracetamol",
            amount="1 tablet",
            milligrams=500,
            taken_at=at(day, 8 + 6 * number),
        )
        for day in dates
        for number in range(DOSES_A_DAY)
    )
    Day.objects.bulk_create(
        Day(person=person, day=day, tension=number % 11) for number, day in enumerate(dates)
    )
    MeasureResponse.objects.bulk_create(
        MeasureResponse(
            person=person,
            measure=measure,
            day=day,
            answers={},
            score=score,
            knowledge_version="",
            said_at=now,
        )
        for measure, every, score in (("peg", 7, 5.5), ("rmdq", 28, 12))
        for day in dates[::every]
    )
    return plan


def heard(person: Person, rule: str, day: date) -> ProgressFinding:
    """A rule of progress that spoke and left the plan as it was."""
    return ProgressFinding.objects.create(
        person=person, rule=rule, found_on=day, found_at=timezone.now()
    )


def asked(person: Person, text: str) -> OwnQuestion:
    return OwnQuestion.objects.create(person=person, text=text, written_at=timezone.now())


def at(day: date, hour: int) -> datetime:
    """An hour of a day at the clinic."""
    return timezone.make_aware(datetime.combine(day, time(hour)))
