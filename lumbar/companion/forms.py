"""From what a browser sends to answers. Nothing chosen is lost: the page shows it again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import NamedTuple

PAIN = range(11)
HOURS_AGO = (1, 3, 6, 9, 12, 18, 24, 36, 47)
"""How long ago a pain may have begun, as it can be said; people in pain do not count minutes."""
LONGER = "longer"
"""Said of a pain that began more than two days ago: too late for the first 48 hours."""


class Start(NamedTuple):
    """What was told at the start; ``errors`` names what is missing or cannot be."""

    hours_ago: int | None
    longer: bool
    pain: int | None
    leg: bool | None
    errors: tuple[str, ...]

    def began_at(self, now: datetime) -> datetime:
        """When the pain began. Only of a start without errors."""
        if self.hours_ago is None:
            raise ValueError("not told")
        return now - timedelta(hours=self.hours_ago)


def read_start(data: Mapping[str, str]) -> Start:
    """Read the start's form."""
    began, leg = data.get("began", ""), data.get("leg", "")
    hours = int(began) if began.isdecimal() and int(began) in HOURS_AGO else None
    pain = pain_of(data.get("pain"))
    longer = began == LONGER
    missing = {
        "began": hours is None and not longer,
        "pain": pain is None and not longer,
        "leg": leg not in ("yes", "no") and not longer,
    }
    return Start(
        hours_ago=hours,
        longer=longer,
        pain=pain,
        leg=leg == "yes" if leg in ("yes", "no") else None,
        errors=tuple(name for name, is_wrong in missing.items() if is_wrong),
    )


def pain_of(given: str | None) -> int | None:
    """A pain from 0 to 10, or None for anything else."""
    return int(given) if given and given.isdecimal() and int(given) in PAIN else None


def signs_of(given: str | None) -> bool | None:
    """Whether any danger sign was named: "not sure" counts as yes; None for no answer."""
    return {"yes": True, "not_sure": True, "no": False}.get(given or "")
