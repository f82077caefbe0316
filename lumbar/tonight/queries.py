"""What may be shown of a person's evenings. Every read starts from the person."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from lumbar.check.models import StoredAssessment
from lumbar.check.queries import newest_assessment, recheck_since
from lumbar.people.models import Person
from lumbar.plans.models import StoredPlan
from lumbar.tonight.models import SessionRecord

NIGHT_ENDS_AT = timedelta(hours=4)
"""Half past midnight still belongs to the evening before."""

STILL_TONIGHT = timedelta(hours=8)
"""An evening left open longer than this is not offered to be gone on with."""


def evenings_of(person: Person | None) -> QuerySet[SessionRecord]:
    """All evenings of a person, newest first; none for someone who has kept nothing yet."""
    if person is None:
        return SessionRecord.objects.none()
    return SessionRecord.objects.filter(person=person).select_related("plan")


def evening_of(person: Person | None, uuid: UUID) -> SessionRecord | None:
    """One of the person's own evenings; None for anyone else's."""
    return evenings_of(person).filter(pk=uuid).first()


def open_evening(
    person: Person, assessment: StoredAssessment, now: datetime
) -> SessionRecord | None:
    """An evening that was begun tonight and can be gone on with."""
    return (
        evenings_of(person)
        .filter(
            plan__assessment=assessment,
            state=SessionRecord.State.OPEN,
            updated_at__gt=now - STILL_TONIGHT,
        )
        .first()
    )


def stopped_since(person: Person, assessment: StoredAssessment) -> bool:
    """Whether a danger sign ended an evening since this check: then a new check comes first."""
    return SessionRecord.objects.filter(
        person=person, plan__assessment=assessment, state=SessionRecord.State.STOPPED
    ).exists()


def is_over(record: SessionRecord) -> bool:
    """Whether this evening must not go on: a newer check has taken the place of the one its plan
    came from, or a danger sign was named since."""
    newest = newest_assessment(record.person)
    if newest is None or newest.pk != record.plan.assessment_id:
        return True
    if recheck_since(record.person, newest) is not None:
        return True
    return stopped_since(record.person, record.plan.assessment)


def evening_date(moment: datetime) -> date:
    """The date of the evening a moment belongs to, where the clinic is."""
    return (timezone.localtime(moment) - NIGHT_ENDS_AT).date()


def states_by_evening(person: Person | None, today: date) -> dict[date, str]:
    """Evenings of the last two weeks by date: ``done``, or ``part`` when they were only begun."""
    states: dict[date, str] = {}
    earliest = timezone.now() - timedelta(days=15)
    for started_at, state in (
        evenings_of(person).filter(started_at__gte=earliest).values_list("started_at", "state")
    ):
        day = evening_date(started_at)
        done = state == SessionRecord.State.DONE or states.get(day) == "done"
        states[day] = "done" if done else "part"
    return states


def checks_of(person: Person | None) -> list[StoredAssessment]:
    """Every check, newest first, without its answers."""
    if person is None:
        return []
    return list(StoredAssessment.objects.filter(person=person).only("created_at", "level"))


def plans_of(person: Person | None) -> list[StoredPlan]:
    """Every plan version, newest first, without the plans themselves."""
    if person is None:
        return []
    return list(StoredPlan.objects.filter(person=person).defer("plan"))
