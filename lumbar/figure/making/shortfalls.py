"""What is known to fall short: measured, written down, and not allowed to get worse.

``shortfalls.toml`` lists each clip, body and check that is outside its limit, with how far. A check
that fails and is not listed, or fails by more, fails the suite; so does a listed one that has
come right, until its line is taken out.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import msgspec

from lumbar.figure.making.measure import Row

LIST = Path(__file__).with_name("shortfalls.toml")
SLACK = 1.15
"""How much worse than listed a value may be measured on another machine, as a factor."""


class Shortfall(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One check of one clip and body that is not met yet."""

    clip: str
    body: str
    check: str
    worst: float


class ShortfallFile(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    shortfall: list[Shortfall] = []


def known() -> dict[tuple[str, str, str], float]:
    """Clip, body and check → the worst value listed."""
    listed = msgspec.toml.decode(LIST.read_bytes(), type=ShortfallFile).shortfall
    return {(each.clip, each.body, each.check): each.worst for each in listed}


def surprises(rows: Sequence[Row]) -> list[str]:
    """What the list does not say of these rows, one line each."""
    listed, lines = known(), []
    for row in rows:
        key = (row.clip, row.body, row.verdict.check)
        allowed = listed.get(key)
        if allowed is None and not row.verdict.passed:
            lines.append(f"not listed: {row.line}")
        elif allowed is not None and row.verdict.passed:
            lines.append(f"come right, take it off the list: {row.line}")
        elif allowed is not None and row.verdict.worst > max(allowed, row.verdict.limit) * SLACK:
            lines.append(f"worse than listed ({allowed:g}): {row.line}")
    return lines


def write(rows: Sequence[Row]) -> int:
    """List what fails now; the number of lines."""
    failed = [row for row in rows if not row.verdict.passed]
    lines = [
        "# Measured by `lumbar figure check`; see shortfalls.py. The aim is an empty file.\n",
        *(
            f'\n[[shortfall]]\nclip = "{row.clip}"\nbody = "{row.body}"\n'
            f'check = "{row.verdict.check}"\nworst = {row.verdict.worst:g}\n'
            for row in failed
        ),
    ]
    LIST.write_text("".join(lines), "utf-8")
    return len(failed)
