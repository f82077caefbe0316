"""How a delay carries over."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from lumbar.booking.models import Appointment, Service
from lumbar.desk.lateness import Planned, expected_late, likely_late

MINUTE, HALF = 60, 1800


def visit(n: int, late: int = 0, *, gap: int = 0, after: int = 0) -> Planned:
    starts = n * (HALF + gap)
    return Planned(starts, starts + HALF, after, 0, late)


def test_a_delay_goes_on_until_the_pauses_have_used_it_up():
    assert expected_late([visit(0), visit(1)]) == [0, 0]
    assert expected_late([visit(0, 20), visit(1), visit(2)]) == [20, 20, 20]
    gaps = [visit(n, 20 if n == 0 else 0, gap=600) for n in range(4)]
    assert expected_late(gaps) == [20, 10, 0, 0]
    # Buffers are kept: five minutes' pause that tidying up takes is no pause.
    tight = [visit(0, 20, gap=300, after=300), visit(1, gap=300, after=300)]
    assert expected_late(tight) == [20, 20]
    # Somebody later than the delay before them: their own counts.
    assert expected_late([visit(0, 5), visit(1, 30), visit(2)]) == [5, 30, 30]


def test_a_delay_is_of_one_practitioner_whatever_the_room():
    service, now = Service(before=0, after=0), timezone.now()

    def booked(who: int, n: int, late: int = 0) -> Appointment:
        starts = now + n * timedelta(minutes=30)
        return Appointment(
            practitioner_id=who, service=service, status="booked", late_minutes=late,
            starts_at=starts, ends_at=starts + timedelta(minutes=30),
        )  # fmt: skip

    late, other, between, after = booked(1, 0, 20), booked(2, 1), booked(1, 1), booked(1, 2)
    found = likely_late([late, other, between, after])
    assert [found[one.pk] for one in (late, other, between, after)] == [20, 0, 20, 20]


@given(st.lists(st.tuples(st.integers(0, 90), st.integers(0, 60)), max_size=8))
def test_nobody_is_seen_before_their_time_or_before_the_one_before_them_is_done(day):
    at, visits = 0, []
    for late, gap in day:
        at += gap * MINUTE
        visits.append(Planned(at, at + HALF, 0, 0, late))
        at += HALF
    found = expected_late(visits)
    begins = [one.starts + late * MINUTE for one, late in zip(visits, found, strict=True)]
    assert all(late >= one.late for one, late in zip(visits, found, strict=True))
    for before, (one, begin) in zip(
        begins, list(zip(visits, begins, strict=True))[1:], strict=False
    ):
        assert begin >= max(one.starts, before + HALF)
