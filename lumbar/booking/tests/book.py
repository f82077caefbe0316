"""A clinic with a book, for tests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, time, timedelta

from lumbar.booking.contact import Contact
from lumbar.booking.models import Hours, Location, Practitioner, Room, Service
from lumbar.people.models import Clinic, Membership, Patient, Role
from lumbar.people.tests.staff import a_clinic, a_member
from lumbar.scheduling.instants import instant
from lumbar.scheduling.values import Slot

NOW = datetime(2026, 12, 7, 1, 0, tzinfo=UTC)
"""A Monday, nine in the morning in Hong Kong."""
TUESDAY = datetime(2026, 12, 8, 1, 0, tzinfo=UTC)
"""When the practitioners open next."""


@dataclass
class TheBook:
    """A clinic that is open from nine to six on every day, in Hong Kong."""

    clinic: Clinic
    place: Location
    service: Service
    practitioners: list[Practitioner]
    rooms: list[Room] = field(default_factory=list)
    desk: Membership | None = None

    def slot(self, n: int = 0, *, who: int = 0, room: int | None = None) -> Slot:
        """The n-th start of Tuesday, in the steps of the service."""
        starts = instant(TUESDAY) + n * self.service.step * 60
        return Slot(
            starts, starts + self.service.minutes * 60, self.practitioners[who].pk, self.place.pk,
            None if room is None else self.rooms[room].pk,
        )  # fmt: skip

    @property
    def staff(self) -> Membership:
        """Somebody at the front desk."""
        if self.desk is None:
            self.desk = a_member(self.clinic, Role.FRONT_DESK)
        return self.desk

    def patient(self, name: str = "Chan Siu Ming") -> Patient:
        return Patient.objects.create(
            clinic=self.clinic, name=name, email=f"{name.lower().replace(' ', '.')}@example.org"
        )


def a_book(
    *, practitioners: int = 1, rooms: int = 0, clinic: Clinic | None = None, **terms: object
) -> TheBook:
    """A book with one service: half an hour, every half hour, no notice; ``terms`` change it."""
    clinic = clinic or a_clinic()
    place = Location.objects.create(
        clinic=clinic, name_en="Pier", name_zh_hant="碼頭", time_zone="Asia/Hong_Kong"
    )
    service = Service.objects.create(
        **{
            "clinic": clinic, "name_en": "Visit", "name_zh_hant": "會診", "minutes": 30, "step": 30,
            "notice_hours": 0, "needs_room": rooms > 0, "max_open": 4, **terms,
        }
    )  # fmt: skip
    people = [a_practitioner(clinic, place, f"Dr {n}") for n in range(practitioners)]
    service.practitioners.set(people)
    return TheBook(
        clinic, place, service, people,
        [
            Room.objects.create(location=place, name_en=f"Room {n}", name_zh_hant=f"房 {n}")
            for n in range(rooms)
        ],
    )  # fmt: skip


def a_practitioner(
    clinic: Clinic, place: Location, name: str, days: Sequence[int] = range(7)
) -> Practitioner:
    """Somebody who works from nine to six."""
    made = Practitioner.objects.create(
        clinic=clinic, name_en=name, name_zh_hant=name, profession_en="Chiropractor",
        profession_zh_hant="脊醫",
    )  # fmt: skip
    Hours.objects.bulk_create(
        Hours(practitioner=made, location=place, weekday=day, opens=time(9), closes=time(18))
        for day in days
    )
    return made


def somebody(n: int = 0) -> Contact:
    """Somebody who asks for a visit."""
    return Contact(f"Visitor {n}", f"visitor{n}@example.org", f"+852 6000 {n:04}")


HOUR = timedelta(hours=1)
