"""The regression gives what the textbook formula gives, and does not mind what must not matter."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from lumbar.experiment import findings, model
from lumbar.experiment.findings import compare_exercises, compare_routine, what_helps
from lumbar.experiment.model import Array
from lumbar.experiment.simulate import Scenario, simulate
from lumbar.experiment.values import (
    EXERCISE_NIGHTS_EACH,
    LONGEST,
    NIGHTS,
    NIGHTS_EACH,
    Findings,
    Night,
)

FIRST = date(2026, 3, 2)


def test_the_answer_is_the_textbooks() -> None:
    """Against one dense matrix of correlations, with the missing mornings simply not in it."""
    made = simulate(Scenario("", days=70), 1, 3)
    compared = compare_routine(made.mornings, made.routine, made.weekend)
    told = np.flatnonzero(~np.isnan(made.mornings[0]))
    day = np.arange(70.0)
    bends = [np.maximum(day - 28, 0) / 28, np.maximum(day - 56, 0) / 28]
    spreads = np.array([1.0, 0.5, 0.5, 1.0, 1.5])
    columns = np.stack([day / 28, *bends, made.weekend[0], made.routine[0]], axis=1)[told]
    outcome = made.mornings[0, told]
    full = _densities(outcome, columns, spreads, told)
    without = _densities(outcome, columns[:, :-1], spreads[:-1], told)
    log_evidence = np.logaddexp.reduce(full[0]) - np.logaddexp.reduce(without[0])
    assert compared.estimate.log_evidence[0] == pytest.approx(log_evidence, abs=1e-4)
    weight = np.exp(full[0] - np.logaddexp.reduce(full[0]))
    mean = float(weight @ full[1])
    assert compared.estimate.mean[0] == pytest.approx(mean, abs=1e-4)
    assert compared.posterior.autocorrelation()[0] == pytest.approx(weight @ model.GRID, abs=1e-4)
    # The mixture's probability below each end of the interval.
    freedom = len(told) - 1 + model.NOISE_WEIGHT
    for end, chance in ((compared.estimate.low[0], 0.05), (compared.estimate.high[0], 0.95)):
        below = weight @ stats.t.cdf(end, freedom, full[1], full[2])
        assert below == pytest.approx(chance, abs=5e-4)


def _densities(
    outcome: Array, columns: Array, spreads: Array, told: Any
) -> tuple[Array, Array, Array]:
    """Log marginal likelihood, mean and scale of the last coefficient for each ρ, by generalised
    least squares: the flat level is taken out by a very wide prior."""
    columns = np.concatenate([np.ones((len(told), 1)), columns], axis=1)
    prior = np.diag([1e8, *spreads**2])
    found = []
    for rho in model.GRID:
        errors = float(rho) ** np.abs(np.subtract.outer(told, told))
        total = errors + columns @ prior @ columns.T
        inverse = np.linalg.inv(total)
        weight = model.NOISE_WEIGHT
        freedom = len(told) - 1 + weight
        squares = outcome @ inverse @ outcome + weight * model.NOISE**2
        log = -0.5 * np.linalg.slogdet(total)[1] - 0.5 * freedom * np.log(squares)
        gain = prior @ columns.T @ inverse
        variance = (prior - gain @ columns @ prior)[-1, -1]
        found.append((log, (gain @ outcome)[-1], np.sqrt(squares / freedom * variance)))
    log_marginal, mean, scale = np.array(found).T
    return log_marginal, mean, scale


def nights(seed: int = 1, **how: Any) -> list[Night]:
    """One made-up person's nights."""
    scenario = Scenario("", **{"days": 90, **how})
    made = simulate(scenario, 1, seed)
    return [
        Night(
            FIRST + timedelta(days=day),
            bool(made.routine[0, day]),
            frozenset(
                f"exercise-{one}"
                for one in range(scenario.exercises)
                if made.exercises[0, day, one]
            ),
            coin=bool(made.routine[0, day]) if scenario.habit == "coin" else None,
            pain=None if np.isnan(pain := made.mornings[0, day]) else int(pain),
            sleep=None if np.isnan(pain) else 10 - int(pain),
        )
        for day in range(scenario.days)
    ]


