"""What an answer to "this hurts" leads to (clinical facts C.4, universal stop rules).

The sentences stand in the knowledge's routine words; here is which sentence belongs to which
answer, and what the player does with it. The worst comes first, so that someone who reads from
the top in the dark meets it first.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from lumbar.clinical.schema import RoutineWordsFile


@dataclass(frozen=True, slots=True)
class Consequence:
    advice: str
    """Key of the routine words' ``hurt_advice``."""
    stops: bool = False
    """The session is over, and the danger signs are asked again."""
    leaves: bool = False
    """This exercise is over for tonight."""
    offers_check: bool = False
    """The check is offered, because something new in the leg may want to be seen soon."""


CONSEQUENCES: Final[dict[str, Consequence]] = {
    "saddle": Consequence("danger_signs", stops=True),
    "numb_or_weak": Consequence("exercise_over", leaves=True, offers_check=True),
    "further_down": Consequence("exercise_over", leaves=True),
    "strong": Consequence("exercise_over", leaves=True),
    "same_place": Consequence("go_gently"),
}

ANSWERS: Final = frozenset(CONSEQUENCES)


@dataclass(frozen=True, slots=True)
class HurtAnswer:
    """One answer with its words and its consequence, as the page shows it."""

    id: str
    words: str
    advice: str
    consequence: Consequence


def hurt_answers(words: RoutineWordsFile) -> tuple[HurtAnswer, ...]:
    """The answers in the order they are offered; KeyError when a sentence is missing."""
    return tuple(
        HurtAnswer(
            id=answer,
            words=words.hurt_answers[answer],
            advice=words.hurt_advice[consequence.advice],
            consequence=consequence,
        )
        for answer, consequence in CONSEQUENCES.items()
    )
