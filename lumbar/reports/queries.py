"""What a report is made of, read in few queries and as plain values. All start from the person.

Three years of every day are some five thousand rows: no model is built for any of them.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import chain
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from lumbar.booking.models import Appointment
from lumbar.check.models import StoredAssessment
from lumbar.companion.models import Companion, Review
from lumbar.journal.models import CheckIn, MeasureResponse, ProgressFinding
from lumbar.medicines.models import Dose
from lumbar.people.models import Person
from lumbar.plans.models import StoredPlan
from lumbar.reports.course import Range, Said, Window, window
from lumbar.reports.models import OwnQuestion
from lumbar.tonight.models import SessionRecord
from lumbar.tonight.queries import NIGHT_ENDS_AT
from lumbar.wellbeing.models import Day


class Morning(NamedTuple):
    pain: int
    sleep: int
    stiff_minutes: int | None


class Evening(NamedTuple):
    """All that was begun on one evening, as one."""

    done: bool
    """Gone through to the end; otherwise only begun."""
    pain_before: int | None
    pain_after: int | None


class CheckMade(NamedTuple):
    id: UUID
    day: date
    level: str
    duration: str | None
    calm: bool
    """Neither urgent nor for a clinician to choose: exercises may be shown."""


class PlanMade(NamedTuple):
    id: UUID
    day: date
    version: int
    why: str
    """A value of ``StoredPlan.Made``."""
    rule: str
    evidence: Mapping[str, Any]
    by: str = ""
    """The clinician who made it; empty for every other."""


class Heard(NamedTuple):
    """A rule of progress that fired and left the plan as it was."""

    day: date
    rule: str
    evidence: Mapping[str, Any]


class Filled(NamedTuple):
    """A measure, filled in once."""

    measure: str
    day: date
    score: float
    answers: Mapping[str, Any]
    """By item; of the goals by their ids."""


class Reviewed(NamedTuple):
    """A check-in of the first days."""

    day: date
    check_in: str
    outcome: str


@dataclass(frozen=True, slots=True)
class Records:
    """What is known of one person, by day. The window cuts what is drawn; checks and measures
    are there from the beginning."""

    window: Window
    mornings: Mapping[date, Morning]
    evenings: Mapping[date, Evening]
    doses: Mapping[date, int]
    """How many things were taken that day."""
    tension: Mapping[date, int]
    checks: tuple[CheckMade, ...]
    """Oldest first, as everything here."""
    plans: tuple[PlanMade, ...]
    heard: tuple[Heard, ...]
    measures: tuple[Filled, ...]
    goals: Mapping[str, str]
    """The person's own words of each goal, by its id."""
    companions: tuple[date, ...]
    """When the guided first days were begun."""
    reviews: tuple[Reviewed, ...]
    visits: tuple[date, ...] = ()
    """Days on which they were seen at a clinic."""

    @property
    def any(self) -> bool:
        """Whether anything at all is known."""
        return bool(self.checks or self.mornings or self.evenings or self.doses or self.tension)

    @property
    def said(self) -> tuple[Said, ...]:
        return tuple(Said(check.day, check.duration) for check in self.checks)


def records(person: Person, wanted: Range, today: date) -> Records:
    """Everything a report of this range needs."""
    since = None if wanted is Range.ALL else window(wanted, today).start
    mornings = _mornings(person, since)
    evenings = _evenings(person, since)
    doses = _doses(person, since)
    tension = dict(_since(Day.objects.filter(person=person, tension__isnull=False), "day", since)
                   .values_list("day", "tension"))  # fmt: skip
    checks = tuple(_checks(person))
    plans = tuple(_plans(person))
    first = min(
        chain(mornings, evenings, doses, tension, (c.day for c in checks), (p.day for p in plans)),
        default=None,
    )
    return Records(
        window=window(wanted, today, first),
        mornings=mornings,
        evenings=evenings,
        doses=doses,
        tension=tension,
        checks=checks,
        plans=plans,
        heard=tuple(
            Heard(*row)
            for row in ProgressFinding.objects.filter(person=person, plan__isnull=True)
            .order_by("found_on", "found_at")
            .values_list("found_on", "rule", "evidence")
        ),
        measures=tuple(
            Filled(*row)
            for row in MeasureResponse.objects.filter(person=person)
            .order_by("day")
            .values_list("measure", "day", "score", "answers")
        ),
        goals={str(id): text for id, text in person.goals.values_list("uuid", "text")},
        companions=tuple(
            _day(moment)
            for moment in Companion.objects.filter(person=person)
            .order_by("started_at")
            .values_list("started_at", flat=True)
        ),
        reviews=tuple(
            Reviewed(_day(said_at), check_in, outcome)
            for said_at, check_in, outcome in Review.objects.filter(companion__person=person)
            .order_by("said_at")
            .values_list("said_at", "check_in", "outcome")
        ),
        visits=tuple(
            _day(moment)
            for moment in Appointment.objects.filter(patient__person=person, status__in=SEEN)
            .order_by("starts_at")
            .values_list("starts_at", flat=True)
        ),
    )


