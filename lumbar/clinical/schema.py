"""The shape of every knowledge file.

Medicine lives in TOML files under ``knowledge/``. Each file is decoded into the frozen
structures below; an unknown or missing key, a wrong type or an impossible value stops the
start-up with the file and the key in the message. Words stand apart from structure, one folder
per language, and have shapes of their own (``words_schema.py``) so that a missing sentence is
found by the same check.
"""

from __future__ import annotations

from typing import Any, Literal

import msgspec

Tag = Literal["verified", "secondary", "not-verified", "design"]
"""How far a statement was checked: V, S, NV and D of the clinical facts file."""

LevelName = Literal["emergency", "same_day", "clinician_soon", "self_care"]
PlaceName = Literal["bed", "floor", "chair"]
QuestionKind = Literal["yes_no", "one", "many", "number", "areas"]
StepKindName = Literal[
    "settle",
    "ready",
    "move",
    "hold",
    "release",
    "breathe_in",
    "breathe_out",
    "switch",
    "rest",
    "sleep",
    "finish",
]
ConditionData = dict[str, Any]
"""A condition as written in TOML; ``conditions.parse`` gives it meaning."""


class Strict(msgspec.Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A frozen structure that refuses unknown keys."""


# --- sources -----------------------------------------------------------------------------------


class Source(Strict, frozen=True, kw_only=True):
    """Something a fact was taken from."""

    id: str
    title: str
    year: int | None = None
    doi: str | None = None
    url: str | None = None
    seen: Literal["primary", "secondary", "not-opened"]
    """How it was read: the paper or the body's own page; a copy or summary; or only cited."""
    note: str = ""


class SourceFile(Strict, frozen=True, kw_only=True):
    source: list[Source]


# --- questions ---------------------------------------------------------------------------------


class Question(Strict, frozen=True, kw_only=True):
    """One thing the check asks.

    ``yes_no`` has the options ``yes`` and ``no``. ``areas`` takes body-map regions. Every
    question can be answered ``not_sure`` unless ``sure`` is set.
    """

    id: str
    kind: QuestionKind
    options: list[str] = []
    danger: bool = False
    """A danger sign: always asked, and "not sure" is read as ``unsure_reads`` says."""
    unsure_reads: Literal["yes", "unknown"] = "unknown"
    sure: bool = False
    """True where "not sure" makes no sense (the place, the minutes)."""
    optional: bool = False
    """May be skipped; the answer is then unknown."""
    minimum: int | None = None
    maximum: int | None = None
    unit: str | None = None
    used_by: Literal["decision", "summary"] = "decision"
    """``summary``: no rule reads it; it is asked for the clinician's summary."""
    since: str
    source: list[str]


class Screen(Strict, frozen=True, kw_only=True):
    """Questions shown together, and when the screen is shown at all."""

    id: str
    part: Literal["danger", "about-you", "pain", "health", "tonight"]
    questions: list[str]
    ask_when: ConditionData | None = None


class Release(Strict, frozen=True, kw_only=True):
    """A version of the knowledge, and the digest of what decides an assessment."""

    version: str
    digest: str


class ReleaseFile(Strict, frozen=True, kw_only=True):
    release: list[Release]


class QuestionFile(Strict, frozen=True, kw_only=True):
    question: list[Question]


class ScreenFile(Strict, frozen=True, kw_only=True):
    screen: list[Screen]


class Region(Strict, frozen=True, kw_only=True):
    """One named area of the body map."""

    id: str
    view: Literal["back", "front"]
    group: str
    """What rules name: ``flank`` stands for both flanks."""
    side: Literal["left", "right", "middle"]


class Family(Strict, frozen=True, kw_only=True):
    """Several groups under one name that rules may use: ``leg``, ``below_knee``."""

    id: str
    groups: list[str]


class BodyMapFile(Strict, frozen=True, kw_only=True):
    family: list[Family]
    region: list[Region]


# --- rules and patterns ------------------------------------------------------------------------


class Example(Strict, frozen=True, kw_only=True):
    """Answers that must, or must not, make a rule fire. Every rule has both kinds."""

    answers: dict[str, Any]
    fires: bool
    name: str = ""


class Rule(Strict, frozen=True, kw_only=True):
    """A red flag, or a combination of them, and how soon it wants to be seen.

    It fires when ``when`` is true and ``unless`` is not true: an unknown exception never holds
    a rule back.
    """

    id: str
    facts: str = ""
    """The row of the clinical facts this rule carries, when its id is not that row."""
    level: LevelName
    suspects: list[str]
    """What it may be, most likely first, for the clinician's summary only."""
    when: ConditionData
    unless: ConditionData | None = None
    pathway: str = ""
    """A set of first steps of its own (for example ``do-not-move``, ``maternity``)."""
    since: str
    until: str | None = None
    source: list[str]
    tag: Tag
    conflict: str | None = None
    """The id of a disagreement kept visible in ``conflicts.toml``."""
    note: str = ""
    example: list[Example]


class RuleFile(Strict, frozen=True, kw_only=True):
    rule: list[Rule]


class Feature(Strict, frozen=True, kw_only=True):
    """One answer that speaks for (positive) or against (negative weight) a pattern."""

    when: ConditionData
    weight: float
    source: list[str]
    tag: Tag


class Pattern(Strict, frozen=True, kw_only=True):
    """What answers resemble. Never a diagnosis, never a probability."""

    id: str
    clinician_word: str
    """The word of the published cases' vocabulary."""
    needs: float
    """The score below which the pattern is not mentioned."""
    when: ConditionData | None = None
    since: str
    until: str | None = None
    feature: list[Feature]


class PatternFile(Strict, frozen=True, kw_only=True):
    pattern: list[Pattern]


class Root(Strict, frozen=True, kw_only=True):
    """A nerve root of the level map; for the clinician's summary only."""

    id: str
    disc: str
    hints: list[Feature]
    reflex: str
    source: list[str]
    tag: Tag


class RootFile(Strict, frozen=True, kw_only=True):
    root: list[Root]


class Suspicion(Strict, frozen=True, kw_only=True):
    id: str
    clinician_word: str


class SuspicionFile(Strict, frozen=True, kw_only=True):
    suspicion: list[Suspicion]


# --- who should avoid what, and which exercises ------------------------------------------------


class Flag(Strict, frozen=True, kw_only=True):
    """A reason to leave an exercise out or keep it small.

    Raised when the condition is true *or unknown*: an unasked hip replacement is not "no".
    """

    id: str
    facts: str
    when: ConditionData
    source: list[str]
    tag: Tag
    since: str
    example: list[Example]


class FlagFile(Strict, frozen=True, kw_only=True):
    flag: list[Flag]


class Gate(Strict, frozen=True, kw_only=True):
    """A reason why nobody but a clinician should choose the exercises."""

    id: str
    when: ConditionData
    source: list[str]
    tag: Tag
    since: str
    example: list[Example]


class GateFile(Strict, frozen=True, kw_only=True):
    gate: list[Gate]


class Avoid(Strict, frozen=True, kw_only=True):
    flag: str
    effect: Literal["leave-out", "small"] = "leave-out"
    """``small``: only a variant whose range is 0.5 or less."""


class Dose(Strict, frozen=True, kw_only=True):
    """How much. Pairs are (least, most); times are in seconds."""

    kind: Literal["hold", "repetitions", "breathing"]
    repetitions: tuple[int, int] = (1, 1)
    hold_seconds: tuple[int, int] = (0, 0)
    move_seconds: float = 2.0
    """One way of one repetition."""
    sides: bool = False
    breath_in_seconds: float = 4.0
    breath_out_seconds: float = 6.0
    minutes: tuple[float, float] = (0.0, 0.0)
    """For ``breathing``: how long to stay."""
    source: list[str]
    tag: Tag


class Pose(Strict, frozen=True, kw_only=True):
    """Joint angles in degrees at a moment between start (0) and end (1).

    Keys name joints of ``angles.toml``; ``moving-`` and ``other-`` tell the sides of a
    one-sided exercise apart. Convention and caps: clinical facts C.3.
    """

    at: float
    joints: dict[str, dict[str, float]]


class Variant(Strict, frozen=True, kw_only=True):
    """A way of doing the exercise: as written, easier, harder, or in another place."""

    id: str
    places: list[PlaceName]
    range: float = 1.0
    """Part of the movement that is used: 0.5 is half way."""
    harder: bool = False
    dose: Dose | None = None
    avoid: list[Avoid] | None = None
    """Replaces the exercise's own list where the variant takes the strain away."""
    position: str | None = None
    pose: list[Pose] | None = None


class Exercise(Strict, frozen=True, kw_only=True):
    """One entry of the catalogue (clinical facts C.4)."""

    id: str
    number: str
    position: str
    direction: Literal[
        "neutral",
        "flexion",
        "extension",
        "rotation",
        "nerve",
        "hip-rotation",
        "hip-extension",
        "flexion-and-extension",
    ]
    targets: list[str]
    props: list[str] = []
    dose: Dose
    avoid: list[Avoid]
    variant: list[Variant]
    pose: list[Pose]
    source: list[str]
    tag: Tag
    since: str


class ExerciseSet(Strict, frozen=True, kw_only=True):
    """Which exercises fit a pattern or a circumstance, best first (clinical facts C.5)."""

    id: str
    when: ConditionData | None = None
    pattern: list[str] = []
    """Patterns it belongs to: it fits when one of them was found. Empty: any."""
    places: list[PlaceName] = []
    """Where it applies; empty for everywhere."""
    first: list[str]
    """Exercise ids, or ``id:variant``."""
    never: list[str]
    half_range: bool = False
    no_holds: bool = False
    repetitions_at_most: int | None = None
    source: list[str]
    tag: Tag


class SelectionFile(Strict, frozen=True, kw_only=True):
    place_avoid: dict[PlaceName, list[str]]
    """Flags that close a whole place: nobody who cannot get down is sent to the floor."""
    fill: list[str]
    half_range_limit: float
    set: list[ExerciseSet]


class Posture(Strict, frozen=True, kw_only=True):
    """Positions that one gets into in much the same way."""

    id: str
    positions: list[str]


class Speed(Strict, frozen=True, kw_only=True):
    """How fast a calm voice speaks a language, in seconds."""

    word: float
    character: float
    """One ideograph, or one numeral."""
    pause: float
    """A full stop or comma inside a text."""
    lead: float
    """Before and after."""


class EveningSeconds(Strict, frozen=True, kw_only=True):
    """How long the parts of an evening take that are no exercise."""

    settle: float
    """Into a position other than the one before."""
    stay: float
    """The same where the position stays."""
    ready: float
    switch: float
    rest: float
    between_holds: float
    sleep: dict[PlaceName, float]
    """From the last exercise into bed, by where it was done; the words come on top."""
    sleep_breaths: int
    finish: float


class BadNight(Strict, frozen=True, kw_only=True):
    """The two minutes for a night when nothing else is possible. Exercises, best first."""

    minutes: int
    breathing: list[str]
    rest: list[str]


class EveningFile(Strict, frozen=True, kw_only=True):
    """``evening.toml``: how a plan becomes an evening."""

    source: list[str]
    tag: Tag
    first: list[str]
    """Exercises that come before all others."""
    quiet_seconds: float
    quiet_to: float
    breathe_aloud: int
    breathe_again: int
    long_hold: float
    within_posture: float
    seconds: EveningSeconds
    speed: dict[str, Speed]
    bad_night: BadNight
    posture: list[Posture]
    effort: dict[str, dict[str, float]]


class StopRule(Strict, frozen=True, kw_only=True):
    """What an answer to "this hurts" during an exercise leads to."""

    id: str
    advice: str
    """Key of the routine words' ``hurt_advice``."""
    then: Literal["evening-over", "exercise-over", "go-on"]
    """``evening-over`` also shows the emergency steps and asks the danger signs again."""
    offer_check: bool = False
    """Something new may want to be seen soon: the check is offered."""
    source: list[str]
    tag: Tag


class StopRuleFile(Strict, frozen=True, kw_only=True):
    stop: list[StopRule]


class JointCap(Strict, frozen=True, kw_only=True):
    """The range a joint may be drawn in, degrees; narrower for people over 65."""

    id: str
    least: float
    most: float
    least_over_65: float | None = None
    most_over_65: float | None = None
    source: list[str]
    tag: Tag


class AnglesFile(Strict, frozen=True, kw_only=True):
    cap: list[JointCap]
