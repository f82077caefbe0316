"""What comes before booking: nothing, a new check, or what the result says."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from lumbar.check.models import StoredAssessment
from lumbar.check.presenters.result import ResultView, result_view
from lumbar.check.queries import newest_assessment, recheck_since
from lumbar.check.views import emergency_number
from lumbar.clinical.library import library
from lumbar.clinical.urgency import Urgency, urgency
from lumbar.people.models import Clinic, Person


@dataclass(frozen=True, slots=True)
class Door:
    """How somebody comes to book."""

    urgency: Urgency
    assessment: StoredAssessment | None
    """The check that still counts; its summary may travel along."""
    result: ResultView | None
    """What to do instead, where the door is closed."""
    emergency_number: str


def door_of(person: Person | None, clinic: Clinic | None, now: datetime) -> Door:
    """The newest check wins over everything before it."""
    knowledge = library()
    newest = newest_assessment(person)
    recheck = recheck_since(person, newest) if person is not None else None
    found = urgency(
        (newest.level_value, newest.created_at) if newest is not None else None,
        recheck.asked_at if recheck is not None else None,
        now,
        knowledge.care.booking,
    )
    counts = newest if found.level is not None else None
    number = emergency_number(knowledge, clinic)
    result = None
    if found.way == "closed" and counts is not None:
        result = result_view(
            counts.value(), counts.heard(), knowledge.at(counts.knowledge_version), number
        )
    return Door(found, counts, result, number)
