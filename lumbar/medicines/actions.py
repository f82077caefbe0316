"""Writes to the medicine log. Each is one transaction, and doing it twice does nothing more."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

from django.db import transaction

from lumbar.medicines.models import AskedFirst, Dose
from lumbar.medicines.said import DoseSaid
from lumbar.people.models import Person

REMOVED_KEPT = timedelta(days=30)
"""What was taken out is erased after this; until then a late device does not bring it back."""


class NotTheirs(Exception):
    """The entry belongs to someone else, or is not there."""


@transaction.atomic
def keep_dose(*, person: Person, uuid: UUID, said: DoseSaid, now: datetime) -> Dose:
    """Keep an entry under the id a device or a form made. One that is known stays as it is: it may
    have been put right or taken out since.

    Raises ``NotTheirs`` when the id is another person's entry.
    """
    # Two taps at once wait for one another here.
    Person.objects.select_for_update().get(pk=person.pk)
    Dose.with_removed.filter(person=person, removed_at__lt=now - REMOVED_KEPT).delete()
    known = Dose.with_removed.filter(pk=uuid).first()
    if known is None:
        return Dose.objects.create(pk=uuid, person=person, **_fields(said))
    if known.person_id != person.pk:
        raise NotTheirs
    return known


@transaction.atomic
def add_dose(*, person: Person, uuid: UUID, said: DoseSaid, now: datetime) -> Dose:
    """Keep what a form says. The same form sent twice is one entry; a page that was gone back to
    and says something else, or later, is another."""
    known = Dose.with_removed.filter(person=person, pk=uuid).first()
    if known is not None and not said.again(said_of(known)):
        uuid = uuid4()
    return keep_dose(person=person, uuid=uuid, said=said, now=now)


@transaction.atomic
def change_dose(*, person: Person, uuid: UUID, said: DoseSaid) -> Dose:
    """Put an entry right. Raises ``NotTheirs``."""
    dose = _own(person, uuid)
    for name, value in _fields(said).items():
        setattr(dose, name, value)
    dose.save()
    return dose


@transaction.atomic
def remove_dose(*, person: Person, uuid: UUID, now: datetime) -> Dose:
    """Take an entry out of the log; ``restore_dose`` puts it back. Raises ``NotTheirs``."""
    dose = _own(person, uuid)
    if dose.removed_at is None:
        dose.removed_at = now
        dose.save(update_fields=["removed_at"])
    return dose


@transaction.atomic
def restore_dose(*, person: Person, uuid: UUID) -> Dose:
    """Put back what was taken out. Raises ``NotTheirs``."""
    dose = _own(person, uuid)
    dose.removed_at = None
    dose.save(update_fields=["removed_at"])
    return dose


@transaction.atomic
def keep_asked(
    *, person: Person, medicine: str, applies: Iterable[str], now: datetime
) -> AskedFirst:
    """Keep what a person says to the questions that come first; a new answer replaces the old."""
    asked, _made = AskedFirst.objects.update_or_create(
        person=person, medicine=medicine, defaults={"applies": list(applies), "said_at": now}
    )
    return asked


def said_of(dose: Dose) -> DoseSaid:
    """What an entry says, as it was said; milligrams without tablets as one of so many."""
    tablets, each = dose.tablets, dose.milligrams_each
    if tablets is None and dose.milligrams:
        tablets, each = Decimal(1), dose.milligrams
    return DoseSaid(dose.medicine, dose.name, dose.amount, tablets, each, dose.taken_at)


def _fields(said: DoseSaid) -> dict[str, object]:
    return {**said._asdict(), "milligrams": said.milligrams}


def _own(person: Person, uuid: UUID) -> Dose:
    dose = Dose.with_removed.select_for_update().filter(person=person, pk=uuid).first()
    if dose is None:
        raise NotTheirs
    return dose
