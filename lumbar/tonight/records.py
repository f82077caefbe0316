"""What was really done on an evening, and how two copies of it become one.

The page, the device and the server each keep a copy, and so may a second device. ``merge``
joins two copies by only ever adding, so that order and repetition change nothing.
``static/tonight/record.js`` joins by the same rules, and ``tests/merge-cases.json`` holds both to
them. No Django in here.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final

HOW: Final = ("part", "skipped", "done", "hurt")
"""How a side of an exercise went, weakest word first; of two copies the stronger is kept."""

STATES: Final = ("open", "done", "stopped")
"""A stop is never undone by a copy that had not heard of it."""

LONGEST_EVENING_MS: Final = 4 * 60 * 60 * 1000
MOST_HURTS: Final = 100


class RecordError(ValueError):
    """A copy that does not say what was done; the message names the part that is wrong."""


@dataclass(frozen=True, slots=True)
class Done:
    """One side of one exercise. ``item`` is its place in the plan, from 0."""

    item: int
    side: str
    seconds: float | None
    """None when the person only said that they did it, without the timer."""
    how: str

    def to_json(self) -> dict[str, Any]:
        return {"item": self.item, "side": self.side, "seconds": self.seconds, "how": self.how}


@dataclass(frozen=True, slots=True)
class Hurt:
    """An answer to "where does it hurt?", and when it was given (ms into the routine)."""

    position: int
    item: int
    answer: str

    def to_json(self) -> dict[str, Any]:
        return {"item": self.item, "position": self.position, "answer": self.answer}


@dataclass(frozen=True, slots=True)
class Copy:
    """One copy of an evening."""

    position: int = 0
    steps: tuple[Done, ...] = ()
    hurts: tuple[Hurt, ...] = ()
    state: str = "open"
    pain_before: int | None = None
    """0 to 10; None when it was not told."""
    pain_after: int | None = None

    @classmethod
    def from_json(cls, data: object) -> Copy:
        """Read a copy that came from outside; raises ``RecordError``."""
        if not isinstance(data, Mapping):
            raise RecordError("a record is an object")
        state = data.get("state")
        if state not in STATES:
            raise RecordError("state")
        return cls(
            position=_whole(data.get("position"), "position", LONGEST_EVENING_MS),
            steps=tuple(_done(step) for step in _list(data.get("steps"), "steps", 200)),
            hurts=tuple(_hurt(hurt) for hurt in _list(data.get("hurts"), "hurts", MOST_HURTS)),
            state=str(state),
            pain_before=_pain(data.get("pain_before"), "pain_before"),
            pain_after=_pain(data.get("pain_after"), "pain_after"),
        )

    def to_json(self) -> dict[str, Any]:
        return {
            "position": self.position,
            "steps": [step.to_json() for step in self.steps],
            "hurts": [hurt.to_json() for hurt in self.hurts],
            "state": self.state,
            "pain_before": self.pain_before,
            "pain_after": self.pain_after,
        }


def merge(one: Copy, other: Copy) -> Copy:
    """Join two copies: furthest position, longest time, strongest word, every answer.

    Of two different numbers for the same pain the greater is kept: whichever copy comes first,
    the result is the same.
    """
    steps: dict[tuple[int, str], Done] = {}
    for step in (*one.steps, *other.steps):
        known = steps.get((step.item, step.side))
        steps[step.item, step.side] = step if known is None else _stronger(known, step)
    return Copy(
        position=max(one.position, other.position),
        steps=tuple(steps[key] for key in sorted(steps)),
        hurts=tuple(
            sorted({*one.hurts, *other.hurts}, key=lambda h: (h.position, h.item, h.answer))
        ),
        state=max(one.state, other.state, key=STATES.index),
        pain_before=_greater(one.pain_before, other.pain_before),
        pain_after=_greater(one.pain_after, other.pain_after),
    )


def within(copy: Copy, planned: Mapping[tuple[int, str], float], answers: Container[str]) -> Copy:
    """Hold a copy to the plan: only its exercises and sides, and never longer than laid out.

    Raises ``RecordError`` for an exercise, a side or an answer the plan does not have.
    """
    steps = []
    for step in copy.steps:
        if (step.item, step.side) not in planned:
            raise RecordError(f"no exercise {step.item} with side {step.side!r} in this plan")
        longest = planned[step.item, step.side]
        seconds = None if step.seconds is None else min(step.seconds, longest)
        steps.append(Done(step.item, step.side, seconds, step.how))
    for hurt in copy.hurts:
        if hurt.answer not in answers:
            raise RecordError(f"no answer {hurt.answer!r}")
    return replace(copy, steps=tuple(steps))


def _stronger(one: Done, other: Done) -> Done:
    timed = [seconds for seconds in (one.seconds, other.seconds) if seconds is not None]
    return Done(
        item=one.item,
        side=one.side,
        seconds=max(timed) if timed else None,
        how=max(one.how, other.how, key=HOW.index),
    )


def _done(data: object) -> Done:
    if not isinstance(data, Mapping):
        raise RecordError("a step is an object")
    how = data.get("how")
    if how not in HOW:
        raise RecordError("how")
    seconds = data.get("seconds")
    if seconds is not None:
        if isinstance(seconds, bool) or not isinstance(seconds, int | float):
            raise RecordError("seconds")
        if not 0 <= seconds <= LONGEST_EVENING_MS / 1000:
            raise RecordError("seconds")
    return Done(_whole(data.get("item"), "item", 20), _side(data.get("side")), seconds, str(how))


def _hurt(data: object) -> Hurt:
    if not isinstance(data, Mapping):
        raise RecordError("an answer is an object")
    answer = data.get("answer")
    if not isinstance(answer, str) or len(answer) > 40:
        raise RecordError("answer")
    item = data.get("item")
    return Hurt(
        position=_whole(data.get("position"), "position", LONGEST_EVENING_MS),
        item=-1 if item == -1 else _whole(item, "item", 20),
        answer=answer,
    )


def _pain(value: object, name: str) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= 10:
        raise RecordError(name)
    return value


def _greater(one: int | None, other: int | None) -> int | None:
    told = [pain for pain in (one, other) if pain is not None]
    return max(told) if told else None


def _whole(value: object, name: str, most: int) -> int:
    """A whole number from 0; the page's clock counts in fractions of a millisecond."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= most:
        raise RecordError(name)
    return int(value)


def _side(value: object) -> str:
    if not isinstance(value, str) or len(value) > 20:
        raise RecordError("side")
    return value


def _list(value: object, name: str, most: int) -> list[object]:
    if not isinstance(value, list) or len(value) > most:
        raise RecordError(name)
    return value
