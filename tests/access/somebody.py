"""Somebody with a row of every kind, and what their rows are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import reduce
from operator import or_
from typing import Any
from uuid import UUID

from django.apps import apps
from django.db.models import Model, Q
from django.test import Client
from django.utils import timezone

from lumbar.cases.models import Case, Counted
from lumbar.check.actions import save_screen
from lumbar.check.models import StoredAssessment
from lumbar.clinical.values import Answers
from lumbar.companion.models import (
    Companion,
    DangerSignsAsked,
    PackAsked,
    PackUse,
    PainNote,
    Review,
)
from lumbar.conversation.models import Conversation, Message
from lumbar.journal.models import CheckIn, Goal, MeasureResponse, ProgressFinding
from lumbar.medicines.models import Dose
from lumbar.people.guests import token_hash
from lumbar.people.models import Clinic, Patient, Person
from lumbar.plans.actions import current_plan
from lumbar.plans.models import StoredPlan
from lumbar.plans.tests.helpers import calm_guest
from lumbar.reminders.links import confirm_path, identity, stop_path
from lumbar.reminders.models import (
    CalendarFeed,
    Delivery,
    PushSubscription,
    ReminderSettings,
    Wish,
)
from lumbar.reports.models import OwnQuestion
from lumbar.site import figures
from lumbar.tonight.models import SessionRecord
from lumbar.tonight.tests.helpers import begun
from lumbar.wellbeing.models import BreathingSession, Day, PressureReading, Steps
from tests.access.booked import ADDRESSES, booking_arguments


def ways_to_a_person(*, always: bool) -> dict[type[Model], list[str]]:
    """Every model of people's rows, with the shortest ways from a row to its person. ``always``:
    only of rows that have one for certain; else also of those that may have none."""
    ways: dict[type[Model], list[str]] = {Person: ["pk"]}
    while True:
        found: dict[type[Model], list[str]] = {}
        for model in apps.get_models():
            for field in model._meta.concrete_fields:
                if model in ways or field.related_model not in ways or (always and field.null):
                    continue
                further = ways[field.related_model]
                found.setdefault(model, []).extend(
                    field.name if way == "pk" else f"{field.name}__{way}" for way in further
                )
        if not found:
            return ways
        ways |= found


ROWS = ways_to_a_person(always=True)
LINKED = ways_to_a_person(always=False)
"""Also what hangs on a person by way of a clinic's register: visits, places on the wait list."""


@dataclass(frozen=True)
class Given:
    """Somebody with a check begun, a result, a plan and an evening; and their browser."""

    person: Person
    browser: Client
    assessment: StoredAssessment
    plan: StoredPlan
    evening: SessionRecord
    morning: CheckIn
    heard: ProgressFinding
    goal: Goal

    @property
    def dose(self) -> UUID:
        """The one thing they took."""
        return Dose.objects.get(person=self.person).pk

    @property
    def reading(self) -> UUID:
        """Their one reading of blood pressure."""
        return PressureReading.objects.get(person=self.person).pk

    @property
    def question(self) -> UUID:
        """What they want to ask their clinician."""
        return OwnQuestion.objects.get(person=self.person).pk

    @property
    def breathing(self) -> UUID:
        """Their one time of slow breathing."""
        return BreathingSession.objects.get(person=self.person).pk

    @property
    def message(self) -> UUID:
        """What they wrote to the clinic."""
        return Message.objects.get(conversation__person=self.person).pk

    @property
    def pack(self) -> UUID:
        """Their one use of a cold pack."""
        return PackUse.objects.get(person=self.person).pk

    def link(self, name: str) -> str:
        """The secret part of a link in a message to them."""
        mailbox = identity(f"{self.person.pk}@example.org")
        path = {
            "stop_reminders": stop_path("email", "tonight", mailbox),
            "confirm_email": confirm_path(self.person.pk, mailbox),
        }[name]
        return path.rpartition("/")[2]

    def arguments(self, name: str) -> list[Any]:
        """What the address of this name needs, of this person's."""
        if name in ADDRESSES:
            return booking_arguments(name, self.person)
        if name in {"stop_reminders", "confirm_email"}:
            return [self.link(name)]
        if name == "calendar_feed":
            return [calendar_secret(self.person)]
        if name in {"check_result", "check_summary", "check_change"}:
            return [self.assessment.pk]
        if name in {"evening_list", "keep_evening", "did_tonight", "finish", "evening"}:
            return [self.evening.pk]
        if name == "keep_morning":
            return [self.morning.pk]
        if name in {"dose", "dose_remove", "dose_restore", "keep_dose"}:
            return [self.dose]
        if name in {"pressure_reading", "pressure_signs", "pressure_delete"}:
            return [self.reading]
        if name == "keep_breathing":
            return [self.breathing]
        if name in {"pack_off", "keep_pack"}:
            return [self.pack]
        if name == "goal_change":
            return [self.goal.pk]
        if name in {"case", "case_asked"}:
            return [Case.objects.get(person=self.person).pk]
        if name == "answer_heard":
            return [self.heard.pk]
        needed: dict[str, list[Any]] = {
            "plan_version": [self.plan.pk],
            "clinic_logo": ["0" * 64],
            "plan_swap": [1],
            "check_in_measure": ["energy"],
            "check_screen": ["nerves"],
            "learn_topic": ["sprain"],
            "medicine_ask": ["ibuprofen"],
            "pack": ["cold"],
            "exercise": ["pelvic-tilt"],
            "figure_still": [figures.version(), "man-dark", "night", "knee-rolls.standard.end"],
        }
        return needed.get(name, [])


