"""`lumbar worker`: send reminders and notices, and whatever else nobody waits for."""

from __future__ import annotations

import argparse
import signal
from datetime import UTC, datetime

from lumbar.site.start import CommandFailed, start_django, told


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add this module's command to the command line."""
    worker = subparsers.add_parser(
        "worker", help="send reminders and notices (`serve` does so too, unless told --no-worker)"
    )
    worker.add_argument("--data", metavar="DIR", help="folder of the database and the secret key")
    worker.add_argument("--once", action="store_true", help="send what is due now, and leave")
    worker.add_argument(
        "--new-vapid-key",
        action="store_true",
        help="print a new key for LUMBAR_VAPID_KEY, and leave",
    )
    # For trying out a day that is not today.
    worker.add_argument("--now", type=_moment, help=argparse.SUPPRESS)
    worker.set_defaults(run=told(run))


def run(options: argparse.Namespace) -> None:
    """Work until stopped by a signal."""
    if options.new_vapid_key:
        from lumbar.reminders.keys import new_key

        print(new_key())
        return
    start_django(options.data)
    from django.db.utils import OperationalError, ProgrammingError
    from django.utils import timezone

    from lumbar.site.worker import Worker

    began = timezone.now()
    ahead = (options.now or began) - began
    worker = Worker(lambda: timezone.now() + ahead)
    if options.once:
        try:
            worker.round()
        except (OperationalError, ProgrammingError) as error:
            raise CommandFailed(f"the database cannot be used: {error}") from error
        return
    stopped: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda number, _frame: stopped.append(number))
    print("Reminders and notices are sent from here.", flush=True)
    worker.runs(lambda: not stopped)


def _moment(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    return found if found.tzinfo else found.replace(tzinfo=UTC)
