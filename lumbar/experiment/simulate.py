"""Made-up people whose truth is known, to see how often the self-experiment is right.

Pain follows a course, is different at weekends, and what is left over lasts from day to day (ρ from
0.2 to 0.7). It is told in whole numbers from 0 to 10, and not on every morning: single mornings are
left out and so are weeks. Whether somebody does the routine follows one of several habits. The
*truth* a person is held to is the mean difference between the numbers they would have told with the
routine and without it, night by night, which rounding and the ends of the scale make a little
smaller than what was put in.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from lumbar.experiment.findings import Compared, compare_exercises, compare_routine
from lumbar.experiment.model import GRID, Array
from lumbar.experiment.values import NIGHTS

Habit = Literal[
    "now and then", "in runs", "fading", "not at weekends", "after good mornings", "coin"
]
Claimed = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class Scenario:
    """One kind of person."""

    name: str
    habit: Habit = "now and then"
    effect: float = 0.0
    """Points put into the mornings after the routine; less than 0 helps."""
    days: int = 98
    level: tuple[float, float] = (2.5, 6.5)
    """Between which the usual pain lies."""
    spread: tuple[float, float] = (0.9, 1.8)
    """Likewise its day-to-day standard deviation, points."""
    course: Literal["line", "recovery"] = "line"
    noise: float = 0.0
    """Standard deviation of what each morning adds by itself; not in the model."""
    felt: float = 0.0
    """How much the evening's pain, which no morning has told yet, keeps people from the routine;
    not in the model, and only a coin is proof against it."""
    obeys: float = 0.8
    """How often people do as the coin says."""
    exercises: int = 0
    exercise_effect: float = 0.0
    """Points of the first exercise; the others do nothing."""


@dataclass(frozen=True, slots=True)
class People:
    """What was told, as the model gets it, and what it should find."""

    mornings: Array
    routine: Array
    """Done; or for the coin, what it said."""
    weekend: Array
    truth: Array
    exercises: Array


SCENARIOS: Final = (
    *(
        Scenario(f"{habit}, {effect:+g}", habit, effect)
        for habit in ("now and then", "in runs", "coin")
        for effect in (0.0, -0.5, -1.0, -2.0)
    ),
    Scenario("not at weekends, +0", "not at weekends"),
    Scenario("not at weekends, -1", "not at weekends", -1.0),
    Scenario("fading while recovering, +0", "fading", course="recovery"),
    Scenario("fading while recovering, -1", "fading", -1.0, course="recovery"),
    Scenario("after good mornings, +0", "after good mornings"),
    Scenario("after good mornings, -1", "after good mornings", -1.0),
    Scenario("mild pain, many zeros, +0", level=(0.3, 1.5), spread=(0.6, 1.2)),
    Scenario("mild pain, many zeros, -1", effect=-1.0, level=(0.3, 1.5), spread=(0.6, 1.2)),
    Scenario("moods of the day, +0", noise=0.7),
    Scenario("moods of the day, -1", effect=-1.0, noise=0.7),
    Scenario("six weeks, +0", days=45),
    Scenario("six weeks, -1", effect=-1.0, days=45),
    Scenario("six weeks, coin, -1", "coin", -1.0, days=45),
    Scenario("half a year, +0", days=182),
    Scenario("half a year, -0.5", effect=-0.5, days=182),
    Scenario("harm, +1", effect=1.0),
)
"""What the interval and the claims are held to."""

FAMILY: Final = (
    Scenario("five exercises that do nothing", exercises=5, effect=-0.7),
    Scenario("the same in runs", "in runs", exercises=5, effect=-0.7),
    Scenario("the first takes 1 point", exercises=5, effect=-0.7, exercise_effect=-1.0),
    Scenario("half a year, the first takes 1 point", exercises=5, days=182, exercise_effect=-1.0),
)
LIMITS: Final = (
    Scenario("bad evenings skipped, +0", felt=1.5),
    Scenario("bad evenings skipped, coin, +0", "coin", felt=1.5),
    Scenario("bad evenings skipped, coin, -1", "coin", -1.0, felt=1.5),
)
"""What only a coin can answer."""


def simulate(scenario: Scenario, people: int, seed: int) -> People:
    """So many people of one kind; the same seed makes the same people."""
    chance = np.random.default_rng(seed)
    days = scenario.days
    told = _Told(scenario, people, chance)
    felt = chance.normal(0, 1, (people, days))
    news = np.sqrt(0.5) * felt + np.sqrt(0.5) * chance.normal(0, 1, (people, days))
    likely = chance.uniform(0.35, 0.75, people)
    left = told.spread * chance.normal(0, 1, people)
    before = told.level
    arms, done = np.zeros((people, days)), np.zeros((people, days))
    which = _exercise_habits(scenario, people, chance)
    mornings, truth = np.zeros((people, days)), np.zeros(people)
    for day in range(days):
        if day:
            left = told.rho * left + np.sqrt(1 - told.rho**2) * told.spread * news[:, day]
        usual = told.usual(day)
        draw = chance.random(people)
        wish = _wish(scenario, likely, day, told, before - usual, arms[:, day - 1] if day else None)
        logit = np.log(wish / (1 - wish)) - scenario.felt * felt[:, day]
        own = draw < 1 / (1 + np.exp(-logit))
        # Whoever does not obey does as they would have.
        obeys = chance.random(people) < scenario.obeys
        coin = chance.random(people) < 0.5
        by_coin = scenario.habit == "coin"
        arms[:, day] = coin if by_coin else own
        done[:, day] = np.where(obeys, coin, own) if by_coin else own
        mood = scenario.noise * chance.normal(0, 1, people)
        level = usual + left + mood
        extra = scenario.exercise_effect * which[:, day, 0] if scenario.exercises else 0.0
        with_it, without = _say(level + scenario.effect + extra), _say(level)
        mornings[:, day] = np.where(done[:, day] > 0, with_it, without)
        # What the arm itself changes: everything, or for a coin only those who obey.
        changed = with_it - without
        truth += np.where(obeys, changed, 0) if by_coin else changed
        before = mornings[:, day]
    mornings[told.missing] = np.nan
    return People(mornings, arms, told.weekend, truth / days, which * done[..., None])


class _Told:
    """What differs between people, and which mornings they leave out."""

    def __init__(self, scenario: Scenario, people: int, chance: np.random.Generator) -> None:
        days = np.arange(scenario.days)
        self.rho = chance.uniform(0.2, 0.7, people)
        self.spread = chance.uniform(*scenario.spread, people)
        self.level = chance.uniform(*scenario.level, people)
        first = chance.integers(0, 7, people)
        self.weekend = ((first[:, None] + days) % 7 >= 5).astype(float)
        self._at_weekends = chance.normal(0, 0.5, people)
        if scenario.course == "line":
            self._course = chance.normal(-0.7, 0.8, people)[:, None] * (days / len(days) - 0.5)
        else:
            fall = np.exp(-days / chance.uniform(14, 40, people)[:, None])
            self._course = chance.uniform(0, 3, people)[:, None] * (fall - 0.3)
        self.missing = _missing(chance.uniform(0.1, 0.4, people), scenario.days, chance)

    def usual(self, day: int) -> Array:
        usual: Array = self.level + self._course[:, day] + self._at_weekends * self.weekend[:, day]
        return usual


def _missing(share: Array, days: int, chance: np.random.Generator) -> NDArray[np.bool_]:
    """Half of what is missing is single mornings, half lies in runs of five days or so."""
    single = chance.random((len(share), days)) < (share / 2)[:, None]
    in_runs = np.zeros((len(share), days), dtype=bool)
    away = np.zeros(len(share), dtype=bool)
    begins = 0.2 * (share / 2) / (1 - share / 2)
    for day in range(days):
        draw = chance.random(len(share))
        away = np.where(away, draw >= 0.2, draw < begins)
        in_runs[:, day] = away
    return single | in_runs


def _wish(
    scenario: Scenario, likely: Array, day: int, told: _Told, worse: Array, last: Array | None
) -> Array:
    """How likely each person does the routine on this evening by themselves."""
    match scenario.habit:
        case "in runs" if last is not None:
            wish = 0.8 * last + 0.2 * likely
        case "fading":
            wish = likely + 0.3 - 0.6 * day / scenario.days
        case "not at weekends":
            wish = np.where(told.weekend[:, day] > 0, likely - 0.3, likely + 0.1)
        case "after good mornings":
            wish = 1 / (1 + np.exp(-np.log(likely / (1 - likely)) + 0.6 * worse))
        case _:
            wish = likely
    return np.clip(wish, 0.02, 0.98)


def _exercise_habits(scenario: Scenario, people: int, chance: np.random.Generator) -> Array:
    """Which exercises are in an evening: the even ones now and then, the odd ones swapped in or
    out on one day for good."""
    days = np.arange(scenario.days)
    which = np.zeros((people, scenario.days, scenario.exercises))
    for one in range(scenario.exercises):
        if one % 2 == 0:
            likely = chance.uniform(0.4, 0.8, people)[:, None]
            which[:, :, one] = chance.random((people, scenario.days)) < likely
        else:
            since = chance.integers(scenario.days // 4, 3 * scenario.days // 4, people)[:, None]
            which[:, :, one] = (days >= since) == (one % 4 == 1)
    return which


def _say(level: Array) -> Array:
    return np.clip(np.round(level), 0, 10)


# --- how often it is right ----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Row:
    """One scenario's outcome, as shares of the people of whom enough was known."""

    name: str
    people: int
    answered: float
    """Of all people, those with enough nights in the end."""
    coverage: float
    """Whose 90 % interval holds their truth."""
    claims: float
    """Of whom an effect is claimed in the end."""
    ever: float
    """Of whom one was claimed at any of the looks."""
    width: float
    """Median width of the interval, points."""


