"""Two clinics with staff and a row of each kind, and browsers of everybody who may come by.

Built once for all lines: what a request changes is rolled back after it (`undone`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

from allauth.mfa.models import Authenticator
from django.db import transaction
from django.test import Client
from django.utils import timezone

from lumbar.board.models import BoardItem
from lumbar.booking.models import (
    Appointment,
    Block,
    Hours,
    Location,
    OutsideCalendar,
    Practitioner,
    Room,
    Service,
    WaitingEntry,
)
from lumbar.cases.models import Case
from lumbar.people.guests import token_hash
from lumbar.people.models import Account, Clinic, Invitation, Membership, Patient, Role, Sharing
from lumbar.people.tests.staff import a_clinic, a_member, signed_in, signed_in_account
from lumbar.plans.tests.helpers import calm_guest


class House:
    """One clinic; ``row(kind)`` gives the id of its one row of a kind, made on first use."""

    def __init__(self, clinic: Clinic) -> None:
        self.clinic = clinic
        self.staff = {
            "owner": a_member(clinic, Role.OWNER, f"Olive {clinic.pk}"),
            "clinician": a_member(clinic, Role.CLINICIAN, f"Cora {clinic.pk}"),
            "front desk": a_member(clinic, Role.FRONT_DESK, f"Fay {clinic.pk}"),
            "owner who treats": a_member(clinic, Role.OWNER, f"Oscar {clinic.pk}", treats=True),
        }
        self.browsers = {name: signed_in(member) for name, member in self.staff.items()}
        self._rows: dict[str, Any] = {}

    def row(self, kind: str) -> Any:
        """The clinic's row of this kind."""
        if kind not in self._rows:
            self._rows[kind] = ROWS[kind](self)
        return self._rows[kind]

    def filled(self, value: Any) -> Any:
        """``{kind}`` replaced by that row's id; lists too."""
        if isinstance(value, list):
            return [self.filled(one) for one in value]
        if isinstance(value, str) and value.startswith("{") and value.endswith("}"):
            kind, _, attribute = value[1:-1].partition(".")
            return getattr(self.row(kind), attribute or "pk")
        return value


def _patient(house: House) -> Patient:
    """Somebody in the register who uses Lumbar, has a plan, and shares their journal."""
    person, _browser, _assessment = calm_guest()
    Sharing.objects.create(
        person=person, clinic=house.clinic, scope=Sharing.Scope.JOURNAL, said_at=timezone.now()
    )
    return Patient.objects.create(
        clinic=house.clinic, person=person, name="Pat Fong", email="pat@example.org"
    )


def _location(house: House) -> Location:
    return Location.objects.create(
        clinic=house.clinic, name_en="Pier", name_zh_hant="碼頭", time_zone="Asia/Hong_Kong"
    )


def _practitioner(house: House) -> Practitioner:
    who = Practitioner.objects.create(
        clinic=house.clinic, membership=house.staff["clinician"], name_en="Cora Lee",
        name_zh_hant="李珂", profession_en="Chiropractor", profession_zh_hant="脊醫",
    )  # fmt: skip
    for weekday in range(7):
        Hours.objects.create(
            practitioner=who, location=house.row("location"), weekday=weekday,
            opens="09:00", closes="18:00",
        )  # fmt: skip
    return who


def _service(house: House) -> Service:
    service = Service.objects.create(
        clinic=house.clinic, name_en="Visit", name_zh_hant="診症", minutes=30
    )
    service.practitioners.add(house.row("practitioner"))
    return service


def noon_ahead(days: int) -> datetime:
    """Noon at the clinic in so many days."""
    day = timezone.localtime() + timedelta(days=days)
    return day.replace(hour=12, minute=0, second=0, microsecond=0)


