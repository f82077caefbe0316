"""What is known of a clinic's people and its book this morning → the lines of the morning board.

``lines`` reads the facts by the rules of ``knowledge/board/board.toml``. What staff did to earlier
lines is `board_kept`'s. Nothing here knows the time, a database or a language.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from datetime import date, datetime, time, timedelta, tzinfo

from lumbar.clinical import board_schema as schema
from lumbar.clinical import progress_schema
from lumbar.clinical.board_values import (
    THE_CLINIC,
    CheckMade,
    Evidence,
    Facts,
    Line,
    Person,
    Subject,
)
from lumbar.clinical.progress import Morning, worse_on_waking

RED = ("emergency", "same_day")
DAY = timedelta(days=1)


def lines(
    facts: Facts,
    now: datetime,
    rules: Sequence[schema.BoardRule],
    progress: Mapping[str, progress_schema.ProgressRule],
    live: Collection[tuple[str, Subject]] = (),
) -> list[Line]:
    """Every line of this moment, in the order of the rules; within a rule what came first stands
    first, requests by their level before that. ``progress`` are the rules of progress by id;
    ``live`` are lines that were shown before and not closed, by rule and whom they are about."""
    morning = _Morning(facts, now, progress, frozenset(live))
    found: list[Line] = []
    for rule in rules:
        find = _SIGNALS[type(rule.signal)]
        found += sorted(find(rule, morning), key=lambda line: (_urgency(line), line.at))
    return found


def _urgency(line: Line) -> int:
    """Requests from a check that said to be seen soon come before the others; the wait list has its
    own order."""
    if isinstance(line.rule.signal, schema.TimeSuits):
        return int(line.evidence["position"])
    soon = line.evidence.get("level") == "clinician_soon"
    return 0 if soon or not isinstance(line.rule.signal, schema.RequestWaits) else 1


class _Morning:
    """The facts with what every rule asks of them."""

    def __init__(
        self,
        facts: Facts,
        now: datetime,
        progress: Mapping[str, progress_schema.ProgressRule],
        live: frozenset[tuple[str, Subject]],
    ) -> None:
        self.facts = facts
        self.now = now
        self.progress = progress
        self.live = live
        self.today = now.astimezone(facts.zone).date()
        self._sharing = {
            needed: [one for one in facts.people if allows(one.shares, needed)] for needed in SHARES
        }

    def day(self, moment: datetime) -> date:
        return moment.astimezone(self.facts.zone).date()

    def people(self, rule: schema.BoardRule) -> Iterator[Person]:
        """Those who share what the rule looks at."""
        return iter(self._sharing[rule.shares])

    def is_shown(
        self, rule: schema.BoardRule, person: Person, at: datetime, *, over: bool = False
    ) -> bool:
        """Whether something that came at a moment is shown: it came since the last working evening,
        or is still in force and not too old to be shown for the first time. What was shown and
        stays until it is closed does not become untrue by growing old."""
        if at > self.now:
            return False
        if at >= self.facts.since:
            return True
        if over:
            return False
        kept = rule.stays and (rule.id, Subject("person", person.id)) in self.live
        return kept or self.now - at <= rule.days * DAY


def allows(shares: str, needed: str) -> bool:
    """Whether somebody who shares this much shares what is needed."""
    return SHARES.index(shares) >= SHARES.index(needed)


SHARES = ("none", "result", "journal")
"""From least to most."""


def _check_level(rule: schema.BoardRule, morning: _Morning) -> Iterator[Line]:
    signal = rule.signal
    if not isinstance(signal, schema.CheckLevel):
        raise TypeError(rule.id)
    for person in morning.people(rule):
        newest = next((c for c in person.checks if c.level == signal.level), None)
        if newest is None:
            continue
        last = person.checks[0]
        over = last.at > newest.at
        if morning.is_shown(rule, person, newest.at, over=over):
            evidence: Evidence = {"findings": list(newest.findings)}
            yield _of(person, rule, newest.at, evidence, last if over else None)


def _sign_named(rule: schema.BoardRule, morning: _Morning) -> Iterator[Line]:
    for person in morning.people(rule):
        if person.signs:
            yield from _until_checked(rule, morning, person, max(person.signs), {})


def _new_check(rule: schema.BoardRule, morning: _Morning) -> Iterator[Line]:
    signal = rule.signal
    if not isinstance(signal, schema.NewCheckCalledFor):
        raise TypeError(rule.id)
    for person in morning.people(rule):
        newest = max((one for one in person.called if one.by in signal.by), default=None)
        if newest is not None:
            yield from _until_checked(rule, morning, person, newest.at, {"by": newest.by})


def _until_checked(
    rule: schema.BoardRule, morning: _Morning, person: Person, at: datetime, evidence: Evidence
) -> Iterator[Line]:
    """A line that a finished check answers. Where that check was itself a red flag, the line of its
    result says it all."""
    after = [check for check in person.checks if check.at > at]
    if any(check.level in RED for check in after):
        return
    if morning.is_shown(rule, person, at, over=bool(after)):
        yield _of(person, rule, at, evidence, after[0] if after else None)


def _review_due(rule: schema.BoardRule, morning: _Morning) -> Iterator[Line]:
    signal = rule.signal
    if not isinstance(signal, schema.ReviewDue):
        raise TypeError(rule.id)
    for person in morning.people(rule):
        first = person.first_hours
        if first is None or signal.check_in in first.answered:
            continue
        ends = first.began_at + HOURS[signal.check_in]
        # One that ended while the clinic was closed is there on its next day.
        if ends >= morning.facts.since and morning.day(ends) <= morning.today:
            yield _of(person, rule, ends, {})


HOURS = {"two-days": timedelta(hours=48)}
"""When a check-in comes due, after the pain began; a test holds it to the companion's own."""


