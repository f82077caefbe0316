"""How often the self-experiment is right about people whose truth is known.

    .venv/bin/python bench/experiment.py [--people 2000] [--every 7] [--no-fail]

Prints a row for every kind of person of ``lumbar/experiment/simulate.py``: of how many enough was
known in the end, whose 90 % interval held the truth, of whom an effect was claimed at the end and
at any of the looks (one every so many days), and how wide the interval was. Where nothing was put
in, a claim is false; elsewhere it is the power. Exits 1 when a kind's coverage is outside 87 to
93 %, or when more than 5 % are ever told of an effect that is not there.
"""

from __future__ import annotations

import argparse
import sys
from datetime import date, timedelta
from pathlib import Path
from time import process_time

import numpy as np

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from lumbar.experiment.findings import what_helps
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
from lumbar.experiment.values import LONGEST, Night

COVERAGE = (0.87, 0.93)
FALSE_CLAIMS = 0.05


def main() -> int:
    """Simulate, print, and say whether the limits hold."""
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--people", type=int, default=2000, help="of each kind")
    options.add_argument("--every", type=int, default=7, help="days between two looks")
    options.add_argument("--no-fail", action="store_true", help="only print; always exit 0")
    given = options.parse_args()

    print(f"{given.people} people of each kind, a look every {given.every} days from day 28 on.\n")
    print("| | enough | interval holds | claimed at the end | claimed ever | width |")
    print("|---|---:|---:|---:|---:|---:|")
    wrong, held = [], []
    for number, scenario in enumerate(SCENARIOS):
        row = shown(scenario, given.people, number, given.every)
        held.append((row.answered, row.coverage))
        if not COVERAGE[0] <= row.coverage <= COVERAGE[1]:
            wrong.append(f"{row.name}: the interval holds for {row.coverage:.1%}")
        if scenario.effect == 0 and row.ever > FALSE_CLAIMS:
            wrong.append(f"{row.name}: false claims {row.ever:.1%}")
    weight, coverage = np.array(held).T
    mean = (weight * coverage).sum() / weight.sum()
    print(f"| **all {len(held) * given.people:,}** | | {mean:.1%} | | | |")
    for number, scenario in enumerate(LIMITS):
        shown(scenario, given.people, number, given.every)

    print("\n| | exercises compared | false claims, any, ever | the true one found |")
    print("|---|---:|---:|---:|")
    for number, scenario in enumerate(FAMILY):
        family = run_family(scenario, given.people, number, every(given.every, scenario))
        found = f"{family.found:.1%}" if scenario.exercise_effect else ""
        print(
            f"| {family.name} | {family.compared:.1f} | {family.false:.1%} | {found} |", flush=True
        )
        if family.false > FALSE_CLAIMS:
            wrong.append(f"{family.name}: false claims {family.false:.1%}")
    print(f"\nOne person, {LONGEST} nights, five exercises: {milliseconds():.0f} ms.")
    if wrong:
        print("\n".join(wrong), file=sys.stderr)
    return 1 if wrong and not given.no_fail else 0


def shown(scenario: Scenario, people: int, seed: int, days: int) -> Row:
    """Run one scenario and print its row. Only false claims depend on how often one looks."""
    row = run(scenario, people, seed, every(days, scenario) if scenario.effect == 0 else ())
    ever = f"{row.ever:.1%}" if scenario.effect == 0 else ""
    print(
        f"| {row.name} | {row.answered:.0%} | {row.coverage:.1%} | {row.claims:.1%} | {ever} "
        f"| {row.width:.1f} |",
        flush=True,
    )
    return row


def milliseconds() -> float:
    """The best of some repeats: all that the page needs, for the longest record."""
    made = simulate(Scenario("", days=LONGEST, exercises=5), 1, 1)
    nights = [
        Night(
            date(2026, 1, 1) + timedelta(days=day),
            bool(made.routine[0, day]),
            frozenset(str(one) for one in range(5) if made.exercises[0, day, one]),
            pain=None if np.isnan(made.mornings[0, day]) else int(made.mornings[0, day]),
        )
        for day in range(LONGEST)
    ]
    best = float("inf")
    for _ in range(10):
        began = process_time()
        what_helps(nights, coin_running=False)
        best = min(best, process_time() - began)
    return best * 1000


if __name__ == "__main__":
    raise SystemExit(main())
