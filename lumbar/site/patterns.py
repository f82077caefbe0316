"""Pages for developers: everything the figure can show, beside what its checks found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import msgspec
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from lumbar.figure import catalogue
from lumbar.figure.catalogue import BODIES
from lumbar.site.looks import Look, look_of

CHECKS = catalogue.BUILT / "checks.json"


class CheckRow(msgspec.Struct, frozen=True, kw_only=True):
    """One check of one clip on one body, as ``lumbar figure check --save`` writes it."""

    body: str
    clip: str
    check: str
    worst: float
    limit: float
    unit: str
    where: str
    passed: bool


@dataclass(frozen=True)
class Result:
    """One check of a clip, on each body in order; None where it was not made."""

    check: str
    limit: str
    bodies: tuple[CheckRow | None, ...]


@dataclass(frozen=True)
class Shown:
    """One clip as the page shows it."""

    name: str
    slug: str
    variant: str
    moves: bool
    sides: bool
    ways: tuple[str, ...]
    """The ways of doing the exercise that this clip shows."""
    looks: tuple[Look, ...]
    results: tuple[Result, ...]
    failed: int

    @property
    def moments(self) -> tuple[str, ...]:
        return ("start", "middle", "end") if self.moves else ("end",)


@require_GET
def figure(request: HttpRequest) -> HttpResponse:
    """Every clip on every body at start, middle and end, with the results of its checks."""
    rows = saved_checks()
    tone = look_of(request).tone
    shown = [
        _shown(name, entry, [Look(body, tone) for body in BODIES], rows.get(name, {}))
        for name, entry in catalogue.manifest().clips.items()
    ]
    made = [row for checks in rows.values() for row in checks.values()]
    return render(
        request,
        "site/patterns_figure.html",
        {
            "bodies": BODIES,
            "shown": shown,
            "made": len(made),
            "failed": [row for row in made if not row.passed],
        },
    )


def saved_checks() -> Mapping[str, Mapping[tuple[str, str], CheckRow]]:
    """By clip, then by body and check; empty before the checks were ever saved."""
    if not CHECKS.is_file():
        return {}
    found: dict[str, dict[tuple[str, str], CheckRow]] = {}
    for row in msgspec.json.decode(CHECKS.read_bytes(), type=list[CheckRow]):
        found.setdefault(row.clip, {})[(row.body, row.check)] = row
    return found


def _shown(
    name: str,
    entry: catalogue.ClipEntry,
    looks: Iterable[Look],
    rows: Mapping[tuple[str, str], CheckRow],
) -> Shown:
    slug, _, variant = name.partition(".")
    variants = catalogue.manifest().variants.get(slug, {})
    return Shown(
        name=name,
        slug=slug,
        variant=variant,
        moves=entry.moves,
        sides=entry.sides,
        ways=tuple(way for way, clip in variants.items() if clip == name),
        looks=tuple(look for look in looks if look.body in entry.bodies),
        results=tuple(_results(rows)),
        failed=sum(not row.passed for row in rows.values()),
    )


def _results(rows: Mapping[tuple[str, str], CheckRow]) -> Iterable[Result]:
    for check in dict.fromkeys(check for _body, check in rows):
        bodies = tuple(rows.get((body, check)) for body in BODIES)
        known = next(row for row in bodies if row is not None)
        yield Result(check, f"{known.limit:g} {known.unit}", bodies)
