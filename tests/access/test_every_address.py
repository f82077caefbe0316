"""Who gets what at every address of the site: somebody new, the owner of a row, somebody else.

`TABLE` has a line for every named address and fails when one is missing, so that a new page
cannot come without a word on who may see it. 404 is the answer to another person's row: whether
it exists is nobody else's business.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.apps import apps
from django.db.models import Model
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

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
from lumbar.journal.models import CheckIn, Goal, MeasureResponse, ProgressFinding
from lumbar.medicines.models import Dose
from lumbar.people.guests import GUEST_COOKIE, token_hash
from lumbar.people.models import Person
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
from lumbar.tonight.tests.helpers import begun, sent
from lumbar.wellbeing.models import BreathingSession, Day, PressureReading, Steps

pytestmark = pytest.mark.django_db


def ways_to_a_person() -> dict[type[Model], str]:
    """Every model of people's rows, with the way from a row to its person."""
    ways: dict[type[Model], str] = {Person: "pk"}
    while True:
        found = {
            model: field.name
            if ways[field.related_model] == "pk"
            else f"{field.name}__{ways[field.related_model]}"
            for model in apps.get_models()
            if model not in ways
            for field in model._meta.concrete_fields
            if field.many_to_one or field.one_to_one
            if field.related_model in ways and not field.null
        }
        if not found:
            return ways
        ways |= found


ROWS = ways_to_a_person()


@dataclass(frozen=True)
class Line:
    """One address with one method.

    ``looker``, ``owner``, ``other``: the status they get; a redirect with where to, as in
    ``"302 /plan"``. ``other`` is somebody with rows of their own who asks for the owner's.
    """

    name: str
    looker: int | str
    owner: int | str
    other: int | str
    method: str = "get"
    send: dict[str, Any] | str | None = None
    """A form; or whose record a device sends."""


FOR_WHOEVER_HAS_THE_LINK = {"stop_reminders", "confirm_email"}
"""Addresses from a message: what they do, they do for anybody; the secret is the address."""

