"""Several workers change one small book at random for a while; then it is looked over.

    python -m tests.concurrency.long --minutes 5 [--workers 8] [--postgresql] [--seed N]

On an SQLite file, or a PostgreSQL server, of its own. Time in the book runs ahead, so that holds
end while others want their time.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from lumbar.booking.models import Appointment
    from lumbar.booking.tests.book import TheBook
    from lumbar.scheduling.values import Slot

SPEED = 600
"""Seconds in the book for one here: a hold of half an hour ends after three."""
STARTS = 12
"""Starts of a day that are fought over."""


class Stretch(NamedTuple):
    """A day of a practitioner, and from when until when, by the machine's clock, it was blocked, or
    somebody was about to take a time of it, and did."""

    practitioner: int
    day: int
    since: float
    until: float


@dataclass
class Log:
    """What was done, and what must never be."""

    counted: Counter[str] = field(default_factory=Counter)
    wrong: list[str] = field(default_factory=list)
    blocked: list[Stretch] = field(default_factory=list)
    taken: list[Stretch] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)


class Worker:
    """One who books, confirms, moves, cancels, blocks, as dice say."""

    def __init__(self, book: TheBook, log: Log, seed: int, began: float) -> None:
        self.book, self.log, self.began = book, log, began
        self.dice = random.Random(seed)  # noqa: S311
        self.patients = [book.patient(f"Patient {seed} {n}") for n in range(4)]
        self.made = 0

    def now(self) -> datetime:
        from lumbar.booking.tests.book import NOW

        return NOW + timedelta(seconds=int((time.monotonic() - self.began) * SPEED))

    def runs(self, until: float) -> None:
        """Do one thing after the other."""
        from django.db import connections

        from tests.concurrency.clients import word

        doings: list[tuple[int, Callable[[], object]]] = [
            (30, self.requests), (20, self.confirms), (12, self.books), (15, self.moves),
            (12, self.cancels), (3, self.blocks), (3, self.series), (3, self.lapses),
        ]  # fmt: skip
        weights = [weight for weight, _doing in doings]
        try:
            while time.monotonic() < until:
                doing = self.dice.choices([one for _weight, one in doings], weights)[0]
                try:
                    came: object = doing()
                except Exception as error:
                    came = error
                if came is not None:
                    self._notes(doing.__name__, word(came))
        finally:
            connections.close_all()

    def _notes(self, what: str, how: str) -> None:
        with self.log.lock:
            self.log.counted[f"{what}: {how}"] += 1
            if how.startswith("error"):
                self.log.wrong.append(f"{what}: {how}")

    def _slot(self) -> Slot:
        """A time three weeks on, so that the run does not catch up with it."""
        day = 21 + self.dice.randrange(2)
        n = day * 48 + self.dice.randrange(STARTS)
        return self.book.slot(n, who=self.dice.randrange(3), room=self.dice.randrange(2))

    def _one(self, *statuses: str) -> Appointment | None:
        from lumbar.booking.models import Appointment

        pks = list(
            Appointment.objects.filter(status__in=statuses)
            .order_by("-made_at")
            .values_list("pk", flat=True)[:60]
        )
        return Appointment.objects.get(pk=self.dice.choice(pks)) if pks else None

    def requests(self) -> object:
        from lumbar.booking import actions
        from lumbar.booking.tests.book import somebody

        self.made += 1
        slot = self._slot()
        began = time.monotonic()
        made = actions.request_appointment(
            clinic=self.book.clinic, service=self.book.service, slot=slot,
            contact=somebody(self.dice.randrange(10_000)), person=None,
            verified=self.dice.random() < 0.3, now=self.now(),
        )  # fmt: skip
        self._keeps(self.log.taken, slot, began, time.monotonic())
        return made

    def confirms(self) -> object:
        from lumbar.booking import actions

        one = self._one("proposed")
        return one and actions.confirm_request(appointment=one, now=self.now())

    def books(self) -> object:
        from lumbar.booking import actions

        slot = self._slot()
        began = time.monotonic()
        made = actions.book_at_desk(
            clinic=self.book.clinic, service=self.book.service, slot=slot,
            patient=self.dice.choice(self.patients), by=self.book.staff, now=self.now(),
        )  # fmt: skip
        self._keeps(self.log.taken, slot, began, time.monotonic())
        return made

    def series(self) -> object:
        from lumbar.booking import actions

        return actions.book_series(
            clinic=self.book.clinic, service=self.book.service,
            slots=[self._slot() for _n in range(3)], patient=self.dice.choice(self.patients),
            by=self.book.staff, now=self.now(),
        )  # fmt: skip

    def moves(self) -> object:
        from lumbar.booking import actions

        one = self._one("booked")
        if one is None:
            return None
        slot = self._slot()
        began = time.monotonic()
        # Now and then from a form that is out of date.
        version = one.version - (self.dice.random() < 0.1)
        by = self.book.staff if self.dice.random() < 0.5 else None
        moved = actions.move(appointment=one, slot=slot, by=by, version=version, now=self.now())
        if moved.version != one.version:
            self._keeps(self.log.taken, slot, began, time.monotonic())
        return moved

    def cancels(self) -> object:
        from lumbar.booking import actions

        one = self._one("booked", "proposed")
        by = self.book.staff if self.dice.random() < 0.5 else None
        return one and actions.cancel(appointment=one, by=by, version=one.version, now=self.now())

    def blocks(self) -> object:
        """Block a whole day of somebody, look whether anybody got in, and give it back."""
        from lumbar.booking import actions

        who, day = self.dice.randrange(3), 21 + self.dice.randrange(2)
        first = self.book.slot(day * 48, who=who)
        from lumbar.scheduling.instants import moment

        block = actions.block_time(
            clinic=self.book.clinic, practitioner=self.book.practitioners[who],
            starts_at=moment(first.starts), ends_at=moment(first.starts + 9 * 3600),
            by=self.book.staff, now=self.now(),
        )  # fmt: skip
        since = time.monotonic()
        time.sleep(self.dice.random() * 0.1)
        until = time.monotonic()
        self._keeps(self.log.blocked, first, since, until)
        actions.unblock_time(block=block, by=self.book.staff, now=self.now())
        return block

    def _keeps(self, where: list[Stretch], slot: Slot, since: float, until: float) -> None:
        with self.log.lock:
            where.append(Stretch(slot.practitioner, slot.starts // 86400, since, until))

    def lapses(self) -> object:
        from lumbar.booking import actions

        return actions.lapse_expired(now=self.now(), limit=5) or None


def run(seconds: float, workers: int, seed: int) -> Log:
    """Let them work; what was done, and everything that is wrong in the end."""
    from lumbar.booking.tests.book import NOW, a_book
    from tests.concurrency.invariants import broken

    book = a_book(
        practitioners=3, rooms=2, before=5, after=5, minutes=40, max_open=1000, cancel_hours=24
    )
    assert book.staff is not None
    log, began = Log(), time.monotonic()
    crew = [Worker(book, log, seed * 1000 + n, began) for n in range(workers)]
    threads = [threading.Thread(target=one.runs, args=(began + seconds,)) for one in crew]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    log.wrong += [
        "a time was taken while it was blocked"
        for block in log.blocked
        for taken in log.taken
        if taken[:2] == block[:2] and block.since < taken.since and taken.until < block.until
    ]
    log.wrong += broken(NOW + timedelta(seconds=(time.monotonic() - began) * SPEED))
    return log


def main() -> int:
    """Run on a database of its own and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--minutes", type=float, default=5)
    parser.add_argument("--workers", type=int, default=8)
    parser.add_argument("--postgresql", action="store_true")
    parser.add_argument("--seed", type=int, default=0)
    chosen = parser.parse_args()
    os.environ["LUMBAR_ENV"] = "test"
    seed = chosen.seed or random.SystemRandom().randrange(1_000_000)
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory(prefix="lumbar-long-"))
        if chosen.postgresql:
            from tests.on_postgresql import throw_away_server

            os.environ["DATABASE_URL"] = stack.enter_context(throw_away_server())
        from lumbar.site.start import start_django

        start_django(folder)
        from django.core.management import call_command
        from django.db import connections

        stack.callback(connections.close_all)
        call_command("migrate", verbosity=0)
        log = run(chosen.minutes * 60, chosen.workers, seed)
    print(f"seed {seed}: {sum(log.counted.values())} changes")
    for what, often in sorted(log.counted.items()):
        print(f"  {often:6} {what}")
    print("\n".join(["WRONG", *log.wrong]) if log.wrong else "the book is sound")
    return 1 if log.wrong else 0


if __name__ == "__main__":
    sys.exit(main())
