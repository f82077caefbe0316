"""Time that opens in the settings is offered to those who wait."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from lumbar.booking.models import FreedTime, Holiday, Offer
from lumbar.booking.tests.book import HOUR, NOW, TUESDAY, a_book, somebody
from lumbar.booking.waiting import worker
from lumbar.booking.waiting.actions import decline, join
from lumbar.clinics import actions
from lumbar.clinics.queries import week_seen
from lumbar.clinics.week import WorkSpan
from lumbar.people.models import Role
from lumbar.people.tests.staff import a_member
from lumbar.scheduling.waiting import Part

pytestmark = pytest.mark.django_db


def test_new_hours_and_days_given_back_are_offered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("lumbar.booking.waiting.offering.is_set_up", lambda: True)
    book = a_book()
    clinic, (who,) = book.clinic, book.practitioners
    owner = a_member(clinic, Role.OWNER)
    day = TUESDAY.date()

    def times(change: str) -> list[float]:
        """Hours after nine on that Tuesday of what was offered since."""
        worker.round(lambda: NOW)
        assert not FreedTime.objects.exists(), change
        found = Offer.objects.filter(state="open").select_related("appointment")
        starts = [(one.appointment.starts_at - TUESDAY) / HOUR for one in found]
        for one in found:
            decline(offered=one, now=NOW)
            FreedTime.objects.all().delete()
        return starts

    # Nobody waits: nothing is noted.
    Holiday.objects.create(clinic=clinic, day=day, name_en="Day", name_zh_hant="假期")
    actions.remove_holiday(by=owner, clinic=clinic, day=day, now=NOW)
    assert not FreedTime.objects.exists()
    Holiday.objects.create(clinic=clinic, day=day, name_en="Day", name_zh_hant="假期")

    def has(on: date, opens: time | None = None, closes: time | None = None) -> None:
        actions.set_days(
            by=owner, practitioner=who, days=[on], opens=opens, closes=closes, why="", now=NOW,
            location=book.place if opens else None,
        )  # fmt: skip

    has(day)
    join(
        clinic=clinic, service=book.service, contact=somebody(), person=None, now=NOW,
        verified=True, grid=[(1, part) for part in Part],
    )  # fmt: skip
    actions.remove_holiday(by=owner, clinic=clinic, day=day, now=NOW)
    assert times("They are off on that day") == []
    actions.forget_day(by=owner, practitioner=who, day=day, now=NOW)
    assert times("The day is as usual again") == [0]
    # Longer hours on every Tuesday: what was open all along is not offered, the new time is.
    work = [WorkSpan(1, time(9), time(20), book.place.pk)]
    actions.set_week(
        by=owner, practitioner=who, work=work, breaks=[], before=(None, None), period=(None, None),
        places=[book.place.pk], seen=week_seen(who, (None, None), [book.place.pk]), now=NOW,
    )  # fmt: skip
    assert FreedTime.objects.count() == 4
    assert times("Two hours more") == [9]
    has(day, time(9), time(21))
    assert times("One evening") == [11]
    has(day + timedelta(days=7))
    assert not FreedTime.objects.exists()