SCREEN = "302 /check/nerves"
LEGS = "302 /check/legs"
COIN = "302 /what-helps#coin"
ASKED = "302 /report?range=weeks#questions"
QUESTION = {"id": "{question}", "text": "May I run?"}
BEGUN = {"id": "{uuid}", "pain_before": "4"}
NOTHING_DONE = {"position": 0, "steps": [], "hurts": [], "state": "open"}
MORNING = {"id": "{morning}", "pain": "3", "sleep": "7"}
DOSE = {"id": "{dose}", "medicine": "opioid", "when": "now", "amount": "one"}
MOOD_NEXT = "302 /check-in/mood"
ALSO = "302 /check-in#also"
NOTED = "302 /wellbeing?kept=tension#tension"
READINGS = "302 /blood-pressure"
PRESSURE = {"id": "{reading}", "systolic": "130", "diastolic": "80"}
BREATHED = {"id": "{breathing}", "minutes": "5"}
BEGUN_48 = {"began": "1", "pain": "4", "leg": "no"}
REVIEWED = {"signs": "no", "outcome": "worse", "pain": "5"}
COMPANION = ["302 /companion"] * 3
COLD = "302 /companion/pack/cold"
REMINDERS = "302 /reminders"
TO_WAYS = "302 /reminders#ways"
REMINDED = {
    "wish": ["tonight:push"], "tonight_at": "21:00", "morning_at": "08:00", "measures_at": "18:00",
    "quiet_from": "22:00", "quiet_to": "07:00", "time_zone": "Asia/Hong_Kong",
}  # fmt: skip
TABLE = (
    Line("home", 200, 200, 200),
    Line("journal", "302 /", 200, 200),
    Line("how_we_decide", 200, 200, 200),
    Line("healthz", 200, 200, 200),
    Line("token", 200, 200, 200),
    Line("service_worker", 200, 200, 200),
    Line("manifest", 200, 200, 200),
    Line("offline", 200, 200, 200),
    Line("set_theme", "302 /", "302 /", "302 /", "post", {"theme": "day", "next": "/"}),
    Line("set_language", "302 /", "302 /", "302 /", "post", {"language": "en", "next": "/"}),
    Line("set_figure", "302 /", "302 /", "302 /", "post", {"body": "man", "next": "/"}),
    Line("figure_still", 200, 200, 200),
    Line("figure_patterns", 200, 200, 200),
    Line("devices", 200, 200, 200),
    Line("devices", "302 /devices", 200, 200, "post"),
    Line("join", 400, 400, 400, "post", {"code": "NOSUCHCODE"}),
    Line("privacy", 200, 200, 200),
    Line("privacy_export", "302 /privacy", 200, 200),
    Line("privacy_erase", "302 /privacy", 200, 200),
    Line("privacy_erase", "302 /privacy", "302 /privacy/erased", "302 /privacy/erased", "post"),
    Line("privacy_erased", 200, 200, 200),
    Line("check", 200, 200, 200),
    Line("check", SCREEN, SCREEN, SCREEN, "post"),
    Line("check_screen", "302 /check", 200, 200),
    Line("check_screen", "302 /check", LEGS, LEGS, "post", {"rest": "no"}),
    Line("check_answers", "302 /check", 200, 200),
    Line("check_finish", "302 /check", LEGS, LEGS, "post"),
    Line("check_result", 404, 200, 404),
    Line("check_summary", 404, 200, 404),
    Line("check_change", 404, "302 /check/answers", 404, "post"),
    Line("plan", 200, 200, 200),
    Line("plan_handout", 404, 200, 200),
    Line("plan_change", 200, "302 /plan", "302 /plan", "post", {"place": "chair"}),
    Line("plan_back", 200, 400, 400, "post"),
    Line("plan_swap", 200, 200, 200),
    Line("plan_swap", 200, 400, 400, "post", {"choice": "no-such:"}),
    Line("plan_version", 404, 200, 404),
    Line("tonight", "302 /plan", 200, 200),
    Line("tonight", "302 /plan", "302 /tonight/{uuid}", 404, "post", BEGUN),
    Line("set_sleep", "302 /tonight", "302 /tonight", "302 /tonight", "post", {"sleep": "back"}),
    Line("evening_list", 404, 200, 404),
    Line("keep_evening", 401, 200, 404, "put", "evening"),
    Line("morning", "302 /", 200, 200),
    Line("morning", "302 /", "302 /morning?kept", 404, "post", MORNING),
    Line("check_in", "302 /", 200, 200),
    Line("check_in_measure", "302 /", 200, 200),
    Line("check_in_measure", "302 /", MOOD_NEXT, MOOD_NEXT, "post", {"how-much": "5"}),
    Line("check_in_done", "302 /", 200, 200),
    Line("check_in_also", "302 /", ALSO, ALSO, "post", {"measure": "phq-2", "on": "yes"}),
    Line("goals", "302 /", 200, 200),
    Line("goals", "302 /", "302 /goals", "302 /goals", "post", {"text": "Walk to work"}),
    Line("goal_change", 404, "302 /goals", 404, "post", {"do": "end"}),
    Line("answer_heard", 404, "302 /", 404, "post", {"danger": "none"}),
    Line("answer_shorter", 404, "302 /", "302 /", "post", {"shorter": "1"}),
    Line("keep_morning", 401, 200, 404, "put", "morning"),
    Line("medicines", 200, 200, 200),
    Line("medicines", 404, "302 /medicines#kept", 404, "post", DOSE),
    Line("medicine_ask", "302 /medicines", 200, 200),
    Line("medicine_ask", *["302 /medicines"] * 3, "post", {"applies": "ibuprofen:none"}),
    Line("dose", 404, 200, 404),
    Line("dose", 404, "302 /medicines#kept", 404, "post", DOSE),
    Line("dose_remove", 404, "302 /medicines", 404, "post"),
    Line("dose_restore", 404, "302 /medicines", 404, "post"),
    Line("keep_dose", 401, 200, 404, "put", "dose"),
    Line("did_tonight", 404, "302 /history/{uuid}", 404, "post", {"did": ["0"]}),
    Line("finish", 404, "302 /history/{uuid}", 404),
    Line("finish", 404, "302 /history/{uuid}", 404, "post", {"pain_after": "3"}),
    Line("history", 200, 200, 200),
    Line("evening", 404, 200, 404),
    Line("wellbeing", 200, 200, 200),
    Line("wellbeing", NOTED, NOTED, NOTED, "post", {"name": "tension", "value": ""}),
    Line("blood_pressure", 200, 200, 200),
    Line("blood_pressure", 404, "302 /blood-pressure", 404, "post", PRESSURE),
    Line("pressure_reading", 404, 200, 404),
    Line("pressure_reading", 404, "302 /blood-pressure", 404, "post", PRESSURE),
    Line("pressure_signs", 404, 200, 404),
    Line("pressure_signs", 404, "302 /blood-pressure", 404, "post", {"sign": "none"}),
    Line("pressure_delete", 404, "302 /blood-pressure", 404, "post"),
    Line("pressure_standard", READINGS, READINGS, READINGS, "post", {"standard": "esh-2023"}),
    Line("breathing", 200, 200, 200),
    Line("breathing", 404, "302 /breathing?kept=", 404, "post", BREATHED),
    Line("keep_breathing", 401, 200, 404, "put", "breathing"),
    Line("steps", 200, 200, 200),
    Line("steps", 400, 400, 400, "post"),
    Line("steps_delete", "302 /steps", "302 /steps", "302 /steps", "post", {"which": "all"}),
    Line("report", 200, 200, 200),
    Line("report_pdf", 404, 200, 200),
    Line("report_csv", 404, 200, 200),
    Line("report_questions", "302 /report", ASKED, 404, "post", QUESTION),
    Line("report_questions", "302 /report", ASKED, 404, "post", {"delete": "{question}"}),
    Line("what_helps", 200, 200, 200),
    Line("what_helps_coin", "302 /", COIN, COIN, "post", {"do": "begin"}),
    Line("companion", 200, 200, 200),
    Line("companion", 200, "302 /companion", "302 /companion", "post", BEGUN_48),
    Line("companion_signs", "302 /companion", 200, 200),
    Line("companion_signs", "302 /companion", SCREEN, SCREEN, "post", {"signs": "yes"}),
    Line("companion_review", "302 /companion", 200, 200),
    Line("companion_review", *COMPANION, "post", REVIEWED),
    Line("companion_pain", *COMPANION, "post", {"pain": "4"}),
    Line("companion_end", "302 /companion", "302 /", "302 /", "post"),
    Line("pack", "302 /companion", 200, 200),
    Line("pack", "302 /companion", COLD, COLD, "post", {"action": "again"}),
    Line("pack_off", 404, f"{COLD}#ended", 404, "post"),
    Line("keep_pack", 401, 200, 404, "put", "pack"),
    Line("reminders", 200, 200, 200),
    Line("reminders", REMINDERS, REMINDERS, REMINDERS, "post", REMINDED),
    Line("make_calendar", "302 /reminders", 200, 200, "post"),
    Line("revoke_calendar", TO_WAYS, TO_WAYS, TO_WAYS, "post"),
    Line("ask_for_address", REMINDERS, REMINDERS, REMINDERS, "post", {"email": "ada@example.org"}),
    Line("forget_address", TO_WAYS, TO_WAYS, TO_WAYS, "post"),
    Line("push", 401, 400, 400, "post"),
    Line("push", 401, 400, 400, "delete"),
    Line("stop_everything", REMINDERS, REMINDERS, REMINDERS, "post"),
    Line("stop_reminders", 200, 200, 200),
    Line("stop_reminders", 200, 200, 200, "post"),
    Line("confirm_email", 200, 200, 200),
    Line("confirm_email", 200, 200, 200, "post"),
    Line("calendar_feed", 200, 200, 200),
    Line("learn", 200, 200, 200),
    Line("learn_topic", 200, 200, 200),
    Line("exercises", 200, 200, 200),
    Line("exercise", 200, 200, 200),
    Line("positions", 200, 200, 200),
)  # fmt: skip


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
        if name in FOR_WHOEVER_HAS_THE_LINK:
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
        if name == "answer_heard":
            return [self.heard.pk]
        needed: dict[str, list[Any]] = {
            "plan_version": [self.plan.pk],
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
    given_first_hours(person)
    given_reminders(person)
    return Given(person, browser, assessment, plan, begun(plan), morning, heard, goal)


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


def addresses(patterns: list[Any] | None = None) -> Iterator[str]:
    """The name of every address of the site."""
    for one in get_resolver().url_patterns if patterns is None else patterns:
        if isinstance(one, URLResolver):
            yield from addresses(one.url_patterns)
        elif isinstance(one, URLPattern):
            assert one.name, f"{one.pattern} needs a name"
            yield one.name


def test_the_table_has_every_address() -> None:
    named = {line.name for line in TABLE}
    assert named == set(addresses())


def ids(line: Line) -> str:
    return f"{line.method}-{line.name}"


@pytest.mark.parametrize("line", TABLE, ids=ids)
def test_somebody_new(line: Line) -> None:
    owner, looker = given(), Client()
    before = counts()
    answer = ask(looker, line, owner)
    says(answer, line.looker)
    if line.name in FOR_WHOEVER_HAS_THE_LINK:
        assert GUEST_COOKIE not in answer.cookies
    elif not (line.name == "check" and line.method == "post"):
        # Beginning a check is the first thing that is ever kept of anybody.
        assert counts() == before
        assert GUEST_COOKIE not in answer.cookies
    else:
        assert answer.cookies[GUEST_COOKIE]["httponly"]


@pytest.mark.parametrize("line", TABLE, ids=ids)
def test_the_owner(line: Line) -> None:
    owner = given()
    says(ask(owner.browser, line, owner), line.owner)


@pytest.mark.parametrize("line", TABLE, ids=ids)
def test_somebody_else(line: Line) -> None:
    owner, other = given(), given()
    before = state_of(owner)
    says(ask(other.browser, line, owner), line.other)
    assert state_of(owner) == before or line.name in FOR_WHOEVER_HAS_THE_LINK


WRITES = [one for one in TABLE if one.method != "get"]
# Mail programs post to this one by themselves, without a page (RFC 8058). All it can do is stop.
WITH_A_TOKEN = [one for one in WRITES if one.name != "stop_reminders"]


@pytest.mark.parametrize("line", WITH_A_TOKEN, ids=ids)
def test_nothing_is_changed_without_the_forms_token(line: Line) -> None:
    owner = given()
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = owner.browser.cookies
    before = state_of(owner)
    assert ask(strict, line, owner).status_code == 403
    assert state_of(owner) == before


@pytest.mark.parametrize("name", sorted({line.name for line in TABLE if line.method == "post"}))
def test_looking_changes_nothing(name: str) -> None:
    owner = given()
    before = state_of(owner)
    owner.browser.get(reverse(name, args=owner.arguments(name)))
    assert state_of(owner) == before


def ask(browser: Client, line: Line, owner: Given) -> Any:
    """Ask for the owner's address of this line."""
    path = reverse(line.name, args=owner.arguments(line.name))
    method: Callable[..., Any] = getattr(browser, line.method)
    if isinstance(line.send, str):
        record = sent(owner.evening, NOTHING_DONE) if line.send == "evening" else waking()
        if line.send == "dose":
            record = taking()
        if line.send == "pack":
            record = {"method": "cold", "minutes": 10, "seconds": 600, "ended": "over"}
            record |= {"started_at": timezone.now().isoformat(), "clock_behind": 0}
        if line.send == "breathing":
            record = {"started_at": timezone.now().isoformat(), "seconds": 300, "clock_behind": 0}
        return method(path, json.dumps(record), content_type="application/json")
    rows = {"{uuid}": owner.evening.pk, "{morning}": owner.morning.pk, "{dose}": owner.dose}
    rows |= {"{reading}": owner.reading, "{breathing}": owner.breathing}
    rows |= {"{question}": owner.question}
    send = {
        key: str(rows.get(value, value)) if isinstance(value, str) else value
        for key, value in (line.send or {}).items()
    }
    return method(path, send)


def waking() -> dict[str, Any]:
    """A morning as a device sends it."""
    said = {"said_at": timezone.now().isoformat(), "clock_behind": 0}
    return {"morning": timezone.localdate().isoformat(), "pain": 2, "sleep": 8, **said}


def taking() -> dict[str, Any]:
    """Something taken, as a device sends it."""
    said = {"medicine": "opioid", "name": "", "amount": "one", "tablets": "", "milligrams_each": ""}
    return {**said, "taken_at": timezone.now().isoformat(), "clock_behind": 0}


def says(answer: Any, expected: int | str) -> None:
    """The status is as expected, and a redirect goes where it should."""
    status, _, to = str(expected).partition(" ")
    location = answer.headers.get("Location", "")
    assert answer.status_code == int(status), (answer.status_code, location)
    if to:
        pattern = re.escape(to).replace(re.escape("{uuid}"), "[0-9a-f-]{36}")
        assert re.fullmatch(pattern, location), location


def counts() -> list[int]:
    return [model._default_manager.count() for model in ROWS]


def state_of(one: Given) -> list[Any]:
    """Every value of every row of this person."""
    return [
        row
        for model, way in ROWS.items()
        for row in model._default_manager.filter(**{way: one.person.pk})
        .order_by("pk")
        .values_list()
    ]
