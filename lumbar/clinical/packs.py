"""Cold and warmth, once: whether it is open to a person, and where a timed use stands.

The skin is what counts: it is looked at on time, a look without an answer ends the use, and the
limit ends it by itself. ``companion/pack-clock.js`` does the same in the browser;
``lumbar/companion/tests/pack-cases.json`` holds both to it. Numbers: ``self-care/heat-cold.toml``
(clinical facts D.2).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Literal, NamedTuple

from lumbar.clinical.companion_schema import HeatCold, Method, PackTimer

Openness = Literal["open", "ask-first", "closed"]
Ending = Literal["open", "over", "off", "skin", "no-answer"]
"""How a use ended: not yet, at its limit, by hand, by trouble with the skin, without an answer."""


class Answered(NamedTuple):
    """What was answered to the questions before a method."""

    openness: Openness
    never: tuple[str, ...]
    """What speaks against it, in the order of the knowledge."""
    care: tuple[str, ...]
    """What a clinician should be asked about first."""


class Use(NamedTuple):
    """One use of a pack."""

    method: str
    started_at: datetime
    minutes: int
    """As chosen."""
    seconds: int
    """How long it was on, as far as is known."""
    ended: Ending


class Standing(NamedTuple):
    """Where a use stands. Times are seconds since the pack was put on."""

    state: Literal["running", "look", "no-answer", "over"]
    left: float
    """Until it ends by itself."""
    look_at: int | None
    """The look that waits for an answer; while it runs, the next one."""
    answer_left: float
    """How long that answer is waited for."""
    seconds: float
    """How long the pack was on."""


def method_of(id: str, knowledge: HeatCold) -> Method:
    """A method by its id. ``KeyError`` if there is none."""
    for method in knowledge.method:
        if method.id == id:
            return method
    raise KeyError(id)


def answered(method: Method, applies: Collection[str]) -> Answered:
    """Whether the method is open to somebody for whom these apply; "never" goes before "care".

    Raises:
        ValueError: something is named that the method does not ask.
    """
    unknown = set(applies) - {*method.never, *method.care}
    if unknown:
        raise ValueError(f"{method.id} does not ask {sorted(unknown)}")
    never = tuple(id for id in method.never if id in applies)
    care = tuple(id for id in method.care if id in applies)
    return Answered("closed" if never else "ask-first" if care else "open", never, care)


def lengths(method: Method) -> tuple[int, ...]:
    """The minutes one can choose, the shorter first; never over the limit."""
    return tuple(dict.fromkeys(min(minutes, method.at_most) for minutes in method.minutes))


def looks(method: Method, minutes: int) -> tuple[int, ...]:
    """When the skin is looked at: minutes after the pack was put on, before it comes off."""
    every = method.look_at_skin_every
    return tuple(range(every, _limit(method, minutes), every))


def _limit(method: Method, minutes: int) -> int:
    return min(minutes, method.at_most)


def standing(
    method: Method,
    timer: PackTimer,
    minutes: int,
    elapsed: float,
    fine: Iterable[float] = (),
) -> Standing:
    """Where a use stands ``elapsed`` seconds after the pack was put on. ``fine`` is when it was
    answered that the skin looks fine; only an answer in time counts, and once."""
    limit = 60 * _limit(method, minutes)
    elapsed = max(0.0, elapsed)
    answers = tuple(fine)
    for look in (60 * minute for minute in looks(method, minutes)):
        too_late = look + timer.answer_seconds
        if any(look <= moment < too_late for moment in answers):
            continue
        if elapsed < look:
            return Standing("running", limit - elapsed, look, 0.0, elapsed)
        if elapsed < too_late:
            return Standing("look", limit - elapsed, look, too_late - elapsed, elapsed)
        return Standing("no-answer", 0.0, look, 0.0, float(too_late))
    if elapsed < limit:
        return Standing("running", limit - elapsed, None, 0.0, elapsed)
    return Standing("over", 0.0, None, 0.0, float(limit))


def on_until(method: Method, use: Use, now: datetime) -> datetime | None:
    """Until when a use that nobody ended may still be on; None when it cannot be any more."""
    limit = use.started_at + timedelta(minutes=_limit(method, use.minutes))
    return limit if use.ended == "open" and now < limit else None


def again_from(
    method: Method, timer: PackTimer, uses: Iterable[Use], now: datetime
) -> datetime | None:
    """From when the method is open again after its uses; None when it is now.

    The skin rests after every use, longer after trouble with it. A use that nobody ended counts
    as one that went on to its limit.
    """
    latest = None
    for use in uses:
        if use.method != method.id:
            continue
        on = timedelta(minutes=_limit(method, use.minutes))
        if use.ended != "open":
            on = min(on, timedelta(seconds=use.seconds))
        rest = timer.skin_hours if use.ended == "skin" else method.repeat_hours[0]
        free = use.started_at + on + timedelta(hours=rest)
        latest = free if latest is None else max(latest, free)
    return latest if latest is not None and latest > now else None
