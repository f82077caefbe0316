"""``lumbar speech build`` and ``lumbar speech check``: record what the player says, and measure it.

They need the tools of the development set-up (``./run --dev``).
"""

from __future__ import annotations

import argparse
import sys


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``speech``."""
    command = subparsers.add_parser("speech", help="build or check the recorded speech")
    actions = command.add_subparsers(metavar="ACTION", required=True)

    build = actions.add_parser("build", help="record what is missing, drop what is no longer said")
    build.add_argument("only", nargs="?", default="", help="only this language")
    build.add_argument("--all", action="store_true", help="record also what is fresh")
    build.set_defaults(run=_build)

    check = actions.add_parser("check", help="nothing stale, and every recording sound")
    check.add_argument("--table", action="store_true", help="every recording, not only faults")
    check.set_defaults(run=_check)


def _tools_missing() -> bool:
    from importlib.util import find_spec

    wanted = ("numpy", "onnxruntime", "hibari", "ToJyutping", "espeakng_loader", "soundfile")
    missing = [name for name in wanted if find_spec(name) is None]
    if missing:
        print(
            f"lumbar: {', '.join(missing)} is missing; ./run --dev sets the tools up.",
            file=sys.stderr,
        )
    return bool(missing)


def _build(options: argparse.Namespace) -> int:
    if _tools_missing():
        return 1
    from lumbar.speech.making.build import build
    from lumbar.speech.making.errors import SpeechError

    try:
        done = build(say=print, only=options.only, everything=options.all)
    except SpeechError as error:
        print(f"lumbar: {error}", file=sys.stderr)
        return 1
    print(f"{done.made} recordings made, {done.dropped} dropped.")
    return 0


def _check(options: argparse.Namespace) -> int:
    if _tools_missing():
        return 1
    from lumbar.speech.making import build, measure

    stale = build.stale(readings=True)
    for line in stale:
        print(f"stale: {line}")
    rows = measure.rows()
    for row in rows:
        if options.table or row.faults:
            print(row.line)
    print(measure.summary(rows))
    return 1 if stale or any(row.faults for row in rows) else 0