def _appointment(house: House) -> Appointment:
    starts = noon_ahead(3)
    return Appointment.objects.create(
        clinic=house.clinic, patient=house.row("patient"), service=house.row("service"),
        practitioner=house.row("practitioner"), location=house.row("location"),
        starts_at=starts, ends_at=starts + timedelta(minutes=30),
        status=Appointment.Status.BOOKED, source=Appointment.Source.DESK, made_at=timezone.now(),
    )  # fmt: skip


def _block(house: House) -> Block:
    starts = noon_ahead(4)
    return Block.objects.create(
        clinic=house.clinic, practitioner=house.row("practitioner"), starts_at=starts,
        ends_at=starts + timedelta(hours=1),
    )  # fmt: skip


def _invitation(house: House) -> Invitation:
    now = timezone.now()
    return Invitation.objects.create(
        clinic=house.clinic, email="new@example.org", name="New Hand", role=Role.FRONT_DESK,
        token_hash=token_hash(invitation_token(house)), invited_by=house.staff["owner"],
        made_at=now, expires_at=now + timedelta(days=7),
    )  # fmt: skip


def invitation_token(house: House) -> str:
    """The secret part of the invitation's link."""
    return f"{house.clinic.pk:A<43}"


def _case(house: House) -> Case:
    """Of somebody who shows the clinic their journal."""
    person, now = calm_guest()[0], timezone.now()
    house.clinic.sharings.create(person=person, scope="journal", said_at=now)
    return Case.objects.create(clinic=house.clinic, person=person, outcome="same", drawn_at=now)


def _waiting(house: House) -> WaitingEntry:
    return WaitingEntry.objects.create(
        clinic=house.clinic, patient=house.row("patient"), service=house.row("service"),
        grid=["0:morning"], joined_at=timezone.now(),
    )  # fmt: skip


def _board_item(house: House) -> BoardItem:
    """A line about a visit: one that all staff may see."""
    return BoardItem.objects.create(
        clinic=house.clinic, rule="visit", appointment=house.row("appointment"),
        occasion="2026-11-27", at=timezone.now(), shown_at=timezone.now(),
    )  # fmt: skip


# Further kinds: a function from the house to a row, and its name here.
ROWS: dict[str, Callable[[House], Any]] = {
    "patient": _patient,
    "location": _location,
    "room": lambda house: Room.objects.create(
        location=house.row("location"), name_en="Room 1", name_zh_hant="一號房"
    ),
    "practitioner": _practitioner,
    "service": _service,
    "appointment": _appointment,
    "block": _block,
    "calendar": lambda house: OutsideCalendar.objects.create(
        practitioner=house.row("practitioner"), name="Home", url="https://calendar.example.org/"
    ),
    "member": lambda house: house.staff["front desk"],
    "newcomer": lambda house: Patient.objects.create(
        clinic=house.clinic, name="Ned Wu", phone="+852 6000 0000"
    ),
    "invitation": _invitation,
    "waiting": _waiting,
    "board_item": _board_item,
    "case": _case,
}  # fmt: skip


class Street:
    """This site: our clinic (the one every test browser sees), another, and people passing by."""

    def __init__(self) -> None:
        self.ours = House(a_clinic(None, "Pier Clinic"))
        self.theirs = House(a_clinic("other.example.org", "Other Clinic"))
        self.anonymous = Client()
        self.person = signed_in_account(Account.objects.create_user("person@example.org"))
        left = a_member(self.ours.clinic, Role.OWNER, "Left Longago")
        Membership.objects.filter(pk=left.pk).update(active=False)
        self.has_left = signed_in(left)
        bare = a_member(self.ours.clinic, Role.OWNER, "Bare Bones", treats=True)
        Authenticator.objects.filter(user=bare.account).delete()
        self.without_second_factor = signed_in(bare)
        # Now: a row made within a test would be gone after it.
        for house in (self.ours, self.theirs):
            for kind in ROWS:
                house.row(kind)


@contextmanager
def undone() -> Iterator[None]:
    """Take back what is written inside."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)
