"""The core's part of the command line: JSON in, JSON out, no Django."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec

from lumbar.clinical.checks import problems
from lumbar.clinical.errors import KnowledgeError
from lumbar.clinical.library import digest, library
from lumbar.clinical.planner import MINUTES, make_plan
from lumbar.clinical.routine import evening
from lumbar.clinical.triage import assess
from lumbar.clinical.values import AnswerError, NoPlan
from lumbar.clinical.vignettes import outcomes as published
from lumbar.clinical.vignettes.outcomes import Outcome
from lumbar.clinical.vignettes.reading import CaseError


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``assess``, ``plan``, ``questions``, ``knowledge`` and ``vignettes``."""
    command = subparsers.add_parser("assess", help="answers (JSON) → assessment (JSON)")
    command.add_argument("file", help="a JSON file, or - for standard input")
    command.add_argument(
        "--version", dest="release", help="a release of the knowledge, to replay it"
    )
    command.set_defaults(run=_guarded(_assess))

    command = subparsers.add_parser("plan", help="answers (JSON) → plan and evening (JSON)")
    command.add_argument("file", help="a JSON file, or - for standard input")
    command.add_argument("--place", choices=["bed", "floor", "chair"])
    command.add_argument("--minutes", type=int, choices=MINUTES)
    command.set_defaults(run=_guarded(_plan))

    command = subparsers.add_parser("questions", help="what the check asks")
    command.add_argument("--json", action="store_true", help="as JSON, with the words")
    command.set_defaults(run=_guarded(_questions))

    command = subparsers.add_parser("knowledge", help="check the knowledge files")
    command.add_argument("what", choices=["check", "digest"])
    command.set_defaults(run=_guarded(_knowledge))

    command = subparsers.add_parser("vignettes", help="published cases through the check")
    command.add_argument("file", help="a JSON file of cases, or - for standard input")
    command.add_argument("--json", action="store_true", help="as JSON")
    command.set_defaults(run=_guarded(_vignettes))


class InputError(Exception):
    """Something given to a command cannot be used; the message says what to do."""


def _guarded(run: Callable[[argparse.Namespace], int]) -> Callable[[argparse.Namespace], int]:
    """Turn input that cannot be used into one sentence and exit status 2."""

    def guarded(options: argparse.Namespace) -> int:
        try:
            return run(options)
        except InputError as error:
            print(f"lumbar: {error}", file=sys.stderr)
            return 2
        except KnowledgeError as error:
            print(f"lumbar: the knowledge cannot be used: {error}", file=sys.stderr)
            return 1

    return guarded


def _read(name: str) -> Any:
    try:
        text = sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8")
    except OSError as error:
        raise InputError(f"{name} cannot be read: {error.strerror}.") from error
    except UnicodeDecodeError as error:
        raise InputError(f"{name} is not UTF-8 text.") from error
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise InputError(f"{name} is not JSON: {error}.") from error


def _answers_data(name: str) -> dict[str, Any]:
    """The answers of a file: either the object itself or its ``answers``."""
    data = _read(name)
    if isinstance(data, dict) and isinstance(data.get("answers"), dict):
        data = data["answers"]
    if not isinstance(data, dict):
        raise InputError(
            f'{name} must hold an object of answers, like {{"saddle_numbness": "no"}}.'
        )
    return data


def _show(value: Any) -> None:
    print(json.dumps(msgspec.to_builtins(value), ensure_ascii=False, indent=2))


def _assess(options: argparse.Namespace) -> int:
    knowledge = library()
    if options.release:
        try:
            knowledge = knowledge.at(options.release)
        except KeyError:
            known = ", ".join(knowledge.releases)
            raise InputError(f"there is no version {options.release}; there are {known}.") from None
    assessment = assess(_check(_answers_data(options.file)), knowledge)
    words = knowledge.words("en")
    shown = assessment.to_json()
    for finding in shown["findings"]:
        rule = knowledge.rules[finding["rule"]]
        finding["reason"] = words.rules[rule.id].reason
        finding["source"] = rule.source
        finding["tag"] = rule.tag
    _show(shown)
    return 0


def _check(data: dict[str, Any]) -> Any:
    try:
        return library().answers(data)
    except AnswerError as error:
        raise InputError(f"the answer to {error}.") from error


def _plan(options: argparse.Namespace) -> int:
    knowledge = library()
    answers = _check(_answers_data(options.file))
    place = options.place or answers.get("place", "bed")
    minutes = options.minutes or int(str(answers.get("minutes", "10")))
    plan = make_plan(assess(answers, knowledge), answers, knowledge, place, minutes)
    if isinstance(plan, NoPlan):
        _show({"plan": None, "why": plan.to_json()})
        return 0
    _show({"plan": plan.to_json(), "tonight": evening(plan, knowledge).to_json()})
    return 0


