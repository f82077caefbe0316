"""The shape of the words: one language of each structure in ``schema.py``."""

from __future__ import annotations

from typing import Literal

import msgspec

from lumbar.clinical.schema import Strict


class QuestionWords(Strict, frozen=True, kw_only=True):
    ask: str
    help: str = ""
    why: str
    """Why we ask, in one sentence."""
    options: dict[str, str] = {}
    hints: dict[str, str] = {}
    """A second line under an option."""
    heard: str
    """How a "yes" (or the chosen options, at ``{answer}``) reads back in "what you told us"."""


class ScreenWords(Strict, frozen=True, kw_only=True):
    title: str
    help: str = ""


class RuleWords(Strict, frozen=True, kw_only=True):
    name: str
    """What was heard, as a short phrase: "new numbness between the legs"."""
    reason: str
    """Why that matters, to the person, without naming a disease as theirs."""


class PatternWords(Strict, frozen=True, kw_only=True):
    name: str
    like: str
    """"Your answers are like those of people whose …"."""
    about: str
    """What usually happens and what helps, in two or three short sentences."""


class LevelWords(Strict, frozen=True, kw_only=True):
    label: str
    headline: str
    by_when: str
    do: list[str]
    """First steps, in order. ``{emergency}`` is the country's number."""
    honest: str
    """What this result cannot say."""


class PathwayWords(Strict, frozen=True, kw_only=True):
    do: list[str]


class NamedWords(Strict, frozen=True, kw_only=True):
    name: str
    reason: str


class VariantWords(Strict, frozen=True, kw_only=True):
    """A way of doing the exercise. All but the name only where it differs from the exercise's own;
    ``ExerciseWords.of`` puts the two together."""

    name: str
    setup: str = ""
    steps: list[str] = []
    move: str = ""
    hold: str = ""
    release: str = ""


class ExerciseWords(Strict, frozen=True, kw_only=True):
    name: str
    aim: str
    setup: str
    steps: list[str]
    feel: str
    """What it should feel like, and what it should not."""
    stop: str
    """The stop rule that belongs to this exercise."""
    why: str
    """Why it may be chosen, in one sentence, completing "Chosen because …"-style lists."""
    move: str
    """Spoken while moving into the end pose."""
    hold: str = ""
    release: str
    side_first: str = ""
    side_second: str = ""
    variants: dict[str, VariantWords]

    def of(self, variant: str) -> ExerciseWords:
        """The words of one way of doing it. ``KeyError`` if there is no such way."""
        own = self.variants[variant]
        return msgspec.structs.replace(
            self,
            setup=own.setup or self.setup,
            steps=own.steps or self.steps,
            move=own.move or self.move,
            hold=own.hold or self.hold,
            release=own.release or self.release,
        )


class QuestionWordsFile(Strict, frozen=True, kw_only=True):
    """``words/<language>/questions.toml``: ``[question.<id>]``."""

    question: dict[str, QuestionWords]


class ScreenWordsFile(Strict, frozen=True, kw_only=True):
    screen: dict[str, ScreenWords]


class RegionWordsFile(Strict, frozen=True, kw_only=True):
    """``[region]`` id = name; ``[family]`` id = name, for rules and summaries."""

    region: dict[str, str]
    group: dict[str, str]
    family: dict[str, str]


class RuleWordsFile(Strict, frozen=True, kw_only=True):
    rule: dict[str, RuleWords]


class PatternWordsFile(Strict, frozen=True, kw_only=True):
    pattern: dict[str, PatternWords]


class LevelWordsFile(Strict, frozen=True, kw_only=True):
    """Levels and the first steps of pathways that have their own."""

    level: dict[str, LevelWords]
    pathway: dict[str, PathwayWords]
    watch_for: list[str]
    """What to watch for after any result that is not an emergency."""
    not_everything: str
    """"That cannot rule everything out", with what to do if something starts."""


class ReasonWordsFile(Strict, frozen=True, kw_only=True):
    """Why an exercise is left out (flags), why none is given (gates), why a set was chosen."""

    flag: dict[str, NamedWords]
    gate: dict[str, NamedWords]
    exercise_set: dict[str, NamedWords]


class JointWords(Strict, frozen=True, kw_only=True):
    """A joint's motion: what it is called when its angle grows, and what healthy joints can do."""

    name: str
    norm: str


class ClinicianWordsFile(Strict, frozen=True, kw_only=True):
    """Words for clinicians: suspicions, cauda equina stages, roots, the joints of the figure."""

    suspicion: dict[str, str]
    stage: dict[str, str]
    root: dict[str, NamedWords]
    joint: dict[str, JointWords]
    joint_side: dict[Literal["moving", "other"], str]
    """``{joint}`` on the side that is exercised, or on the other one."""


class RoutineWordsFile(Strict, frozen=True, kw_only=True):
    """What the player shows and says. ``{name}`` is filled in."""

    ready: str
    three: str
    two: str
    one: str
    last: str
    """Before the last of several repetitions."""
    keep_breathing: str
    paused: str
    go_on: str
    no_wake_lock: str
    """Said once where the screen cannot be kept awake."""
    sleep_from: dict[str, str]
    """After the last exercise, by place."""
    sleep: dict[str, str]
    """Into a sleeping position, by its id in ``self-care/sleep-positions.toml``."""
    switch: str
    rest: str
    breathe_in: str
    breathe_out: str
    finish: str
    next: str
    left: str
    right: str
    hurt_title: str
    hurt_ask: str
    hurt_answers: dict[str, str]
    """The answers of ``stop-rules.toml``, by id."""
    hurt_advice: dict[str, str]
    """What follows, by the ``advice`` of the stop rules."""
    universal_stop: list[str]
    honest: list[str]
    """What the evening routine can and cannot do (clinical facts C.1)."""
    traffic_light: list[str]
