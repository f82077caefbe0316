"""An evening as a device sends it, read and held against what can be."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from lumbar.clinical.values import PlanItem
from lumbar.tonight.records import Copy, RecordError
from lumbar.tonight.routines import Choice, items_from_json

LONGEST_KEPT = timedelta(days=400)
"""A device may be without a network for long; nothing is kept on it for ever."""


class EveningSent(NamedTuple):
    """One copy of one evening, with what it was begun with."""

    plan: UUID
    items: tuple[PlanItem, ...]
    choice: Choice
    started_at: datetime
    copy: Copy

    @classmethod
    def from_json(cls, data: object, now: datetime) -> EveningSent:
        """Read what came in at ``now``.

        The device's clock may be wrong, but it runs: it says when the evening began and when this
        was sent, and the difference is counted back from ``now``.

        Raises:
            RecordError, ChoiceError: something is missing or cannot be.
        """
        if not isinstance(data, Mapping):
            raise RecordError("an evening is an object")
        ago = _moment(data, "sent_at") - _moment(data, "started_at")
        if not timedelta(0) <= ago <= LONGEST_KEPT:
            raise RecordError("started_at")
        return cls(
            plan=_uuid(data.get("plan")),
            items=items_from_json(data.get("items")),
            choice=Choice.from_json(data.get("choice")),
            started_at=now - ago,
            copy=Copy.from_json(data.get("record")),
        )


def _moment(data: Mapping[str, object], name: str) -> datetime:
    try:
        moment = datetime.fromisoformat(str(data.get(name)))
    except ValueError:
        raise RecordError(name) from None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _uuid(value: object) -> UUID:
    try:
        return UUID(str(value))
    except ValueError:
        raise RecordError("plan") from None
