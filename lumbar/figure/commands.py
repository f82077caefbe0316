"""``lumbar figure build`` and ``lumbar figure check``: make the moving body, and measure it.

They need the tools of the development set-up (``./run --dev``).
"""

from __future__ import annotations

import argparse
import sys


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``figure``."""
    command = subparsers.add_parser("figure", help="build or check the moving body")
    actions = command.add_subparsers(metavar="ACTION", required=True)

    build = actions.add_parser("build", help="make what is stale: bodies, clips, stills")
    build.add_argument("only", nargs="?", default="", help="only pictures whose name begins so")
    build.add_argument("--all", action="store_true", help="make also what is fresh")
    build.set_defaults(run=_build)

    check = actions.add_parser("check", help="nothing stale, and every movement right")
    check.add_argument("only", nargs="?", default="", help="only pictures whose name begins so")
    check.add_argument("--table", action="store_true", help="every value, not only what failed")
    check.add_argument(
        "--save", action="store_true", help="keep the table for /patterns/figure and the tests"
    )
    check.add_argument(
        "--list-shortfalls", action="store_true", help="write what fails now to shortfalls.toml"
    )
    check.set_defaults(run=_check)


def _tools_missing() -> bool:
    from importlib.util import find_spec

    missing = [name for name in ("numpy", "scipy", "numba", "skimage") if find_spec(name) is None]
    if missing:
        print(
            f"lumbar: {', '.join(missing)} is missing; ./run --dev sets the tools up.",
            file=sys.stderr,
        )
    return bool(missing)


def _build(options: argparse.Namespace) -> int:
    if _tools_missing():
        return 1
    from lumbar.figure.making.build import Builder

    made = Builder(say=print, only=options.only, everything=options.all).run()
    print(f"{made} files made.")
    return 0


def _check(options: argparse.Namespace) -> int:
    if _tools_missing():
        return 1
    from lumbar.figure.making import build, measure, shortfalls

    if options.save and options.only:
        print("lumbar: --save keeps the table of everything; leave --only out.", file=sys.stderr)
        return 1
    stale = build.stale()
    for name in stale:
        print(f"stale: {name}")
    rows = measure.rows(options.only)
    if options.list_shortfalls:
        print(f"{shortfalls.write(rows)} shortfalls listed.")
    for row in rows:
        if options.table or not row.verdict.passed:
            print(row.line)
    print(measure.summary(rows))
    surprises = shortfalls.surprises(rows)
    print("\n".join(surprises))
    if options.save:
        measure.save(rows)
    return 1 if stale or surprises else 0
