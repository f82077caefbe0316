"""What comes before booking."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from lumbar.clinical.library import library
from lumbar.clinical.urgency import urgency
from lumbar.clinical.values import Level

NOW = datetime(2026, 12, 7, tzinfo=UTC)
BOOKING = library().care.booking


@pytest.mark.parametrize(
    ("level", "days", "recheck", "way"),
    [
        (None, 0, None, "usual"),
        (Level.EMERGENCY, 1, None, "closed"),
        (Level.EMERGENCY, 1, 0, "closed"),
        (Level.SAME_DAY, 13, None, "closed"),
        (Level.SAME_DAY, 14, None, "usual"),
        (Level.CLINICIAN_SOON, 3, None, "first"),
        (Level.CLINICIAN_SOON, 3, 1, "check_again"),
        (Level.SELF_CARE, 3, None, "usual"),
        (Level.SELF_CARE, 100, 2, "check_again"),
        (None, 0, 15, "usual"),
    ],
)
def test_what_comes_first(level: Level | None, days: int, recheck: int | None, way: str) -> None:
    newest = (level, NOW - timedelta(days=days)) if level else None
    asked = NOW - timedelta(days=recheck) if recheck is not None else None
    found = urgency(newest, asked, NOW, BOOKING)
    assert found.way == way
    assert found.may_book == (way in ("usual", "first"))
