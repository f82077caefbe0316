"""Writes about cases. Each is one transaction and takes its arguments by name; what reads many
people's checks is read before it begins."""

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
from lumbar.cases.queries import others_meant
from lumbar.clinical.case_course import Described, described, hides, outcome
from lumbar.clinical.library import library
from lumbar.people.models import Clinic, Membership, Person
from lumbar.people.queries import scope_of
from lumbar.people.sharing import shows_journal
from lumbar.people.who import staff_did

LEAST_WEEKS = 3
"""A course of fewer weeks is no story."""

State = Case.State
OPEN = (State.DRAFT, State.ASKED, State.AGREED, State.PUBLISHED)
"""Of the others nothing is left but that they were."""


class Written(NamedTuple):
    """What a writer typed."""

    title_en: str
    title_zh_hant: str
    story_en: str
    story_zh_hant: str

    @property
    def complete(self) -> bool:
        return all(self)


class _Figures(NamedTuple):
    """What a case shows besides words, worked out before its row is locked."""

    drawn: drawing.Drawn
    close: Described


def draft_case(*, clinic: Clinic, person: Person, by: Membership, now: datetime) -> Case:
    """Begin a case from a person's course. Raises `CaseRefused`."""
    _must_be_shown(clinic, person)
    figures = _figures(clinic, person)
    with transaction.atomic():
        # What they share is changed under the same lock.
        Person.objects.select_for_update().get(pk=person.pk)
        _must_be_shown(clinic, person)
        case = Case(clinic=clinic, person=person, written_by=by, drawn_at=now)
        _take(case, figures)
        case.save()
        staff_did(by, "drafted_case", now=now, person=person, subject=f"case:{case.pk}")
    return case


def draw_again(*, case: UUID, by: Membership, version: int, now: datetime) -> Case:
    """Take the newest figures. What was agreed to is agreed to no longer."""
    seen = by.clinic.cases.select_related("person").get(pk=case)
    _must_be_shown(by.clinic, seen.person)
    figures = _figures(by.clinic, seen.person)
    with transaction.atomic():
        kept = _locked(case, by, version)
        _must_be_shown(by.clinic, kept.person)
        _take(kept, figures)
        kept.drawn_at = now
        _back_to_draft(kept)
        kept.save()
        staff_did(by, "changed_case", now=now, person=kept.person, subject=f"case:{case}")
    return kept


def _must_be_shown(clinic: Clinic, person: Person) -> None:
    if not shows_journal(scope_of(clinic, person)):
        raise CaseRefused("not-shared")


def _figures(clinic: Clinic, person: Person) -> _Figures:
    drawn = drawing.draw(person)
    if drawn is None or len(drawn.weeks) < LEAST_WEEKS:
        raise CaseRefused("no-course")
    mine = (drawn.features.pattern, drawn.features.age)
    everybody = [mine, *others_meant(clinic, person)]
    return _Figures(drawn, described(*mine, everybody, library().care.cases.least_people))


def _take(case: Case, figures: _Figures) -> None:
    drawn, close = figures
    case.pattern, case.age_band = close.pattern or "", close.age or ""
    case.weeks = drawing.weeks_to_json(drawn.weeks)
    case.outcome = outcome(drawn.weeks, drawing.meaningful_points())
    case.exercises = list(drawn.exercises)


def _must_hide(case: UUID, by: Membership) -> Described:
    """What the case tells of the person, which has to hide them today too; outside a transaction,
    for it reads many people's checks."""
    seen = by.clinic.cases.select_related("person").get(pk=case)
    shown = Described(seen.pattern or None, seen.age_band or None)
    everybody = [(shown.pattern, shown.age), *others_meant(by.clinic, seen.person)]
    if not hides(shown, everybody, library().care.cases.least_people):
        raise CaseRefused("too-few")
    return shown


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
    and shown to nobody; there can be one only while the person shows their journal."""
    kept = _locked(case, by, version)
    for name, text in written._asdict().items():
        setattr(kept, name, text)
    kept.looked_twice = sorted(set(looked_twice))
    if drawing.digest_of(kept) != kept.digest:
        _must_be_shown(by.clinic, kept.person)
        _back_to_draft(kept)
    kept.save()
    staff_did(by, "changed_case", now=now, person=kept.person, subject=f"case:{case}")
    return kept


def ask_for_case(*, case: UUID, by: Membership, version: int, now: datetime) -> Case:
    """Ask the person for exactly what it says now. Raises `CaseRefused` while words are missing or
    were not looked at, and where age and pattern hide them no longer."""
    shown = _must_hide(case, by)
    with transaction.atomic():
        return _ask(_locked(case, by, version), shown, by, now)


def _ask(kept: Case, shown: Described, by: Membership, now: datetime) -> Case:
    _must_be_shown(by.clinic, kept.person)
    _still(kept, shown)
    texts = (kept.title_en, kept.title_zh_hant, kept.story_en, kept.story_zh_hant)
    if not Written(*texts).complete:
        raise CaseRefused("words")
    if any(word.open for word in words_to_look_at(kept)):
        raise CaseRefused("looked-twice")
    kept.digest, kept.state, kept.asked_at = drawing.digest_of(kept), State.ASKED, now
    kept.answered_at = kept.published_at = None
    kept.save()
    staff_did(by, "asked_for_case", now=now, person=kept.person, subject=f"case:{kept.pk}")
    return kept


def _still(kept: Case, shown: Described) -> None:
    if (kept.pattern, kept.age_band) != (shown.pattern or "", shown.age or ""):
        raise CaseRefused("changed")


@transaction.atomic
def answer_case(*, case: UUID, person: Person, agree: bool, digest: str, now: datetime) -> Case:
    """The person's answer to exactly what they read: ``digest`` is of that."""
    kept = _of_person(case, person)
    if kept.state != State.ASKED:
        raise CaseRefused("not-asked")
    if digest != kept.digest or drawing.digest_of(kept) != kept.digest:
        raise CaseRefused("changed")
    kept.state, kept.answered_at = State.AGREED if agree else State.DECLINED, now
    if not agree:
        kept.blank()
    kept.version += 1
    kept.save()
    return kept


@transaction.atomic
def take_back_case(*, case: UUID, person: Person, now: datetime) -> Case:
    """The person's word that it is not to be shown: it is gone at once, whatever it was."""
    kept = _of_person(case, person)
    if kept.state in OPEN:
        _withdraw(kept, now)
    return kept


@transaction.atomic
def end_unshown(*, person: Person, now: datetime) -> None:
    """End every case that stands on a journal its clinic may see no longer, and that the person has
    not agreed to."""
    begun = person.cases.select_for_update(of=("self",)).filter(
        state__in=(State.DRAFT, State.ASKED)
    )
    for case in begun.select_related("clinic"):
        if not shows_journal(scope_of(case.clinic, person)):
            _withdraw(case, now)


@transaction.atomic
def withdraw_case(*, case: UUID, by: Membership, version: int, now: datetime) -> Case:
    """The clinic takes it back."""
    kept = _locked(case, by, version)
    _withdraw(kept, now)
    staff_did(by, "withdrew_case", now=now, person=kept.person, subject=f"case:{case}")
    return kept


def publish_case(*, case: UUID, by: Membership, version: int, now: datetime) -> Case:
    """Show it to everybody, as it was agreed to. Raises `CaseRefused`."""
    shown = _must_hide(case, by)
    with transaction.atomic():
        kept = _locked(case, by, version)
        _still(kept, shown)
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
    if kept.state not in OPEN:
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
    case.blank()
    case.version += 1
    case.save()
