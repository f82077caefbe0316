"""Writes of the first 48 hours. Each is one transaction, and doing it twice does nothing more."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from django.db import transaction

from lumbar.check.actions import call_for_recheck
from lumbar.check.queries import recheck_called_for
from lumbar.clinical import companion as core
from lumbar.clinical import packs
from lumbar.clinical.companion import DANGER_SIGNS, Said
from lumbar.clinical.library import library
from lumbar.companion.models import (
    Companion,
    DangerSignsAsked,
    PackAsked,
    PackUse,
    PainNote,
    Review,
)
from lumbar.companion.queries import (
    Closed,
    asked_before,
    closed_because,
    companion_of,
    uses_of,
    where_is,
)
from lumbar.companion.sent import PackSent
from lumbar.people.models import Person

SAME_TAP = timedelta(seconds=60)
"""A second answer so soon corrects the first."""


class NotNow(Exception):
    """The newest check does not allow it. ``reason`` says why."""

    def __init__(self, reason: Closed) -> None:
        super().__init__(reason)
        self.reason = reason


class NotDue(Exception):
    """Nothing of the kind is asked now."""


class NotTheirs(Exception):
    """The row belongs to someone else."""


class PackClosed(Exception):
    """The method is not open to this person now, or the skin still rests."""


def _lock(person: Person) -> None:
    """Two taps at once wait for one another here."""
    Person.objects.select_for_update().get(pk=person.pk)


@transaction.atomic
def begin_companion(
    *, person: Person, began_at: datetime, pain: int, leg: bool, now: datetime
) -> Companion:
    """Start the first 48 hours of a new pain. One that is under way goes on.

    Raises ``NotNow`` when the newest check does not allow it.
    """
    _lock(person)
    reason = closed_because(person)
    if reason is not None:
        raise NotNow(reason)
    under_way = companion_of(person)
    if under_way is not None:
        if not where_is(under_way, now).over:
            return under_way
        _end(under_way, now)
    return Companion.objects.create(
        person=person, began_at=began_at, started_at=now, pain=pain, leg=leg
    )


@transaction.atomic
def end_companion(*, person: Person, now: datetime) -> None:
    """End the one under way, if there is one. Its rows stay."""
    _lock(person)
    under_way = companion_of(person)
    if under_way is not None:
        _end(under_way, now)


def _end(companion: Companion, now: datetime) -> None:
    companion.ended_at = now
    companion.save(update_fields=["ended_at"])


@transaction.atomic
def answer_signs(*, companion: Companion, any_sign: bool, now: datetime) -> DangerSignsAsked:
    """Keep that the danger signs were gone through. With any of them, or one that cannot be ruled
    out, a new check is called for: until then there are no exercises."""
    _lock(companion.person)
    due = where_is(companion, now).due
    hour = due.at_hours if due is not None and due.kind == DANGER_SIGNS else None
    return _keep_signs(companion, hour, any_sign, now)


def _keep_signs(
    companion: Companion, hour: int | None, any_sign: bool, now: datetime
) -> DangerSignsAsked:
    known = DangerSignsAsked.objects.filter(companion=companion).last()
    if any_sign and recheck_called_for(companion.person) is None:
        call_for_recheck(person=companion.person, by="companion", now=now)
    if known is not None and now - known.asked_at < SAME_TAP and known.any_sign == any_sign:
        return known
    return DangerSignsAsked.objects.create(
        companion=companion, hour=hour, asked_at=now, any_sign=any_sign
    )


@transaction.atomic
def answer_review(
    *, companion: Companion, outcome: str | None, any_sign: bool, pain: int | None, now: datetime
) -> Review | None:
    """Keep the answer to the review that is due. A danger sign goes before everything else asked:
    then only that is kept, and the review is asked again after the new check.

    Raises ``NotDue`` when no review is, ``KeyError`` for an answer it does not have.
    """
    _lock(companion.person)
    due = where_is(companion, now).due
    if due is None or due.kind != core.REVIEW:
        raise NotDue
    if any_sign:
        _keep_signs(companion, due.at_hours, True, now)
        return None
    said = Said(due.id, outcome or "", now)
    if core.consequence(said, library().care.companion).next == "own-level":
        raise KeyError(outcome)
    _keep_signs(companion, due.at_hours, False, now)
    return Review.objects.create(
        companion=companion, check_in=said.check_in, outcome=said.outcome, pain=pain, said_at=now
    )


@transaction.atomic
def note_pain(*, companion: Companion, pain: int, now: datetime) -> PainNote:
    """Keep how much it hurts now; a number tapped right after another takes its place."""
    _lock(companion.person)
    known = PainNote.objects.filter(companion=companion).last()
    if known is not None and now - known.noted_at < SAME_TAP:
        known.pain = pain
        known.save(update_fields=["pain"])
        return known
    return PainNote.objects.create(companion=companion, pain=pain, noted_at=now)


# --- cold and warmth ---------------------------------------------------------------------------


@transaction.atomic
def keep_asked(
    *, person: Person, method: str, applies: Collection[str], now: datetime
) -> PackAsked:
    """Keep what speaks against a method for this person.

    Raises ``KeyError`` for an unknown method, ``ValueError`` for something it does not ask.
    """
    known = packs.method_of(method, library().care.heat_cold)
    answer = packs.answered(known, applies)
    asked, _made = PackAsked.objects.update_or_create(
        person=person,
        method=method,
        defaults={"applies": [*answer.never, *answer.care], "agreed": False, "said_at": now},
    )
    return asked


@transaction.atomic
def keep_agreed(*, person: Person, method: str, now: datetime) -> None:
    """A clinician was asked about what wants care, and agrees. "Never" stays never."""
    asked = asked_before(person, method, now)
    if asked is not None:
        asked.agreed = True
        asked.save(update_fields=["agreed"])


@transaction.atomic
def forget_asked(*, person: Person, method: str) -> None:
    """Have what speaks against a method asked again."""
    PackAsked.objects.filter(person=person, method=method).delete()


@transaction.atomic
def start_pack(*, person: Person, uuid: UUID, method: str, minutes: int, now: datetime) -> PackUse:
    """A pack goes on now, without the timer.

    Raises ``PackClosed`` while it is not open, ``ValueError`` for a length it does not have,
    ``KeyError`` for an unknown method, ``NotTheirs`` for another person's id.
    """
    _lock(person)
    knowledge = library().care.heat_cold
    known = packs.method_of(method, knowledge)
    if minutes not in packs.lengths(known):
        raise ValueError("minutes")
    if PackUse.objects.filter(pk=uuid).exclude(person=person).exists():
        raise NotTheirs
    same = PackUse.objects.filter(pk=uuid).first()
    if same is not None:
        return same
    asked = asked_before(person, method, now)
    if asked is None:
        raise PackClosed
    openness = packs.answered(known, asked.applies).openness
    if openness == "closed" or (openness == "ask-first" and not asked.agreed):
        raise PackClosed
    if packs.again_from(known, knowledge.timer, uses_of(person, now), now) is not None:
        raise PackClosed
    return PackUse.objects.create(
        pk=uuid, person=person, method=method, started_at=now, minutes=minutes
    )


@transaction.atomic
def take_off(*, person: Person, uuid: UUID, trouble: bool, now: datetime) -> PackUse:
    """The pack is off, without the timer. Raises ``NotTheirs``."""
    _lock(person)
    use = PackUse.objects.filter(person=person, pk=uuid).first()
    if use is None:
        raise NotTheirs
    if use.ended == PackUse.Ended.OPEN:
        method = packs.method_of(use.method, library().care.heat_cold)
        limit = 60 * min(use.minutes, method.at_most)
        passed = max(0, round((now - use.started_at).total_seconds()))
        use.seconds = min(passed, limit)
        if trouble:
            use.ended = PackUse.Ended.SKIN
        else:
            use.ended = PackUse.Ended.OFF if passed < limit else PackUse.Ended.OVER
        use.save(update_fields=["seconds", "ended"])
    return use


@transaction.atomic
def keep_pack(*, person: Person, uuid: UUID, sent: PackSent) -> PackUse:
    """Keep a use as a device timed it. Copies are joined: the longest time, and the end once there
    is one. Raises ``NotTheirs`` when the id is another person's."""
    _lock(person)
    if PackUse.objects.filter(pk=uuid).exclude(person=person).exists():
        raise NotTheirs
    known = PackUse.objects.filter(pk=uuid).first()
    if known is None:
        return PackUse.objects.create(pk=uuid, person=person, **sent._asdict())
    known.seconds = max(known.seconds, sent.seconds)
    if known.ended == PackUse.Ended.OPEN:
        known.ended = sent.ended
    known.save(update_fields=["seconds", "ended"])
    return known
