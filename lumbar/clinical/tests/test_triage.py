"""What must hold of every assessment and every way through the check."""

from __future__ import annotations

import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lumbar.clinical.compiled import LibraryVocabulary
from lumbar.clinical.conditions import NOT_SURE, SKIPPED
from lumbar.clinical.library import library
from lumbar.clinical.tests.strategies import DANGER, anyone, calm, partial, values, well, whole
from lumbar.clinical.triage import (
    asked_answers,
    assess,
    next_screen,
    previous_screens,
    progress,
    unanswered_danger,
)
from lumbar.clinical.values import Answers, Assessment, Level

L = library()


def assessed(said: dict[str, Any]) -> Assessment:
    return assess(L.answers(said), L)


def test_every_danger_sign_is_a_yes_or_no_question_and_unsure_reads_as_yes() -> None:
    assert len(DANGER) >= 30
    for id in DANGER:
        assert L.questions[id].kind == "yes_no"
        assert L.questions[id].unsure_reads == "yes"


@given(anyone(), st.sampled_from(DANGER))
def test_one_more_danger_sign_never_lowers_the_level(said: dict[str, Any], sign: str) -> None:
    before = assessed(said)
    for answer in ("yes", NOT_SURE):
        assert assessed({**said, sign: answer}).level.urgency >= before.level.urgency


@given(whole(), st.sampled_from(DANGER))
def test_one_more_danger_sign_never_lowers_the_level_of_what_is_asked(
    said: dict[str, Any], sign: str
) -> None:
    """The same for a check whose later questions depend on the sign."""

    def level(answers: Answers) -> Level:
        return assess(asked_answers(answers, L), L).level

    before = level(L.answers(said))
    assert level(L.answers({**said, sign: "yes"})).urgency >= before.urgency


@given(anyone(), st.randoms(use_true_random=False))
def test_the_order_of_answers_changes_nothing(
    said: dict[str, Any], shuffler: random.Random
) -> None:
    items = [
        (id, shuffler.sample(value, len(value)) if isinstance(value, list) else value)
        for id, value in said.items()
    ]
    shuffler.shuffle(items)
    shuffled = L.answers(dict(items))
    assert shuffled == L.answers(said)
    assert hash(shuffled) == hash(L.answers(said))
    assert assess(shuffled, L) == assessed(said)


@given(anyone())
def test_a_stored_assessment_replays_to_the_same(said: dict[str, Any]) -> None:
    answers = L.answers(said)
    stored = assess(answers, L).to_json()
    back = Assessment.from_json(stored)
    assert back == assess(answers, L)
    then = L.at(back.knowledge_version)
    assert assess(then.answers(answers.to_json()), then) == back


@given(anyone())
def test_the_level_is_the_most_urgent_finding(said: dict[str, Any]) -> None:
    assessment = assessed(said)
    urgencies = [finding.level.urgency for finding in assessment.findings]
    assert assessment.level.urgency == max(urgencies, default=0)
    assert urgencies == sorted(urgencies, reverse=True)
    assert len({finding.rule for finding in assessment.findings}) == len(urgencies)
    rows = [L.compiled.by_rule[finding.rule].row for finding in assessment.findings]
    assert len(set(rows)) == len(rows), "a row of the facts speaks once"
    for finding in assessment.findings:
        assert finding.because, "a finding says which answers led to it"
        for because in finding.because:
            assert because.question in said


@given(anyone())
@settings(max_examples=60)
def test_each_answer_that_would_change_the_result_really_does(said: dict[str, Any]) -> None:
    vocabulary = LibraryVocabulary(L)
    assessment = assessed(said)
    for change in assessment.would_change:
        assert change.level.urgency > assessment.level.urgency
        question = L.questions[change.question]
        answer: Any = change.option
        if question.kind == "number":
            answer = int(change.option)
        elif question.kind in ("many", "areas"):
            now = said.get(change.question)
            ticked = set(now) if isinstance(now, list) else set()
            answer = sorted(ticked | vocabulary.expand(change.question, change.option))
        after = assessed({**said, change.question: answer})
        assert after.level.urgency >= change.level.urgency, change


def test_every_sign_that_is_enough_alone_is_named_to_a_well_person() -> None:
    named = {change.question for change in assessed(well()).would_change}
    alone = {id for id in DANGER if assessed({**well(), id: "yes"}).level is not Level.SELF_CARE}
    assert alone <= named


@given(partial())
def test_an_unanswered_danger_sign_is_asked_again(said: dict[str, Any]) -> None:
    answers = L.answers(said)
    asked = assess(answers, L).ask_again
    assert asked == unanswered_danger(answers, L)
    assert not set(asked) & {id for id in said if answers.said(id)}
    always = {
        id
        for screen in L.screens
        if screen.ask_when is None
        for id in screen.questions
        if L.questions[id].danger
    }
    assert always - set(said) <= set(asked)


@given(partial(), st.data())
def test_an_answer_taken_away_never_lowers_a_flag_or_opens_a_gate(
    said: dict[str, Any], data: st.DataObject
) -> None:
    """Unknown never reads as no: what is not known to be fine is kept out."""
    gone = data.draw(st.sets(st.sampled_from(sorted(said))) if said else st.just(set()))
    more, fewer = assessed(said), assessed({id: v for id, v in said.items() if id not in gone})
    certain = {id: v for id, v in said.items() if v not in (NOT_SURE, SKIPPED)}
    if certain == said:
        assert set(more.flags) <= set(fewer.flags)
        assert set(more.gates) <= set(fewer.gates)


