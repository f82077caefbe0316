"""What the page shows of the findings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lumbar.clinical.words import Words
from lumbar.experiment.values import NIGHTS, Effect, Findings
from lumbar.reports.what_helps.picture import Strip, strip
from lumbar.reports.what_helps.words import (
    Kind,
    Phrases,
    between,
    exercise_pain,
    leaning,
    routine_pain,
    routine_sleep,
    said,
)
from lumbar.site.wording import enumeration, sentences


@dataclass(frozen=True, slots=True)
class Shown:
    """One finding: a sentence, a picture, and what stands in the clinician's table."""

    name: str
    sentence: str
    between: str
    leaning: bool
    effect: Effect
    picture: Strip
    left: str
    """What the left end of the picture means, and the right."""
    right: str

    @property
    def clear(self) -> bool:
        """Whether an effect is claimed."""
        return self.effect.verdict in {"helps", "worse"}

    @property
    def picture_words(self) -> str:
        return f"{self.name}: {sentences((self.sentence, self.between))}"


@dataclass(frozen=True, slots=True)
class Missing:
    """What has to be known before anything is said."""

    told: int
    needed: int
    counted: str
    words: str


def findings_page(findings: Findings, words: Words) -> dict[str, Any]:
    """The template's context for the findings; the coin has its own."""
    kind: Kind = "coin" if findings.by_coin else "pattern"
    less, more = _("less pain"), _("more pain")
    routine = [
        shown
        for shown in (
            _shown(_("Pain on waking"), findings.pain, routine_pain(kind), less, more),
            _shown(
                _("Sleep"), findings.sleep, routine_sleep(kind), _("worse sleep"), _("better sleep")
            ),
        )
        if shown is not None
    ]
    named = [(words.exercises[one.exercise].name, one.pain) for one in findings.exercises
             if one.exercise in words.exercises]  # fmt: skip
    each = [_shown(name, effect, exercise_pain(), less, more) for name, effect in named]
    return {
        "kind": kind,
        "routine": routine,
        "missing": _missing(findings) if findings.pain.verdict == "not_enough" else None,
        "worse": findings.pain.verdict == "worse",
        "answered": findings.by_coin and findings.pain.verdict in {"helps", "worse"},
        "exercises": [shown for shown in each if shown is not None],
        "swap": any(effect.verdict == "worse" for _name, effect in named),
        "unsaid": _unsaid([name for name, effect in named if effect.verdict == "not_enough"]),
        "exact": _exact([*routine, *(shown for shown in each if shown is not None)]),
        "autocorrelation": _number(findings.autocorrelation or 0.0),
        "mornings": findings.mornings,
    }


def _shown(name: str, effect: Effect, phrases: Phrases, left: str, right: str) -> Shown | None:
    if effect.verdict == "not_enough" or effect.mean is None:
        return None
    if effect.low is None or effect.high is None:
        return None
    return Shown(
        name,
        said(effect, phrases),
        between(effect, phrases),
        leaning(effect),
        effect,
        strip(effect.low, effect.mean, effect.high),
        left,
        right,
    )


def _missing(findings: Findings) -> Missing:
    effect = findings.pain
    told = effect.nights_with + effect.nights_without
    # Both may be missing, or the whole; the bar fills when nothing is.
    needed = told + effect.more
    kept = {"with": effect.nights_with, "without": effect.nights_without}
    if findings.by_coin:
        counted = _("So far: %(with)s with “routine”, %(without)s with “rest”.") % kept
    else:
        counted = _("So far: %(with)s with the routine, %(without)s without.") % kept
    return Missing(told, max(needed, NIGHTS), counted, _still(effect, findings.by_coin))


def _still(effect: Effect, by_coin: bool) -> str:
    """How many more, and of which kind."""
    parts = []
    if effect.mean is not None:
        parts.append(
            ngettext(
                "The mornings are still too different from day to day to tell: about %(count)s "
                "more night.",
                "The mornings are still too different from day to day to tell: about %(count)s "
                "more nights.",
                effect.more,
            )
            % {"count": effect.more}
        )
        return sentences(parts)
    parts.append(
        ngettext(
            "%(count)s more night with a morning noted after it, and we can tell you more.",
            "%(count)s more nights with a morning noted after each, and we can tell you more.",
            effect.more,
        )
        % {"count": effect.more}
    )
    if effect.more_with:
        parts.append(
            ngettext(
                "At least %(count)s of them with the routine.",
                "At least %(count)s of them with the routine.",
                effect.more_with,
            )
            % {"count": effect.more_with}
        )
    if effect.more_without:
        parts.append(
            ngettext(
                "At least %(count)s of them without.",
                "At least %(count)s of them without.",
                effect.more_without,
            )
            % {"count": effect.more_without}
        )
        if not by_coin:
            parts.append(_("No need to skip a night for this: some are missed anyway."))
    return sentences(parts)


def _unsaid(names: Sequence[str]) -> str:
    if not names:
        return ""
    return _("Too seldom with, or too seldom without, to say anything: %(exercises)s.") % {
        "exercises": enumeration(names)
    }


def _exact(shown: Sequence[Shown]) -> list[dict[str, str | int]]:
    """The clinician's table: these decimals are not for the person."""
    return [
        {
            "name": one.name,
            "with": one.effect.nights_with,
            "without": one.effect.nights_without,
            "mean": _number(one.effect.mean or 0.0),
            "low": _number(one.effect.low or 0.0),
            "high": _number(one.effect.high or 0.0),
            "evidence": _ratio(one.effect.evidence or 0.0),
        }
        for one in shown
    ]


def _number(value: float) -> str:
    """Two decimals, and a minus as wide as a plus."""
    return f"{value:.2f}".replace("-0.00", "0.00").replace("-", "−")


def _ratio(value: float) -> str:
    if value >= 1000:
        return "> 1000"
    return f"{value:.0f}" if value >= 10 else f"{value:.1f}"
