"""The values that flow through the core: frozen, plain, and able to become JSON and come back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from enum import StrEnum
from typing import Any, Literal, cast

import msgspec

from lumbar.clinical.conditions import NOT_SURE, SKIPPED, Fact
from lumbar.clinical.schema import PlaceName, StepKindName

Value = str | int | tuple[str, ...]
"""One answer: an option (or ``not_sure``, ``skipped``), a number, or the things ticked."""


class Level(StrEnum):
    """How soon to be seen."""

    EMERGENCY = "emergency"
    SAME_DAY = "same_day"
    CLINICIAN_SOON = "clinician_soon"
    SELF_CARE = "self_care"

    @property
    def urgency(self) -> int:
        """0 for self-care up to 3 for an emergency."""
        return _URGENCY[self]


MOST_EXERCISES = 5
"""No plan has more."""

_URGENCY = {
    Level.SELF_CARE: 0,
    Level.CLINICIAN_SOON: 1,
    Level.SAME_DAY: 2,
    Level.EMERGENCY: 3,
}


class AnswerError(ValueError):
    """An answer that does not fit its question.

    ``why`` is a code for the page to word: ``unknown_question``, ``unknown_option``,
    ``not_a_number``, ``out_of_range``, ``not_a_list``, ``not_a_choice``, ``must_choose``.
    """

    def __init__(self, question: str, why: str, given: object = None) -> None:
        super().__init__(f"{question}: {why.replace('_', ' ')} ({given!r})")
        self.question = question
        self.why = why
        self.given = given


class Answers(Mapping[str, Value]):
    """What a person said. Equal whatever the order it was said in."""

    __slots__ = ("_values", "facts")

    def __init__(self, values: Mapping[str, Value]) -> None:
        self._values = {key: values[key] for key in sorted(values)}
        self.facts: dict[str, Fact] = {
            key: frozenset(value) if isinstance(value, tuple) else value
            for key, value in self._values.items()
        }

    def __getitem__(self, question: str) -> Value:
        return self._values[question]

    def __iter__(self) -> Iterator[str]:
        return iter(self._values)

    def __len__(self) -> int:
        return len(self._values)

    def __repr__(self) -> str:
        return f"Answers({self._values!r})"

    def __hash__(self) -> int:
        return hash(tuple(self._values.items()))

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Answers:
        """Take decoded JSON: strings, numbers and lists of strings.

        ``library.answers`` also checks them against the questions.

        Raises:
            AnswerError: a value of another kind.
        """
        values: dict[str, Value] = {}
        for question, value in data.items():
            if isinstance(value, list | tuple):
                if not all(isinstance(item, str) for item in value):
                    raise AnswerError(question, "not_a_choice", value)
                values[question] = tuple(sorted(set(value)))
            elif isinstance(value, str) or (isinstance(value, int) and not isinstance(value, bool)):
                values[question] = value
            else:
                raise AnswerError(question, "not_a_choice", value)
        return cls(values)

    def to_json(self) -> dict[str, Any]:
        return {k: list(v) if isinstance(v, tuple) else v for k, v in self._values.items()}

    def with_(self, **changes: Value | None) -> Answers:
        """A copy with some answers replaced; ``None`` takes one away."""
        merged = {**self._values, **changes}
        return Answers({k: v for k, v in merged.items() if v is not None})

    def said(self, question: str) -> bool:
        """Whether it was answered at all; "not sure" counts, skipped does not."""
        value = self._values.get(question)
        return value is not None and value != SKIPPED

    def unsure(self, question: str) -> bool:
        return self._values.get(question) == NOT_SURE


class Because(msgspec.Struct, frozen=True):
    """An answer that made a rule or pattern hold."""

    question: str
    options: tuple[str, ...]
    """The options as the rule names them (a body-map group rather than each region); for a
    number the bounds, as text."""


class Finding(msgspec.Struct, frozen=True):
    """A rule that fired."""

    rule: str
    level: Level
    suspects: tuple[str, ...]
    because: tuple[Because, ...]


class PatternMatch(msgspec.Struct, frozen=True):
    """What the answers resemble. ``score`` ranks; it is never shown."""

    pattern: str
    score: float
    because: tuple[Because, ...]


class Change(msgspec.Struct, frozen=True):
    """One answer that would make the result more urgent."""

    question: str
    option: str
    level: Level
    rule: str


class Assessment(msgspec.Struct, frozen=True):
    """Level, findings and patterns, made from answers by one version of the knowledge."""

    level: Level
    findings: tuple[Finding, ...]
    pathways: tuple[str, ...]
    patterns: tuple[PatternMatch, ...]
    suspicions: tuple[str, ...]
    """What the findings may point to, most pressing first; for the clinician only."""
    roots: tuple[str, ...]
    """Nerve roots the marked areas hint at; for the clinician only."""
    would_change: tuple[Change, ...]
    ask_again: tuple[str, ...]
    """Danger signs that were not answered: the check is not finished without them."""
    flags: tuple[str, ...]
    gates: tuple[str, ...]
    knowledge_version: str

    @property
    def may_have_plan(self) -> bool:
        """Whether exercises may be chosen at all."""
        calm = self.level in (Level.SELF_CARE, Level.CLINICIAN_SOON)
        return calm and not self.gates and not self.ask_again

    @property
    def patterns_for_person(self) -> tuple[PatternMatch, ...]:
        """Patterns to mention to the person: none while something pressing comes first."""
        return self.patterns if self.may_have_plan else ()

    def to_json(self) -> dict[str, Any]:
        return cast(dict[str, Any], msgspec.to_builtins(self))

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Assessment:
        return msgspec.convert(data, cls)


class SetDose(msgspec.Struct, frozen=True):
    """How much a clinician set, in place of the knowledge's range (`dose.py` has the limits). None:
    as the knowledge has it."""

    repetitions: int | None = None
    seconds: int | None = None
    """Of each hold; of the whole time for breathing and rest."""
    side: Literal["right", "left"] | None = None
    """Only on this side."""


class ByClinician(msgspec.Struct, frozen=True):
    """Who put an exercise in, or changed it, and what they say to it."""

    by: str
    """Their name, as the person reads it."""
    on: date
    note: str = ""
    reason: str = ""
    """Why it is in though something speaks against it; never empty where something does."""
    against: tuple[str, ...] = ()
    """What speaks against it: ``flag:…`` or ``set:…`` (it says "never")."""
    put_back: bool = False
    """It had been held back since something was heard, and was put in again."""

    @property
    def overrides(self) -> bool:
        """Whether it is in only for its reason."""
        return bool(self.against) or self.put_back


class PlanItem(msgspec.Struct, frozen=True):
    """One exercise of a plan, in the way it is to be done."""

    exercise: str
    variant: str
    half_range: bool = False
    """Move half way at most."""
    no_holds: bool = False
    repetitions_at_most: int | None = None
    because: tuple[str, ...] = ()
    """Ids of sets (``set:usual``), patterns (``pattern:…``), flags (``flag:…``) and what progress
    changed (``progress:halved``) behind it."""
    dose: SetDose | None = None
    guided: ByClinician | None = None
    """Set where a clinician put it in, changed it or wrote a note to it: it then stays as they set
    it (`edit.py`)."""


class LeftOut(msgspec.Struct, frozen=True):
    """An exercise that is not offered, and why."""

    exercise: str
    flags: tuple[str, ...] = ()
    never_in: tuple[str, ...] = ()
    """Sets that say "never"."""
    place: bool = False
    """It cannot be done in this place."""
    held: bool = False
    """It is held back since something was heard (``Adjustments``)."""
    taken_out: bool = False
    """A clinician took it out."""


class Adjustments(msgspec.Struct, frozen=True):
    """What a person's progress has changed in their plan since the check it came from."""

    halved: bool = False
    """Half the repeats of each exercise."""
    held: tuple[str, ...] = ()
    """Exercises held back until the next check."""
    harder: tuple[str, ...] = ()
    """Harder ways that were earned, as ``exercise:variant``."""
    stay_well: bool = False
    """Recovered: strength first."""

    def names(self, item: PlanItem) -> bool:
        """Whether this way of doing the exercise was earned."""
        return f"{item.exercise}:{item.variant}" in self.harder


