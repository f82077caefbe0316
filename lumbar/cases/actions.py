"""Writes about cases. Each is one transaction and takes its arguments by name."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import transaction

from lumbar.cases import drawing
from lumbar.cases.errors import CaseRefused
from lumbar.cases.identity import words_to_look_at
from lumbar.cases.models import Case, Counted
from lumbar.cases.queries import could_be_meant
from lumbar.clinical.case_course import described, outcome
from lumbar.clinical.library import library
from lumbar.people.models import Clinic, Membership, Person
from lumbar.people.queries import scope_of
from lumbar.people.sharing import shows_journal
from lumbar.people.who import staff_did

LEAST_WEEKS = 3
"""A course of fewer weeks is no story."""

State = Case.State
_OPEN = (State.DRAFT, State.ASKED, State.AGREED, State.DECLINED, State.PUBLISHED)


class Written(NamedTuple):
    """What a writer typed."""

    title_en: str
    title_zh_hant: str
    story_en: str
    story_zh_hant: str

    @property
    def complete(self) -> bool:
        return all(self)


@transaction.atomic
def draft_case(*, clinic: Clinic, person: Person, by: Membership, now: datetime) -> Case:
    """Begin a case from a person's course. Raises `CaseRefused`."""
    if not shows_journal(scope_of(clinic, person)):
        raise CaseRefused("not-shared")
    case = Case(clinic=clinic, person=person, written_by=by, drawn_at=now)
    _draw(case)
    case.save()
    staff_did(by, "drafted_case", now=now, person=person, subject=f"case:{case.pk}")
    return case


@transaction.atomic
def draw_again(*, case: UUID, by: Membership, version: int, now: datetime) -> Case:
    """Take the newest figures. What was agreed to is agreed to no longer."""
    kept = _locked(case, by, version)
    if not shows_journal(scope_of(by.clinic, kept.person)):
        raise CaseRefused("not-shared")
    _draw(kept)
    kept.drawn_at = now
    _back_to_draft(kept)
    kept.save()
    staff_did(by, "changed_case", now=now, person=kept.person, subject=f"case:{case}")
    return kept


def _draw(case: Case) -> None:
    rules = library().care.cases
    drawn = drawing.draw(case.person)
    if drawn is None or len(drawn.weeks) < LEAST_WEEKS:
        raise CaseRefused("no-course")
    points = drawing.meaningful_points()
    everybody = could_be_meant(case.clinic)
    mine = everybody.get(case.person_id, (None, drawing.age_band(drawn.features)))
    close = described(*mine, list(everybody.values()), rules.least_people)
    case.pattern, case.age_band = close.pattern or "", close.age or ""
    case.weeks = drawing.weeks_to_json(drawn.weeks)
    case.outcome = outcome(drawn.weeks, points)
    case.exercises = list(drawn.exercises)


@transaction.atomic
def write_case(
    *,
    case: UUID,
    by: Membership,
    version: int,
    written: Written,
    looked_twice: Iterable[str],
    now: datetime,
) -> Case:
    """Keep what was typed. A case that says something else than was agreed to is a draft again,
    and shown to nobody."""
    kept = _locked(case, by, version)
    for name, text in written._asdict().items():
        setattr(kept, name, text)
    kept.looked_twice = sorted(set(looked_twice))
    if drawing.digest_of(kept) != kept.digest:
        _back_to_draft(kept)
    kept.save()
    staff_did(by, "changed_case", now=now, person=kept.person, subject=f"case:{case}")
    return kept


@transaction.atomic
def ask_for_case(*, case: UUID, by: Membership, version: int, now: datetime) -> Case:
    """Ask the person for exactly what it says now. Raises `CaseRefused` while words are missing or
    were not looked at."""
    kept = _locked(case, by, version)
    texts = (kept.title_en, kept.title_zh_hant, kept.story_en, kept.story_zh_hant)
    if not Written(*texts).complete:
        raise CaseRefused("words")
    if any(word.open for word in words_to_look_at(kept)):
        raise CaseRefused("looked-twice")
    kept.digest, kept.state, kept.asked_at = drawing.digest_of(kept), State.ASKED, now
    kept.answered_at = kept.published_at = None
    kept.save()
    staff_did(by, "asked_for_case", now=now, person=kept.person, subject=f"case:{case}")
    return kept


@transaction.atomic
def answer_case(*, case: UUID, person: Person, agree: bool, digest: str, now: datetime) -> Case:
    """The person's answer to exactly what they read: ``digest`` is of that."""
    kept = _of_person(case, person)
    if kept.state != State.ASKED:
        raise CaseRefused("not-asked")
    if digest != kept.digest or drawing.digest_of(kept) != kept.digest:
        raise CaseRefused("changed")
    kept.state, kept.answered_at = State.AGREED if agree else State.DECLINED, now
    kept.version += 1
    kept.save()
    return kept


@transaction.atomic
def take_back_case(*, case: UUID, person: Person, now: datetime) -> Case:
    """The person's word that it is not to be shown: it is gone at once, whatever it was."""
    kept = _of_person(case, person)
    if kept.state != State.WITHDRAWN:
        _withdraw(kept, now)
    return kept


@transaction.atomic
def withdraw_case(*, case: UUID, by: Membership, version: int, now: datetime) -> Case:
    """The clinic takes it back."""
    kept = _locked(case, by, version)
    _withdraw(kept, now)
    staff_did(by, "withdrew_case", now=now, person=kept.person, subject=f"case:{case}")
    return kept


@transaction.atomic
def publish_case(*, case: UUID, by: Membership, version: int, now: datetime) -> Case:
    """Show it to everybody, as it was agreed to."""
    kept = _locked(case, by, version)
    if kept.state != State.AGREED or drawing.digest_of(kept) != kept.digest:
        raise CaseRefused("not-agreed")
    kept.state, kept.published_at = State.PUBLISHED, now
    kept.save()
    staff_did(by, "published_case", now=now, person=kept.person, subject=f"case:{case}")
    return kept


@transaction.atomic
def count_in(*, person: Person, on: bool, now: datetime) -> None:
    """Let a person's course be counted, or no longer. Both take effect at once."""
    if on:
        Counted.objects.get_or_create(person=person, defaults={"since": now})
        work_out(person=person, now=now)
    else:
        Counted.objects.filter(person=person).delete()


@transaction.atomic
def work_out(*, person: Person, now: datetime) -> None:
    """Bring what is counted of a person up to date; nothing for who is not counted."""
    drawn = drawing.draw(person)
    Counted.objects.filter(person=person).update(
        features=drawing.features_to_json(drawn.features) if drawn else {},
        weeks=drawing.weeks_to_json(drawn.weeks) if drawn else [],
        worked_out_at=now,
    )


def _locked(case: UUID, by: Membership, version: int) -> Case:
    """The clinic's case, one version further. Raises `Case.DoesNotExist` for another clinic's."""
    kept = by.clinic.cases.select_for_update(of=("self",)).select_related("person").get(pk=case)
    if kept.version != version:
        raise CaseRefused("changed")
    if kept.state not in _OPEN:
        raise CaseRefused("over")
    kept.version += 1
    return kept


def _of_person(case: UUID, person: Person) -> Case:
    return person.cases.select_for_update(of=("self",)).get(pk=case)


def _back_to_draft(case: Case) -> None:
    case.state, case.digest = State.DRAFT, ""
    case.asked_at = case.answered_at = case.published_at = None


def _withdraw(case: Case, now: datetime) -> None:
    case.state, case.ended_at = State.WITHDRAWN, now
    case.version += 1
    case.save()