def _review_said(rule: schema.BoardRule, morning: _Morning) -> Iterator[Line]:
    signal = rule.signal
    if not isinstance(signal, schema.ReviewSaid):
        raise TypeError(rule.id)
    for person in morning.people(rule):
        said = max(person.reviews, default=None)
        if said is None or said.outcome not in signal.outcomes.get(said.check_in, ()):
            continue
        if morning.is_shown(rule, person, said.at):
            yield _of(person, rule, said.at, {"answer": f"{said.check_in}:{said.outcome}"})


def _worse(rule: schema.BoardRule, morning: _Morning) -> Iterator[Line]:
    signal = rule.signal
    if not isinstance(signal, schema.WorseOnWaking):
        raise TypeError(rule.id)
    listens = morning.progress[signal.rule].signal
    if not isinstance(listens, progress_schema.MorningsWorse):
        raise TypeError(signal.rule)
    for person in morning.people(rule):
        row = person.mornings[-(listens.mornings + listens.before) :]
        if not row or (morning.today - row[-1][0]).days > signal.newest_days:
            continue
        least = min(pain for _day, pain in row) + listens.points
        newest = row[-listens.mornings :]
        if len(row) > len(newest) and any(pain < least for _day, pain in newest):
            # Most people: these mornings are not so much worse than even their best one.
            continue
        told = [Morning(day, pain) for day, pain in row]
        then = person.checks[0].pain if person.checks else None
        heard = worse_on_waking(listens, told, told, then, morning.today)
        if heard is not None:
            day = told[-1].day
            at = datetime.combine(day, time(), morning.facts.zone)
            evidence = {**heard, "mornings": listens.mornings}
            yield Line(rule, Subject("person", person.id), day.isoformat(), at, evidence)


def _stopped(rule: schema.BoardRule, morning: _Morning) -> Iterator[Line]:
    signal = rule.signal
    if not isinstance(signal, schema.Stopped):
        raise TypeError(rule.id)
    listens = morning.progress[signal.rule].signal
    if not isinstance(listens, progress_schema.NothingDone):
        raise TypeError(signal.rule)
    for person in morning.people(rule):
        if not person.done or _has_no_exercises(person):
            continue
        last = person.done[-1]
        # Tonight is still to come: the last night that could have been is yesterday's.
        nights = (morning.today - last).days - 1
        if not listens.nights <= nights <= signal.at_most_nights:
            continue
        before = {day for day in person.done if (last - day).days < signal.before_nights}
        if len(before) >= signal.done_before:
            at = datetime.combine(last, time(), morning.facts.zone)
            evidence = {"nights": nights, "done": len(before)}
            yield Line(rule, Subject("person", person.id), last.isoformat(), at, evidence)


