"""What is heard and felt during the evening, and when.

The steps say what the person does; the cues say what the player says and sounds at which second.
A sentence is only placed where there is time for it in the slowest language: it never runs into
the next one, and one that finds no room waits for the next repetition.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Literal

from lumbar.clinical.library import Library
from lumbar.clinical.sayings import evening_sayings, item_sayings, speaking_seconds
from lumbar.clinical.schema import EveningFile, PlaceName
from lumbar.clinical.values import Cue, PlanItem, Step
from lumbar.clinical.words import LANGUAGES

MOVING = ("move", "hold", "release")
COUNT_DOWN = ("three", "two", "one")
GAP = 0.3
"""Seconds between two sentences."""
BREATH = 1.0
"""Seconds of silence before the first word of a step that begins with stillness."""
TWICE = 2
"""A movement is explained on its first repetitions only."""
MANY = 3
"""From this many repetitions on, the last one is announced."""


Rooms = Mapping[str, float]
"""Seconds for the words of ``move`` and ``release`` in a repetition; they may go on into what
follows. 0 for breathing."""


def rooms_of(steps: Sequence[Step]) -> Rooms:
    """The rooms in the steps of one exercise. What follows the last repetition is not counted:
    there are words of its own."""
    rooms = {"move": 0.0, "release": 0.0}
    for step, following in pairwise(steps):
        if step.kind in rooms:
            goes_on = following.kind in MOVING and following.side == step.side
            room = step.seconds + (following.seconds if goes_on else 0.0)
            rooms[step.kind] = max(rooms[step.kind], room)
    return rooms


class Voice:
    """How long the sentences of one evening take, in whichever language takes longest."""

    def __init__(
        self, library: Library, items: Sequence[PlanItem], place: PlaceName, sleep: str
    ) -> None:
        breathing = library.care.breathing
        self.breath = (breathing.breath_in, breathing.breath_out)
        """Seconds of breathing in and out, when nothing else is told."""
        self._general: dict[str, float] = {}
        self._items: list[dict[str, float]] = [{} for _ in items]
        for language in LANGUAGES:
            words, speed = library.words(language), library.evening.speed[language]
            tables = [(self._general, evening_sayings(words, place, sleep))]
            tables += [(self._items[n], item_sayings(words, item)) for n, item in enumerate(items)]
            for table, said in tables:
                for what, text in said.items():
                    seconds = speaking_seconds(text, speed)
                    table[what] = max(table.get(what, 0.0), seconds)

    def seconds(self, what: str, item: int | None = None) -> float:
        """Seconds for a saying; 0 where this exercise has none."""
        table = self._general if item is None else self._items[item]
        return table.get(what, 0.0)

    def settling(self, item: int, side: str | None) -> float:
        """Seconds a person is told how to get into place."""
        name = self.seconds("name", item) if item == 0 else 0.0
        first = self.seconds(f"side_{side}", item)
        return _room(BREATH, name, self.seconds("settle", item), first)

    def getting_ready(self, item: int, rooms: Rooms) -> float:
        """Seconds until the count-down is over."""
        told = [self.seconds(what, item) for what in self.told_before(item, rooms)]
        return _room(self.seconds("ready"), *told, len(COUNT_DOWN) - GAP)

    def told_before(self, item: int, rooms: Rooms) -> tuple[str, ...]:
        """What is explained before the movement begins, because its words are too long for it."""
        return tuple(what for what, room in rooms.items() if self.seconds(what, item) > room)

    def coming_back(self, item: int) -> float:
        """Seconds to say how to come out of a hold."""
        return _room(self.seconds("release", item))

    def switching(self, item: int) -> float:
        """Seconds a person is told about the other side."""
        return _room(self.seconds("switch"), self.seconds("side_left", item))

    def resting(self, following: int) -> float:
        """Seconds to say what comes next."""
        return _room(self.seconds("rest"), self.seconds("next", following))

    def into_bed(self) -> float:
        """Seconds a person is told how to lie down to sleep."""
        return _room(BREATH, self.seconds("sleep_from"), self.seconds("sleep"))


def _room(*parts: float) -> float:
    """Seconds for sentences after one another, in halves."""
    return math.ceil(2 * sum(part + GAP for part in parts if part)) / 2


def cues_of(steps: Sequence[Step], voice: Voice, evening: EveningFile) -> tuple[Cue, ...]:
    """Everything to be heard of an evening's steps, in order of time."""
    cues = sorted(_Conductor(steps, voice, evening).cues(), key=lambda cue: (cue.at, cue.step))
    return tuple(cues)