class Changed(msgspec.Struct, frozen=True):
    """One thing a clinician changed in a plan."""

    what: Literal["added", "taken_out", "dose", "way", "note", "order"]
    exercise: str = ""
    """Empty for what is about the whole plan."""


class Edit(msgspec.Struct, frozen=True):
    """What a clinician decided about a plan. It stays with every later version (`edit.py`)."""

    by: str = ""
    """The name of who changed it last; empty where no clinician did."""
    on: date | None = None
    note: str = ""
    """To the whole plan."""
    items: tuple[PlanItem, ...] = ()
    """Those they put in, changed or wrote a note to."""
    out: tuple[str, ...] = ()
    """Exercises they took out: they are not filled in again."""
    how_many: int = MOST_EXERCISES
    """So many at most."""
    in_order: bool = False
    """The evening keeps the plan's order."""
    changes: tuple[Changed, ...] = ()
    """What they changed last."""


class Plan(msgspec.Struct, frozen=True):
    """The exercises chosen for a person, each with why."""

    items: tuple[PlanItem, ...]
    place: PlaceName
    minutes: int
    set_id: str
    left_out: tuple[LeftOut, ...]
    knowledge_version: str
    adjust: Adjustments = Adjustments()
    edit: Edit = Edit()

    def to_json(self) -> dict[str, Any]:
        return cast(dict[str, Any], msgspec.to_builtins(self))

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Plan:
        return msgspec.convert(data, cls)


