"""This app's part of joining two people: their first hours and their packs."""

from __future__ import annotations

from lumbar.companion.models import Companion, PackAsked, PackUse
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
    known = {asked.method: asked for asked in PackAsked.objects.filter(person=into)}
    for asked in PackAsked.objects.filter(person=one):
        other = known.get(asked.method)
        if other is not None and other.said_at >= asked.said_at:
            asked.delete()
            continue
        if other is not None:
            other.delete()
        asked.person = into
        asked.save(update_fields=["person"])
