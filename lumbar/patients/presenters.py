"""What the pages show: the plan's rows, what an exercise may be, what was heard."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext as _

from lumbar.clinical.edit import Problem, Way
from lumbar.clinical.library import Library
from lumbar.clinical.values import NoPlan
from lumbar.clinical.words import Words
from lumbar.journal.models import ProgressFinding
from lumbar.patients.forms import Draft, Row, problem_words
from lumbar.plans.models import StoredPlan
from lumbar.plans.wording import heard_words, made_words, speaks_words
from lumbar.site.wording import dose_words


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    words: str
    chosen: bool = False
    against: bool = False


@dataclass(frozen=True, slots=True)
class RowView:
    """One exercise of the form."""

    number: int
    row: Row
    name: str
    ways: tuple[Choice, ...]
    usual: str
    """The knowledge's dose in words."""
    repetitions: tuple[int, int] | None
    seconds: tuple[int, int] | None
    whole_time: bool
    """The seconds are of the whole: breathing and rest."""
    sides: tuple[Choice, ...]
    against: tuple[str, ...]
    wrong: dict[str, str]
    """By field (``repetitions``, ``seconds``, ``reason``, ``note``, ``other``)."""


FIELDS = {
    "repetitions": "repetitions", "seconds": "seconds", "reason": "reason", "note_long": "note",
    "reason_long": "reason", "number": "repetitions",
}  # fmt: skip


def row_views(
    draft: Draft,
    ways: Sequence[Way],
    put_back: Iterable[str],
    problems: Sequence[Problem | tuple[int, str]],
    library: Library,
    words: Words,
) -> tuple[RowView, ...]:
    """The form's rows with their limits, what speaks against them, and what is wrong.

    ``put_back`` are exercises that hurt and were put in again: they keep their reason.
    """
    known = {(way.exercise, way.variant): way for way in ways}
    back = set(put_back)
    found = []
    for number, row in enumerate(draft.rows):
        way = known.get((row.exercise, row.variant))
        exercise = library.exercises.get(row.exercise)
        if exercise is None:
            continue
        said = words.exercises[row.exercise]
        variant = next((v for v in exercise.variant if v.id == row.variant), exercise.variant[0])
        dose = variant.dose or exercise.dose
        speaks = way.against if way else ()
        if row.exercise in back and "held" not in speaks:
            speaks = (*speaks, "held")
        found.append(
            RowView(
                number=number,
                row=row,
                name=said.name,
                ways=tuple(
                    Choice(
                        one.variant, said.variants[one.variant].name,
                        one.variant == row.variant, bool(one.against),
                    )
                    for one in ways
                    if one.exercise == row.exercise
                ),
                usual=dose_words(dose),
                repetitions=way.limits.repetitions if way else None,
                seconds=way.limits.seconds if way else None,
                whole_time=dose.kind == "breathing",
                sides=_sides(row) if way and way.limits.sides else (),
                against=speaks_words(speaks, words),
                wrong={
                    FIELDS.get(code, "other"): problem_words(code, way)
                    for at, code in problems
                    if at == number
                },
            )
        )  # fmt: skip
    return tuple(found)


def _sides(row: Row) -> tuple[Choice, ...]:
    named = (("", _("Both sides")), ("right", _("Right only")), ("left", _("Left only")))
    return tuple(Choice(value, text, row.side == value) for value, text in named)


@dataclass(frozen=True, slots=True)
class Offered:
    """Exercises that may be put in."""

    fitting: tuple[Choice, ...]
    guarded: tuple[Choice, ...]
    """Those something speaks against: they need a reason."""
    why: tuple[tuple[str, tuple[str, ...]], ...]
    """By exercise, what speaks against every way of doing it."""


def offered(draft: Draft, ways: Sequence[Way], library: Library, words: Words) -> Offered:
    """What is not in the form yet, by name."""
    inside = {row.exercise for row in draft.rows}
    fitting: list[Choice] = []
    guarded: list[Choice] = []
    why: dict[str, tuple[str, ...]] = {}
    for way in ways:
        if way.exercise in inside:
            continue
        said = words.exercises[way.exercise]
        first = library.exercises[way.exercise].variant[0].id
        name = said.name
        if way.variant != first:
            name = f"{name} – {said.variants[way.variant].name}"
        choice = Choice(f"{way.exercise}:{way.variant}", name, against=bool(way.against))
        (guarded if way.against else fitting).append(choice)
        if way.against:
            why.setdefault(name, speaks_words(way.against, words))
    return Offered(tuple(fitting), tuple(guarded), tuple(why.items()))


@dataclass(frozen=True, slots=True)
class FindingView:
    """What a rule of progress heard."""

    day: date
    rule: str
    title: str
    said: str
    waits: bool
    """The person was asked about danger signs and has not answered."""


def finding_views(findings: Iterable[ProgressFinding], words: Words) -> tuple[FindingView, ...]:
    """In the rules' own words; of a rule the knowledge no longer has, its id."""
    found = []
    for one in findings:
        known = words.progress.rules.get(one.rule)
        changed = one.plan_id is not None
        found.append(
            FindingView(
                day=one.found_on,
                rule=one.rule,
                title=known.title if known else one.rule,
                said=heard_words(one.rule, one.evidence, words, changed=changed) if known else "",
                waits=one.closed_at is None and "danger-signs" in one.offers,
            )
        )
    return tuple(found)


def version_views(
    versions: Iterable[StoredPlan], words: Words
) -> tuple[tuple[StoredPlan, str], ...]:
    """Each version with why it was made."""
    return tuple((one, _made(one, words)) for one in versions)


def _made(stored: StoredPlan, words: Words) -> str:
    try:
        return made_words(stored, words)
    except KeyError:
        return stored.rule


def refused_words(refused: NoPlan, words: Words) -> tuple[str, ...]:
    """Why there are no exercises now, for the clinician."""
    if refused.reason == "gate":
        return tuple(words.gates[gate].reason for gate in refused.gates)
    return (
        {
            "emergency": _("The newest check is an emergency: no exercises."),
            "same_day": _("The newest check says to be seen the same day: no exercises."),
            "unanswered": _("Danger signs were not answered: no exercises until they are."),
            "check_again": _(
                "A danger sign was named since the check: no exercises until a new check."
            ),
            "nothing_fits": _("None of the exercises fits the answers."),
        }[refused.reason],
    )
