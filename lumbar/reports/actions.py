"""Writes of the report: what a person wants to ask. Each is one transaction."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from django.db import transaction

from lumbar.people.models import Person
from lumbar.reports.models import OwnQuestion

MOST_QUESTIONS = 20
"""More than anybody asks in one visit."""


class NotTheirs(Exception):
    """The question belongs to someone else, or is not there."""


class TooMany(Exception):
    """There are as many questions as a person may keep."""


@transaction.atomic
def ask(*, person: Person, uuid: UUID, text: str, now: datetime) -> OwnQuestion:
    """Keep a question. The form makes the id, so that sending it twice keeps one.

    Raises ``NotTheirs`` when the id is another person's, and ``TooMany``.
    """
    Person.objects.select_for_update().get(pk=person.pk)
    known = OwnQuestion.objects.filter(pk=uuid).first()
    if known is not None:
        if known.person_id != person.pk:
            raise NotTheirs
        return known
    if OwnQuestion.objects.filter(person=person).count() >= MOST_QUESTIONS:
        raise TooMany
    return OwnQuestion.objects.create(pk=uuid, person=person, text=text, written_at=now)


@transaction.atomic
def take_back(*, person: Person, uuid: UUID) -> None:
    """Let a question go. One that is gone already is no error; another's raises ``NotTheirs``."""
    question = OwnQuestion.objects.filter(pk=uuid).first()
    if question is None:
        return
    if question.person_id != person.pk:
        raise NotTheirs
    question.delete()
