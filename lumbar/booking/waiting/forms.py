"""From what a browser sends to a place on the wait list. Nothing typed is lost."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date

from django.http import QueryDict

from lumbar.booking.waiting.queries import read_grid
from lumbar.scheduling.waiting import Part

ANY = "any"
"""The tick of "any time"."""


@dataclass(frozen=True, slots=True)
class Wish:
    """When somebody could come.

    ``errors``: ``when`` to ``missing``; ``until`` to ``not-a-date`` or ``past``.
    """

    any_time: bool = False
    cells: frozenset[tuple[int, Part]] = frozenset()
    """What was ticked."""
    grid: frozenset[tuple[int, Part]] = frozenset()
    """What it means: with "any time" everything."""
    practitioner: str = ""
    instead_of: str = ""
    until_text: str = ""
    until: date | None = None
    errors: Mapping[str, str] = field(default_factory=dict)


def read_wish(data: QueryDict, *, offered: Collection[tuple[int, Part]], today: date) -> Wish:
    """Read the grid and what belongs to it. ``offered``: the cells that were shown."""
    ticked = data.getlist("when")
    cells = read_grid(ticked)
    any_time = ANY in ticked
    grid = frozenset(offered) if any_time else cells & frozenset(offered)
    errors = {} if grid else {"when": "missing"}
    text = data.get("until", "").strip()[:20]
    until: date | None = None
    if text:
        try:
            until = date.fromisoformat(text)
        except ValueError:
            errors["until"] = "not-a-date"
        else:
            if until < today:
                errors["until"] = "past"
    return Wish(
        any_time=any_time, cells=cells, grid=grid, practitioner=data.get("with", "")[:20],
        instead_of=data.get("instead", "")[:40], until_text=text, until=until, errors=errors,
    )  # fmt: skip