def _has_no_exercises(person: Person) -> bool:
    """Whether they were told to leave the exercises: then they have not stopped."""
    if person.checks and person.checks[0].level in RED:
        return True
    checked = person.checks[0].at if person.checks else None
    return any(checked is None or one.at >= checked for one in person.called)


def _undelivered(rule: schema.BoardRule, morning: _Morning) -> Iterator[Line]:
    for one in morning.facts.undelivered:
        # The next message that does not arrive is another occasion to ring.
        occasion = one.at.isoformat(timespec="seconds")
        yield Line(rule, Subject("appointment", one.id), occasion, one.at)


def _request(rule: schema.BoardRule, morning: _Morning) -> Iterator[Line]:
    for one in morning.facts.requests:
        # One that nobody answered is there again on the next day, whatever became of its line.
        occasion = morning.today.isoformat()
        subject = Subject("appointment", one.id)
        yield Line(rule, subject, occasion, one.made_at, {"level": one.level})


def _suits(rule: schema.BoardRule, morning: _Morning) -> Iterator[Line]:
    occasion = morning.today.isoformat()
    for one in morning.facts.suits:
        evidence = {**one.time, "position": one.position}
        yield Line(rule, Subject("waiting", one.id), occasion, one.since, evidence)


def _waiting(rule: schema.BoardRule, morning: _Morning) -> Iterator[Line]:
    facts = morning.facts
    if facts.waiting or facts.offered:
        evidence = {"waiting": facts.waiting, "offered": facts.offered}
        occasion = morning.today.isoformat()
        at = datetime.combine(morning.today, time(), facts.zone)
        yield Line(rule, THE_CLINIC, occasion, at, evidence)


def _visit(rule: schema.BoardRule, morning: _Morning) -> Iterator[Line]:
    for one in morning.facts.visits:
        occasion = morning.today.isoformat()
        yield Line(rule, Subject("appointment", one.id), occasion, one.starts_at)


def _of(
    person: Person,
    rule: schema.BoardRule,
    at: datetime,
    evidence: Evidence,
    newer: CheckMade | None = None,
) -> Line:
    if newer is not None:
        evidence = {**evidence, "level": newer.level}
    occasion = at.isoformat(timespec="seconds")
    return Line(rule, Subject("person", person.id), occasion, at, evidence, newer is not None)


_SIGNALS: dict[type, Callable[[schema.BoardRule, _Morning], Iterator[Line]]] = {
    schema.CheckLevel: _check_level,
    schema.SignNamed: _sign_named,
    schema.NewCheckCalledFor: _new_check,
    schema.ReviewDue: _review_due,
    schema.ReviewSaid: _review_said,
    schema.WorseOnWaking: _worse,
    schema.Stopped: _stopped,
    schema.Undelivered: _undelivered,
    schema.RequestWaits: _request,
    schema.TimeSuits: _suits,
    schema.TimesWaitedFor: _waiting,
    schema.VisitToday: _visit,
}


# --- the last working evening -------------------------------------------------------------------

NO_HOURS = time(18)
"""Where a clinic's hours are not known."""


def last_evening(
    today: date, closes: Mapping[int, time], closed: Collection[date], zone: tzinfo
) -> datetime:
    """When the clinic's last working day before ``today`` ended.

    ``closes`` is the latest closing time by weekday (0 Monday); ``closed`` are holidays. A clinic
    whose hours are unknown, or that was closed for two weeks, is taken to have closed yesterday
    at six.
    """
    for days in range(1, 15):
        day = today - days * DAY
        if day.weekday() in closes and day not in closed:
            ends = closes[day.weekday()]
            # Midnight at the end of the day.
            day += DAY if ends == time() else 0 * DAY
            return datetime.combine(day, ends, zone)
    return datetime.combine(today - DAY, NO_HOURS, zone)
