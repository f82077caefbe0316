"""The command `lumbar questionnaire`: forms that a clinic may use and brings in itself."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from pathlib import Path

from lumbar.site.start import CommandFailed, start_django, told

Run = Callable[[argparse.Namespace], None]

LARGEST = 1_000_000
"""Bytes: a questionnaire is a few thousand."""


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add ``questionnaire install``, ``list`` and ``remove``."""
    command = subparsers.add_parser(
        "questionnaire", help="install, list or remove a clinic's questionnaires (FHIR R4)"
    )
    doing = command.add_subparsers(metavar="WHAT", required=True)
    install = doing.add_parser("install", help="bring in a FHIR Questionnaire file")
    install.add_argument("file", help="a JSON file, or - for standard input")
    install.add_argument("--measure", required=True, help="what it asks, such as rmdq")
    install.add_argument(
        "--check", action="store_true", help="only say whether it fits; change nothing"
    )
    install.set_defaults(run=told(_ready(run_install)))
    listed = doing.add_parser("list", help="what is installed, and what can be")
    listed.set_defaults(run=told(_ready(run_list)))
    remove = doing.add_parser("remove", help="ask it no more; what people answered stays")
    remove.add_argument("measure", help="what it asks, such as rmdq")
    remove.set_defaults(run=told(_ready(run_remove)))
    for one in (install, listed, remove):
        one.add_argument("--data", metavar="DIR", help="folder of the database and the secret key")


def _ready(run: Run) -> Run:
    """Tell a database that was never set up in one sentence."""

    def ready(options: argparse.Namespace) -> None:
        start_django(options.data)
        from django.db.utils import DatabaseError

        try:
            run(options)
        except DatabaseError as error:
            raise CommandFailed(
                f"the database cannot be used ({error}); start Lumbar once, or run "
                "`lumbar manage migrate`."
            ) from error

    return ready


def run_install(options: argparse.Namespace) -> None:
    """Hold a file against its measure, and keep it when it fits."""
    resource = _resource(options.file)
    from django.utils import timezone

    from lumbar.clinical.library import library
    from lumbar.clinical.questionnaire import QuestionnaireError, read_questionnaire
    from lumbar.journal.measuring import actions

    measures = library().care.measures
    try:
        measure = measures.of(options.measure)
    except KeyError:
        known = ", ".join(one.id for one in measures.measure if one.installable)
        raise CommandFailed(
            f"there is no measure “{options.measure}”, so it cannot be scored. These can be "
            f"installed: {known}."
        ) from None
    try:
        if options.check:
            form, replaced = read_questionnaire(resource, measure), False
        else:
            form, replaced = actions.install_questionnaire(
                resource=resource, measure=measure, now=timezone.now()
            )
    except QuestionnaireError as error:
        lines = "\n".join(f"  - {problem}" for problem in error.problems)
        raise CommandFailed(
            f"the file does not fit {measure.id}; nothing was changed.\n{lines}"
        ) from None
    for note in form.notes:
        print(f"Note: {note}")
    print("What each answer counts; please compare it with the printed form:")
    for item in form.items:
        counts = ", ".join(
            f"{option.text[form.languages[0]]} = {option.value}" for option in item.options
        )
        print(f"  {item.id}. [{item.link_id}] {counts}")
    done = "It fits." if options.check else "Replaced." if replaced else "Installed."
    print(f"{done} {measure.id}, in {' and '.join(form.languages)}; {measure.licence}.")


def _resource(name: str) -> object:
    import msgspec

    try:
        raw = sys.stdin.buffer.read(LARGEST + 1) if name == "-" else _read(Path(name))
    except OSError as error:
        raise CommandFailed(f"{name} cannot be read: {error.strerror}.") from error
    if len(raw) > LARGEST:
        raise CommandFailed(f"{name} is larger than a questionnaire can be (1 MB).")
    try:
        return msgspec.json.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        raise CommandFailed(f"{name} is not JSON: {error}.") from error


def _read(path: Path) -> bytes:
    with path.open("rb") as stream:
        return stream.read(LARGEST + 1)


def run_list(options: argparse.Namespace) -> None:
    """Say what is installed and what else can be."""
    from lumbar.clinical.library import library
    from lumbar.journal.measuring.queries import installed_forms
    from lumbar.journal.models import Questionnaire

    forms = installed_forms()
    rows = {row.measure: row for row in Questionnaire.objects.order_by("measure")}
    for id, row in rows.items():
        form = forms.get(id)
        said = f"in {' and '.join(form.languages)}" if form else "NO LONGER FITS; install it anew"
        version = f", version {form.version}" if form and form.version else ""
        print(f"{id}: installed {row.installed_at:%Y-%m-%d}{version}, {said}")
    for measure in library().care.measures.measure:
        if measure.installable and measure.id not in rows:
            print(f"{measure.id}: not installed ({measure.licence})")


def run_remove(options: argparse.Namespace) -> None:
    """Take a questionnaire out."""
    from lumbar.journal.measuring import actions

    if not actions.remove_questionnaire(measure=options.measure):
        raise CommandFailed(f"{options.measure} is not installed.")
    print(f"Removed. {options.measure} is asked no more; what people answered stays.")
