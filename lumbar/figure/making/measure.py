"""All checks of all clips, as a table."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass

import msgspec

from lumbar.figure import catalogue
from lumbar.figure.catalogue import BODIES
from lumbar.figure.making import build, checks, clipfile, digests
from lumbar.figure.making.author import Script

CHECKED = catalogue.BUILT / "checks.json"
MADE_FROM = catalogue.BUILT / "checks.made-from"
"""The digest of everything the saved rows were measured from, and of the code that did it."""


@dataclass(frozen=True)
class Row:
    """One check of one clip of one body."""

    body: str
    clip: str
    verdict: checks.Verdict

    @property
    def line(self) -> str:
        v = self.verdict
        mark = "ok  " if v.passed else "BAD "
        measured = f"{v.worst:8.2f} ≤ {v.limit:g} {v.unit}"
        return f"{mark} {self.body:6} {self.clip:34} {v.check:24} {measured}  {v.where}"


def rows(only: str = "", body: str = "", together: bool = True) -> list[Row]:
    """Every check of the built clips whose name begins with ``only``, on one body or on all.

    ``together`` shares the work among processes.
    """
    jobs = [
        (picture.script, name_of_body)
        for name, picture in build.plan().pictures.items()
        for name_of_body in BODIES
        if name.startswith(only)
        and body in ("", name_of_body)
        and build.clip_file(name_of_body, name).is_file()
    ]
    if not together:
        return [row for job in jobs for row in _checked(job)]
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    with ProcessPoolExecutor(max_workers=os.cpu_count()) as pool:
        return [row for found in pool.map(_checked, jobs, chunksize=4) for row in found]


def _checked(job: tuple[Script, str]) -> list[Row]:
    script, body = job
    name = f"{script.exercise}.{script.variant}"
    clip = clipfile.read(build.clip_file(body, name).read_bytes())
    verdicts = checks.everything(checks.subject(script, clip))
    return [Row(body, name, verdict) for verdict in verdicts]


def inputs() -> str:
    """One digest of all bodies, clips and what they should be, and of the checks' own code."""
    pictures = build.plan().pictures
    return digests.of_bytes(
        digests.of_code(digests.CHECK_CODE).encode(),
        *(build.body_file(body).read_bytes() for body in BODIES),
        *(picture.digest.encode() for picture in pictures.values()),
        *(build.clip_file(body, name).read_bytes() for name in pictures for body in BODIES),
    )


def saved() -> list[Row]:
    """The rows as they were saved; the same as measured, as long as `inputs` is what it was."""
    fields = ("check", "worst", "limit", "unit", "where")
    return [
        Row(row["body"], row["clip"], checks.Verdict(**{name: row[name] for name in fields}))
        for row in msgspec.json.decode(CHECKED.read_bytes())
    ]


def save(found: Sequence[Row]) -> None:
    """Keep all rows, for ``/patterns/figure`` and for the tests."""
    table = [
        {
            "body": row.body,
            "clip": row.clip,
            **{
                name: getattr(row.verdict, name)
                for name in ("check", "worst", "limit", "unit", "where")
            },
            "passed": row.verdict.passed,
        }
        for row in found
    ]
    CHECKED.write_bytes(msgspec.json.format(msgspec.json.encode(table), indent=0) + b"\n")
    MADE_FROM.write_text(f"{inputs()}\n", "ascii")


def summary(found: Sequence[Row]) -> str:
    """One line per check: how many passed, and the worst value."""
    lines = [f"{'check':26} {'passed':>11}  {'worst':>9}  limit"]
    for check, own in _by_check(found):
        worst = max(own, key=lambda row: row.verdict.worst)
        passed = sum(row.verdict.passed for row in own)
        v = worst.verdict
        lines.append(
            f"{check:26} {passed:5} / {len(own):3}  {v.worst:9.2f}  {v.limit:g} {v.unit}"
            f"  ({worst.body} {worst.clip}: {v.where})"
        )
    return "\n".join(lines)


def _by_check(found: Sequence[Row]) -> Iterator[tuple[str, list[Row]]]:
    names = dict.fromkeys(row.verdict.check for row in found)
    for name in names:
        yield name, [row for row in found if row.verdict.check == name]