def _questions(options: argparse.Namespace) -> int:
    knowledge = library()
    words = {language: knowledge.words(language).questions for language in ("en", "zh-hant")}
    if options.json:
        screens = [
            {
                "screen": screen,
                "questions": [
                    {
                        "question": knowledge.questions[id],
                        "words": {language: table[id] for language, table in words.items()},
                    }
                    for id in screen.questions
                ],
            }
            for screen in knowledge.screens
        ]
        _show({"version": knowledge.version, "screens": screens, "regions": knowledge.body_map})
        return 0
    for screen in knowledge.screens:
        print(
            f"{screen.id} ({screen.part})"
            + (f"  when {screen.ask_when}" if screen.ask_when else "")
        )
        for id in screen.questions:
            print(f"  {id}: {words['en'][id].ask}")
    return 0


def _knowledge(options: argparse.Namespace) -> int:
    try:
        knowledge = library()
        if options.what == "digest":
            print(knowledge.version, digest(knowledge))
            return 0
        wrong = list(problems(knowledge))
    except KnowledgeError as error:
        wrong = [str(error)]
    for line in wrong:
        print(line, file=sys.stderr)
    if wrong:
        print(f"{len(wrong)} things are wrong with the knowledge.", file=sys.stderr)
        return 1
    print(
        f"Knowledge {knowledge.version}: {len(knowledge.questions)} questions, "
        f"{len(knowledge.rules)} rules, {len(knowledge.patterns)} patterns, "
        f"{len(knowledge.exercises)} exercises, {len(knowledge.sources)} sources. All in order."
    )
    return 0


def _vignettes(options: argparse.Namespace) -> int:
    cases = _read(options.file)
    if isinstance(cases, dict):
        cases = cases.get("cases")
    if not isinstance(cases, list):
        raise InputError(f"{options.file} must hold a list of cases.")
    try:
        outcomes = published.run(cases, library())
    except CaseError as error:
        raise InputError(f"{error}.") from error
    totals = published.totals(outcomes)
    if options.json:
        _show({"cases": [_case(outcome) for outcome in outcomes], "totals": totals})
    else:
        _print_report(outcomes, totals)
    return 0


def _case(outcome: Outcome) -> dict[str, Any]:
    """One case as JSON: our level, and the same in the cases' own word."""
    word = {level: name for name, level in published.LEVELS.items()}
    return {
        "id": outcome.id,
        "level": str(outcome.level),
        "disposition": word[outcome.level],
        "patterns": list(outcome.patterns),
        "findings": list(outcome.findings),
        "level_fits": outcome.level_fits,
        "pattern_fits": outcome.pattern_fits,
        "unread": list(outcome.unread),
    }


def _print_report(outcomes: list[Outcome], totals: dict[str, Any]) -> None:
    names = {
        "emergency": "emergency",
        "same_day": "same day",
        "clinician_soon": "soon",
        "self_care": "self-care",
    }
    print(f"{totals['cases']} cases, {totals['scored']} scored for urgency\n")
    print("expected    " + "".join(f"{name:>11}" for name in names.values()))
    for expected, row in totals["confusion"].items():
        print(f"{names[expected]:<12}" + "".join(f"{row[level]:>11}" for level in names))
    print()
    for key, label in (
        ("acceptable", "within acceptable levels"),
        ("under_triage", "less urgent than acceptable"),
        ("over_triage", "more urgent than acceptable"),
        ("urgent_missed", "emergency or same-day cases missed"),
        ("self_care_kept", "self-care cases kept at home"),
        ("pattern_in_three", "pattern among the first three"),
    ):
        rate = totals[key]
        print(
            f"{label:<36} {rate['hits']:>3} of {rate['of']:<3} "
            f"(95 % interval {rate['low']:.0%} to {rate['high']:.0%})"
        )
    for outcome in outcomes:
        for unread in outcome.unread:
            print(f"\n{outcome.id}: not read: {unread}")
        if outcome.level_fits and outcome.pattern_fits:
            continue
        unscored = "" if outcome.scored else " (not scored)"
        print(f"\n{outcome.id}{unscored}: {outcome.diagnosis}")
        acceptable = ", ".join(sorted(outcome.acceptable))
        print(f"  level {outcome.level}; acceptable {acceptable}")
        wanted = ", ".join(sorted(outcome.acceptable_patterns))
        print(f"  patterns {', '.join(outcome.patterns[:5])}; acceptable {wanted}")
        print(f"  rules {', '.join(outcome.findings) or 'none'}")
