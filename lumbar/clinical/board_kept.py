"""What became of the board's earlier lines, held against what is true now. Pure.

``meet`` sees to it that nothing leaves the board unsaid; ``put_offs`` says until when a line may be
put off.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta, tzinfo
from typing import Literal, NamedTuple

from lumbar.clinical.board_schema import (
    BoardRule,
    RequestWaits,
    TimeSuits,
    TimesWaitedFor,
    VisitToday,
)
from lumbar.clinical.board_values import Evidence, Line, Subject

DAY = timedelta(days=1)
OF_ONE_DAY = (TimeSuits, TimesWaitedFor, VisitToday)
"""Their occasion is a day, and they are over with it."""
OF_EACH_DAY = (*OF_ONE_DAY, RequestWaits)
"""A new day alone makes another occasion of them: nothing came again."""

State = Literal["open", "taken", "snoozed", "closed", "lapsed"]
LIVE = ("open", "taken", "snoozed")
Change = Literal["", "new", "again", "next-day", "changed", "gone", "true-again", "back", "lapse"]
"""What is to be written down: a line that is ``new``; one that came ``again``, at a later occasion;
one that goes on and whose occasion is only the ``next-day``; one whose evidence ``changed``; one
that is no longer true (``gone``) or is after all (``true-again``); one whose time of being put off
is over (``back``); one that is let go at the end of its day (``lapse``)."""
Place = Literal["board", "snoozed", "done"]


@dataclass(frozen=True, slots=True)
class Kept:
    """A line as it was written down."""

    id: str
    rule: str
    subject: Subject
    occasion: str
    state: State
    until: datetime | None = None
    """Until when it is put off."""
    gone_at: datetime | None = None
    """When it was first found not to be true any more."""
    evidence: Evidence = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Meeting:
    """A line of now, a line that was written down, or both as one."""

    line: Line | None
    kept: Kept | None
    change: Change
    place: Place


def meet(
    found: Sequence[Line],
    kept: Sequence[Kept],
    rules: Mapping[str, BoardRule],
    now: datetime,
    zone: tzinfo,
) -> list[Meeting]:
    """Every line that is true now and every one that was written down and not closed, each once.

    A closed line stays closed for its occasion. What comes at another occasion is a line of its
    own, or goes on in the one that is still open; when that was put off, it is back.
    """
    by_occasion = {(one.rule, one.subject, one.occasion): one for one in kept}
    live: dict[tuple[str, Subject], list[Kept]] = defaultdict(list)
    for one in kept:
        if one.state in LIVE:
            live[one.rule, one.subject].append(one)
    met: list[Meeting] = []
    seen: set[str] = set()
    for line in found:
        key = (line.rule.id, line.subject)
        same = by_occasion.get((*key, line.occasion))
        going_on = live.get(key)
        if same is not None:
            seen.add(same.id)
            met.append(_still(line, same, now))
        elif going_on:
            seen.add(going_on[0].id)
            met.append(_goes_on(line, going_on[0], now))
        else:
            met.append(Meeting(line, None, "new", "board"))
    for one in kept:
        if one.id not in seen:
            met.append(_no_longer(one, rules.get(one.rule), now, zone))
    return met


def _still(line: Line, one: Kept, now: datetime) -> Meeting:
    if one.state == "closed":
        return Meeting(line, one, "", "done")
    if one.state == "lapsed":
        return Meeting(line, one, "true-again", "board")
    if _asleep(one, now):
        return Meeting(line, one, _small(line, one), "snoozed")
    change = "back" if one.state == "snoozed" else _small(line, one)
    return Meeting(line, one, change, "board")


def _goes_on(line: Line, one: Kept, now: datetime) -> Meeting:
    """A line of another occasion than the one that is still open."""
    if not isinstance(line.rule.signal, OF_EACH_DAY):
        return Meeting(line, one, "again", "board")
    if _asleep(one, now):
        return Meeting(line, one, _small(line, one), "snoozed")
    return Meeting(line, one, "next-day", "board")


def _asleep(one: Kept, now: datetime) -> bool:
    return one.state == "snoozed" and one.until is not None and one.until > now


def _small(line: Line, one: Kept) -> Change:
    if one.gone_at is not None:
        return "true-again"
    return "changed" if one.evidence != line.evidence else ""


def _no_longer(one: Kept, rule: BoardRule | None, now: datetime, zone: tzinfo) -> Meeting:
    if one.state not in LIVE:
        return Meeting(None, one, "", "done")
    if rule is not None and day_is_over(rule, one.occasion, now, zone):
        # The book tells what became of it; tomorrow has lines of its own.
        return Meeting(None, one, "lapse", "done")
    asleep = _asleep(one, now)
    gone_at = one.gone_at or now
    # What was put off comes back and is there for a day at least, even when it is no longer true.
    over = max(gone_at, one.until or gone_at) if one.state == "snoozed" else gone_at
    was_shown = over.astimezone(zone).date() < now.astimezone(zone).date()
    if was_shown and not asleep and not (rule is not None and rule.stays):
        return Meeting(None, one, "lapse", "done")
    if asleep:
        return Meeting(None, one, "" if one.gone_at else "gone", "snoozed")
    if one.state == "snoozed":
        return Meeting(None, one, "back", "board")
    return Meeting(None, one, "" if one.gone_at else "gone", "board")


def day_is_over(rule: BoardRule, occasion: str, now: datetime, zone: tzinfo) -> bool:
    """Whether a line was of one day, and that is past: nobody can bring it back."""
    today = now.astimezone(zone).date().isoformat()
    return isinstance(rule.signal, OF_ONE_DAY) and occasion < today


# --- putting off --------------------------------------------------------------------------------

MORNING = time(8)
AFTERNOON = time(14)


class PutOff(NamedTuple):
    id: str
    until: datetime


def put_offs(rule: BoardRule, now: datetime, zone: tzinfo) -> list[PutOff]:
    """Until when a line of this rule may be put off now, soonest first."""
    here = now.astimezone(zone)
    at_eight = datetime.combine(here.date(), MORNING, zone)
    wanted = [
        PutOff("hour", now + timedelta(hours=1)),
        PutOff("two-hours", now + timedelta(hours=2)),
        PutOff("afternoon", datetime.combine(here.date(), AFTERNOON, zone)),
        PutOff("tomorrow", at_eight + DAY),
        PutOff("three-days", at_eight + 3 * DAY),
        PutOff("week", at_eight + 7 * DAY),
    ]
    last = now + timedelta(hours=rule.snooze_hours)
    # Tomorrow morning is as good as today's end, for what may be put off for most of a day.
    allowed = [one for one in wanted if now < one.until <= last]
    return sorted(allowed, key=lambda one: one.until)
