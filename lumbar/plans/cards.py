"""A plan as the page shows it."""

from __future__ import annotations

from dataclasses import dataclass

from lumbar.clinical.library import Library
from lumbar.clinical.schema import Dose
from lumbar.clinical.values import Plan, PlanItem
from lumbar.clinical.words import Words
from lumbar.plans.wording import against_words, left_out_words, why_words
from lumbar.site.wording import dose_words


@dataclass(frozen=True, slots=True)
class Card:
    """One exercise in the way this person is to do it."""

    slug: str
    variant: str
    name: str
    way: str
    """The variant's name, where it is not the exercise as written."""
    aim: str
    why: tuple[str, ...]
    dose: str
    setup: str
    steps: tuple[str, ...]
    feel: str
    stop: str
    by: str
    """The clinician who set it; empty where none did."""
    note: str
    """Their words to it."""
    reason: str
    """Their reason to have it in though something speaks against it …"""
    against: tuple[str, ...]
    """… and what does."""


@dataclass(frozen=True, slots=True)
class NotOffered:
    slug: str
    name: str
    reasons: tuple[str, ...]


def card_of(item: PlanItem, knowledge: Library, words: Words) -> Card:
    """One item's card; KeyError when the knowledge no longer has the exercise."""
    exercise = knowledge.exercises[item.exercise]
    said = words.exercises[item.exercise].of(item.variant)
    way = said.variants[item.variant]
    first = exercise.variant[0].id
    return Card(
        slug=item.exercise,
        variant=item.variant,
        name=said.name,
        way="" if item.variant == first else way.name,
        aim=said.aim,
        why=why_words(item, words),
        dose=dose_words(dose_of(item, knowledge), item),
        setup=said.setup,
        steps=tuple(way.steps or said.steps),
        feel=said.feel,
        stop=said.stop,
        by=item.guided.by if item.guided else "",
        note=item.guided.note if item.guided else "",
        reason=item.guided.reason if item.guided else "",
        against=against_words(item, words),
    )


def dose_of(item: PlanItem, knowledge: Library) -> Dose:
    """The variant's own dose where it has one, else the exercise's."""
    exercise = knowledge.exercises[item.exercise]
    for variant in exercise.variant:
        if variant.id == item.variant:
            return variant.dose or exercise.dose
    raise KeyError(f"{item.exercise} has no variant {item.variant}")


def cards_of(plan: Plan, knowledge: Library, words: Words) -> tuple[Card, ...]:
    return tuple(card_of(item, knowledge, words) for item in plan.items)


def not_offered(plan: Plan, words: Words) -> tuple[NotOffered, ...]:
    """The exercises that do not suit this person, and why; those that merely lost are not named."""
    found = []
    for left_out in plan.left_out:
        reasons = left_out_words(left_out, words)
        if reasons:
            name = words.exercises[left_out.exercise].name
            found.append(NotOffered(left_out.exercise, name, reasons))
    return tuple(found)
