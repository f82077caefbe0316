"""A clinic's desk for tests: a book, staff in their browsers."""

from __future__ import annotations

from datetime import date, time, timedelta
from functools import cached_property
from typing import Any

from django.test import Client
from django.utils import timezone

from lumbar.booking.actions import book_at_desk
from lumbar.booking.models import Appointment
from lumbar.booking.tests.book import TheBook, a_book
from lumbar.desk.times import instant_at
from lumbar.people.models import Membership, Patient, Role
from lumbar.people.tests.staff import a_member, signed_in
from lumbar.scheduling.instants import instant, local_day
from lumbar.scheduling.values import Slot

ZONE = "Asia/Hong_Kong"


class TheDesk:
    """A clinic that is open from nine to six, tomorrow and every day, with Fay at its desk."""

    def __init__(self, **options: Any) -> None:
        self.book: TheBook = a_book(**options)
        self.clinic = self.book.clinic
        self.fay: Membership = a_member(self.clinic, Role.FRONT_DESK, "Fay")
        self.cora: Membership = a_member(self.clinic, Role.CLINICIAN, "Cora")
        self.today: date = local_day(instant(timezone.now()), ZONE)
        self.tomorrow = self.today + timedelta(days=1)

    @cached_property
    def browser(self) -> Client:
        return signed_in(self.fay)

    @cached_property
    def clinician(self) -> Client:
        return signed_in(self.cora)

    def slot(self, hour: int, minute: int = 0, *, who: int = 0, days: int = 1) -> Slot:
        """A time tomorrow, or in so many days."""
        day = self.today + timedelta(days=days)
        starts = instant_at(day, time(hour, minute), ZONE)
        assert starts is not None
        return Slot(
            starts, starts + self.book.service.minutes * 60, self.book.practitioners[who].pk,
            self.book.place.pk, None,
        )  # fmt: skip

    def visit(
        self, hour: int, minute: int = 0, *, who: int = 0, days: int = 1,
        patient: Patient | None = None,
    ) -> Appointment:  # fmt: skip
        return book_at_desk(
            clinic=self.clinic, service=self.book.service,
            slot=self.slot(hour, minute, who=who, days=days),
            patient=patient or self.book.patient(f"Caller {hour}{minute:02d}"), by=self.fay,
            reason="It hurts when I sit", now=timezone.now(),
        )  # fmt: skip