def run(
    scenario: Scenario,
    people: int,
    seed: int,
    looks: Sequence[int] = (),
    grid: tuple[float, ...] = GRID,
) -> Row:
    """Let the model look at so many people, at the end and on every day of ``looks``."""
    made = simulate(scenario, people, seed)

    def judge(days: int) -> Compared:
        return compare_routine(
            made.mornings[:, :days], made.routine[:, :days], made.weekend[:, :days], grid
        )

    last = judge(scenario.days)
    verdicts = last.verdicts(better=-1)
    answered = verdicts != "not_enough"
    held = (last.estimate.low <= made.truth) & (made.truth <= last.estimate.high)
    claimed = _claimed(verdicts)
    ever = claimed.copy()
    for days in looks:
        ever |= _claimed(judge(days).verdicts(better=-1))
    return Row(
        scenario.name,
        people,
        float(answered.mean()),
        float(held[answered].mean()),
        float(claimed.mean()),
        float(ever.mean()),
        float(np.median((last.estimate.high - last.estimate.low)[answered])),
    )


@dataclass(frozen=True, slots=True)
class FamilyRow:
    """The same for a family of exercises of which at most the first does anything."""

    name: str
    people: int
    compared: float
    """Mean number of exercises that varied enough."""
    false: float
    """Share of people told of any effect that is not there, at any of the looks."""
    found: float
    """Share of people told of the first exercise's effect, likewise."""


