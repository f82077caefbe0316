"""Assessment and circumstances → the exercises for this person, each with why.

Expert logic, not trial-tested (clinical facts C.5): the first set that fits chooses, whatever any
fitting set says "never" about is left out, flags are applied to every exercise, and when fewer
than five remain only the fill list may be added. Fewer than five are shown rather than an unfit
one. An emergency or same-day result never yields a plan.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import structs

from lumbar.clinical import schema
from lumbar.clinical.library import Library
from lumbar.clinical.schema import PlaceName
from lumbar.clinical.values import (
    Answers,
    Assessment,
    LeftOut,
    Level,
    NoPlan,
    Plan,
    PlanItem,
)

HOW_MANY = 5
MINUTES = (5, 10, 15)


def make_plan(
    assessment: Assessment,
    answers: Answers,
    library: Library,
    place: PlaceName = "bed",
    minutes: int = 10,
) -> Plan | NoPlan:
    """Choose the five, or say why there are none.

    A place that is closed to this person becomes the bed; the plan says where it is for.
    ``answers`` are those the assessment was made from; sets look at them.

    Raises:
        ValueError: ``minutes`` is not 5, 10 or 15.
    """
    if minutes not in MINUTES:
        raise ValueError(f"minutes must be one of {MINUTES}, not {minutes}")
    refusal = _refusal(assessment)
    if refusal is not None:
        return refusal
    if place not in open_places(assessment, library):
        place = "bed"
    chooser = _Chooser(assessment, answers, library, place)
    items: list[PlanItem] = []
    for reference in (*chooser.main.first, *library.fill):
        slug, _, variant = reference.partition(":")
        if len(items) == HOW_MANY or any(item.exercise == slug for item in items):
            continue
        item = chooser.item(slug, variant or None)
        if item is not None:
            items.append(item)
    if not items:
        return NoPlan("nothing_fits")
    return Plan(
        items=tuple(items),
        place=place,
        minutes=minutes,
        set_id=chooser.main.id,
        left_out=tuple(chooser.left_out(item.exercise for item in items)),
        knowledge_version=library.version,
    )


def bad_night(
    assessment: Assessment, answers: Answers, library: Library, place: PlaceName
) -> Plan | None:
    """Two minutes for a night when nothing else is possible: slow breathing and one position of
    rest, as far as they fit this person; None when neither does."""
    if _refusal(assessment) is not None:
        return None
    chooser, wanted = _Chooser(assessment, answers, library, place), library.evening.bad_night
    items = []
    for slugs in (wanted.breathing, wanted.rest):
        fitting = [item for slug in slugs if (item := chooser.item(slug)) is not None]
        items += fitting[:1]
    if not items:
        return None
    return Plan(
        items=tuple(items),
        place=place,
        minutes=wanted.minutes,
        set_id=chooser.main.id,
        left_out=(),
        knowledge_version=library.version,
    )


def sleeping_positions(assessment: Assessment, library: Library) -> tuple[str, ...]:
    """The sleeping positions that nothing speaks against for this person, best first."""
    flags = set(assessment.flags)
    return tuple(
        position.id
        for position in library.care.sleep_positions.position
        if not flags.intersection(position.avoid)
    )


def open_places(assessment: Assessment, library: Library) -> tuple[PlaceName, ...]:
    """Where this person can exercise."""
    places: tuple[PlaceName, ...] = ("bed", "floor", "chair")
    flags = set(assessment.flags)
    return tuple(p for p in places if not flags.intersection(library.place_avoid.get(p, ())))


def choices(
    plan: Plan, index: int, assessment: Assessment, answers: Answers, library: Library
) -> tuple[PlanItem, ...]:
    """What the item at ``index`` may be swapped for: other ways of doing the same exercise, and
    every other exercise that fits and is not in the plan, in its plainest fitting way.

    Raises:
        IndexError: the plan has no such item.
    """
    current = plan.items[index]
    if _refusal(assessment) is not None:
        return ()
    chooser = _Chooser(assessment, answers, library, plan.place)
    others = {item.exercise for item in plan.items} - {current.exercise}
    found = [item for item in chooser.items(current.exercise) if item.variant != current.variant]
    for slug in library.exercises:
        if slug not in others and slug != current.exercise:
            item = chooser.item(slug)
            if item is not None:
                found.append(item)
    return tuple(found)


def swap(
    plan: Plan,
    index: int,
    choice: PlanItem,
    assessment: Assessment,
    answers: Answers,
    library: Library,
) -> Plan:
    """The plan with one item replaced.

    Raises:
        ValueError: the choice is not among those that fit.
    """
    if choice not in choices(plan, index, assessment, answers, library):
        raise ValueError(f"{choice.exercise}:{choice.variant} does not fit this person")
    items = (*plan.items[:index], choice, *plan.items[index + 1 :])
    chooser = _Chooser(assessment, answers, library, plan.place)
    left_out = tuple(chooser.left_out(item.exercise for item in items))
    return structs.replace(plan, items=items, left_out=left_out)


def _refusal(assessment: Assessment) -> NoPlan | None:
    if assessment.level is Level.EMERGENCY:
        return NoPlan("emergency")
    if assessment.level is Level.SAME_DAY:
        return NoPlan("same_day")
    if assessment.ask_again:
        return NoPlan("unanswered", questions=assessment.ask_again)
    if assessment.gates:
        return NoPlan("gate", gates=assessment.gates)
    return None


class _Chooser:
    """What fits one person in one place."""

    def __init__(
        self, assessment: Assessment, answers: Answers, library: Library, place: PlaceName
    ) -> None:
        self.library = library
        self.place = place
        self.flags = frozenset(assessment.flags)
        found = {match.pattern for match in assessment.patterns}
        truths = library.compiled.table.read(answers.facts)
        fitting = [
            item.set
            for item in library.compiled.sets
            if (item.when is None or item.when(truths) is True)
            and (not item.set.pattern or found.intersection(item.set.pattern))
        ]
        here = [s for s in fitting if not s.places or place in s.places]
        self.main = here[0]
        self.pattern = next((p for p in self.main.pattern if p in found), None)
        # A set that only says where it applies does not forbid anything elsewhere.
        self.never: dict[str, tuple[str, ...]] = {}
        for exercise_set in fitting:
            for slug in exercise_set.never:
                self.never[slug] = (*self.never.get(slug, ()), exercise_set.id)
        self.limits = [s for s in here if s.half_range or s.no_holds or s.repetitions_at_most]
        self.half_range = any(s.half_range for s in self.limits)
        self.no_holds = any(s.no_holds for s in self.limits)
        self.repetitions_at_most = min(
            (s.repetitions_at_most for s in self.limits if s.repetitions_at_most), default=None
        )

    def items(self, slug: str) -> Iterator[PlanItem]:
        """Every way of doing an exercise that fits, the plainest first."""
        exercise = self.library.exercises[slug]
        if slug in self.never:
            return
        for variant in exercise.variant:
            if self.place in variant.places and not self.against(exercise, variant):
                yield self._item(exercise, variant)

    def item(self, slug: str, variant: str | None = None) -> PlanItem | None:
        """The named way if it fits, else the plainest that does; ``None`` if none does."""
        fitting = [item for item in self.items(slug) if not self._harder(item)]
        named = [item for item in fitting if item.variant == variant]
        return next(iter(named or fitting), None)

    def _harder(self, item: PlanItem) -> bool:
        variants = self.library.exercises[item.exercise].variant
        return next(v.harder for v in variants if v.id == item.variant)

    def against(self, exercise: schema.Exercise, variant: schema.Variant) -> tuple[str, ...]:
        """The raised flags that speak against doing it this way."""
        avoid = exercise.avoid if variant.avoid is None else variant.avoid
        small = variant.range <= self.library.half_range_limit
        speaking = [
            item.flag
            for item in avoid
            if item.flag in self.flags and not (item.effect == "small" and small)
        ]
        if self.half_range and not small:
            speaking.append("irritable-leg")
        return tuple(dict.fromkeys(speaking))

    def _item(self, exercise: schema.Exercise, variant: schema.Variant) -> PlanItem:
        because = [f"set:{self.main.id}"]
        if self.pattern:
            because.append(f"pattern:{self.pattern}")
        avoid = exercise.avoid if variant.avoid is None else variant.avoid
        because += [
            f"flag:{item.flag}"
            for item in avoid
            if item.effect == "small" and item.flag in self.flags
        ]
        return PlanItem(
            exercise=exercise.id,
            variant=variant.id,
            half_range=self.half_range,
            no_holds=self.no_holds,
            repetitions_at_most=self.repetitions_at_most,
            because=tuple(because),
        )

    def left_out(self, chosen: Iterable[str]) -> Iterator[LeftOut]:
        """Every exercise that is not offered here, with what speaks against it."""
        inside = set(chosen)
        for slug, exercise in self.library.exercises.items():
            if slug in inside or any(True for _ in self.items(slug)):
                continue
            here = [v for v in exercise.variant if self.place in v.places]
            flags = dict.fromkeys(
                flag for variant in here for flag in self.against(exercise, variant)
            )
            yield LeftOut(
                exercise=slug,
                flags=tuple(flags),
                never_in=self.never.get(slug, ()),
                place=not here,
            )
