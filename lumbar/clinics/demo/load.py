"""Making the demo clinic: once, in an empty database, in one transaction."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection, models, transaction

from lumbar.audit.models import AuditLine
from lumbar.booking.models import Appointment, Offer, Reservation, VisitNote, WaitingEntry
from lumbar.check.models import Recheck, StoredAssessment
from lumbar.clinical.library import Library, library
from lumbar.clinics.demo import book as the_book
from lumbar.clinics.demo.answers import KINDS, checked, story
from lumbar.clinics.demo.book import Book, Comes
from lumbar.clinics.demo.chance import DAY, ZONE, Chance, at
from lumbar.clinics.demo.clinic import DemoClinic, build_clinic
from lumbar.clinics.demo.course import WAYS, pain_of
from lumbar.clinics.demo.invented import somebody
from lumbar.clinics.demo.journal import Diary, Laid, Rows, habits
from lumbar.clinics.demo.overnight import NIGHTS
from lumbar.clinics.demo.talk import write_cases, write_messages
from lumbar.companion.models import Companion, DangerSignsAsked, PainNote, Review
from lumbar.conversation.models import Conversation, Message
from lumbar.journal.models import CheckIn, Goal, MeasureResponse, ProgressFinding
from lumbar.medicines.models import AskedFirst, Dose
from lumbar.people.actions import load_demo_clinic
from lumbar.people.models import Account, Clinic, Patient, PatientKey, Person, Sharing
from lumbar.plans.models import StoredPlan
from lumbar.tonight.models import SessionRecord
from lumbar.wellbeing.models import BreathingSession, Day, PressureReading

SEED = 20261127
PEOPLE = 200
DAYS = 730
WITH_ACCOUNTS = 8
"""So many people of the demo have an account, so that the demo page can sign in as them."""
ORDER: list[type[models.Model]] = [
    Person, Account, Patient, Sharing, StoredAssessment, Recheck, StoredPlan, SessionRecord,
    CheckIn, Goal, MeasureResponse, ProgressFinding, AskedFirst, Dose, Day, BreathingSession,
    PressureReading, Companion, DangerSignsAsked, PainNote, Review, Appointment, Reservation,
    VisitNote, WaitingEntry, Offer, Conversation, Message, AuditLine,
]  # fmt: skip
SET_BY_DJANGO: dict[type[models.Model], str] = {
    Person: "created_at",
    Account: "made_at",
    StoredAssessment: "created_at",
    StoredPlan: "created_at",
}
"""Moments that Django would set to now when a row is made."""


@transaction.atomic
def load_demo(*, now: datetime, people: int = PEOPLE, seed: int = SEED) -> bool:
    """Make the demo clinic with so many people, whose courses end on the day of ``now``.

    Returns False, and changes nothing, where there is any clinic, person or account. The same seed
    on the same day makes the same people; only the secrets of the staff's second factors differ.
    """
    _nobody_else_writes()
    if Clinic.objects.exists() or Person.objects.exists() or Account.objects.exists():
        return False
    if not load_demo_clinic():
        return False
    now = now.astimezone(ZONE)
    made = build_clinic(Clinic.objects.get(), now.date())
    _Maker(made, now, seed).makes(people)
    return True


def _nobody_else_writes() -> None:
    """On SQLite the transaction has the only write lock from its beginning; PostgreSQL is told."""
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute(
                "LOCK TABLE people_clinic, people_person, people_account IN EXCLUSIVE MODE"
            )


@dataclass(slots=True)
class _Somebody:
    """What was decided of somebody before their days are written."""

    comes: Comes
    person: Person | None


class _Maker:
    def __init__(self, made: DemoClinic, now: datetime, seed: int) -> None:
        self.made, self.now, self.today = made, now, now.date()
        self.chance, self.rows = Chance(seed), Rows()
        self.library: Library = library()
        self.laid: Laid = {}

    def makes(self, count: int) -> None:
        tonight = [self._overnight(n) for n in range(min(len(NIGHTS), count))]
        others = [self._usual(n) for n in range(len(tonight), count)]
        book = Book(self.made, self.rows, self.chance, self.now)
        # The newest get their times first, as at a real desk nobody remembers the oldest.
        the_book.keep_waiting(book, [one.comes for one in reversed(others or tonight)], self.today)
        the_book.keep_book(book, [one.comes for one in (*tonight, *others)], self.today)
        sharing = [one.comes for one in (*tonight, *others) if one.person and self._shares(one)]
        write_messages(self.made, sharing[2:], self.rows, self.chance, self.now)
        self._looks(sharing)
        self._accounts(
            [one.person for one in others if one.person],
            [one.person for one in tonight if one.person],
        )
        self._writes()
        long_ago = [one for one in sharing if one.since < self.today - 45 * DAY]
        write_cases(self.made, long_ago, self.chance, self.now)

    def _overnight(self, n: int) -> _Somebody:
        """One of those whom the morning board is about."""
        person = self._person(self.today - 20 * DAY, self.today)
        diary = Diary(person, self.rows, self.library, self.chance, self.laid)
        NIGHTS[n](diary, self.library, self.now)
        comes = self._patient(n, person, self.today - 19 * DAY, self.today)
        self._shared(person, Sharing.Scope.JOURNAL, self.today - 18 * DAY)
        comes.assessment = diary.assessment
        return _Somebody(comes, person)

    def _usual(self, n: int) -> _Somebody:
        """Somebody with a course of weeks or months."""
        chance = self.chance
        ago = chance.randrange(4, 60) if chance.happens(0.42) else chance.randrange(60, DAYS)
        began = self.today - ago * DAY
        if chance.happens(0.14):
            # In the register only: they never used Lumbar.
            last = min(self.today, began + chance.randrange(20, 120) * DAY)
            return _Somebody(self._patient(n, None, began, last), None)
        length = chance.weighted([(3, 1), (6, 3), (9, 3), (14, 2), (26, 1), (100, 0.6)])
        last = min(self.today, began + round(length * chance.uniform(5, 9)) * DAY)
        person = self._person(began, last)
        diary = Diary(person, self.rows, self.library, chance, self.laid)
        kind = "new-pain" if chance.happens(0.08) else chance.weighted(KINDS)
        self._course(diary, kind, began, last)
        # Many have a new spell within a year of the last.
        if last - began < 60 * DAY and ago > 200 and chance.happens(0.5):
            again = last + chance.randrange(60, 160) * DAY
            if again < self.today - 5 * DAY:
                last = min(self.today, again + chance.randrange(14, 50) * DAY)
                self._course(diary, chance.weighted(KINDS), again, last)
        comes = self._patient(n, person, began, last)
        person.last_seen = last
        scope = chance.weighted(
            [
                (Sharing.Scope.JOURNAL, 62),
                (Sharing.Scope.RESULT, 18),
                (Sharing.Scope.NOTHING, 8),
                (None, 12),
            ]
        )
        if scope is not None:
            self._shared(person, scope, began + DAY)
        comes.assessment = diary.assessment
        comes.shared = scope in (Sharing.Scope.JOURNAL, Sharing.Scope.RESULT)
        return _Somebody(comes, person)

    def _course(self, diary: Diary, kind: str, began: date, last: date) -> None:
        chance = self.chance
        # A few of the checks found something that is no matter for exercises.
        if kind == "mechanical" and chance.happens(0.12):
            kind = chance.choice(["same-day", "emergency"])
        found = checked(story(kind, chance), self.library)
        when = at(began, 19, chance.randrange(60))
        diary.checks(found, when)
        if diary.plan is None:
            return
        if kind == "new-pain":
            self._first_hours(diary, when)
        pain = pain_of(
            int(str(found.answers.get("pain_now"))), str(found.answers.get("duration")),
            chance.weighted(WAYS), self.library, chance,
        )  # fmt: skip
        diary.lives(pain, last, habits(chance), self.now)

    def _first_hours(self, diary: Diary, when: datetime) -> None:
        """A companion that was walked through to its end."""
        chance, began = self.chance, when - timedelta(hours=6)
        companion = Companion(
            uuid=chance.id(), person=diary.person, began_at=began, started_at=when, pain=7,
            leg=False,
        )  # fmt: skip
        self.rows.add(companion)
        said = {
            "two-days": (2, "better-or-same"),
            "two-weeks": (14, chance.choice(["better", "no-better"])),
            "four-weeks": (28, chance.choice(["back-to-usual", "not-back-to-usual"])),
        }  # fmt: skip
        for name, (days, outcome) in said.items():
            told = began + timedelta(days=days, hours=5)
            if told < self.now:
                self.rows.add(
                    Review(
                        companion=companion, check_in=name, outcome=outcome, said_at=told,
                        pain=chance.randrange(1, 6),
                    )
                )  # fmt: skip
        if began < self.now - timedelta(days=30):
            companion.ended_at = began + timedelta(days=30)

    # --- rows of the register --------------------------------------------------------------------

    def _person(self, began: date, last: date) -> Person:
        person = Person(id=self.chance.id(), created_at=at(began, 19), last_seen=last)
        self.rows.add(person)
        return person

    def _patient(self, n: int, person: Person | None, began: date, last: date) -> Comes:
        name, phone, email, language = somebody(n, self.chance)
        patient = Patient(
            uuid=self.chance.id(), clinic=self.made.clinic, person=person, name=name, phone=phone,
            email=email, language=language, made_at=at(began, 20),
        )  # fmt: skip
        self.rows.add(patient)
        made = self.made
        usual = self.chance.weighted(
            [(made.chiropractor, 45), (made.physiotherapist, 35), (made.acupuncturist, 20)]
        )
        return Comes(patient, began, last, usual)

    def _shared(self, person: Person, scope: Sharing.Scope, day: date) -> None:
        self.rows.add(
            Sharing(person=person, clinic=self.made.clinic, scope=scope, said_at=at(day, 12))
        )

    def _shares(self, one: _Somebody) -> bool:
        return one.person in self._sharing

    @property
    def _sharing(self) -> set[Person]:
        return {row.person for row in self.rows.of[Sharing] if row.scope == Sharing.Scope.JOURNAL}

    def _looks(self, sharing: list[Comes]) -> None:
        """Clinicians looked at journals before the visits; people can read that they did."""
        for comes in sharing:
            staff = comes.usual.membership
            for visit in comes.visits:
                if staff is None or visit.starts_at > self.now or not self.chance.happens(0.4):
                    continue
                self.rows.add(
                    AuditLine(
                        at=visit.starts_at - timedelta(minutes=4), clinic=self.made.clinic.pk,
                        account=staff.account_id, name=staff.name, did="looked_at_journal",
                        person=comes.patient.person_id, subject=f"appointment:{visit.pk}",
                    )
                )  # fmt: skip

    def _accounts(self, usual: list[Person], tonight: list[Person]) -> None:
        """Some people have an account; nobody knows a password to it, for there is none."""
        for n, person in enumerate([*self._unlike(usual), *tonight][:WITH_ACCOUNTS]):
            account = Account(
                id=self.chance.id(), email=f"person{n + 1}.demo@example.org", person=person,
                made_at=person.created_at,
            )  # fmt: skip
            account.set_unusable_password()
            self.rows.add(account)

    def _unlike(self, people: list[Person]) -> list[Person]:
        """Of those with a journal that goes on: who has least pain now, who most, who told most."""
        pains: dict[Person, list[int]] = defaultdict(list)
        for row in self.rows.of[CheckIn]:
            pains[row.person].append(row.pain)
        lately = [one for one in people if one.last_seen >= self.today - 3 * DAY and pains[one]]
        by_pain = sorted(lately, key=lambda one: (pains[one][-1], -len(pains[one])))
        by_length = sorted(lately, key=lambda one: -len(pains[one]))
        return list(dict.fromkeys([*by_pain[:2], *by_pain[-1:], *by_length[:2]]))

    def _writes(self) -> None:
        unknown = set(self.rows.of) - set(ORDER)
        if unknown:
            raise LookupError(f"the demo does not know where to write {unknown}")
        for model in ORDER:
            rows = self.rows.of.get(model, [])
            kept = SET_BY_DJANGO.get(model)
            wanted = [getattr(row, kept) for row in rows] if kept else []
            manager: Any = model._default_manager
            manager.bulk_create(rows, batch_size=500)
            if kept:
                for row, when in zip(rows, wanted, strict=True):
                    setattr(row, kept, when)
                manager.bulk_update(rows, [kept], batch_size=200)
        # Rows made together do not pass through `Patient.save`.
        PatientKey.keep(self.rows.of.get(Patient, []))
