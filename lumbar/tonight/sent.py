"""An evening as a device sends it, read and held against what can be."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from lumbar.clinical.values import PlanItem
from lumbar.site.device_time import moment
from lumbar.tonight.records import Copy, RecordError
from lumbar.tonight.routines import Choice, items_from_json


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

        A device that took over an evening begun on another does not say when that was.

        Raises:
            RecordError, ChoiceError, MomentError: something is missing or cannot be.
        """
        if not isinstance(data, Mapping):
            raise RecordError("an evening is an object")
        return cls(
            plan=_uuid(data.get("plan")),
            items=items_from_json(data.get("items")),
            choice=Choice.from_json(data.get("choice")),
            started_at=moment(data, "started_at", now) if "started_at" in data else now,
            copy=Copy.from_json(data.get("record")),
        )


def _uuid(value: object) -> UUID:
    try:
        return UUID(str(value))
    except ValueError:
        raise RecordError("plan") from None
