"""People with a check, for the tests of plans and evenings."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from django.test import Client

from lumbar.check.models import StoredAssessment
from lumbar.clinical.library import library
from lumbar.clinical.triage import assess, next_screen
from lumbar.clinical.values import Answers
from lumbar.people.guests import GUEST_COOKIE, new_token, token_hash
from lumbar.people.models import Person

CALM: dict[str, Any] = {"age": "20_to_44", "pregnancy": "no", "pain_areas": ["low_back_left"]}
"""A grown-up with a sore low back and no danger sign; all else is answered "no" or "none"."""


def answered(**said: Any) -> Answers:
    """Walk through the whole check: what was said, else no, none or the least."""
    return _walked(Answers.from_json({**CALM, **said}))


@lru_cache(maxsize=256)
def _walked(wanted: Answers) -> Answers:
    """The same walk gives the same answers; hundreds of tests take the same one."""
    knowledge, answers = library(), Answers({})
    while (screen := next_screen(answers, knowledge)) is not None:
        new: dict[str, Any] = {}
        for name in screen.questions:
            question = knowledge.questions[name]
            plain: dict[str, Any] = {"yes_no": "no", "number": question.minimum or 0}
            if question.kind == "one":
                plain["one"] = next((o for o in question.options if o == "no"), question.options[0])
            new[name] = wanted.get(name, plain.get(question.kind, ()))
        answers = answers.with_(**new)
    return answers


def check(person: Person, **said: Any) -> StoredAssessment:
    """A finished check of this person."""
    answers = answered(**said)
    assessment = assess(answers, library())
    return StoredAssessment.objects.create(
        person=person,
        answers=answers.to_json(),
        assessment=assessment.to_json(),
        level=assessment.level.value,
        knowledge_version=assessment.knowledge_version,
    )


def guest() -> tuple[Person, Client]:
    """Somebody known by a cookie, and their browser."""
    token = new_token()
    person = Person.objects.create(guest_token_hash=token_hash(token))
    browser = Client()
    browser.cookies[GUEST_COOKIE] = token
    return person, browser


def calm_guest(**said: Any) -> tuple[Person, Client, StoredAssessment]:
    """A guest whose newest check allows exercises."""
    person, browser = guest()
    return person, browser, check(person, **said)
