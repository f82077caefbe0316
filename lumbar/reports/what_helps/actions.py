"""Writes of the coin. Each is one transaction, and doing it twice does nothing more."""

from __future__ import annotations

import secrets
from datetime import datetime

from django.db import transaction

from lumbar.people.models import Person
from lumbar.reports.models import CoinNight, CoinTrial
from lumbar.reports.what_helps.queries import barred, coin_of, done_on, running_trial
from lumbar.tonight.queries import evening_date


class NoCoin(Exception):
    """No exercises are allowed now, no trial is on, or tonight's routine is done already."""


@transaction.atomic
def begin_coin_trial(*, person: Person, now: datetime) -> CoinTrial:
    """Let a coin decide from now on. Raises ``NoCoin`` where no exercises are allowed."""
    _lock(person)
    if barred(person) is not None:
        raise NoCoin
    running = running_trial(person)
    return running or CoinTrial.objects.create(person=person, begun_on=evening_date(now))


@transaction.atomic
def end_coin_trial(*, person: Person, now: datetime) -> None:
    """The person decides again, at once. What was tossed stays, and counts."""
    _lock(person)
    CoinTrial.objects.filter(person=person, ended_on=None).update(ended_on=evening_date(now))


@transaction.atomic
def draw_coin(*, person: Person, now: datetime) -> CoinNight:
    """Toss for this evening: once, by a source nobody can foresee. A second toss gives the first.

    Raises ``NoCoin``.
    """
    _lock(person)
    trial, evening = running_trial(person), evening_date(now)
    if trial is None or barred(person) is not None:
        raise NoCoin
    tossed = coin_of(person, evening)
    if tossed is not None:
        return tossed
    if done_on(person, evening):
        raise NoCoin
    return CoinNight.objects.create(
        trial=trial, evening=evening, routine=secrets.choice((True, False))
    )


def _lock(person: Person) -> None:
    """Two taps at once wait for one another: one trial, one toss."""
    Person.objects.select_for_update().get(pk=person.pk)
