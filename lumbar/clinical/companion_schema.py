"""The shape of the first 48 hours and of cold and warmth: ``knowledge/companion`` and
``knowledge/self-care/heat-cold``.

As in ``care_schema.py``, structure and words have shapes of their own and ``care.py`` loads both.
``check_companion`` and ``check_companion_words`` hold what a shape alone cannot say.
"""

from __future__ import annotations

from typing import Literal

from lumbar.clinical.care_schema import Figure
from lumbar.clinical.errors import KnowledgeError
from lumbar.clinical.schema import LevelName, Strict, Tag
from lumbar.clinical.words import same

# --- the first 48 hours ------------------------------------------------------------------------


class Stage(Strict, frozen=True, kw_only=True):
    """A stretch of time after the pain began: what to do and what to leave."""

    id: str
    from_hours: int
    to_hours: int
    ask_danger_signs: bool
    do: list[str]
    leave: list[str] = []
    exercises: list[str] = []
    """Exercises, each as written or in one way of doing it (``knee-rolls:small``)."""
    log: list[Literal["pain", "leg", "sleep", "medicine"]] = []
    source: list[str]
    tag: Tag


class AlsoSign(Strict, frozen=True, kw_only=True):
    """A sign that is asked for beside those every result tells to watch for."""

    id: str
    source: list[str]
    tag: Tag


class Asking(Strict, frozen=True, kw_only=True):
    """When the danger signs are gone through again. Hours count from when the pain began."""

    hours: list[int]
    early_hours: int
    """Signs that were gone through so many hours before count for that hour."""
    late_hours: int
    """So many hours after, the page says that it is late."""
    also: list[AlsoSign]
    source: list[str]
    tag: Tag


class Moving(Strict, frozen=True, kw_only=True):
    """How long one position is kept at most: from, to, in minutes."""

    change_minutes: tuple[int, int]
    source: list[str]
    tag: Tag


class Ending(Strict, frozen=True, kw_only=True):
    """When the companion is over although nobody answered its last check-in."""

    at_hours: int
    source: list[str]
    tag: Tag


class Outcome(Strict, frozen=True, kw_only=True):
    """How a check-in can end. ``level`` empty: carry on, or the danger sign's own level."""

    id: str
    next: Literal["continue", "see-clinician", "own-level"]
    within_days: int | None = None
    level: LevelName | None = None


class CompanionCheckIn(Strict, frozen=True, kw_only=True):
    id: str
    at_hours: int
    outcome: list[Outcome]
    conflict: str | None = None
    source: list[str]
    tag: Tag


class Companion(Strict, frozen=True, kw_only=True):
    recent: list[str]
    """Answers to how long it has hurt with which the companion is offered."""
    stage: list[Stage]
    asking: Asking
    moving: Moving
    ending: Ending
    check_in: list[CompanionCheckIn]
    figure: list[Figure]


class StageWords(Strict, frozen=True, kw_only=True):
    title: str
    do: dict[str, str]
    leave: dict[str, str] = {}


class AskingWords(Strict, frozen=True, kw_only=True):
    """Going through the danger signs again."""

    ask: str
    why: str
    also: dict[str, str]
    none: str
    """After "none of these"."""
    worse: str
    """For somebody without a sign who gets worse before the two days are over."""


class CheckInWords(Strict, frozen=True, kw_only=True):
    title: str
    ask: str
    answers: dict[str, str]
    """What can be answered, by outcome; a danger sign is asked for by itself."""
    outcomes: dict[str, str]


class CompanionWords(Strict, frozen=True, kw_only=True):
    title: str
    intro: str
    stages: dict[str, StageWords]
    asking: AskingWords
    moving: str
    check_ins: dict[str, CheckInWords]


# --- cold and warmth ---------------------------------------------------------------------------


class Method(Strict, frozen=True, kw_only=True):
    """Warmth or cold; times in minutes, except where the name says hours."""

    id: Literal["cold", "heat"]
    minutes: tuple[int, int]
    at_most: int
    look_at_skin_every: int
    look_tag: Tag
    repeat_hours: tuple[int, int]
    """So long the skin rests before the next time: from, to."""
    repeat_tag: Tag
    rules: list[str]
    never: list[str]
    care: list[str]
    """Ask a clinician first."""
    source: list[str]
    tag: Tag


class PackTimer(Strict, frozen=True, kw_only=True):
    """What the timer goes by beside the method's own times."""

    answer_seconds: int
    """Without an answer to "look at your skin" for so long it stops."""
    skin_hours: int
    """After trouble with the skin the method is left for so long."""
    ask_again_hours: int
    """What speaks against a method is asked again after so long."""
    source: list[str]
    tag: Tag