class NoPlan(msgspec.Struct, frozen=True):
    """Why there are no exercises: ``emergency``, ``same_day``, ``gate``, ``unanswered``,
    ``nothing_fits`` or ``check_again``: a danger sign was named since the check."""

    reason: Literal["emergency", "same_day", "gate", "unanswered", "nothing_fits", "check_again"]
    gates: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()

    def to_json(self) -> dict[str, Any]:
        return cast(dict[str, Any], msgspec.to_builtins(self))


class Step(msgspec.Struct, frozen=True):
    """One timed thing of the evening."""

    kind: StepKindName
    seconds: float
    exercise: str | None = None
    variant: str | None = None
    index: int = 0
    """Which exercise of the evening, from 0; on the way into sleep the last one's."""
    side: Literal["right", "left"] | None = None
    repetition: int = 0
    of: int = 0


class Cue(msgspec.Struct, frozen=True):
    """Something to be heard or felt at a moment of the evening."""

    at: float
    """Seconds from the beginning."""
    does: Literal["say", "tone"]
    what: str
    """A saying (``sayings.py``), or the tone: ``count``, ``start``, ``end``, ``side``, ``in``,
    ``out`` or ``close``."""
    step: int
    """Index of the step it belongs to."""
    item: int = -1
    """The exercise that is spoken of, by its place in the evening; -1 for none."""
    loudness: float = 1.0


class Tonight(msgspec.Struct, frozen=True):
    """The plan laid out as timed steps, with all that is said and sounded on the way."""

    items: tuple[PlanItem, ...]
    """In the order of the evening, in which positions change as little as possible."""
    steps: tuple[Step, ...]
    cues: tuple[Cue, ...]
    place: PlaceName
    minutes: int
    sleep: str
    """The sleeping position it ends in."""
    bad_night: bool = False
    knowledge_version: str = ""

    @property
    def seconds(self) -> float:
        return sum(step.seconds for step in self.steps)

    def to_json(self) -> dict[str, Any]:
        return cast(dict[str, Any], msgspec.to_builtins(self))

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Tonight:
        return msgspec.convert(data, cls)
