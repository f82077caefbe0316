"""A device's clock may be anything: what happened keeps its place in time, or counts as now."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lumbar.site.device_time import LONGEST_KEPT, MomentError, moment

NOW = datetime(2026, 11, 26, 23, 0, tzinfo=UTC)


@given(
    ago=st.floats(0, LONGEST_KEPT.total_seconds() - 1),
    behind=st.floats(-3e9, 3e9),
    way=st.floats(0, 86_400),
)
def test_neither_a_wrong_clock_nor_a_slow_line_moves_a_moment(
    ago: float, behind: float, way: float
) -> None:
    happened = NOW - timedelta(seconds=ago)
    told = (happened - timedelta(seconds=behind)).isoformat()
    data = {"said_at": told, "clock_behind": behind}
    arrived = min(NOW + timedelta(seconds=way), happened + LONGEST_KEPT)
    assert abs(moment(data, "said_at", arrived) - happened) < timedelta(milliseconds=1)


@given(told=st.datetimes(), behind=st.floats(allow_nan=True) | st.integers())
def test_whatever_comes_it_is_a_moment_that_can_be_or_an_error(
    told: datetime, behind: float
) -> None:
    try:
        read = moment({"said_at": told.isoformat(), "clock_behind": behind}, "said_at", NOW)
    except MomentError:
        return
    assert NOW - LONGEST_KEPT <= read <= NOW


@pytest.mark.parametrize("told", ["1970-01-01T00:00:30Z", "2031-01-01T00:00:00Z"])
def test_a_clock_that_was_set_right_in_between_loses_nothing(told: str) -> None:
    assert moment({"said_at": told, "clock_behind": 0}, "said_at", NOW) == NOW


@pytest.mark.parametrize(
    ("data", "part"),
    [
        ({"clock_behind": 0}, "said_at"),
        ({"said_at": "tonight", "clock_behind": 0}, "said_at"),
        ({"said_at": NOW.isoformat()}, "clock_behind"),
        ({"said_at": NOW.isoformat(), "clock_behind": True}, "clock_behind"),
        ({"said_at": NOW.isoformat(), "clock_behind": "0"}, "clock_behind"),
    ],
)
def test_what_cannot_be_read_is_named(data: dict[str, Any], part: str) -> None:
    with pytest.raises(MomentError, match=part):
        moment(data, "said_at", NOW)
