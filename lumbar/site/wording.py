"""In the language of the page: lists and sentences, and how often, how long and where."""

from __future__ import annotations

from collections.abc import Iterable

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from lumbar.clinical.dose import cut, limits
from lumbar.clinical.schema import Dose
from lumbar.clinical.values import PlanItem, SetDose


def dose_words(dose: Dose, item: PlanItem | None = None) -> str:
    """A dose as a person reads it: "8 to 10 times on each side, slowly."

    ``item`` adds what its plan holds back (fewer repetitions, no holding, half the way) and what a
    clinician set.
    """
    given = SetDose()
    if item is not None and item.dose is not None:
        given = cut(item.dose, limits(dose, item))
    if dose.kind == "breathing":
        least, most = (str(max(1, round(value))) for value in dose.minutes)
        whole = _("%(span)s minutes.") % {"span": _span(least, most)}
        parts = [whole if given.seconds is None else seconds_words(given.seconds)]
    else:
        parts = [_times(dose, item, given)]
        longest = given.seconds or dose.hold_seconds[1]
        if item is not None and item.no_holds:
            parts.append(_("Move without holding."))
        elif longest > 0:
            seconds = _span(str(given.seconds or dose.hold_seconds[0]), str(longest))
            parts.append(_("Hold for %(seconds)s seconds.") % {"seconds": seconds})
        else:
            parts.append(_("Go slowly."))
    if item is not None and item.half_range:
        parts.append(_("Go half way at most."))
    return sentences(parts)


def seconds_words(seconds: int) -> str:
    """A length of time as a sentence: "2 minutes.", "1.5 minutes.", "45 seconds."."""
    if seconds < 60 or seconds % 30:
        return ngettext("%(count)s second.", "%(count)s seconds.", seconds) % {"count": seconds}
    return ngettext("%(count)s minute.", "%(count)s minutes.", 1 if seconds == 60 else 2) % {
        "count": f"{seconds / 60:g}"
    }


def page_language() -> str:
    """The knowledge's name of the language the page is in."""
    return get_language() or "en"


def enumeration(parts: Iterable[str]) -> str:
    """A list within a sentence, in the way of the language."""
    return _(", ").join(parts)


def sentences(parts: Iterable[str]) -> str:
    """Sentences one after another; Chinese ones stand without a space between."""
    return ("" if page_language() == "zh-hant" else " ").join(parts)


def _times(dose: Dose, item: PlanItem | None, given: SetDose) -> str:
    least, most = dose.repetitions
    if given.repetitions is not None:
        least = most = given.repetitions
    if item is not None and item.repetitions_at_most is not None:
        most = min(most, item.repetitions_at_most)
        least = min(least, most)
    span = _span(str(least), str(most))
    if given.side == "right":
        return ngettext(
            "Once, on the right side only.", "%(span)s times, on the right side only.", most
        ) % {"span": span}
    if given.side == "left":
        return ngettext(
            "Once, on the left side only.", "%(span)s times, on the left side only.", most
        ) % {"span": span}
    if dose.sides:
        return ngettext("Once on each side.", "%(span)s times on each side.", most) % {"span": span}
    return ngettext("Once.", "%(span)s times.", most) % {"span": span}


def _span(least: str, most: str) -> str:
    return least if least == most else _("%(least)s to %(most)s") % {"least": least, "most": most}


def place_words(place: str) -> str:
    return {"bed": _("In bed"), "floor": _("On the floor"), "chair": _("On a chair")}[place]


def body_words() -> dict[str, str]:
    """Who shows the exercises."""
    return {"woman": _("A woman"), "man": _("A man"), "elder": _("An older person")}


def tone_words() -> dict[str, str]:
    return {"light": _("Light skin"), "medium": _("Medium skin"), "dark": _("Dark skin")}


def minutes_words(minutes: int) -> str:
    return ngettext("%(count)s minute", "%(count)s minutes", minutes) % {"count": minutes}
