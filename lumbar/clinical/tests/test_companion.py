"""Where a person is in the first 48 hours: once for each hour, never backwards, never twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from lumbar.clinical import companion as core
from lumbar.clinical.companion import DANGER_SIGNS, HOUR, REVIEW, Course, Said, where
from lumbar.clinical.companion_schema import Companion, check_companion
from lumbar.clinical.errors import KnowledgeError
from lumbar.clinical.library import library
from lumbar.clinical.planner import fitting, make_plan
from lumbar.clinical.tests.strategies import whole
from lumbar.clinical.triage import assess
from lumbar.clinical.values import NoPlan

KNOWN = library().care.companion
BEGAN = datetime(2026, 11, 27, 21, 40, tzinfo=UTC)
STAGES = [stage.id for stage in KNOWN.stage]
CALM = {"two-days": "better-or-same", "two-weeks": "better", "four-weeks": "back-to-usual"}


def at(hours: float) -> datetime:
    return BEGAN + hours * HOUR


def course(*asked: float, reviews: Any = (), ended: float | None = None) -> Course:
    return Course(
        BEGAN,
        tuple(at(hours) for hours in asked),
        tuple(Said(id, outcome, at(hours)) for id, outcome, hours in reviews),
        None if ended is None else at(ended),
    )


@st.composite
def courses(draw: st.DrawFn) -> tuple[Course, float]:
    """Any course, with an hour at which it is looked at; nothing in it lies after that hour."""
    now = draw(st.floats(0, 1500))
    asked = draw(st.lists(st.floats(0, now), max_size=5).map(sorted))
    said = []
    for check_in in KNOWN.check_in:
        if check_in.at_hours <= now and draw(st.booleans()):
            answers = [one.id for one in check_in.outcome if one.next != "own-level"]
            hours = draw(st.floats(check_in.at_hours, now))
            said.append((check_in.id, draw(st.sampled_from(answers)), hours))
    return course(*asked, reviews=said), now


@given(courses(), st.floats(0, 1500))
def test_time_only_goes_forward(given_course: tuple[Course, float], later: float) -> None:
    known, hours = given_course
    now, then = where(known, at(hours), KNOWN), where(known, at(hours + later), KNOWN)
    assert now.hour <= then.hour
    assert not (now.over and not then.over)
    if now.stages and then.stages:
        assert STAGES.index(now.stages[-1]) <= STAGES.index(then.stages[-1])
        assert set(now.leave) <= set(then.leave), "what is to be left stays left"
    if now.due and then.due:
        assert now.due.at_hours <= then.due.at_hours
    if now.coming and then.coming:
        assert now.coming.at_hours <= then.coming.at_hours


@given(courses())
def test_one_answer_is_enough_however_late(given_course: tuple[Course, float]) -> None:
    known, hours = given_course
    found = where(known, at(hours), KNOWN).due
    if found is None:
        return
    assert found.at <= at(hours), "nothing is asked before its hour"
    answered = replace(known, asked=(*known.asked, at(hours)))
    if found.kind == REVIEW:
        said = Said(found.id, CALM[found.id], at(hours))
        answered = replace(answered, reviews=(*known.reviews, said))
    assert where(answered, at(hours), KNOWN).due is None


@given(courses())
def test_what_is_to_come_comes(given_course: tuple[Course, float]) -> None:
    known, hours = given_course
    coming = where(known, at(hours), KNOWN).coming
    if coming is None:
        return
    assert coming.at > at(hours)
    then = where(known, coming.at, KNOWN).due
    assert then is not None and then.key == coming.key
    before = where(known, coming.at - timedelta(seconds=1), KNOWN).due
    assert before is None or before.key != coming.key


@given(courses())
def test_when_it_is_over_nothing_is_asked(given_course: tuple[Course, float]) -> None:
    known, hours = given_course
    ended = replace(known, ended_at=at(hours))
    found = where(ended, at(hours), KNOWN)
    assert found.over
    assert (found.due, found.coming, found.stages, found.exercises) == (None, None, (), ())


@given(st.floats(0, 60))
def test_exercises_are_those_of_a_stage_that_is_now(hours: float) -> None:
    found = where(course(), at(hours), KNOWN)
    wanted = {s for stage in KNOWN.stage if stage.id in found.stages for s in stage.exercises}
    assert set(found.exercises) == wanted
    assert bool(wanted) == (24 <= found.hour < 48)


def test_no_hour_has_two_occasions() -> None:
    hours = [one.at_hours for one in core.occasions(course(), KNOWN)]
    assert hours == sorted(set(hours)) == [12, 24, 48, 336, 672]
    kinds = {one.at_hours: one.key for one in core.occasions(course(), KNOWN)}
    assert kinds[12] == f"{DANGER_SIGNS}:12"
    assert kinds[48] == f"{REVIEW}:two-days"


@pytest.mark.parametrize(
    ("hours", "asked", "key", "late"),
    [
        (11.9, [0.2], None, False),
        (12.0, [0.2], "danger-signs:12", False),
        (16.0, [0.2], "danger-signs:12", True),
        # Whatever was gone through shortly before need not be gone through again.
        (12.5, [10.5], None, False),
        (12.5, [9.5], "danger-signs:12", False),
        # A day without a look: asked once, for the newest hour.
        (30.0, [0.2], "danger-signs:24", True),
        (30.0, [0.2, 25.0], None, False),
        (49.0, [0.2, 48.5], "review:two-days", False),
        (400.0, [0.2], "review:two-weeks", True),
        (1343.0, [0.2], "review:four-weeks", True),
        (1344.0, [0.2], None, False),
    ],
)
def test_what_is_due(hours: float, asked: list[float], key: str | None, late: bool) -> None:
    found = where(course(*asked), at(hours), KNOWN).due
    assert (found and found.key) == key
    assert found is None or found.late == late


def test_the_first_hour_has_what_to_do_at_once_and_that_day() -> None:
    first = where(course(), at(0.5), KNOWN)
    assert first.stages == ("start", "first-day")
    assert ("start", "danger-signs") in first.do
    assert where(course(), at(1.5), KNOWN).stages == ("first-day",)
    # A device whose clock is behind.
    assert where(course(), at(-2), KNOWN).hour == 0


@pytest.mark.parametrize(
    ("check_in", "outcome", "next_", "days"),
    [
        ("two-days", "better-or-same", "continue", None),
        ("two-days", "worse", "see-clinician", 2),
        ("two-days", "cannot-manage", "see-clinician", 2),
        ("two-days", "danger-sign", "own-level", None),
        ("two-weeks", "no-better", "see-clinician", 14),
        ("four-weeks", "not-back-to-usual", "see-clinician", 14),
    ],
)
def test_what_an_answer_leads_to(check_in: str, outcome: str, next_: str, days: int | None) -> None:
    found = core.consequence(Said(check_in, outcome, at(48)), KNOWN)
    assert (found.next, found.within_days) == (next_, days)
    assert (found.level == "clinician_soon") == (next_ == "see-clinician")
    assert found.by == (None if days is None else at(48) + timedelta(days))


def test_an_unknown_answer_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        core.consequence(Said("two-days", "all-clear", at(48)), KNOWN)
    with pytest.raises(KeyError):
        core.check_in_of("three-days", KNOWN)


def test_the_newest_review_is_the_one_that_counts() -> None:
    said = [("two-weeks", "better", 340), ("two-days", "worse", 49)]
    found = where(course(reviews=said), at(341), KNOWN).last
    assert found is not None and (found.check_in, found.next) == ("two-weeks", "continue")
    assert where(course(), at(50), KNOWN).last is None


@given(whole())
@settings(max_examples=60)
def test_gentle_exercises_are_only_those_that_fit(said: dict[str, Any]) -> None:
    knowledge = library()
    answers = knowledge.answers(said)
    assessment = assess(answers, knowledge)
    wanted = KNOWN.stage[-1].exercises
    found = fitting(wanted, assessment, answers, knowledge)
    plan = make_plan(assessment, answers, knowledge)
    if isinstance(plan, NoPlan):
        assert found == () or plan.reason == "nothing_fits"
        return
    slugs = [item.exercise for item in found]
    assert set(slugs) <= {reference.partition(":")[0] for reference in wanted}
    assert not set(slugs) & {left.exercise for left in plan.left_out}


@pytest.mark.parametrize(
    ("broken", "says"),
    [
        ({"check_in": list(reversed(KNOWN.check_in))}, "must follow"),
        ({"check_in": [KNOWN.check_in[0], KNOWN.check_in[0]]}, "must follow"),
        ({"asking": structs.replace(KNOWN.asking, hours=[24, 12])}, "must follow"),
        ({"ending": structs.replace(KNOWN.ending, at_hours=600)}, "after the end"),
        ({"stage": [structs.replace(KNOWN.stage[0], from_hours=1)]}, "before it begins"),
    ],
)
def test_numbers_that_cannot_be_stop_the_start(broken: dict[str, Any], says: str) -> None:
    wrong: Companion = structs.replace(KNOWN, **broken)
    with pytest.raises(KnowledgeError, match=says):
        check_companion(wrong, library().care.heat_cold)
    check_companion(KNOWN, library().care.heat_cold)
