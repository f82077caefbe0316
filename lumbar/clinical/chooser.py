"""What fits one person in one place, and in which way each exercise is to be done."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator

from lumbar.clinical import schema
from lumbar.clinical.dose import FEWEST_REPETITIONS
from lumbar.clinical.library import Library
from lumbar.clinical.schema import PlaceName
from lumbar.clinical.values import (
    MOST_EXERCISES,
    Adjustments,
    Answers,
    Assessment,
    Edit,
    LeftOut,
    PlanItem,
    SetDose,
)

HOW_MANY = MOST_EXERCISES


class Chooser:
    """The exercises that fit, given what was answered, decided and heard since."""

    def __init__(
        self,
        assessment: Assessment,
        answers: Answers,
        library: Library,
        place: PlaceName,
        adjust: Adjustments,
        edit: Edit = Edit(),  # noqa: B008  # frozen
    ) -> None:
        self.library = library
        self.place = place
        self.adjust = adjust
        self.edit = edit
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
        if slug in self.never or slug in self.adjust.held or slug in self.edit.out:
            return
        for variant in exercise.variant:
            if self.place in variant.places and not self.against(exercise, variant):
                yield self.way(exercise, variant)

    def item(self, slug: str, variant: str | None = None) -> PlanItem | None:
        """The named way if it fits, else the plainest that does; ``None`` if none does."""
        fitting = list(self.items(slug))
        earned = [item for item in fitting if self.adjust.names(item)]
        usual = [item for item in fitting if not self.harder(item)]
        named = [item for item in usual if item.variant == variant]
        return next(iter(earned or named or usual), None)

    def harder(self, item: PlanItem) -> bool:
        """Whether this way of doing it asks more than the exercise as written."""
        variants = self.library.exercises[item.exercise].variant
        return next(v.harder for v in variants if v.id == item.variant)

    def filled(self, kept: Iterable[PlanItem]) -> tuple[PlanItem, ...]:
        """As many as ``HOW_MANY``, or as a clinician left: those kept, then what comes first for
        this person, then the fill list; fewer where no more fit."""
        items = list(kept)
        first = self.library.progress.stay_well.first if self.adjust.stay_well else []
        for reference in (*first, *self.main.first, *self.library.fill):
            slug, _, variant = reference.partition(":")
            if len(items) >= min(HOW_MANY, self.edit.how_many):
                break
            if any(item.exercise == slug for item in items):
                continue
            item = self.item(slug, variant or None)
            if item is not None:
                items.append(item)
        return tuple(items)

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

    def speaks(self, exercise: schema.Exercise, variant: schema.Variant) -> tuple[str, ...]:
        """All that speaks against it for this person: ``flag:…``, ``set:…``, ``held``."""
        found = [f"flag:{flag}" for flag in self.against(exercise, variant)]
        found += [f"set:{name}" for name in self.never.get(exercise.id, ())]
        return (*found, "held") if exercise.id in self.adjust.held else tuple(found)

    def way(
        self, exercise: schema.Exercise, variant: schema.Variant, given: SetDose | None = None
    ) -> PlanItem:
        """This way of doing it with all that holds it back here, whether or not it fits; ``given``
        is the dose a clinician set."""
        because = [f"set:{self.main.id}"]
        if self.pattern:
            because.append(f"pattern:{self.pattern}")
        avoid = exercise.avoid if variant.avoid is None else variant.avoid
        because += [
            f"flag:{item.flag}"
            for item in avoid
            if item.effect == "small" and item.flag in self.flags
        ]
        at_most = self.repetitions_at_most
        if self.adjust.halved:
            at_most = self._half(variant.dose or exercise.dose, given or SetDose())
            because.append("progress:halved")
        if self.adjust.stay_well and exercise.id in self.library.progress.stay_well.first:
            because.append("progress:stay-well")
        return PlanItem(
            exercise=exercise.id,
            variant=variant.id,
            half_range=self.half_range,
            no_holds=self.no_holds,
            repetitions_at_most=at_most,
            because=tuple(because),
            dose=given,
        )

    def _half(self, dose: schema.Dose, given: SetDose) -> int | None:
        """Half of the most repeats; a time of breathing stays as it is."""
        if dose.kind == "breathing":
            return self.repetitions_at_most
        most = min(given.repetitions or dose.repetitions[1], dose.repetitions[1])
        most = min(most, self.repetitions_at_most or most)
        return min(most, max(FEWEST_REPETITIONS, math.ceil(most / 2)))

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
                held=slug in self.adjust.held,
                taken_out=slug in self.edit.out,
            )