class Placement(Strict, frozen=True, kw_only=True):
    """Where a cold or warm pack goes."""

    id: Literal["lying", "sitting"]
    source: list[str]
    tag: Tag


class HeatCold(Strict, frozen=True, kw_only=True):
    method: list[Method]
    timer: PackTimer
    placement: list[Placement]
    figure: list[Figure]
    conflict: str


class MethodWords(Strict, frozen=True, kw_only=True):
    name: str
    how: str
    honest: str
    """What studies found of it."""
    rules: dict[str, str]
    never: dict[str, str]
    care: dict[str, str]
    look: str
    """At the skin look: what to look for."""
    trouble: str
    """What is wrong with the skin, as an answer to it."""
    after_trouble: str


class PackTimerWords(Strict, frozen=True, kw_only=True):
    ask_never: str
    closed: str
    ask_first: str
    fine: str
    """The answer to the skin look that lets it go on."""
    no_answer: str
    over: str
    off: str
    never_asleep: str


class PlacementWords(Strict, frozen=True, kw_only=True):
    name: str
    how: str


class HeatColdWords(Strict, frozen=True, kw_only=True):
    methods: dict[str, MethodWords]
    timer: PackTimerWords
    placements: dict[str, PlacementWords]


# --- what a shape alone cannot say -------------------------------------------------------------


def check_companion(companion: Companion, heat_cold: HeatCold) -> None:
    """Hold the numbers against one another.

    Raises:
        KnowledgeError: two things would be due at the same hour, something comes after the end,
            or a pack would stay on longer than its limit.
    """
    where = "companion/companion.toml"
    hours = [check_in.at_hours for check_in in companion.check_in]
    if sorted(set(hours)) != hours:
        raise KnowledgeError(f"{where}: check-ins must follow one another")
    asked = companion.asking.hours
    if sorted(set(asked)) != asked or not asked:
        raise KnowledgeError(f"{where}: the hours of asking must follow one another")
    if max(*hours, *asked) >= companion.ending.at_hours:
        raise KnowledgeError(f"{where}: something would be due after the end")
    for stage in companion.stage:
        if stage.from_hours > stage.to_hours:
            raise KnowledgeError(f"{where}: {stage.id} ends before it begins")
    for check_in in companion.check_in:
        for outcome in check_in.outcome:
            told = outcome.within_days is not None and outcome.level is not None
            if told != (outcome.next == "see-clinician"):
                raise KnowledgeError(f"{where}: {check_in.id}.{outcome.id}: by when, which level?")
    for method in heat_cold.method:
        least, most = method.minutes
        if not 0 < method.look_at_skin_every < least <= most <= method.at_most:
            raise KnowledgeError(f"self-care/heat-cold.toml: {method.id}: its times do not fit")
        if heat_cold.timer.answer_seconds >= 60 * method.look_at_skin_every:
            raise KnowledgeError(f"self-care/heat-cold.toml: {method.id}: too long for an answer")


def check_companion_words(
    companion: Companion,
    words: CompanionWords,
    heat_cold: HeatCold,
    pack_words: HeatColdWords,
    tail: str,
) -> None:
    """Hold the words of one language against the structure; ``tail`` ends the files' names.

    Raises:
        KnowledgeError: a word is missing or left over.
    """
    where = f"companion/words.{tail}"
    same(where, words.stages, [stage.id for stage in companion.stage])
    for stage in companion.stage:
        same(f"{where}: {stage.id}", words.stages[stage.id].do, stage.do)
        same(f"{where}: {stage.id}", words.stages[stage.id].leave, stage.leave)
    same(f"{where}: asking.also", words.asking.also, [sign.id for sign in companion.asking.also])
    same(where, words.check_ins, [check_in.id for check_in in companion.check_in])
    for check_in in companion.check_in:
        said = words.check_ins[check_in.id]
        same(f"{where}: {check_in.id}", said.outcomes, [one.id for one in check_in.outcome])
        asked = [one.id for one in check_in.outcome if one.next != "own-level"]
        same(f"{where}: {check_in.id}.answers", said.answers, asked)

    where = f"self-care/heat-cold.{tail}"
    same(where, pack_words.methods, [method.id for method in heat_cold.method])
    same(where, pack_words.placements, [placement.id for placement in heat_cold.placement])
    for method in heat_cold.method:
        told = pack_words.methods[method.id]
        same(f"{where}: {method.id}.rules", told.rules, method.rules)
        same(f"{where}: {method.id}.never", told.never, method.never)
        same(f"{where}: {method.id}.care", told.care, method.care)