SEEN = (Appointment.Status.ARRIVED, Appointment.Status.FULFILLED)


def questions_of(person: Person | None) -> list[OwnQuestion]:
    """What the person wants to ask, oldest first."""
    return list(OwnQuestion.objects.filter(person=person)) if person is not None else []


def _mornings(person: Person, since: date | None) -> dict[date, Morning]:
    rows = _since(CheckIn.objects.filter(person=person), "morning", since)
    return {
        day: Morning(*told)
        for day, *told in rows.order_by("morning").values_list(
            "morning", "pain", "sleep", "stiff_minutes"
        )
    }


def _evenings(person: Person, since: date | None) -> dict[date, Evening]:
    found: dict[date, Evening] = {}
    rows = _since_moment(SessionRecord.objects.filter(person=person), "started_at", since)
    zone = timezone.get_current_timezone()
    for started_at, state, before, after in rows.order_by("started_at").values_list(
        "started_at", "state", "pain_before", "pain_after"
    ):
        # As ``evening_date`` has it, with the zone asked for once.
        day = (started_at.astimezone(zone) - NIGHT_ENDS_AT).date()
        known = found.get(day, Evening(False, None, None))
        found[day] = Evening(
            done=known.done or state == SessionRecord.State.DONE,
            # First told before, last told after.
            pain_before=before if known.pain_before is None else known.pain_before,
            pain_after=known.pain_after if after is None else after,
        )
    return found


def _doses(person: Person, since: date | None) -> Counter[date]:
    rows = _since_moment(Dose.objects.filter(person=person), "taken_at", since)
    zone = timezone.get_current_timezone()
    return Counter(
        moment.astimezone(zone).date()
        for moment in rows.order_by().values_list("taken_at", flat=True)
    )


def _checks(person: Person) -> Iterator[CheckMade]:
    rows = StoredAssessment.objects.filter(person=person).order_by("created_at")
    for id, made_at, level, duration, gates, ask_again in rows.values_list(
        "uuid",
        "created_at",
        "level",
        "answers__duration",
        "assessment__gates",
        "assessment__ask_again",
    ):
        calm = level in CALM and not gates and not ask_again
        yield CheckMade(id, _day(made_at), level, duration, calm)


CALM = (StoredAssessment.LevelChoice.SELF_CARE, StoredAssessment.LevelChoice.CLINICIAN_SOON)


def _plans(person: Person) -> Iterator[PlanMade]:
    rows = StoredPlan.objects.filter(person=person).order_by("version")
    for id, made_at, *rest in rows.values_list(
        "uuid", "created_at", "version", "made_because", "rule", "evidence", "made_by_name"
    ):
        yield PlanMade(id, _day(made_at), *rest)


def _day(moment: datetime) -> date:
    return timezone.localtime(moment).date()


def _since(rows: QuerySet[Any], field: str, since: date | None) -> QuerySet[Any]:
    return rows if since is None else rows.filter(**{f"{field}__gte": since})


def _since_moment(rows: QuerySet[Any], field: str, since: date | None) -> QuerySet[Any]:
    if since is None:
        return rows
    midnight = timezone.make_aware(datetime.combine(since, time()))
    return rows.filter(**{f"{field}__gte": midnight})
