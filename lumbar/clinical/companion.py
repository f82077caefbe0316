"""The first 48 hours: what was told and answered so far, and the time → where the person is.

Hours count from when the pain began. At some of them something is asked: the danger signs again,
or a check-in (a *review*), which asks for the danger signs itself. Of those that have passed only
the newest is asked: somebody who did not look for a day is asked once. Nothing here keeps
anything; the numbers stand in ``knowledge/companion/companion.toml`` (clinical facts D.1).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal, NamedTuple

from lumbar.clinical.companion_schema import Companion, CompanionCheckIn, Outcome
from lumbar.clinical.schema import LevelName

HOUR = timedelta(hours=1)
DANGER_SIGNS: Final = "danger-signs"
REVIEW: Final = "review"


class Said(NamedTuple):
    """A review that was answered."""

    check_in: str
    outcome: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Course:
    """What is known of one companion."""

    began_at: datetime
    """When the pain began."""
    asked: tuple[datetime, ...] = ()
    """When the danger signs were gone through: here, in a review, or in a whole check."""
    reviews: tuple[Said, ...] = ()
    ended_at: datetime | None = None


class Occasion(NamedTuple):
    """Something that is asked at an hour."""

    kind: Literal["danger-signs", "review"]
    id: str
    """The hour for danger signs (``"12"``), the check-in's id for a review; both with the kind
    name the same occasion however often it is worked out."""
    at_hours: int
    at: datetime
    late: bool = False
    """Whether its time was a good while ago."""

    @property
    def key(self) -> str:
        """One name for the occasion: ``review:two-days``."""
        return f"{self.kind}:{self.id}"


class Consequence(NamedTuple):
    """What an answer to a review leads to."""

    check_in: str
    outcome: str
    next: Literal["continue", "see-clinician", "own-level"]
    within_days: int | None
    level: LevelName | None
    said_at: datetime

    @property
    def by(self) -> datetime | None:
        """Until when somebody should have looked at it."""
        return None if self.within_days is None else self.said_at + timedelta(self.within_days)


@dataclass(frozen=True, slots=True)
class Where:
    """Where a person is in their first 48 hours, and after."""

    hour: int
    """Whole hours since the pain began, from 0."""
    of: int
    """How many hours the companion leads through: 48."""
    stages: tuple[str, ...]
    """The stages that are now, by id; none when the last has ended."""
    next_stage: str | None
    do: tuple[tuple[str, str], ...]
    """What to do now: stage and id of its words."""
    leave: tuple[tuple[str, str], ...]
    """What to leave: that of every stage that has begun."""
    exercises: tuple[str, ...]
    log: tuple[str, ...]
    due: Occasion | None
    """The one thing to be answered now."""
    coming: Occasion | None
    """What is asked next, when it is time."""
    over: bool
    last: Consequence | None
    """What the newest review led to."""


def where(course: Course, now: datetime, knowledge: Companion) -> Where:
    """Where the person is at a moment. A moment before the pain began counts as its first hour."""
    passed = max(now - course.began_at, timedelta(0))
    hour = passed // HOUR
    over = is_over(course, now, knowledge)
    begun = [] if over else [one for one in knowledge.stage if one.from_hours <= hour]
    # A stage that ends with the hour it begins in is that hour.
    stages = [one for one in begun if hour < max(one.to_hours, one.from_hours + 1)]
    ahead = [one for one in knowledge.stage if one.from_hours > hour]
    return Where(
        hour=hour,
        of=max(one.to_hours for one in knowledge.stage),
        stages=tuple(one.id for one in stages),
        next_stage=ahead[0].id if ahead and not over else None,
        do=tuple((one.id, item) for one in stages for item in one.do),
        leave=tuple((one.id, item) for one in begun for item in one.leave) if stages else (),
        exercises=tuple(dict.fromkeys(slug for one in stages for slug in one.exercises)),
        log=tuple(dict.fromkeys(item for one in stages for item in one.log)),
        due=due(course, now, knowledge),
        coming=coming(course, now, knowledge),
        over=over,
        last=last_consequence(course, knowledge),
    )


def occasions(course: Course, knowledge: Companion) -> Iterator[Occasion]:
    """Everything that is asked, in order. An hour has one at most: the check-in's, if it is one."""
    reviews = {check_in.at_hours: check_in.id for check_in in knowledge.check_in}
    for hours in sorted({*knowledge.asking.hours, *reviews}):
        at = course.began_at + hours * HOUR
        if hours in reviews:
            yield Occasion(REVIEW, reviews[hours], hours, at)
        else:
            yield Occasion(DANGER_SIGNS, str(hours), hours, at)


def due(course: Course, now: datetime, knowledge: Companion) -> Occasion | None:
    """The one thing to be answered now: the newest whose time has come, if it was not."""
    if is_over(course, now, knowledge):
        return None
    passed = [one for one in occasions(course, knowledge) if one.at <= now]
    if not passed or _is_answered(passed[-1], course, knowledge):
        return None
    late = now - passed[-1].at > knowledge.asking.late_hours * HOUR
    return passed[-1]._replace(late=late)


def coming(course: Course, now: datetime, knowledge: Companion) -> Occasion | None:
    """What is asked next; None when nothing is any more."""
    if is_over(course, now, knowledge):
        return None
    later = (one for one in occasions(course, knowledge) if one.at > now)
    return next((one for one in later if not _is_answered(one, course, knowledge)), None)


def is_over(course: Course, now: datetime, knowledge: Companion) -> bool:
    """Whether it was ended, its last review is answered, or long enough nobody has answered."""
    if course.ended_at is not None and course.ended_at <= now:
        return True
    last = knowledge.check_in[-1].id
    if any(said.check_in == last for said in course.reviews):
        return True
    return now >= course.began_at + knowledge.ending.at_hours * HOUR


def _is_answered(occasion: Occasion, course: Course, knowledge: Companion) -> bool:
    if occasion.kind == REVIEW:
        return any(said.check_in == occasion.id for said in course.reviews)
    counts_from = occasion.at - knowledge.asking.early_hours * HOUR
    return any(moment >= counts_from for moment in course.asked)


def check_in_of(id: str, knowledge: Companion) -> CompanionCheckIn:
    """A review by its id. ``KeyError`` if there is none."""
    for check_in in knowledge.check_in:
        if check_in.id == id:
            return check_in
    raise KeyError(id)


def consequence(said: Said, knowledge: Companion) -> Consequence:
    """What an answer leads to. ``KeyError`` if the review has no such answer."""
    outcome = _by_id(check_in_of(said.check_in, knowledge).outcome, said.outcome)
    return Consequence(
        check_in=said.check_in,
        outcome=outcome.id,
        next=outcome.next,
        within_days=outcome.within_days,
        level=outcome.level,
        said_at=said.at,
    )


def last_consequence(course: Course, knowledge: Companion) -> Consequence | None:
    """What the newest review led to; None before the first."""
    if not course.reviews:
        return None
    return consequence(max(course.reviews, key=lambda said: said.at), knowledge)


def _by_id(outcomes: Iterable[Outcome], id: str) -> Outcome:
    for outcome in outcomes:
        if outcome.id == id:
            return outcome
    raise KeyError(id)
