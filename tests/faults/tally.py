"""What was done of an evening, and how what the server has differs from it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from lumbar.tonight.records import Copy, merge


@dataclass
class Evening:
    """One evening as the person would tell it, and as their phone wrote it down."""

    id: str
    kind: str
    """``pain``, ``no number`` or ``bad night``."""
    began: float
    total: float
    """Milliseconds from its first second to its last."""
    steps: list[list[Any]]
    pain_before: int | None = None
    pain_after: int | None = None
    state: str = "open"
    left: set[int] = field(default_factory=set)
    """Exercises that were skipped, or ended because they hurt."""
    hurts: list[tuple[int, str]] = field(default_factory=list)
    enough: bool = False
    """Ended by the person before its end."""
    position: float = 0
    """Milliseconds, as last seen on the phone."""
    left_at: float = 0
    """When it was last gone on with."""
    said: list[Copy] = field(default_factory=list)
    shared: bool = False

    def item_at(self, position: float) -> int:
        """The exercise under way; -1 for none."""
        passed = 0.0
        for _kind, item, _side, seconds, _repetition, _of in self.steps:
            passed += round(seconds * 1000)
            if position < passed:
                return int(item)
        return -1

    @property
    def is_whole(self) -> bool:
        """Led from the first second to the last."""
        return self.state == "done" and not self.enough


@dataclass
class Tally:
    """How the evenings went, and what the server has of them."""

    seed: int
    evenings: int = 0
    mornings: int = 0
    seconds: float = 0
    records: int = 0
    """Records that left a phone."""
    kinds: Counter[str] = field(default_factory=Counter)
    faults: Counter[str] = field(default_factory=Counter)
    lost: list[str] = field(default_factory=list)
    twice: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    @property
    def is_right(self) -> bool:
        return not (self.lost or self.twice or self.wrong)

    def __str__(self) -> str:
        def counts(counter: Counter[str]) -> list[str]:
            return [f"    {name:<32}{count:>6}" for name, count in sorted(counter.items())]

        return "\n".join(
            [
                f"{'evenings':<36}{self.evenings:>6}",
                *counts(self.kinds),
                f"{'mornings':<36}{self.mornings:>6}",
                f"{'records sent':<36}{self.records:>6}",
                f"{'faults':<36}{self.faults.total():>6}",
                *counts(self.faults),
                f"{'seconds for each evening':<36}{self.seconds / max(1, self.evenings):>6.2f}",
                f"{'lost':<36}{len(self.lost):>6}",
                f"{'kept twice':<36}{len(self.twice):>6}",
                f"{'kept wrongly':<36}{len(self.wrong):>6}",
                *(f"  {line}" for line in (*self.lost, *self.twice, *self.wrong)),
            ]
        )


def differences(evening: Evening, row: dict[str, Any]) -> Iterator[str]:
    """What the server has differently of an evening."""
    record = Copy.from_json(row["record"])
    planned = {(item, side): seconds for item, side, seconds in row["planned"]}
    kept = {(step.item, step.side): step for step in record.steps}
    # As the phone wrote it down: no more and no less.
    said = evening.said[0]
    for copy in evening.said[1:]:
        said = merge(said, copy)
    if record != said:
        yield f"the phone said {said}\n      the server has {record}"
    # As the person would tell it.
    told = {
        "state": evening.state,
        "pain_before": evening.pain_before,
        "pain_after": evening.pain_after,
    }
    for name, value in told.items():
        if getattr(record, name) != value:
            yield f"{name} is {getattr(record, name)}, not {value}"
    if [(hurt.item, hurt.answer) for hurt in record.hurts] != evening.hurts:
        yield f"hurts are {record.hurts}, not {evening.hurts}"
    if row["bad_night"] != (evening.kind == "bad night"):
        yield "another kind of evening"
    if row["finished"] != (evening.state == "done"):
        yield "finished, but not done" if row["finished"] else "done, but not finished"
    if not -60 <= row["started_at"] - evening.began <= 300:
        yield f"begun {row['started_at'] - evening.began:.0f} s after it was"
    if len(kept) != len(record.steps):
        yield "a step is there twice"
    for key, step in kept.items():
        if key not in planned:
            yield f"{key} is not in the plan"
        elif step.seconds is None or step.seconds > planned[key] + 0.01:
            yield f"{key} took {step.seconds} s of {planned[key]}"
        if step.how in {"skipped", "hurt"} and step.item not in evening.left:
            yield f"{key} is {step.how}"
    if evening.is_whole:
        for key, seconds in planned.items():
            if key not in kept:
                yield f"{key} is missing"
                continue
            how, took = kept[key].how, kept[key].seconds or 0
            if key[0] not in evening.left and (how != "done" or took < seconds - 0.05):
                yield f"{key} is {how} after {took} s of {seconds}"