class _Conductor:
    """Goes through the steps and places what is heard."""

    def __init__(self, steps: Sequence[Step], voice: Voice, evening: EveningFile) -> None:
        self.steps = steps
        self.voice = voice
        self.evening = evening
        self.total = sum(step.seconds for step in steps)
        self.busy = 0.0
        """Until this second somebody is speaking."""
        self.told: dict[tuple[int, str | None, str], int] = {}
        self._before = {
            index: voice.told_before(index, rooms_of([s for s in steps if s.index == index]))
            for index in {step.index for step in steps if step.exercise}
        }

    def cues(self) -> Iterator[Cue]:
        begins = 0.0
        for number, step in enumerate(self.steps):
            yield from self._step(number, step, begins, begins + step.seconds)
            begins += step.seconds

    def _step(self, number: int, step: Step, begins: float, ends: float) -> Iterator[Cue]:
        match step.kind:
            case "settle":
                first = ["name"] if step.index == 0 else []
                parts = [*first, "settle", f"side_{step.side}"]
                yield from self._say_all(parts, number, begins + BREATH, ends)
            case "ready":
                yield from self._ready(number, step, begins, ends)
            case "switch":
                yield self._tone("side", number, begins)
                yield from self._say_all(["switch", "side_left"], number, begins, ends)
            case "rest":
                yield self._tone("close", number, begins)
                yield from self._say("rest", number, begins, ends)
                yield from self._say("next", number, begins, ends, item=step.index + 1)
            case "breathe_in" | "breathe_out":
                yield self._tone(step.kind.removeprefix("breathe_"), number, begins)
                since = step.repetition - self.evening.breathe_aloud
                if since <= 0 or since % self.evening.breathe_again == 0:
                    yield from self._say(step.kind, number, begins, ends)
            case kind if kind in MOVING:
                yield from self._repetition(number, step, begins, ends)
            case "sleep":
                yield from self._sleep(number, begins, ends)
            case "finish":
                yield from self._say("finish", number, begins + BREATH, ends)

    def _ready(self, number: int, step: Step, begins: float, ends: float) -> Iterator[Cue]:
        count_from = ends - len(COUNT_DOWN)
        yield from self._say("ready", number, begins, count_from)
        for what in self._before[step.index]:
            yield from self._say(what, number, begins, count_from, item=step.index)
        for second, what in enumerate(COUNT_DOWN):
            # On the second, whoever speaks: a count that drags is no count.
            yield self._tone("count", number, count_from + second)
            yield self._cue("say", what, number, count_from + second, -1)
        self.busy = ends

    def _repetition(self, number: int, step: Step, begins: float, ends: float) -> Iterator[Cue]:
        holds = step.kind == "hold" or self.steps[number + 1].kind == "hold"
        match step.kind, holds:
            case "move", True:
                yield self._tone("move", number, begins)
            case ("hold", _) | ("move", False):
                yield self._tone("start", number, begins)
            case _:
                yield self._tone("end", number, begins)
        if step.kind == "move" and step.repetition == step.of >= MANY:
            yield from self._say("last", number, begins, ends)
        if self._may_tell(step, holds):
            # Words may go on into what follows: the same exercise on the same side.
            following = self.steps[number + 1]
            goes_on = following.kind in MOVING and following.side == step.side
            until = ends + (following.seconds if goes_on else 0.0)
            said = list(self._say(step.kind, number, begins, until, item=step.index, by=ends))
            self.told[self._key(step)] = self.told.get(self._key(step), 0) + len(said)
            yield from said
        if step.kind == "hold" and step.seconds >= self.evening.long_hold:
            yield from self._say("keep_breathing", number, (begins + ends) / 2, ends)

    def _sleep(self, number: int, begins: float, ends: float) -> Iterator[Cue]:
        yield self._tone("close", number, begins)
        yield from self._say_all(["sleep_from", "sleep"], number, begins + BREATH, ends)
        breath_in, breath_out = self.voice.breath
        for back in range(self.evening.seconds.sleep_breaths, 0, -1):
            at = ends - back * (breath_in + breath_out)
            yield self._tone("in", number, at)
            yield self._tone("out", number, at + breath_in)

    def _may_tell(self, step: Step, holds: bool) -> bool:
        """Whether this part of a repetition is explained now. What has not been said yet goes
        before what would be said again."""
        if step.kind in self._before[step.index]:
            return False
        told = self.told.get(self._key(step), 0)
        untold = any(
            self.voice.seconds(kind, step.index)
            and not self.told.get((step.index, step.side, kind))
            and kind not in self._before[step.index]
            for kind in MOVING
            if holds or kind != "hold"
        )
        return told == 0 or (holds and told < TWICE and not untold)

    @staticmethod
    def _key(step: Step) -> tuple[int, str | None, str]:
        return step.index, step.side, step.kind

    # --- placing ----------------------------------------------------------------------------------

    def _say_all(self, parts: Sequence[str], number: int, at: float, ends: float) -> Iterator[Cue]:
        index = self.steps[number].index
        for what in parts:
            own = self.voice.seconds(what, index) if self.steps[number].exercise else 0.0
            yield from self._say(what, number, at, ends, item=index if own else None)

    def _say(
        self,
        what: str,
        number: int,
        at: float,
        ends: float,
        *,
        item: int | None = None,
        by: float | None = None,
    ) -> Iterator[Cue]:
        """Say it if it is over at ``ends``, and has begun before ``by``."""
        lasts = self.voice.seconds(what, item)
        begins = max(at, self.busy)
        if not lasts or begins + lasts > ends + GAP or begins >= (ends if by is None else by):
            return
        self.busy = begins + lasts + GAP
        yield self._cue("say", what, number, begins, -1 if item is None else item)

    def _tone(self, what: str, number: int, at: float) -> Cue:
        return self._cue("tone", what, number, at, -1)

    def _cue(
        self, does: Literal["say", "tone"], what: str, number: int, at: float, item: int
    ) -> Cue:
        left = (self.total - at) / self.evening.quiet_seconds
        loud = self.evening.quiet_to + (1 - self.evening.quiet_to) * min(1.0, left)
        return Cue(round(at, 2), does, what, number, item, round(loud, 2))
