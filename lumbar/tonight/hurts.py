"""The answers to "this hurts", with their words and what the knowledge says follows."""

from __future__ import annotations

from dataclasses import dataclass

from lumbar.clinical.library import Library
from lumbar.clinical.schema import StopRule
from lumbar.clinical.words_schema import RoutineWordsFile


@dataclass(frozen=True, slots=True)
class HurtAnswer:
    """One answer as the page shows it."""

    words: str
    advice: str
    rule: StopRule

    @property
    def stops(self) -> bool:
        """The evening is over, and the danger signs are asked again."""
        return self.rule.then == "evening-over"

    @property
    def leaves(self) -> bool:
        """This exercise is over for tonight."""
        return self.rule.then == "exercise-over"


def hurt_answers(knowledge: Library, words: RoutineWordsFile) -> tuple[HurtAnswer, ...]:
    """The answers in the order they are offered, the worst first."""
    return tuple(
        HurtAnswer(words.hurt_answers[rule.id], words.hurt_advice[rule.advice], rule)
        for rule in knowledge.stop_rules.values()
    )
