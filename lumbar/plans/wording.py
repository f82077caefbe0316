"""What stands behind a choice, in the knowledge's own sentences."""

from __future__ import annotations

from django.utils.translation import gettext as _

from lumbar.clinical.values import LeftOut, PlanItem
from lumbar.clinical.words import Words


def why_words(item: PlanItem, words: Words) -> tuple[str, ...]:
    """The reasons behind one exercise, each a sentence of the knowledge; none twice."""
    reasons = [words.exercises[item.exercise].why]
    reasons += [reason_words(reason, words) for reason in item.because]
    return tuple(dict.fromkeys(reasons))


def reason_words(reason: str, words: Words) -> str:
    """The sentence for ``set:…``, ``pattern:…`` or ``flag:…``; KeyError for any other."""
    kind, _colon, name = reason.partition(":")
    if kind == "pattern":
        return words.patterns[name].like
    return {"set": words.exercise_sets, "flag": words.flags}[kind][name].reason


def left_out_words(left_out: LeftOut, words: Words) -> tuple[str, ...]:
    """Why an exercise is not offered."""
    reasons = [words.flags[flag].reason for flag in left_out.flags]
    reasons += [words.exercise_sets[name].reason for name in left_out.never_in]
    if left_out.place:
        reasons.append(_("It cannot be done in the place you chose."))
    return tuple(dict.fromkeys(reasons))
