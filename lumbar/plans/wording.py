"""What stands behind a choice, in the knowledge's own sentences."""

from __future__ import annotations

from django.utils.translation import gettext as _

from lumbar.clinical.progress import Evidence
from lumbar.clinical.values import LeftOut, PlanItem
from lumbar.clinical.words import Words
from lumbar.plans.models import StoredPlan


def why_words(item: PlanItem, words: Words) -> tuple[str, ...]:
    """The reasons behind one exercise, each a sentence of the knowledge; none twice."""
    reasons = [words.exercises[item.exercise].why]
    reasons += [reason_words(reason, words) for reason in item.because]
    return tuple(dict.fromkeys(reasons))


def reason_words(reason: str, words: Words) -> str:
    """The sentence for ``set:…``, ``pattern:…``, ``flag:…`` or ``progress:…``; KeyError for any
    other."""
    kind, _colon, name = reason.partition(":")
    if kind == "pattern":
        return words.patterns[name].like
    if kind == "progress":
        return words.progress.adjusted[name]
    return {"set": words.exercise_sets, "flag": words.flags}[kind][name].reason


def left_out_words(left_out: LeftOut, words: Words) -> tuple[str, ...]:
    """Why an exercise is not offered."""
    reasons = [words.flags[flag].reason for flag in left_out.flags]
    reasons += [words.exercise_sets[name].reason for name in left_out.never_in]
    if left_out.held:
        reasons.append(words.progress.adjusted["held"])
    if left_out.place:
        reasons.append(_("It cannot be done in the place you chose."))
    return tuple(dict.fromkeys(reasons))


def made_words(stored: StoredPlan, words: Words) -> str:
    """Why a version was made, in a few words; a rule's is its whole sentence."""
    if stored.made_because == StoredPlan.Made.PROGRESS:
        return heard_words(stored.rule, stored.evidence, words)
    return {
        StoredPlan.Made.FIRST: _("after a check"),
        StoredPlan.Made.SWAP: _("you swapped an exercise"),
        StoredPlan.Made.PLACE: _("another place"),
        StoredPlan.Made.MINUTES: _("another length"),
        StoredPlan.Made.BACK: words.progress.taken_back,
    }[StoredPlan.Made(stored.made_because)]


def heard_words(rule: str, evidence: Evidence, words: Words, *, changed: bool = True) -> str:
    """One sentence: what a progress rule heard, and what it changed in the plan if it did.

    KeyError for a rule the knowledge no longer has.
    """
    said = words.progress.rules[rule]
    exercise = words.exercises.get(str(evidence.get("exercise", "")))
    text = said.said if changed else said.unchanged
    return text.replace("{exercise}", exercise.name if exercise else "")
