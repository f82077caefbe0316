"""The self-experiment is held to people whose truth is known.

``bench/experiment.py`` runs the same with more people and more looks and prints the table of
docs/clinician/what-helps-you.md.
"""

from __future__ import annotations

import numpy as np
import pytest

from lumbar.experiment.findings import compare_routine
from lumbar.experiment.simulate import (
    FAMILY,
    LIMITS,
    SCENARIOS,
    Row,
    Scenario,
    every,
    run,
    run_family,
    simulate,
)

PEOPLE = 225
NOTHING = [
    (number, one)
    for number, one in enumerate(SCENARIOS)
    # Half a year of looks is left to the bench.
    if one.effect == 0 and one.days < 100
]


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    """Every kind of person, looked at when their nights are over."""
    return [run(scenario, PEOPLE, number) for number, scenario in enumerate(SCENARIOS)]


def test_nine_in_ten_intervals_hold_the_truth(rows: list[Row]) -> None:
    assert len(rows) * PEOPLE >= 2000
    answered = np.array([row.answered for row in rows])
    coverage = np.array([row.coverage for row in rows])
    assert 0.87 <= (answered * coverage).sum() / answered.sum() <= 0.93
    # Each kind by itself as well, as far as so few people can tell.
    error = np.sqrt(0.9 * 0.1 / (PEOPLE * answered))
    outside = np.maximum(0.87 - coverage, coverage - 0.93)
    assert (outside <= 2 * error).all(), [row for row in rows if not 0.87 <= row.coverage <= 0.93]


def test_most_people_get_an_answer_and_large_effects_are_found(rows: list[Row]) -> None:
    assert min(row.answered for row in rows) > 0.75
    power = {row.name: row.claims for row in rows}
    assert power["now and then, -2"] > 0.95
    assert power["now and then, -1"] > 0.5
    assert power["harm, +1"] > 0.5
    assert power["now and then, -0.5"] < power["half a year, -0.5"]


def test_looking_again_and_again_finds_no_effect_where_there_is_none() -> None:
    """One look at the end is not how people look."""
    shares = [
        run(scenario, PEOPLE, 100 + number, every(14, scenario)).ever
        for number, scenario in NOTHING
    ]
    assert len(shares) * PEOPLE >= 2000
    assert np.mean(shares) <= 0.03
    assert max(shares) <= 0.05


def test_of_many_exercises_none_is_claimed_where_there_is_nothing() -> None:
    for number, scenario in enumerate(FAMILY[:2]):
        row = run_family(scenario, PEOPLE, number, every(28, scenario))
        assert row.compared > 2.5
        assert row.false <= 0.05


def test_only_the_coin_is_proof_against_bad_evenings() -> None:
    """The limit that the page and the clinician's document state."""
    pattern, coin, true = (run(one, PEOPLE, number) for number, one in enumerate(LIMITS))
    assert pattern.coverage < 0.5
    assert pattern.claims > 0.2
    assert 0.85 <= coin.coverage <= 0.95
    assert coin.claims <= 0.05
    assert true.claims > 0.2


def test_the_simulation_would_notice_a_model_that_forgets_yesterday() -> None:
    """With ρ fixed at 0 the same people get intervals that are too narrow: the tests can fail."""
    careless = run(Scenario("in runs", "in runs"), PEOPLE, 7, grid=(0.0,))
    assert careless.coverage < 0.84


def test_the_simulation_would_notice_a_claim_for_every_interval_without_zero() -> None:
    """What nine in ten allow at one look is far too little for somebody who looks every week."""
    scenario = Scenario("nothing")
    made = simulate(scenario, PEOPLE, 5)
    ever = np.zeros(PEOPLE, dtype=bool)
    for days in every(14, scenario):
        estimate = compare_routine(
            made.mornings[:, :days], made.routine[:, :days], made.weekend[:, :days]
        ).estimate
        ever |= (estimate.low > 0) | (estimate.high < 0)
    assert ever.mean() > 0.15


def test_the_same_seed_makes_the_same_people() -> None:
    one, other = (simulate(SCENARIOS[5], 3, 1) for _ in range(2))
    assert np.array_equal(one.mornings, other.mornings, equal_nan=True)
    told = one.mornings[~np.isnan(one.mornings)]
    assert told.min() >= 0 and told.max() <= 10 and (told == np.round(told)).all()
