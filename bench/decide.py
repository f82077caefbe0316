"""How long one decision takes, beside a plain loop measured in the same run.

    .venv/bin/python bench/decide.py [--no-fail]

Prints one line per decision: the best and the median of many short repeats, in microseconds of
processor time on one core, and the best as a multiple of the calibration loop, which makes runs on
different machines comparable. Exits 1 when the best of an assessment takes more than 200 µs, or of
a plan more than 1 ms.
"""

from __future__ import annotations

import argparse
import statistics
import sys
from collections.abc import Callable
from pathlib import Path
from time import process_time
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from lumbar.clinical.library import Library, library
from lumbar.clinical.planner import make_plan
from lumbar.clinical.routine import evening
from lumbar.clinical.triage import assess, next_screen
from lumbar.clinical.values import Answers, Plan

ASSESS_AT_MOST = 200.0
PLAN_AT_MOST = 1000.0
REPEATS = 200
CALLS = 10
"""Calls per repeat: a few milliseconds, short enough to fall between other people's work."""

TYPICAL: dict[str, Any] = {
    "age": "20_to_44",
    "pregnancy": "not_for_me",
    "pain_areas": ["low_back_left", "low_back_middle"],
    "started": "strain",
    "duration": "2_to_14_days",
    "pain_now": 4,
    "trend": "same",
    "worse_when": ["bending"],
    "better_when": ["lying_down"],
    "place": "bed",
    "minutes": "10",
}
SORE_LEG: dict[str, Any] = {
    "age": "45_to_49",
    "pain_areas": ["low_back_left", "buttock_left", "thigh_back_left", "calf_left"],
    "tingling_areas": ["calf_left", "sole_left"],
    "leg_worse_than_back": "yes",
    "leg_worse_when": ["coughing", "sitting"],
    "leg_moving": "stays",
    "leg_settles": "soon",
}
MANY_SIGNS: dict[str, Any] = {
    "age": "70_plus",
    "pain_areas": ["low_back_left", "calf_left", "flank_left"],
    **dict.fromkeys(
        (
            "blood_thinner",
            "cancer",
            "fever",
            "leg_weakness",
            "night_pain",
            "steroids",
            "tummy_pain",
            "vomiting",
            "weight_loss",
        ),
        "yes",
    ),
}


def checked(told: dict[str, Any], knowledge: Library) -> Answers:
    """A whole check: what is told, and "no" or nothing ticked for the rest."""
    said: dict[str, Any] = {}
    while (screen := next_screen(knowledge.answers(said), knowledge)) is not None:
        for id in screen.questions:
            kind = knowledge.questions[id].kind
            said[id] = told.get(id, [] if kind in ("many", "areas") else "no")
    return knowledge.answers(said)


def everything_told(told: dict[str, Any], knowledge: Library) -> Answers:
    """The same without ending early: the most an assessment can have to read."""
    return knowledge.answers({**checked(TYPICAL, knowledge).to_json(), **told})


def measured(call: Callable[[], object], calls: int = CALLS) -> tuple[float, float]:
    """The best and the median of many repeats, in microseconds of processor time per call."""
    call()
    times = []
    for _ in range(REPEATS):
        began = process_time()
        for _ in range(calls):
            call()
        times.append((process_time() - began) / calls * 1e6)
    return min(times), statistics.median(times)


def calibration() -> int:
    """A plain loop: how fast this machine runs Python just now."""
    total = 0
    for number in range(1000):
        total += number * number % 7
    return total


def main() -> int:
    """Measure, print, and say whether the limits hold."""
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--no-fail", action="store_true", help="only print; always exit 0")
    no_fail = options.parse_args().no_fail

    knowledge = library()
    people = {
        "sore back": checked(TYPICAL, knowledge),
        "sore leg": checked({**TYPICAL, **SORE_LEG}, knowledge),
        "many signs": everything_told(MANY_SIGNS, knowledge),
        "nothing said": knowledge.answers({}),
    }
    rows: list[tuple[str, Callable[[], object], float | None]] = [
        ("calibration loop", calibration, None)
    ]
    for name, answers in people.items():
        rows.append(
            (f"assess, {name}", lambda a=answers: assess(a, knowledge), ASSESS_AT_MOST)  # type: ignore[misc]
        )
    for name in ("sore back", "sore leg"):
        answers = people[name]
        assessment = assess(answers, knowledge)
        plan = make_plan(assessment, answers, knowledge)
        if not isinstance(plan, Plan):
            raise SystemExit(f"{name}: no plan to measure ({plan.reason})")
        rows.append(
            (
                f"plan, {name}",
                lambda s=assessment, a=answers: make_plan(s, a, knowledge),  # type: ignore[misc]
                PLAN_AT_MOST,
            )
        )
        rows.append((f"evening, {name}", lambda p=plan: evening(p, knowledge), None))  # type: ignore[misc]

    print(f"{'':<24}{'best µs':>10}{'median µs':>12}{'× loop':>9}{'limit µs':>10}")
    loop = 0.0
    slow = []
    for name, call, limit in rows:
        best, median = measured(call)
        loop = loop or best
        shown = "" if limit is None else f"{limit:.0f}"
        print(f"{name:<24}{best:>10.1f}{median:>12.1f}{best / loop:>9.2f}{shown:>10}")
        if limit is not None and best > limit:
            slow.append(name)
    if slow:
        print(f"Too slow: {'; '.join(slow)}.", file=sys.stderr)
    return 1 if slow and not no_fail else 0


if __name__ == "__main__":
    raise SystemExit(main())
