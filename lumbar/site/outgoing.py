"""What is to go out, in whatever way: claim one, look again whether it is needed, send it, say so.

A row is claimed by one statement that changes it only if it is still as it was seen, so of several
workers one gets it, on SQLite as on PostgreSQL. The claim is a lease: whoever holds it has until
``next_try_at``; a worker that was killed leaves its claims to run out, and they are sent by the
next as the same message (ADR 15).
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from enum import Enum, auto
from typing import ClassVar, TypeVar

from django.db import models
from django.db.models import F, QuerySet
from django.db.models.expressions import RawSQL

log = logging.getLogger(__name__)

Clock = Callable[[], datetime]

LEASE = timedelta(minutes=5)
"""A worker that has not said within this what became of a message it claimed is taken for dead. The
time-outs of mail and push are far below."""
PAUSES = tuple(timedelta(minutes=minutes) for minutes in (1, 2, 5, 10, 20))
"""After the first, second … failure; with one more it is given up."""
OVER_NIGHT = (*PAUSES, *[PAUSES[-1]] * 29)
"""Ten hours, for what still matters when a mail server that was away is back."""
AT_ONCE = 200
"""Rows a round looks at, so that others have their turn."""


class Outcome(Enum):
    """What whoever was to take a message said: a mail server, a push service."""

    SENT = auto()
    """It has it, and will see to the rest."""
    LATER = auto()
    """Not now: a passing trouble, or an answer that never came."""
    BUSY = auto()
    """Not now, and it is this mailbox alone that does not take it."""
    NEVER = auto()
    """It will not take this message, however often it is asked."""
    GONE = auto()
    """There is no such mailbox or browser any more."""


class Outgoing(models.Model):
    """A message that is to go out, or went. A model of such gives itself an index of
    ``next_try_at`` where the state is one of `OPEN`."""

    class State(models.TextChoices):
        WAITING = "waiting"
        SENDING = "sending"
        SENT = "sent"
        NOT_NEEDED = "not_needed"
        FAILED = "failed"

    TRIED_AGAIN: ClassVar = State.WAITING
    """How one stands that could not be sent, until its next try."""
    PAUSES: ClassVar = PAUSES

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    """Also names the message: sent again after a crash it is the same one."""
    state = models.CharField(max_length=12, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    """When it is looked at next; while it is being sent, when whoever does is taken for dead."""
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        abstract = True


OPEN = (Outgoing.State.WAITING, Outgoing.State.SENDING)

Row = TypeVar("Row", bound=Outgoing)
Ready = TypeVar("Ready")
"""What is needed to send a row now, as its own part found it."""


def _nothing(_row: Outgoing, _ready: object, _state: Outgoing.State) -> dict[str, object]:
    return {}


def deliver(
    rows: QuerySet[Row],
    judged: Callable[[Row, datetime], Ready | datetime | None],
    send: Callable[[Row, Ready, datetime], Outcome],
    clock: Clock,
    goes_on: Callable[[], bool] = lambda: True,
    *,
    remembered: Callable[[Row, Ready, Outgoing.State], Mapping[str, object]] = _nothing,
    gone: Callable[[Row, Ready], None] = lambda _row, _ready: None,
    at_once: int = AT_ONCE,
) -> int:
    """Send whatever of ``rows`` is due now; return how many rows were looked at.

    ``judged`` says what is to be sent now, or when to look again; None: it is no longer needed.
    ``send`` sends it; where it raises, the row is tried later. What is ``remembered`` is kept with
    a row that was sent or failed, and ``gone`` is called after one whose mailbox is no more failed.
    """
    looked_at = 0
    for row in due(rows, clock())[:at_once]:
        if not goes_on():
            break
        if not claim(row, clock()):
            continue
        looked_at += 1
        now = clock()
        found = judged(row, now)
        if found is None:
            _becomes(row, Outgoing.State.NOT_NEEDED)
        elif isinstance(found, datetime):
            # Not its time yet: as if it had never been claimed.
            _becomes(row, Outgoing.State.WAITING, next_try_at=found, attempts=0)
        else:
            _after(row, found, _tried(send, row, found, now), clock(), remembered, gone)
    return looked_at


def due(rows: QuerySet[Row], now: datetime) -> QuerySet[Row]:
    """Those of ``rows`` that are to be looked at now, the longest waiting first.

    The states stand in the statement as words: SQLite reads an index of part of the rows only for a
    statement that names the part, and not for one whose words come beside it. Otherwise every round
    would read whatever was ever sent.
    """
    words = [RawSQL(f"'{state.value}'", ()) for state in OPEN]  # noqa: S611
    return rows.filter(state__in=words, next_try_at__lte=now).order_by("next_try_at")


def claim(row: Outgoing, now: datetime) -> bool:
    """Take the row, unless somebody else did since it was read."""
    lease = now + LEASE
    as_seen = _all(row).filter(pk=row.pk, state=row.state, next_try_at=row.next_try_at)
    taken = as_seen.update(
        state=Outgoing.State.SENDING, next_try_at=lease, attempts=F("attempts") + 1
    )
    row.state, row.next_try_at = Outgoing.State.SENDING, lease
    row.attempts += 1
    return bool(taken)


def _tried(
    send: Callable[[Row, Ready, datetime], Outcome], row: Row, ready: Ready, now: datetime
) -> Outcome:
    try:
        return send(row, ready, now)
    except Exception:
        # One message that cannot be made must not keep all others waiting.
        log.exception("a message could not be sent (%s)", row._meta.label)
        return Outcome.LATER


def _after(
    row: Row,
    ready: Ready,
    outcome: Outcome,
    now: datetime,
    remembered: Callable[[Row, Ready, Outgoing.State], Mapping[str, object]],
    gone: Callable[[Row, Ready], None],
) -> None:
    match outcome:
        case Outcome.SENT:
            state = Outgoing.State.SENT
            _becomes(row, state, sent_at=now, **remembered(row, ready, state))
        case Outcome.LATER | Outcome.BUSY if row.attempts <= len(row.PAUSES):
            _becomes(row, row.TRIED_AGAIN, next_try_at=now + row.PAUSES[row.attempts - 1])
        case _:
            state = Outgoing.State.FAILED
            _becomes(row, state, **remembered(row, ready, state))
            if outcome is Outcome.GONE:
                gone(row, ready)


def _becomes(row: Outgoing, state: str, **values: object) -> None:
    """Note what became of it, if the claim is still ours."""
    ours = _all(row).filter(pk=row.pk, state=Outgoing.State.SENDING, next_try_at=row.next_try_at)
    ours.update(state=state, **values)


def _all(row: Outgoing) -> QuerySet[Outgoing]:
    return type(row)._default_manager.all()
