"""A clinic's morning, for the tests of the board and its measurement."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from itertools import count
from zoneinfo import ZoneInfo

from lumbar.board.models import BoardItem
from lumbar.booking.models import (
    Appointment,
    Hours,
    Location,
    Practitioner,
    Service,
    WaitingEntry,
)
from lumbar.check.models import Recheck, StoredAssessment
from lumbar.companion.models import Companion, DangerSignsAsked, Review
from lumbar.journal.models import CheckIn
from lumbar.people.models import Clinic, Membership, Patient, Person, Role, Sharing
from lumbar.people.tests.staff import a_clinic, a_member
from lumbar.plans.models import StoredPlan
from lumbar.tonight.models import SessionRecord

ZONE = ZoneInfo("Asia/Hong_Kong")
EIGHT = datetime(2026, 11, 27, 8, 0, tzinfo=ZONE)
"""A Friday; the clinic closed at seven on Thursday."""
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
NAMES = count(1)


class Morning:
    """A clinic with a practitioner, and people to be given courses."""

    def __init__(self, *, now: datetime = EIGHT, clinic: Clinic | None = None) -> None:
        self.now = now
        self.clinic = clinic or a_clinic()
        self.place = Location.objects.create(
            clinic=self.clinic, name_en="Pier", name_zh_hant="碼頭", time_zone="Asia/Hong_Kong"
        )
        self.practitioner = Practitioner.objects.create(
            clinic=self.clinic, name_en="Cora Lee", name_zh_hant="李珂",
            profession_en="Chiropractor", profession_zh_hant="脊醫",
        )  # fmt: skip
        for weekday in range(5):
            Hours.objects.create(
                practitioner=self.practitioner, location=self.place, weekday=weekday,
                opens=time(9), closes=time(19),
            )  # fmt: skip
        self.service = Service.objects.create(
            clinic=self.clinic, name_en="Visit", name_zh_hant="診症", minutes=30
        )

    def clinician(self, name: str = "Cora Lee") -> Membership:
        return a_member(self.clinic, Role.CLINICIAN, name)

    def front_desk(self, name: str = "Fay Front") -> Membership:
        return a_member(self.clinic, Role.FRONT_DESK, name)

    def patient(self, name: str, shares: str = "journal") -> Person:
        """Somebody in the register who uses Lumbar and shares this much."""
        person = Person.objects.create()
        Patient.objects.create(
            clinic=self.clinic, person=person, name=name, phone=f"+852 5555 {next(NAMES):04}"
        )
        if shares != "nothing":
            Sharing.objects.create(
                person=person, clinic=self.clinic, scope=shares, said_at=self.now
            )
        return person

    def check(self, person: Person, level: str, hours: float, **answers: object) -> None:
        """A check that was finished so many hours ago."""
        findings = [{"rule": "RF10"}] if level in ("emergency", "same_day") else []
        made = StoredAssessment.objects.create(
            person=person, level=level, answers=answers, knowledge_version="2026.11",
            assessment={"level": level, "findings": findings},
        )  # fmt: skip
        StoredAssessment.objects.filter(pk=made.pk).update(created_at=self.now - hours * HOUR)

    def mornings(self, person: Person, *pain: int | None) -> None:
        """Pain on waking day by day; the last is today's, None is a morning without."""
        today = self.now.astimezone(ZONE).date()
        CheckIn.objects.bulk_create(
            CheckIn(
                person=person, morning=today - (len(pain) - 1 - n) * DAY, pain=one, sleep=6,
                said_at=self.now,
            )
            for n, one in enumerate(pain)
            if one is not None
        )  # fmt: skip

    def evenings(self, person: Person, *nights: int) -> None:
        """Evenings done, so many nights ago; 1 is last night."""
        plan = StoredPlan.objects.create(
            person=person, version=1, made_because="first", plan={},
            assessment=person.assessments.first() or self._calm(person),
        )  # fmt: skip
        SessionRecord.objects.bulk_create(
            SessionRecord(
                person=person, plan=plan, state="done", started_at=self.at_ten(n),
                finished_at=self.at_ten(n), steps=[{"item": 0, "side": "", "how": "done"}],
            )
            for n in nights
        )  # fmt: skip

    def _calm(self, person: Person) -> StoredAssessment:
        self.check(person, "self_care", 24 * 30)
        found: StoredAssessment = person.assessments.get()
        return found

    def at_ten(self, nights: int) -> datetime:
        return datetime.combine(self.now.astimezone(ZONE).date() - nights * DAY, time(22), ZONE)

    def companion(self, person: Person, hours: float) -> Companion:
        """First hours whose pain began so many hours ago."""
        began = self.now - hours * HOUR
        return Companion.objects.create(person=person, began_at=began, started_at=began)

    def danger_sign(self, person: Person, hours: float) -> None:
        at = self.now - hours * HOUR
        DangerSignsAsked.objects.create(
            companion=self.companion(person, hours + 12), asked_at=at, any_sign=True
        )
        Recheck.objects.create(person=person, asked_at=at, by="companion")

    def review(self, person: Person, hours: float, outcome: str = "worse") -> None:
        Review.objects.create(
            companion=self.companion(person, hours + 49), check_in="two-days", outcome=outcome,
            said_at=self.now - hours * HOUR,
        )  # fmt: skip

    def visit(self, name_or_person: str | Person, status: str, at: datetime, **more: object) -> (
        Appointment
    ):  # fmt: skip
        if isinstance(name_or_person, str):
            patient = Patient.objects.create(clinic=self.clinic, name=name_or_person)
        else:
            patient = Patient.objects.get(person=name_or_person, clinic=self.clinic)
        return Appointment.objects.create(
            clinic=self.clinic, patient=patient, service=self.service,
            practitioner=self.practitioner, location=self.place, starts_at=at,
            ends_at=at + timedelta(minutes=30), status=status, source="person",
            made_at=self.now - 10 * HOUR, **more,
        )  # fmt: skip

    def waits(self, name: str, *grid: str, days: int = 0) -> WaitingEntry:
        """Somebody on the wait list, for the parts of the week of ``grid``."""
        return WaitingEntry.objects.create(
            clinic=self.clinic, service=self.service, joined_at=self.now - days * DAY,
            grid=[*grid] or ["0:morning"],
            patient=Patient.objects.create(clinic=self.clinic, name=name, phone="+852 5555 0000"),
        )  # fmt: skip

    def item(self, rule: str, person: Person | None = None) -> BoardItem:
        """The line of a rule, as it was written down."""
        return BoardItem.objects.get(clinic=self.clinic, rule=rule, person=person)