@pytest.mark.parametrize(
    ("effect", "verdict"), [(-3.0, "helps"), (0.0, "no_clear_difference"), (3.0, "worse")]
)
def test_a_plain_case(effect: float, verdict: str) -> None:
    found = what_helps(nights(effect=effect, spread=(0.8, 0.8)), coin_running=False)
    assert (found.pain.verdict, found.sleep.verdict) == (verdict, verdict)
    assert found.pain.mean is not None and found.sleep.mean is not None
    assert found.pain.low is not None and found.pain.high is not None
    assert found.pain.low < found.pain.mean < found.pain.high
    assert found.pain.mean == pytest.approx(effect, abs=0.8)
    # Sleep was made the mirror of pain, and is judged the other way round.
    assert found.sleep.mean == pytest.approx(-found.pain.mean, abs=1e-6)
    assert not found.by_coin


@settings(max_examples=15)
@given(shuffle=st.randoms(), up=st.integers(0, 3), seed=st.integers(0, 20))
def test_order_and_level_do_not_matter(shuffle: Any, up: int, seed: int) -> None:
    known = nights(seed, level=(3.0, 4.0))
    before = what_helps(known, coin_running=False)
    shifted = [_with_pain(one, None if one.pain is None else one.pain + up) for one in known]
    shuffle.shuffle(shifted)
    after = what_helps(shifted, coin_running=False)
    assert after.pain.mean == pytest.approx(before.pain.mean, abs=1e-6)
    assert after.pain.high == pytest.approx(before.pain.high, abs=1e-6)
    assert after.pain.verdict == before.pain.verdict


def _with_pain(night: Night, pain: int | None) -> Night:
    return Night(night.evening, night.routine, night.exercises, pain=pain, sleep=night.sleep)


@settings(max_examples=30)
@given(seed=st.integers(0, 50), days=st.integers(1, 80))
def test_nothing_is_said_before_the_counts_are_there(seed: int, days: int) -> None:
    found = what_helps(nights(seed, effect=-3.0, habit="in runs")[:days], coin_running=False)
    pain = found.pain
    too_few = (
        pain.nights_with < NIGHTS_EACH
        or pain.nights_without < NIGHTS_EACH
        or pain.nights_with + pain.nights_without < NIGHTS
    )
    assert too_few == (pain.mean is None)
    if too_few:
        assert pain.verdict == "not_enough"
        assert pain.more >= max(1, pain.more_with + pain.more_without)
        # Exactly so many more would do.
        total = pain.nights_with + pain.nights_without + pain.more
        assert total >= NIGHTS
    if pain.verdict in {"helps", "worse"}:
        assert pain.low is not None and pain.high is not None
        assert pain.low > 0 or pain.high < 0
        assert pain.evidence is not None and pain.evidence >= 20


def test_somebody_who_always_says_the_same_is_not_known_to_a_hair() -> None:
    still = [_with_pain(one, 3) for one in nights()]
    found = what_helps(still, coin_running=False).pain
    assert found.verdict == "no_clear_difference"
    assert found.mean == pytest.approx(0, abs=1e-6)
    assert found.low is not None and found.low < -0.03


def test_nobody_and_nothing() -> None:
    nothing = what_helps([], coin_running=False)
    assert nothing.pain.verdict == nothing.sleep.verdict == "not_enough"
    assert (nothing.pain.more, nothing.pain.more_with) == (NIGHTS, NIGHTS_EACH)
    assert nothing.exercises == ()


def test_a_long_run_says_nothing_of_the_same_weeks() -> None:
    """Four weeks with, then four weeks without: the course may explain it as well."""
    block = [
        Night(FIRST + timedelta(days=day), day < 28, pain=(3, 5, 4)[day % 3] + (day >= 28))
        for day in range(56)
    ]
    assert what_helps(block, coin_running=False).pain.verdict in {
        "no_clear_difference",
        "not_enough",
    }


def test_nights_before_the_first_evening_and_before_last_year_do_not_count() -> None:
    known = nights(days=60)
    first = next(one.evening for one in known if one.routine)
    acute = [Night(first - timedelta(days=day), False, pain=10) for day in range(1, 40)]
    assert what_helps([*acute, *known], coin_running=False) == what_helps(known, coin_running=False)
    old = [_moved(one, -LONGEST) for one in known]
    assert what_helps([*old, *known], coin_running=False).mornings == sum(
        one.pain is not None for one in known
    )


