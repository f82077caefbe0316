"""Nights and mornings of a person, written straight into the tables."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.utils import timezone

from lumbar.experiment.values import Night
from lumbar.journal.models import CheckIn
from lumbar.people.models import Person
from lumbar.plans.models import StoredPlan
from lumbar.reports.models import CoinNight, CoinTrial
from lumbar.tonight.models import SessionRecord
from lumbar.tonight.routines import items_to_json


def at(day: date, hour: int) -> datetime:
    """A moment of a day, where the clinic is."""
    return timezone.make_aware(datetime.combine(day, time(hour)))


def keep_nights(plan: StoredPlan, nights: Iterable[Night], trial: CoinTrial | None = None) -> None:
    """Keep what these nights say of the plan's person; exercises by their ids in the plan."""
    person = plan.person
    for night in nights:
        if night.routine is not False:
            keep_evening(plan, night)
        if night.pain is not None:
            keep_morning(person, night.evening, night.pain, night.sleep)
        if night.coin is not None and trial is not None:
            CoinNight.objects.create(trial=trial, evening=night.evening, routine=night.coin)


def keep_evening(plan: StoredPlan, night: Night) -> SessionRecord:
    """An evening that was done, or begun and left in the middle where that is None."""
    items = plan.value().items
    wanted = night.exercises or {item.exercise for item in items}
    began, done = at(night.evening, 22), bool(night.routine)
    return SessionRecord.objects.create(
        person=plan.person,
        plan=plan,
        items=items_to_json(items),
        started_at=began,
        finished_at=began + timedelta(minutes=10) if done else None,
        state=SessionRecord.State.DONE if done else SessionRecord.State.OPEN,
        pain_before=night.evening_pain,
        steps=[
            {"item": number, "side": "", "seconds": 60.0, "how": "done"}
            for number, item in enumerate(items)
            if item.exercise in wanted
        ],
    )


def keep_morning(person: Person, evening: date, pain: int, sleep: int | None = None) -> CheckIn:
    """The morning after an evening."""
    morning = evening + timedelta(days=1)
    return CheckIn.objects.create(
        person=person,
        morning=morning,
        pain=pain,
        sleep=5 if sleep is None else sleep,
        said_at=at(morning, 8),
    )


def mixed(today: date, days: int, gain: int, coin: bool = False) -> list[Night]:
    """So many nights before today, with and without in no order, each followed by a morning
    that hurts ``gain`` points less after the routine. The oldest is one with it."""
    nights = []
    for ago in range(days, 0, -1):
        # The bits of a fixed number: as good as tossed, and the same every time.
        done = ago == days or bool(0xB3A95C64D17E2B98F05 >> (ago % 75) & 1)
        usual = 5 + (ago * 7 % 3) - 1
        nights.append(
            Night(
                today - timedelta(days=ago),
                routine=done,
                coin=done if coin else None,
                pain=usual - gain * done,
                sleep=5 + (ago * 5 % 3) - 1,
            )
        )
    return nights
