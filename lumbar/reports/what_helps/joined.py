"""The coin's part of joining two people."""

from __future__ import annotations

from lumbar.people.models import Person
from lumbar.reports.models import CoinNight, CoinTrial


def join_coins(*, one: Person, into: Person) -> None:
    """Every trial stays, one of two that are both running. An evening has one coin: of two, that
    of the person who stays."""
    tossed = CoinNight.objects.filter(trial__person=into).values("evening")
    CoinNight.objects.filter(trial__person=one, evening__in=tossed).delete()
    theirs, other = (
        CoinTrial.objects.filter(person=person, ended_on=None).first() for person in (into, one)
    )
    if theirs is not None and other is not None:
        CoinNight.objects.filter(trial=other).update(trial=theirs)
        theirs.begun_on = min(theirs.begun_on, other.begun_on)
        theirs.save(update_fields=["begun_on"])
        other.delete()
    CoinTrial.objects.filter(person=one).update(person=into)
