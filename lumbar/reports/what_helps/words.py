"""Differences in words, in halves of a point and without decimals."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lumbar.experiment.values import Effect

Phrases = Mapping[str, str]
"""What each outcome calls its difference; the keys are the same for all."""
Kind = Literal["pattern", "coin"]


def points(value: float) -> str:
    """A difference to the nearest half: "half a point", "1½ points". Empty below a quarter."""
    halves = _halves(value)
    whole, odd = divmod(halves, 2)
    if not halves:
        return ""
    if not whole:
        return _("half a point")
    if odd:
        return _("%(count)s½ points") % {"count": whole}
    return ngettext("%(count)s point", "%(count)s points", whole) % {"count": whole}


def said(effect: Effect, phrases: Phrases) -> str:
    """The finding in one sentence."""
    if effect.mean is None or effect.verdict == "no_clear_difference":
        return phrases["none"]
    way = "less" if effect.mean < 0 else "more"
    size = points(effect.mean)
    return phrases[way] % {"points": size} if size else phrases[f"little_{way}"]


def between(effect: Effect, phrases: Phrases) -> str:
    """What else may be true, 9 chances in 10."""
    if effect.low is None or effect.high is None:
        return ""
    least, most = points(effect.low), points(effect.high)
    if effect.low < 0 < effect.high or not (least and most):
        if least and most:
            return phrases["either"] % {"less": least, "more": most}
        if least:
            return phrases["up_to_less"] % {"points": least}
        return phrases["up_to_more"] % {"points": most} if most else phrases["tiny"]
    way = "less" if effect.high < 0 else "more"
    near, far = (most, least) if way == "less" else (least, most)
    if near == far:
        return phrases[f"about_{way}"] % {"points": far}
    return phrases[f"between_{way}"] % {"near": near, "far": far}


def leaning(effect: Effect) -> bool:
    """Whether the interval leaves zero out but too little speaks for an effect to claim one."""
    if effect.verdict != "no_clear_difference" or effect.low is None or effect.high is None:
        return False
    return effect.low > 0 or effect.high < 0


def routine_pain(kind: Kind) -> Phrases:
    """The routine and the pain on waking."""
    if kind == "coin":
        return _pain_ranges() | {
            "less": _(
                "After nights when the coin said “routine”, mornings hurt about %(points)s less."
            ),
            "little_less": _(
                "After nights when the coin said “routine”, mornings hurt a little less."
            ),
            "more": _(
                "After nights when the coin said “routine”, mornings hurt about %(points)s more."
            ),
            "little_more": _(
                "After nights when the coin said “routine”, mornings hurt a little more."
            ),
            "none": _("No clear difference so far, whatever the coin said."),
        }
    return _pain_ranges() | {
        "less": _("Mornings after the routine hurt about %(points)s less."),
        "little_less": _("Mornings after the routine hurt a little less."),
        "more": _("Mornings after the routine hurt about %(points)s more."),
        "little_more": _("Mornings after the routine hurt a little more."),
        "none": _("No clear difference so far, with the routine or without."),
    }


def routine_sleep(kind: Kind) -> Phrases:
    """The routine and how one slept; less is worse."""
    ranges = {
        "between_less": _("Between %(near)s and %(far)s worse, 9 chances in 10."),
        "between_more": _("Between %(near)s and %(far)s better, 9 chances in 10."),
        "about_less": _("About %(points)s worse, 9 chances in 10."),
        "about_more": _("About %(points)s better, 9 chances in 10."),
        "up_to_less": _("It may be up to %(points)s worse, 9 chances in 10."),
        "up_to_more": _("It may be up to %(points)s better, 9 chances in 10."),
        "either": _("It may be %(less)s worse, or %(more)s better, 9 chances in 10."),
        "tiny": _("If there is a difference, it is less than half a point, 9 chances in 10."),
    }
    if kind == "coin":
        return ranges | {
            "less": _("On nights when the coin said “routine”, you slept about %(points)s worse."),
            "little_less": _("On nights when the coin said “routine”, you slept a little worse."),
            "more": _("On nights when the coin said “routine”, you slept about %(points)s better."),
            "little_more": _("On nights when the coin said “routine”, you slept a little better."),
            "none": _("No clear difference so far, whatever the coin said."),
        }
    return ranges | {
        "less": _("After the routine you slept about %(points)s worse."),
        "little_less": _("After the routine you slept a little worse."),
        "more": _("After the routine you slept about %(points)s better."),
        "little_more": _("After the routine you slept a little better."),
        "none": _("No clear difference so far, with the routine or without."),
    }


def exercise_pain() -> Phrases:
    """One exercise of the routine and the pain on waking."""
    return _pain_ranges() | {
        "less": _("With it, mornings hurt about %(points)s less."),
        "little_less": _("With it, mornings hurt a little less."),
        "more": _("With it, mornings hurt about %(points)s more."),
        "little_more": _("With it, mornings hurt a little more."),
        "none": _("No clear difference so far, with it or without."),
    }


def _pain_ranges() -> dict[str, str]:
    return {
        "between_less": _("Between %(near)s and %(far)s less, 9 chances in 10."),
        "between_more": _("Between %(near)s and %(far)s more, 9 chances in 10."),
        "about_less": _("About %(points)s less, 9 chances in 10."),
        "about_more": _("About %(points)s more, 9 chances in 10."),
        "up_to_less": _("It may be up to %(points)s less, 9 chances in 10."),
        "up_to_more": _("It may be up to %(points)s more, 9 chances in 10."),
        "either": _("It may be %(less)s less, or %(more)s more, 9 chances in 10."),
        "tiny": _("If there is a difference, it is less than half a point, 9 chances in 10."),
    }


def _halves(value: float) -> int:
    return round(abs(value) * 2)
