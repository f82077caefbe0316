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
from datetime import date
from typing import Any

import pytest
from django.apps import apps
from django.db.models import Model
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from lumbar.check.actions import save_screen
from lumbar.check.models import StoredAssessment
from lumbar.clinical.values import Answers
from lumbar.journal.models import CheckIn, ProgressFinding
from lumbar.people.guests import GUEST_COOKIE
from lumbar.people.models import Person
from lumbar.plans.actions import current_plan
from lumbar.plans.models import StoredPlan
from lumbar.plans.tests.helpers import calm_guest
from lumbar.site import figures
from lumbar.tonight.models import SessionRecord
from lumbar.tonight.tests.helpers import begun, sent

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


SCREEN = "302 /check/nerves"
LEGS = "302 /check/legs"
BEGUN = {"id": "{uuid}", "pain_before": "4"}
NOTHING_DONE = {"position": 0, "steps": [], "hurts": [], "state": "open"}
MORNING = {"id": "{morning}", "pain": "3", "sleep": "7"}
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
    Line("answer_heard", 404, "302 /", 404, "post", {"danger": "none"}),
    Line("answer_shorter", 404, "302 /", "302 /", "post", {"shorter": "1"}),
    Line("keep_morning", 401, 200, 404, "put", "morning"),
    Line("did_tonight", 404, "302 /history/{uuid}", 404, "post", {"did": ["0"]}),
    Line("finish", 404, "302 /history/{uuid}", 404),
    Line("finish", 404, "302 /history/{uuid}", 404, "post", {"pain_after": "3"}),
    Line("history", 200, 200, 200),
    Line("evening", 404, 200, 404),
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

    def arguments(self, name: str) -> list[Any]:
        """What the address of this name needs, of this person's."""
        if name in {"check_result", "check_summary", "check_change"}:
            return [self.assessment.pk]
        if name in {"evening_list", "keep_evening", "did_tonight", "finish", "evening"}:
            return [self.evening.pk]
        if name == "keep_morning":
            return [self.morning.pk]
        if name == "answer_heard":
            return [self.heard.pk]
        needed: dict[str, list[Any]] = {
            "plan_version": [self.plan.pk],
            "plan_swap": [1],
            "check_screen": ["nerves"],
            "learn_topic": ["sprain"],
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
    return Given(person, browser, assessment, plan, begun(plan), morning, heard)


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
    if not (line.name == "check" and line.method == "post"):
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
    assert state_of(owner) == before


@pytest.mark.parametrize("line", [one for one in TABLE if one.method != "get"], ids=ids)
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
        return method(path, json.dumps(record), content_type="application/json")
    rows = {"{uuid}": owner.evening.pk, "{morning}": owner.morning.pk}
    send = {
        key: str(rows.get(value, value)) if isinstance(value, str) else value
        for key, value in (line.send or {}).items()
    }
    return method(path, send)


def waking() -> dict[str, Any]:
    """A morning as a device sends it."""
    said = {"said_at": timezone.now().isoformat(), "clock_behind": 0}
    return {"morning": timezone.localdate().isoformat(), "pain": 2, "sleep": 8, **said}


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
