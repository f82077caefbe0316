"""How much of an exercise may be set by a clinician, and how much it then is.

The knowledge gives each exercise a range. Nobody sets more than its most; fewer repeats than its
least may be set, as progress halves them too. What a device or an old plan says beyond that is cut
to the limits whenever it is laid out.
"""

from __future__ import annotations

from typing import NamedTuple

from lumbar.clinical import schema
from lumbar.clinical.values import PlanItem, SetDose

FEWEST_REPETITIONS = 2
"""Half a dose is never less: one repeat shows nobody how it feels."""
SHORTEST_BREATHING_MINUTES = 0.5


class Limits(NamedTuple):
    """What may be set; pairs are (least, most). None: there is nothing of the kind to set."""

    repetitions: tuple[int, int] | None
    seconds: tuple[int, int] | None
    """Of each hold; of the whole for breathing and rest."""
    sides: bool
    """It is done on each side, so that one may be left out."""


def limits(dose: schema.Dose, item: PlanItem) -> Limits:
    """The limits of this exercise in this way, with what is held back for this person."""
    if dose.kind == "breathing":
        least, most = (round(60 * minutes) for minutes in dose.minutes)
        return Limits(None, (min(least, round(60 * SHORTEST_BREATHING_MINUTES)), most), False)
    least, most = dose.repetitions
    if item.repetitions_at_most is not None:
        most = min(most, item.repetitions_at_most)
    fewest = 1 if dose.kind == "hold" else FEWEST_REPETITIONS
    holds = dose.hold_seconds[1] > 0 and not item.no_holds
    return Limits(
        (min(least, fewest, most), most), dose.hold_seconds if holds else None, dose.sides
    )


def cut(given: SetDose, within: Limits) -> SetDose:
    """What was set, as far as it is within the limits; None stays None."""
    return SetDose(
        _between(given.repetitions, within.repetitions),
        _between(given.seconds, within.seconds),
        given.side if within.sides else None,
    )


def _between(value: int | None, within: tuple[int, int] | None) -> int | None:
    if value is None or within is None:
        return None
    return max(within[0], min(value, within[1]))
