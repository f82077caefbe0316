"""The morning board: every rule by its own examples, and that nothing leaves the board unsaid."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lumbar.clinical.board import HOURS, last_evening, lines
from lumbar.clinical.board_examples import EIGHT, LAST_EVENING, facts_of
from lumbar.clinical.board_kept import LIVE, Kept, meet, put_offs
from lumbar.clinical.board_schema import BoardRule
from lumbar.clinical.board_values import (
    Called,
    CheckMade,
    Facts,
    FirstHours,
    Line,
    Person,
    Request,
    Reviewed,
    Subject,
    Suits,
)
from lumbar.clinical.library import library

L = library()
RULES = L.care.board.rule
BY_ID = {rule.id: rule for rule in RULES}
PROGRESS = {rule.id: rule for rule in L.progress.rule}
HONG_KONG = ZoneInfo("Asia/Hong_Kong")


def said(facts: Facts, now: datetime = EIGHT) -> list[Line]:
    return lines(facts, now, RULES, PROGRESS)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_every_rule_does_what_its_examples_say(rule: BoardRule) -> None:
    for example in rule.example:
        fired = [line for line in said(facts_of(example)) if line.rule is rule]
        assert bool(fired) == example.fires, example


def test_a_check_in_comes_due_when_the_companion_says_so() -> None:
    at_hours = {one.id: timedelta(hours=one.at_hours) for one in L.care.companion.check_in}
    assert {id: at_hours[id] for id in HOURS} == HOURS


def test_danger_stands_first_and_soon_before_the_rest() -> None:
    people = [
        Person(name, "result", [CheckMade(EIGHT - timedelta(hours=hours), level)])
        for name, level, hours in (
            ("late", "emergency", 2), ("today", "same_day", 9), ("early", "emergency", 5),
        )
    ]  # fmt: skip
    asked = [
        Request("first", EIGHT - timedelta(hours=30)),
        Request("soon", EIGHT - timedelta(hours=3), "clinician_soon"),
    ]
    # The wait list has an order of its own.
    suits = [Suits(name, EIGHT - timedelta(days=days), n, {})
             for name, days, n in (("one", 1, 1), ("two", 9, 2))]  # fmt: skip
    found = said(Facts(LAST_EVENING, UTC, people, asked, suits=suits))
    order = ["early", "late", "today", "soon", "first", "one", "two"]
    assert [line.subject.id for line in found] == order


def test_a_newer_check_is_told_beside_what_came_overnight() -> None:
    checks = [CheckMade(EIGHT - timedelta(hours=hours), level)
              for hours, level in ((1, "self_care"), (6, "emergency"))]  # fmt: skip
    (line,) = said(Facts(LAST_EVENING, UTC, [Person("one", "result", checks)]))
    assert line.over and line.evidence["level"] == "self_care"


def test_what_was_shown_and_nobody_closed_is_not_over_because_it_is_old() -> None:
    long_ago = EIGHT - timedelta(days=40)
    one = Person(
        "one", "journal", [CheckMade(long_ago, "emergency")],
        called=[Called(long_ago + timedelta(hours=1), "progress")],
        signs=[long_ago + timedelta(hours=1)],
        reviews=[Reviewed(long_ago, "two-days", "worse")],
    )  # fmt: skip
    live = [(rule.id, Subject("person", "one")) for rule in RULES if rule.stays]

    def rules_of(person: Person, shown: list[tuple[str, Subject]]) -> list[str]:
        found = lines(Facts(LAST_EVENING, UTC, [person]), EIGHT, RULES, PROGRESS, shown)
        return [line.rule.id for line in found]

    assert rules_of(one, live) == ["result-emergency", "danger-sign", "new-check", "should-be-seen"]
    assert rules_of(one, []) == []
    # What was said since ends them, and only that.
    checks = [CheckMade(EIGHT - timedelta(days=30), "self_care"), *one.checks]
    later = Reviewed(EIGHT - timedelta(days=30), "two-weeks", "better")
    assert rules_of(replace(one, checks=checks, reviews=[*one.reviews, later]), live) == []


def test_48_hours_that_end_while_the_clinic_is_closed_are_there_on_its_next_day() -> None:
    monday = datetime(2026, 11, 30, 8, tzinfo=HONG_KONG)
    saturday = datetime(2026, 11, 28, 13, tzinfo=HONG_KONG)
    for ends, there in (
        (saturday - timedelta(minutes=1), False), (saturday, True),
        (datetime(2026, 11, 29, 15, tzinfo=HONG_KONG), True),
        (datetime(2026, 11, 30, 23, 59, tzinfo=HONG_KONG), True),
        (datetime(2026, 12, 1, 0, 0, tzinfo=HONG_KONG), False),
    ):  # fmt: skip
        person = Person("one", "journal", first_hours=FirstHours(ends - timedelta(hours=48)))
        found = said(Facts(saturday, HONG_KONG, [person]), monday)
        assert bool(found) == there, ends


def test_the_pain_of_the_check_stands_in_for_mornings_before() -> None:
    mornings = [(EIGHT.date() - timedelta(days=ago), 6) for ago in (1, 0)]
    for pain, worse in ((4, True), (5, False), (None, False)):
        check = CheckMade(EIGHT - timedelta(days=3), "self_care", pain)
        person = Person("one", "journal", [check], mornings=mornings)
        found = [line.rule.id for line in said(Facts(LAST_EVENING, UTC, [person]))]
        assert found == (["worse-on-waking"] if worse else [])


@pytest.mark.parametrize(
    ("today", "ends"),
    [
        (date(2026, 11, 27), "2026-11-26T19:00"),
        # Over a weekend, a holiday before it, and to midnight.
        (date(2026, 11, 30), "2026-11-28T13:00"),
        (date(2026, 12, 28), "2026-12-24T19:00"),
        (date(2026, 11, 26), "2026-11-26T00:00"),
    ],
)
def test_the_last_working_evening(today: date, ends: str) -> None:
    closes = {0: time(19), 1: time(19), 2: time(), 3: time(19), 4: time(19), 5: time(13)}
    closed = {date(2026, 12, 25), date(2026, 12, 26)}
    found = last_evening(today, closes, closed, HONG_KONG)
    assert found == datetime.fromisoformat(ends).replace(tzinfo=HONG_KONG)
    assert last_evening(today, {}, (), HONG_KONG).time() == time(18)


def test_a_danger_cannot_be_put_off_for_long_and_everything_can_for_a_while() -> None:
    for hour in range(24):
        now = datetime(2026, 11, 27, hour, 30, tzinfo=HONG_KONG)
        for rule in RULES:
            offered = [one.until for one in put_offs(rule, now, HONG_KONG)]
            assert offered and offered == sorted(offered)
            assert all(now < until <= now + timedelta(hours=rule.snooze_hours) for until in offered)
            if rule.level in ("emergency", "same_day"):
                assert max(offered) - now <= timedelta(hours=4)


# --- meeting what was written down --------------------------------------------------------------

SUBJECT = Subject("person", "one")


def kept(**change: Any) -> Kept:
    return replace(
        Kept("kept", "worse-on-waking", SUBJECT, "2026-11-27", "open"), **change
    )  # fmt: skip


def line(rule: str = "worse-on-waking", occasion: str = "2026-11-27") -> Line:
    return Line(BY_ID[rule], SUBJECT, occasion, EIGHT)


def met(found: list[Line], *written: Kept, now: datetime = EIGHT) -> list[tuple[str, str]]:
    return [(one.change, one.place) for one in meet(found, written, BY_ID, now, UTC)]


def test_what_becomes_of_a_line() -> None:
    later, yesterday = EIGHT + timedelta(hours=2), EIGHT - timedelta(days=1)
    assert met([line()]) == [("new", "board")]
    assert met([line()], kept(state="taken")) == [("", "board")]
    assert met([line()], kept(state="closed")) == [("", "done")]
    # Put off, and back: by the clock, or because it came again.
    asleep = kept(state="snoozed", until=later)
    assert met([line()], asleep) == [("", "snoozed")]
    assert met([line()], asleep, now=later) == [("back", "board")]
    assert met([line(occasion="2026-11-28")], asleep) == [("again", "board")]
    # A new day alone is not again: what asks every day sleeps on, and then goes on.
    asked = replace(asleep, rule="request")
    assert met([line("request", "2026-11-28")], asked) == [("", "snoozed")]
    assert met([line("request", "2026-11-28")], asked, now=later) == [("next-day", "board")]
    assert met([line(occasion="2026-11-28")], kept(state="closed")) == [
        ("new", "board"), ("", "done"),
    ]  # fmt: skip
    # No longer true: it says so until the day is over, and then only danger stays.
    assert met([], kept()) == [("gone", "board")]
    assert met([], kept(gone_at=EIGHT - timedelta(hours=3))) == [("", "board")]
    assert met([], kept(gone_at=yesterday)) == [("lapse", "done")]
    assert met([], kept(gone_at=yesterday, rule="danger-sign")) == [("", "board")]
    assert met([], replace(asleep, gone_at=yesterday)) == [("", "snoozed")]
    assert met([], replace(asleep, gone_at=yesterday), now=later) == [("back", "board")]
    assert met([line()], kept(gone_at=yesterday)) == [("true-again", "board")]
    # Yesterday's visits are yesterday's.
    assert met([], kept(rule="visit", occasion="2026-11-26")) == [("lapse", "done")]
    assert met([], kept(rule="visit")) == [("gone", "board")]


@given(
    st.lists(
        st.builds(
            Kept,
            id=st.uuids().map(str),
            rule=st.sampled_from(sorted(BY_ID)),
            subject=st.sampled_from([SUBJECT, Subject("person", "two")]),
            occasion=st.sampled_from(["a", "b", "c"]),
            state=st.sampled_from(["open", "taken", "snoozed", "closed", "lapsed"]),
            until=st.sampled_from([EIGHT - timedelta(hours=1), EIGHT + timedelta(hours=1)]),
            gone_at=st.sampled_from([None, EIGHT, EIGHT - timedelta(days=2)]),
        ),
        max_size=6,
        unique_by=lambda one: (one.rule, one.subject, one.occasion),
    ),
    st.lists(
        st.tuples(st.sampled_from(sorted(BY_ID)), st.sampled_from(["a", "b", "c"])), max_size=4,
        unique_by=lambda one: one[0],
    ),
)  # fmt: skip
def test_nothing_vanishes(written: list[Kept], now_true: list[tuple[str, str]]) -> None:
    found = [line(rule, occasion) for rule, occasion in now_true]
    result = meet(found, written, BY_ID, EIGHT, UTC)
    assert sorted(one.kept.id for one in result if one.kept) == sorted(one.id for one in written)
    assert [one.line for one in result if one.line] == found
    for one in result:
        # What leaves the board is said to leave it, or was closed by somebody.
        if one.place == "done" and one.kept and one.kept.state in LIVE:
            assert one.change == "lapse" and not BY_ID[one.kept.rule].stays
        if one.line and one.place == "done":
            assert one.kept and one.kept.state == "closed"
