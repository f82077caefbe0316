"""Clients that all begin at the same moment, each with a database connection of its own."""

from __future__ import annotations

import tempfile
import threading
from collections import Counter
from collections.abc import Callable, Sequence
from fcntl import LOCK_EX, flock
from pathlib import Path
from typing import Any

from django.db import connections

from lumbar.booking.errors import BookingError, NotAllowed

CLIENTS = 64


def all_at_once(doings: Sequence[Callable[[], Any]]) -> list[Any]:
    """Do all of them at the same time; what each returned or raised, in their order."""
    begin = threading.Barrier(len(doings))
    came: list[Any] = [None] * len(doings)

    def client(at: int) -> None:
        try:
            # Connected before the start, so that all meet at the book and not at the door.
            connections["default"].ensure_connection()
            begin.wait(timeout=60)
            came[at] = doings[at]()
        except Exception as error:
            came[at] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=client, args=(at,)) for at in range(len(doings))]
    # PostgreSQL takes a hundred connections, and other tests have some: one crowd at a time.
    with Path(tempfile.gettempdir(), "lumbar-crowd.lock").open("w") as turn:
        flock(turn, LOCK_EX)
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    return came


def word(outcome: Any) -> str:
    """What became of one, for a tally."""
    if isinstance(outcome, NotAllowed):
        return f"NotAllowed {outcome.code}"
    if isinstance(outcome, BookingError):
        return type(outcome).__name__
    if isinstance(outcome, Exception):
        return f"error: {outcome!r}"
    return "done"


def tally(outcomes: Sequence[Any]) -> dict[str, int]:
    """How often each came out, the most frequent first."""
    return dict(Counter(word(outcome) for outcome in outcomes).most_common())
