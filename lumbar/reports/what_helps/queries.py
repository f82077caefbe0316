"""A person's nights as the self-experiment wants them, and where their coin stands."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal

from lumbar.experiment.values import LONGEST, Findings, Night
from lumbar.journal.models import CheckIn
from lumbar.people.models import Person
from lumbar.plans.queries import standing
from lumbar.reports.models import CoinNight, CoinTrial
from lumbar.tonight.models import SessionRecord
from lumbar.tonight.queries import evening_date, stopped_since

LOOK_BACK = timedelta(days=LONGEST + 1)
"""A year of nights, and the one before it for the hours past midnight."""

Barred = Literal["no_check", "no_exercises", "check_again"]
"""Why no coin may be tossed."""


@dataclass(frozen=True, slots=True)
class Coin:
    """A running trial, and its coin of one evening."""

    evening: date
    said: bool | None
    """True for the routine, False for a night without; None while it was not tossed."""
    done: bool
    """The routine was done already: tossing would decide nothing."""


def what_helps_of(person: Person | None, now: datetime) -> Findings:
    """All that may be said of a person's nights."""
    # Here and not above: numpy is for this page only, and no other should wait for it.
    from lumbar.experiment.findings import what_helps

    if person is None:
        return what_helps([], coin_running=False)
    return what_helps(nights_of(person, now), coin_running=running_trial(person) is not None)


def nights_of(person: Person, now: datetime) -> list[Night]:
    """Every night of the last year of which something was kept.

    A routine counts as done when it was finished with at least one exercise. One that was left in
    the middle, or ended by a danger sign, counts as neither done nor not done.
    """
    evenings = _evenings(person, now)
    mornings = {
        morning - timedelta(days=1): (pain, sleep)
        for morning, pain, sleep in CheckIn.objects.filter(
            person=person, morning__gt=evening_date(now - LOOK_BACK)
        ).values_list("morning", "pain", "sleep")
    }
    coins = dict(CoinNight.objects.filter(trial__person=person).values_list("evening", "routine"))
    nights = []
    for evening in sorted(evenings.keys() | mornings.keys() | coins.keys()):
        kept = evenings.get(evening, _NOTHING)
        pain, sleep = mornings.get(evening, (None, None))
        nights.append(
            Night(
                evening,
                routine=None if kept.unclear and not kept.done else kept.done,
                exercises=kept.exercises,
                evening_pain=kept.pain,
                coin=coins.get(evening),
                pain=pain,
                sleep=sleep,
            )
        )
    return nights


@dataclass(frozen=True, slots=True)
class _Kept:
    """What all records of one evening say together."""

    done: bool = False
    unclear: bool = False
    exercises: frozenset[str] = frozenset()
    pain: int | None = None


_NOTHING = _Kept()


def _evenings(person: Person, now: datetime) -> dict[date, _Kept]:
    found: dict[date, _Kept] = {}
    rows = SessionRecord.objects.filter(person=person, started_at__gt=now - LOOK_BACK)
    for started_at, state, items, steps, pain in rows.order_by("started_at").values_list(
        "started_at", "state", "items", "steps", "pain_before"
    ):
        done = {
            items[step["item"]]["exercise"]
            for step in steps
            if step["how"] == "done" and step["item"] < len(items)
        }
        finished = state == SessionRecord.State.DONE and bool(done)
        left = state == SessionRecord.State.STOPPED or (not finished and bool(done))
        day = evening_date(started_at)
        before = found.get(day, _NOTHING)
        found[day] = _Kept(
            done=before.done or finished,
            unclear=before.unclear or left,
            exercises=before.exercises | done if finished else before.exercises,
            pain=pain if before.pain is None else before.pain,
        )
    return found


# --- the coin -----------------------------------------------------------------------------------


def barred(person: Person | None) -> Barred | None:
    """Why this person may not toss for exercises now; None when they may."""
    stands = standing(person)
    if person is None or stands.assessment is None:
        return "no_check"
    if stands.refused is not None and stands.refused.reason != "check_again":
        return "no_exercises"
    if stands.refused is not None or stopped_since(person, stands.assessment):
        return "check_again"
    return None


def running_trial(person: Person | None) -> CoinTrial | None:
    """The trial this person has turned on and not off again, even while it is barred."""
    if person is None:
        return None
    return CoinTrial.objects.filter(person=person, ended_on=None).first()


def coin_tonight(person: Person | None, now: datetime) -> Coin | None:
    """Tonight's coin, for Home and the page; None without a trial or where no exercises are
    allowed. Nothing is tossed by asking."""
    if running_trial(person) is None or person is None or barred(person) is not None:
        return None
    evening = evening_date(now)
    tossed = coin_of(person, evening)
    return Coin(evening, None if tossed is None else tossed.routine, done_on(person, evening))


def coin_of(person: Person, evening: date) -> CoinNight | None:
    """What the coin said for an evening, in whichever trial: ending one and beginning another is
    no second toss."""
    return CoinNight.objects.filter(trial__person=person, evening=evening).first()


def done_on(person: Person, evening: date) -> bool:
    """Whether a routine was finished on this evening."""
    # An evening begins at four on its date and ends before four on the next.
    rows = SessionRecord.objects.filter(
        person=person,
        state=SessionRecord.State.DONE,
        started_at__date__gte=evening,
        started_at__date__lte=evening + timedelta(days=1),
    )
    return any(
        evening_date(moment) == evening for moment in rows.values_list("started_at", flat=True)
    )


def tossed_nights(trial: CoinTrial) -> tuple[int, int]:
    """How often this trial's coin said the routine, and how often a night without."""
    said = list(CoinNight.objects.filter(trial=trial).values_list("routine", flat=True))
    return sum(said), len(said) - sum(said)
