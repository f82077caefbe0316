"""This app's part of joining two people: their first hours and their packs."""

from __future__ import annotations

from lumbar.companion.models import Companion, PackAsked, PackUse
from lumbar.people.joining import hand_over_newest
from lumbar.people.models import Person


def join(*, one: Person, into: Person) -> None:
    """Everything stays. Of two companions under way the one started last goes on; of two answers
    before a method the newest counts."""
    under_way = list(
        Companion.objects.filter(person__in=(one, into), ended_at__isnull=True).order_by(
            "-started_at"
        )
    )
    for older in under_way[1:]:
        older.ended_at = under_way[0].started_at
        older.save(update_fields=["ended_at"])
    Companion.objects.filter(person=one).update(person=into)
    PackUse.objects.filter(person=one).update(person=into)
    hand_over_newest(PackAsked, "method", one=one, into=into)