def run_family(scenario: Scenario, people: int, seed: int, looks: Sequence[int] = ()) -> FamilyRow:
    """Let the model look at every exercise of so many people, at the end and at the looks."""
    made = simulate(scenario, people, seed)
    claimed = np.zeros((people, scenario.exercises), dtype=bool)
    compared = 0.0
    for days in sorted({*looks, scenario.days}):
        each = compare_exercises(
            made.mornings[:, :days],
            made.routine[:, :days],
            made.exercises[:, :days],
            np.full((people, days), np.nan),
            made.weekend[:, :days],
        )
        claimed |= np.stack([_claimed(one.verdicts(better=-1)) for one in each], axis=1)
        compared = float(np.mean([one.verdicts(-1) != "not_enough" for one in each]) * len(each))
    true = int(scenario.exercise_effect != 0)
    return FamilyRow(
        scenario.name,
        people,
        compared,
        float(claimed[:, true:].any(1).mean()),
        float(claimed[:, 0].mean()) if true else 0.0,
    )


def every(days: int, scenario: Scenario) -> range:
    """Looks every so many days, from the first day on which anything can be said."""
    return range(NIGHTS, scenario.days, days)


def _claimed(verdicts: NDArray[np.str_]) -> Claimed:
    found: Claimed = (verdicts == "helps") | (verdicts == "worse")
    return found
