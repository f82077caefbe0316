"""What stands behind a choice, in the knowledge's own sentences."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import gettext as _

from lumbar.clinical.progress import Evidence
from lumbar.clinical.values import Changed, LeftOut, PlanItem
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
    if left_out.taken_out:
        reasons.append(_("Your clinician took it out of your plan."))
    if left_out.held:
        reasons.append(words.progress.adjusted["held"])
    if left_out.place:
        reasons.append(_("It cannot be done in the place you chose."))
    return tuple(dict.fromkeys(reasons))


def against_words(item: PlanItem, words: Words) -> tuple[str, ...]:
    """What speaks against an exercise that a clinician has put in for a reason of theirs."""
    if item.guided is None:
        return ()
    reasons = speaks_words(item.guided.against, words)
    return (*reasons, words.progress.adjusted["held"]) if item.guided.put_back else reasons


def speaks_words(speaks: Iterable[str], words: Words) -> tuple[str, ...]:
    """The sentences for ``flag:…``, ``set:…`` and ``held``, none twice."""
    told = (
        words.progress.adjusted["held"] if name == "held" else reason_words(name, words)
        for name in speaks
    )
    return tuple(dict.fromkeys(told))


def change_words(changed: Changed, words: Words) -> str:
    """What a clinician changed, in a few words."""
    exercise = words.exercises.get(changed.exercise)
    name = exercise.name if exercise else ""
    if not changed.exercise:
        return _("A note to the plan") if changed.what == "note" else _("The order")
    return {
        "added": _("New: %(exercise)s"),
        "taken_out": _("Taken out: %(exercise)s"),
        "dose": _("How much: %(exercise)s"),
        "way": _("Another way: %(exercise)s"),
        "note": _("A note: %(exercise)s"),
    }[changed.what] % {"exercise": name}


def made_words(stored: StoredPlan, words: Words) -> str:
    """Why a version was made, in a few words; a rule's is its whole sentence."""
    if stored.made_because == StoredPlan.Made.PROGRESS:
        return heard_words(stored.rule, stored.evidence, words)
    if stored.made_because == StoredPlan.Made.CLINICIAN:
        return _("%(name)s changed it") % {"name": stored.made_by_name}
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
