"""What may be done to an appointment, from which status, by whom."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lumbar.scheduling.policy import (
    AHEAD,
    BY_PERSON,
    FROM,
    HOUR,
    Change,
    No,
    Status,
    Who,
    first_status,
    hold_ends,
    is_late,
    may_request,
    moved_status,
    refused,
)

changes = st.sampled_from(sorted(FROM))
statuses = st.sampled_from(sorted(Status))
instants = st.integers(0, 4_000_000_000)


@given(changes, statuses, instants, instants)
def test_a_person_may_never_more_than_the_clinic(
    change: Change, status: Status, starts: int, now: int
) -> None:
    person = refused(change, status, Who.PERSON, starts=starts, now=now)
    clinic = refused(change, status, Who.CLINIC, starts=starts, now=now)
    assert person is not None or clinic is None
    if person is None:
        assert change in BY_PERSON
        assert now < starts


@given(changes, instants, instants)
def test_what_is_cancelled_stays_so(change: Change, starts: int, now: int) -> None:
    for who in Who:
        assert refused(change, Status.CANCELLED, who, starts=starts, now=now) is not None


@pytest.mark.parametrize(
    ("change", "may"),
    [
        (Change.CONFIRM, {Status.PROPOSED}),
        (Change.APPROVE, {Status.PENDING}),
        (Change.DECLINE, {Status.PENDING}),
        (Change.MOVE, {Status.PENDING, Status.BOOKED}),
        (Change.CANCEL, set(AHEAD)),
        (Change.ARRIVE, {Status.BOOKED}),
        (Change.FULFIL, {Status.BOOKED, Status.ARRIVED}),
        (Change.NO_SHOW, {Status.BOOKED}),
        (Change.REOPEN, {Status.ARRIVED, Status.FULFILLED, Status.NO_SHOW}),
    ],
)
def test_the_clinic_changes_from_these_statuses_only(change: Change, may: set[Status]) -> None:
    assert {
        status
        for status in Status
        if refused(change, status, Who.CLINIC, starts=100, now=200) is None
    } == may


def test_nobody_fails_to_come_before_the_visit_begins() -> None:
    assert refused(Change.NO_SHOW, Status.BOOKED, Who.CLINIC, starts=100, now=99) is No.STATUS
    assert refused(Change.NO_SHOW, Status.BOOKED, Who.CLINIC, starts=100, now=100) is None


def test_the_person_changes_nothing_once_it_has_begun() -> None:
    for change in (Change.MOVE, Change.CANCEL):
        assert refused(change, Status.BOOKED, Who.PERSON, starts=100, now=100) is No.PAST
        assert refused(change, Status.BOOKED, Who.PERSON, starts=100, now=99) is None


@given(instants, st.integers(0, 200))
def test_late_begins_right_after_the_window_closes(starts: int, hours: int) -> None:
    closes = starts - hours * HOUR
    assert not is_late(starts=starts, now=closes, cancel_hours=hours)
    assert is_late(starts=starts, now=closes + 1, cancel_hours=hours)


@given(instants, instants, st.integers(0, 100_000))
def test_a_hold_never_outlasts_the_start(now: int, starts: int, seconds: int) -> None:
    until = hold_ends(now=now, starts=starts, seconds=seconds)
    assert until <= starts
    assert until <= now + seconds


def test_statuses_of_what_is_made_and_moved() -> None:
    assert first_status(verified=False, approval=True) is Status.PROPOSED
    assert first_status(verified=True, approval=True) is Status.PENDING
    assert first_status(verified=True, approval=False) is Status.BOOKED
    assert moved_status(Status.BOOKED, Who.PERSON, approval=True) is Status.PENDING
    assert moved_status(Status.BOOKED, Who.CLINIC, approval=True) is Status.BOOKED
    assert moved_status(Status.PENDING, Who.PERSON, approval=False) is Status.PENDING
    assert may_request(open_visits=1, max_open=2) is None
    assert may_request(open_visits=2, max_open=2) is No.TOO_MANY_OPEN