def given() -> Given:
    person, browser, assessment = calm_guest(place="bed", minutes="10")
    save_screen(person=person, answers=Answers.from_json({"saddle_numbness": "no"} | NERVES))
    plan = current_plan(person=person)
    morning = CheckIn.objects.create(
        person=person, morning=date(2026, 11, 20), pain=4, sleep=6, said_at=timezone.now()
    )
    heard = ProgressFinding.objects.create(
        person=person,
        rule="worse-two-mornings",
        found_on=date(2026, 11, 20),
        offers=["danger-signs"],
        found_at=timezone.now(),
    )
    Dose.objects.create(person=person, medicine="opioid", amount="one", taken_at=timezone.now())
    at = timezone.now()
    PressureReading.objects.create(person=person, taken_at=at, systolic=131, diastolic=81)
    BreathingSession.objects.create(person=person, started_at=at, seconds=300)
    Day.objects.create(person=person, day=date(2026, 11, 20), tension=4)
    Steps.objects.create(
        person=person, day=date(2026, 11, 20), count=4000, source="csv", imported_at=at
    )
    OwnQuestion.objects.create(person=person, text="May I run?", written_at=at)
    goal = Goal.objects.create(person=person, text="Carry the shopping", set_at=timezone.now())
    MeasureResponse.objects.create(
        person=person,
        measure="peg",
        day=date(2026, 11, 20),
        answers={"pain": 4, "enjoyment": 4, "activity": 4},
        score=4,
        knowledge_version="2026.11",
        said_at=timezone.now(),
    )
    given_case(person)
    given_message(person)
    given_first_hours(person)
    given_reminders(person)
    return Given(person, browser, assessment, plan, begun(plan), morning, heard, goal)


def given_case(person: Person) -> None:
    """Their story, shown to everybody."""
    clinic, _made = Clinic.objects.get_or_create(name_en="Pier Clinic", name_zh_hant="碼頭診所")
    now = timezone.now()
    Case.objects.create(
        clinic=clinic, person=person, state="published", outcome="same", title_en="Eight weeks",
        title_zh_hant="八個星期", story_en="It hurt.", story_zh_hant="曾經痛。",
        drawn_at=now, asked_at=now, published_at=now,
    )  # fmt: skip
    Counted.objects.create(person=person, since=now)


def given_message(person: Person) -> None:
    """Somebody the clinic knows, and what they wrote to it."""
    clinic, now = Clinic.objects.get(), timezone.now()
    Patient.objects.create(
        clinic=clinic, person=person, name="Ada", email=f"{person.pk}@example.org"
    )
    talk = Conversation.objects.create(clinic=clinic, person=person, last_at=now, waits_since=now)
    Message.objects.create(conversation=talk, text="Hello", by_person=True, written_at=now)


def given_reminders(person: Person) -> None:
    """Something of each kind: an address that waits to be confirmed, a calendar, a browser."""
    now, mailbox = timezone.now(), f"{person.pk}@example.org"
    ReminderSettings.objects.create(
        person=person, time_zone="Asia/Hong_Kong", language="en", hours_changed_at=now,
        email=mailbox, email_hash=identity(mailbox), email_state="asked",
    )  # fmt: skip
    Wish.objects.create(person=person, kind="tonight", way="email", made_at=now)
    secret = token_hash(calendar_secret(person))
    CalendarFeed.objects.create(person=person, token_hash=secret, made_at=now)
    PushSubscription.objects.create(
        person=person, endpoint="https://push.example.org/1", endpoint_hash=secret, made_at=now
    )
    Delivery.objects.create(
        person=person, kind="tonight", way="email", occasion="tonight:2026-11-20",
        due_at=now, next_try_at=now, state="sent",
    )  # fmt: skip


def calendar_secret(person: Person) -> str:
    """The secret part of their calendar's address."""
    return f"{person.pk.hex:A<43}"


def given_first_hours(person: Person) -> None:
    """A pain of two days ago with something noted of each kind, and a cold pack that is on."""
    now = timezone.now()
    began = now - timedelta(hours=49)
    first = Companion.objects.create(person=person, began_at=began, started_at=began, pain=6)
    DangerSignsAsked.objects.create(companion=first, hour=12, asked_at=began, any_sign=False)
    PainNote.objects.create(companion=first, pain=5, noted_at=began)
    ended = Companion.objects.create(
        person=person, began_at=began - timedelta(days=90), started_at=began, ended_at=began
    )
    Review.objects.create(
        companion=ended, check_in="four-weeks", outcome="back-to-usual", pain=0, said_at=began
    )
    PackAsked.objects.create(person=person, method="cold", said_at=now)
    PackUse.objects.create(person=person, method="cold", minutes=10, started_at=now)


NERVES = {"bladder_change": "no", "bowel_change": "no", "sexual_change": "no", "both_legs": "no"}


def counts() -> list[int]:
    return [model._default_manager.count() for model in ROWS]


def state_of(one: Given) -> list[Any]:
    """Every value of every row of this person."""
    return [
        (model._meta.label, row)
        for model, ways in LINKED.items()
        for row in model._default_manager.filter(
            reduce(or_, (Q(**{way: one.person.pk}) for way in ways))
        )
        .order_by("pk")
        .distinct()
        .values_list()
    ]
