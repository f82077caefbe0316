"""What is told about a visit, and when."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given
from hypothesis import strategies as st

from lumbar.scheduling.policy import Status
from lumbar.scheduling.telling import QUIET_FROM, QUIET_TO, Say, Stand, reminders, to_say

A = Stand(Status.BOOKED, 1000, 1, 1)
B = Stand(Status.BOOKED, 2000, 1, 1)
ASKED = Stand(Status.PENDING, 1000, 1, 1)
GONE = Stand(Status.CANCELLED, 1000, 1, 1)

SOME_DAY = datetime(2026, 1, 1, tzinfo=UTC)
stands = st.builds(
    Stand, st.sampled_from(Status), st.integers(0, 3), st.integers(1, 2), st.integers(1, 2)
)


def test_what_is_said() -> None:
    assert to_say(A, None) is Say.BOOKED
    assert to_say(ASKED, None) is Say.REQUESTED
    assert to_say(A, ASKED) is Say.BOOKED
    assert to_say(B, A) is Say.MOVED
    assert to_say(A, A) is None, "moved and moved back"
    assert to_say(GONE, A) is Say.CANCELLED
    assert to_say(GONE, None, unasked=True) is None, "made and cancelled"
    assert to_say(GONE, None) is Say.CANCELLED, "the clinic cancelled what a person just booked"
    assert to_say(GONE, None, declined=True) is Say.DECLINED
    assert to_say(GONE, GONE) is None


@given(stands, st.none() | stands, st.booleans(), st.booleans())
def test_told_once_nothing_is_left_to_say(
    now: Stand, told: Stand | None, declined: bool, unasked: bool
) -> None:
    say = to_say(now, told, declined=declined, unasked=unasked)
    if say is not None:
        assert to_say(now, now, declined=declined, unasked=unasked) is None
        assert Stand.read(now.text()) == now


@given(
    st.integers(0, 4 * 365 * 24 * 60).map(lambda n: SOME_DAY + timedelta(minutes=n)),
    st.integers(0, 200),
    st.lists(st.integers(0, 100), max_size=3),
    st.sampled_from(["Asia/Hong_Kong", "Europe/London", "America/New_York"]),
)
def test_nobody_is_reminded_at_night_or_too_late(
    now: datetime, ahead: int, hours: list[int], zone: str
) -> None:
    starts = now + timedelta(hours=ahead)
    found = reminders(starts=starts, hours=hours, zone=zone, now=now)
    assert len({at for _hours, at in found}) == len(found) <= len(set(hours))
    for before, at in found:
        assert now < at < starts
        assert at <= starts - timedelta(hours=before)
        assert QUIET_TO <= at.astimezone(ZoneInfo(zone)).time() < QUIET_FROM


def test_the_usual_two() -> None:
    starts = datetime(2026, 12, 8, 1, tzinfo=UTC)
    now = starts - timedelta(days=9)
    assert reminders(starts=starts, hours=(48, 3), zone="Asia/Hong_Kong", now=now) == [
        (48, starts - timedelta(hours=48)),
        # Six in the morning is night: the evening before.
        (3, datetime(2026, 12, 7, 12, tzinfo=UTC)),
    ]
