"""This app's part of joining two people: their mornings."""

from __future__ import annotations

from lumbar.journal.models import CheckIn
from lumbar.people.models import Person


def join(*, one: Person, into: Person) -> None:
    """One check-in for each morning: of two, the one that was said last."""
    known = {check_in.morning: check_in for check_in in CheckIn.objects.filter(person=into)}
    for check_in in CheckIn.objects.filter(person=one):
        other = known.get(check_in.morning)
        if other is not None and other.said_at >= check_in.said_at:
            check_in.delete()
            continue
        if other is not None:
            other.delete()
        check_in.person = into
        check_in.save(update_fields=["person"])