def _moved(night: Night, days: int) -> Night:
    return Night(night.evening + timedelta(days=days), night.routine, pain=night.pain)


def test_a_night_begun_and_left_counts_as_neither() -> None:
    known = nights()
    half = [Night(one.evening, None, pain=10) for one in known[-10:]]
    assert (
        what_helps([*known[:-10], *half], coin_running=False).pain
        == what_helps(known[:-10], coin_running=False).pain
    )


def test_the_coin_decides_by_what_it_said_whatever_was_done() -> None:
    known = nights(habit="coin", effect=-3.0, spread=(0.8, 0.8), days=120)
    stubborn = [Night(one.evening, True, coin=one.coin, pain=one.pain) for one in known]
    for some in (known, stubborn):
        found = what_helps(some, coin_running=False)
        assert found.by_coin
        assert found.pain.verdict == "helps"
    # A trial that has only begun says nothing yet, whatever the other nights look like.
    mixed = [*nights(effect=-3.0, spread=(0.8, 0.8)), *(_late(one) for one in known[:10])]
    running = what_helps(mixed, coin_running=True)
    assert running.by_coin
    assert running.pain.verdict == "not_enough"
    assert running.mornings <= 10
    assert not what_helps(mixed, coin_running=False).by_coin


def _late(night: Night) -> Night:
    later = night.evening + timedelta(days=90)
    return Night(later, night.routine, coin=night.coin, pain=night.pain)


def exercise_findings(effect: float) -> Findings:
    return what_helps(
        nights(4, exercises=3, exercise_effect=effect, days=182, spread=(0.8, 0.8)),
        coin_running=False,
    )


def test_an_exercise_is_told_from_its_neighbours() -> None:
    first, *others = exercise_findings(-2.5).exercises
    assert first.exercise == "exercise-0"
    assert first.pain.verdict == "helps"
    assert {one.pain.verdict for one in others} <= {"no_clear_difference", "not_enough"}


def test_an_exercise_done_every_time_says_nothing() -> None:
    always = [
        Night(
            one.evening,
            one.routine,
            frozenset({"knee-rolls"} if one.routine else ()),
            pain=one.pain,
        )
        for one in nights(effect=-3.0)
    ]
    (only,) = what_helps(always, coin_running=False).exercises
    assert only.pain.verdict == "not_enough"
    assert (only.pain.nights_without, only.pain.more_without) == (0, EXERCISE_NIGHTS_EACH)


def test_more_exercises_need_more_evidence() -> None:
    made = simulate(Scenario("", exercises=5, days=182), 40, 5)
    no_pain = np.full(made.mornings.shape, np.nan)
    each = compare_exercises(made.mornings, made.routine, made.exercises, no_pain, made.weekend)
    assert set(each[0].tested) <= {1, 2, 3, 4, 5}
    assert each[0].tested.max() == 5
    strong = findings.Compared(
        model.Estimate(*(np.full(40, value) for value in (-1.0, -1.5, -0.5, np.log(60.0)))),
        np.full(40, 30),
        np.full(40, 30),
        each[0].tested,
        EXERCISE_NIGHTS_EACH,
        each[0].posterior,
    )
    assert ((strong.verdicts(-1) == "helps") == (each[0].tested <= 3)).all()


def test_the_evenings_pain_makes_exercises_comparable() -> None:
    """An exercise left out on sore evenings only looks as if it helped."""
    chance = np.random.default_rng(8)
    sore = np.where(chance.random((400, 120)) < 0.5, 4.0, 0.0)
    done = (chance.random((400, 120)) < np.where(sore > 0, 0.25, 0.75))[..., None].astype(float)
    mornings = np.clip(np.round(2.5 + 0.5 * sore + chance.normal(0, 0.8, sore.shape)), 0, 10)
    routine, weekend = np.ones(sore.shape), np.zeros(sore.shape)
    untold = np.full(sore.shape, np.nan)
    naive, fair = (
        compare_exercises(mornings, routine, done, known, weekend)[0] for known in (untold, sore)
    )
    assert (naive.verdicts(-1) == "helps").mean() > 0.8
    assert (fair.verdicts(-1) == "helps").mean() < 0.02
    assert abs(fair.estimate.mean.mean()) < 0.05