def test_nothing_known_raises_every_flag_and_closes_every_gate() -> None:
    nothing = assessed({})
    assert set(nothing.flags) == set(L.flags)
    assert set(nothing.gates) == set(L.gates)
    assert not nothing.may_have_plan


# --- the way through the check -----------------------------------------------------------------


@given(st.data())
def test_the_check_ends_and_asks_nothing_twice(data: st.DataObject) -> None:
    said: dict[str, Any] = {}
    seen: list[str] = []
    while (screen := next_screen(L.answers(said), L)) is not None:
        assert screen.id not in seen
        assert not set(screen.questions) & set(said)
        answers = L.answers(said)
        done, about = progress(answers, L)
        assert done == len(seen) < about <= len(L.screens)
        assert [s.id for s in previous_screens(answers, L)] == seen
        seen.append(screen.id)
        for id in screen.questions:
            said[id] = data.draw(values(id))
    answers = L.answers(said)
    assert [s.id for s in previous_screens(answers, L)] == seen
    assert asked_answers(answers, L) == answers
    assert (
        assess(answers, L).level is Level.EMERGENCY
        or not assess(answers, L).ask_again
        or (assess(answers, L).level is Level.SAME_DAY)
    ), "only a check that ended early leaves danger signs open"


@given(partial())
def test_answers_no_longer_asked_do_not_count(said: dict[str, Any]) -> None:
    answers = L.answers(said)
    kept = asked_answers(answers, L)
    assert set(kept) <= set(answers)
    assert asked_answers(kept, L) == kept
    assert next_screen(kept, L) == next_screen(answers, L)


def test_a_well_person_answers_at_most_fifteen_screens() -> None:
    answers = L.answers(well())
    assert len(previous_screens(answers, L)) <= 15
    assessment = assess(answers, L)
    assert assessment.level is Level.SELF_CARE
    assert assessment.may_have_plan
    assert assessment.findings == ()


def test_a_danger_sign_found_early_ends_the_check_early() -> None:
    first = next_screen(L.answers({}), L)
    assert first is not None
    assert "saddle_numbness" in first.questions
    said = dict.fromkeys(first.questions, "no") | {"saddle_numbness": "yes"}
    assert next_screen(L.answers(said), L) is None
    assert assessed(said).level is Level.EMERGENCY


@given(whole())
def test_after_a_same_day_sign_only_what_could_be_an_emergency_is_asked(
    said: dict[str, Any],
) -> None:
    assessment = assessed(said)
    if assessment.level is Level.SAME_DAY:
        well_screens = len(previous_screens(L.answers(well()), L))
        asked = {screen.id for screen in previous_screens(L.answers(said), L)}
        assert len(asked) <= well_screens + 8
        assert "tonight" not in asked, "somebody seen today is not asked where to exercise"


@given(calm())
def test_a_check_without_danger_signs_is_asked_to_its_end(said: dict[str, Any]) -> None:
    assessment = assessed(said)
    assert assessment.ask_again == () or assessment.level is Level.SAME_DAY


# --- the rows of the facts, each as a person would answer them ---------------------------------


@pytest.mark.parametrize(
    ("row", "said", "level"),
    [
        ("RF01", {"saddle_numbness": "not_sure"}, Level.EMERGENCY),
        ("RF02", {"bladder_change": "yes"}, Level.EMERGENCY),
        ("RF04", {"sexual_change": "yes", "both_legs": "yes"}, Level.EMERGENCY),
        ("RF04", {"sexual_change": "yes"}, Level.SAME_DAY),
        ("RF07", {"serious_accident": "yes"}, Level.EMERGENCY),
        ("RF10", {"fever": "yes", "leg_weakness": "yes"}, Level.EMERGENCY),
        ("RF11", {"blood_thinner": "yes", "sudden_severe": "yes"}, Level.EMERGENCY),
        ("RF12", {"cancer": "yes", "unsteady": "yes"}, Level.EMERGENCY),
        ("RF14", {"very_ill": "yes", "fever": "yes"}, Level.EMERGENCY),
        ("RF20", {"leg_weakness": "yes", "weak_where": "foot"}, Level.SAME_DAY),
        ("RF25", {"osteoporosis": "yes", "minor_injury": "yes"}, Level.SAME_DAY),
        ("RF28", {"cancer": "yes", "night_pain": "yes"}, Level.SAME_DAY),
        ("RF30", {"cancer": "yes"}, Level.CLINICIAN_SOON),
        ("RF36", {"pain_areas": ["between_shoulder_blades"]}, Level.CLINICIAN_SOON),
    ],
)
def test_a_row_reaches_its_level(row: str, said: dict[str, Any], level: Level) -> None:
    assessment = assessed(said)
    rows = {L.compiled.by_rule[finding.rule].row for finding in assessment.findings}
    assert row in rows
    assert assessment.level.urgency >= level.urgency
    if level is Level.EMERGENCY:
        assert assessment.level is level


def test_pancreatitis_is_asked_before_what_bending_forward_eases() -> None:
    """Relief on bending forward looks like a narrow canal; the tummy decides first (RF15)."""
    screens = [screen.id for screen in L.screens]
    asked_on = {id: screen.id for screen in L.screens for id in screen.questions}
    assert screens.index(asked_on["tummy_pain"]) < screens.index(asked_on["better_when"])
    said = well() | {
        "tummy_pain": "yes",
        "vomiting": "yes",
        "sudden_severe": "yes",
        "better_when": ["sitting_or_bending"],
        "age": "60_to_65",
    }
    assessment = assessed(said)
    assert assessment.level is Level.EMERGENCY
    assert assessment.patterns_for_person == ()
