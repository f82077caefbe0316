"""The `lumbar` command: a thin dispatcher.

Every command lives beside the work it does and is imported only when it is asked for, so that
`lumbar assess` never loads Django and `lumbar serve` never loads the vignette runner.
"""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Sequence
from typing import NamedTuple


class Group(NamedTuple):
    """Commands registered by one module.

    The module has `register(subparsers)`, which adds a parser for each of `names` and sets its
    default `run` to a function taking the parsed arguments and returning the exit status.
    """

    module: str
    names: tuple[str, ...]


GROUPS = (
    Group(
        "lumbar.clinical.commands",
        ("assess", "plan", "questions", "knowledge", "vignettes"),
    ),
    Group("lumbar.figure.commands", ("figure",)),
    Group("lumbar.speech.commands", ("speech",)),
    Group("lumbar.site.worker_commands", ("worker",)),
    Group("lumbar.journal.commands", ("questionnaire",)),
    Group("lumbar.people.commands", ("clinic", "invite")),
    Group("lumbar.site.commands", ("serve", "prepare", "manage", "demo")),
)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status (0: done, 2: wrong usage, other: it failed)."""
    words = list(sys.argv[1:] if arguments is None else arguments)
    parser = argparse.ArgumentParser(
        prog="lumbar", description="Lumbar's command line. Each command has its own --help."
    )
    parser.add_argument("--version", action="store_true", help="print the version and leave")
    subparsers = parser.add_subparsers(metavar="COMMAND", title="commands")
    asked = words[0] if words else ""
    chosen = [group for group in GROUPS if asked in group.names] or GROUPS
    for group in chosen:
        importlib.import_module(group.module).register(subparsers)
    if asked == "manage":
        # Django has a command line of its own: everything after `manage` is for it.
        from lumbar.site.commands import run_manage

        return run_manage(words[1:])
    options = parser.parse_args(words)
    if options.version:
        from importlib.metadata import version

        print(version("lumbar"))
        return 0
    run = getattr(options, "run", None)
    if run is None:
        parser.print_help()
        return 0
    status = run(options)
    return int(status or 0)
