"""What somebody wrote down of their medicines, counted against the labels.

It counts days, amounts and hours, and speaks up where a label limit is passed; it never says that
something may be taken, how much more would be within a label, or what to take. Figures, names and
rules are data (``knowledge/medicines``, ``labels.py`` reads them); "now" is a parameter.

An amount nobody told is unknown, not nought: it takes no part in sums and is counted apart
(``uncounted``). Days are those of the zone ``Entry.taken_at`` is in.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import combinations

from lumbar.clinical.labels import Content, LabelBook, Limit
from lumbar.clinical.medicines_schema import RuleName
from lumbar.clinical.values import Level


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing taken at one time."""

    medicine: str
    """An id of ``medicines.toml``, or ``other``."""
    milligrams: int | None
    """How much in all; None when nobody told it as a number."""
    taken_at: datetime
    """Aware, in the zone whose dates count."""
    name: str = ""
    """What it says on the pack."""


@dataclass(frozen=True, slots=True)
class LogWarning:
    """Where the log speaks up, with the numbers for its sentence."""

    rule: RuleName
    medicines: tuple[str, ...]
    first_at: datetime
    last_at: datetime
    logged: int | None = None
    """Milligrams for the rules about amounts, days for ``too-many-days``, minutes since the one
    before for ``too-soon``; None for the rules about two at once."""
    limit: Limit | None = None
    """The label's figure: milligrams, days, or hours between two."""
    uncounted: int = 0
    """Entries in the same time whose amount nobody told."""
    what: tuple[str, ...] = ()
    """For the rules about two at once, the earlier and the later: what it says on the pack, or
    the id of the medicine."""


@dataclass(frozen=True, slots=True)
class _Taken:
    """An entry with its moment, on a line without clock changes, and what is in it."""

    entry: Entry
    at: datetime
    contents: frozenset[Content]
    milligrams: int | None

    @property
    def medicines(self) -> frozenset[str]:
        return frozenset(content.medicine for content in self.contents)

    def packs(self, medicine: str) -> frozenset[int]:
        return frozenset(one.pack for one in self.contents if one.medicine == medicine)


def medicines_in(entry: Entry, book: LabelBook) -> frozenset[str]:
    """The medicines an entry is known to contain; none for a name nobody knows."""
    return frozenset(one.medicine for one in book.contents(entry.medicine, entry.name))


def warnings(entries: Iterable[Entry], book: LabelBook) -> tuple[LogWarning, ...]:
    """Every time a rule speaks in this log, whenever that was.

    The order of the entries does not matter, and an entry more never silences a rule.
    """
    taken = _taken(entries, book)
    found: list[LogWarning] = []
    for medicine, of_it in _by_medicine(taken).items():
        found += _amounts(medicine, of_it, book)
        found += _hours(medicine, of_it, book)
        found += _days(medicine, of_it, book)
    found += _two_kinds(taken, book)
    found += _two_packs(taken, book)
    return tuple(sorted(found, key=lambda one: (one.last_at, one.rule, one.medicines)))


def standing(found: Iterable[LogWarning], now: datetime, book: LabelBook) -> tuple[LogWarning, ...]:
    """What is still to be said at ``now``: of each rule and medicine the worst, urgent first."""
    worst: dict[tuple[RuleName, tuple[str, ...]], LogWarning] = {}
    for one in found:
        if now.astimezone(UTC) - one.last_at >= timedelta(hours=book.rules[one.rule].stays_hours):
            continue
        key = (one.rule, one.medicines)
        if key not in worst or _badness(one) > _badness(worst[key]):
            worst[key] = one
    order = {rule: place for place, rule in enumerate(book.rules)}
    return tuple(
        sorted(
            worst.values(),
            key=lambda one: (-level_of(one, book).urgency, order[one.rule], one.medicines),
        )
    )


def level_of(warning: LogWarning, book: LabelBook) -> Level:
    """How urgent a warning is."""
    return Level(book.rules[warning.rule].level)


def uncounted(entries: Iterable[Entry], now: datetime, book: LabelBook) -> dict[str, int]:
    """By medicine, how many entries of the window before ``now`` could not be counted against
    its label because nobody told their amount."""
    missing: dict[str, int] = {}
    since = now.astimezone(UTC) - book.window
    for one in _taken([one for one in entries if one.taken_at > since], book):
        if one.milligrams is None:
            for medicine in sorted(one.medicines):
                if book.limits_of(medicine).milligrams is not None:
                    missing[medicine] = missing.get(medicine, 0) + 1
    return missing


def day_count(dates: Iterable[date], today: date, book: LabelBook) -> int:
    """Days logged in the run that reaches ``today``: "day 4". 0 when there is none, or it has
    ended. A run goes on over ``gap_days`` without an entry."""
    runs = _runs({day for day in dates if day <= today}, book)
    if not runs or (today - runs[-1][-1]).days > book.counting.gap_days + 1:
        return 0
    return len(runs[-1])


def is_due(said_at: datetime | None, now: datetime, book: LabelBook) -> bool:
    """Whether the questions that come first are to be asked (again)."""
    again = timedelta(days=book.counting.ask_again_days)
    return said_at is None or now - said_at >= again


# --- the rules ---------------------------------------------------------------------------------


def _amounts(medicine: str, taken: Sequence[_Taken], book: LabelBook) -> Iterator[LogWarning]:
    limits = book.limits_of(medicine)
    if limits.milligrams is None:
        return
    first = total = 0
    for place, last in enumerate(taken):
        total += last.milligrams or 0
        while last.at - taken[first].at >= book.window:
            total -= taken[first].milligrams or 0
            first += 1
        unknown = sum(one.milligrams is None for one in taken[first : place + 1])
        span = (taken[first].entry.taken_at, last.entry.taken_at)
        if total > limits.milligrams.value:
            yield LogWarning("over-a-day", (medicine,), *span, total, limits.milligrams, unknown)
        if limits.far_over is not None and total >= limits.far_over:
            limit = limits.milligrams
            yield LogWarning("far-over-a-day", (medicine,), *span, total, limit, unknown)


def _hours(medicine: str, taken: Sequence[_Taken], book: LabelBook) -> Iterator[LogWarning]:
    limit = book.limits_of(medicine).hours
    if limit is None:
        return
    together = timedelta(minutes=book.counting.one_taking_minutes)
    for place, last in enumerate(taken):
        before = next((one for one in taken[:place][::-1] if last.at - one.at > together), None)
        if before is None or last.at - before.at >= timedelta(hours=limit.value):
            continue
        minutes = (last.at - before.at) // timedelta(minutes=1)
        span = (before.entry.taken_at, last.entry.taken_at)
        yield LogWarning("too-soon", (medicine,), *span, minutes, limit)


def _days(medicine: str, taken: Sequence[_Taken], book: LabelBook) -> Iterator[LogWarning]:
    limit = book.limits_of(medicine).days
    if limit is None:
        return
    for run in _runs({one.entry.taken_at.date() for one in taken}, book):
        if len(run) > limit.value:
            of_run = [one.entry.taken_at for one in taken if one.entry.taken_at.date() in run]
            yield LogWarning("too-many-days", (medicine,), of_run[0], of_run[-1], len(run), limit)


def _two_kinds(taken: Sequence[_Taken], book: LabelBook) -> Iterator[LogWarning]:
    """Two different anti-inflammatories within the window; two names of one are one."""
    last_of: dict[str, _Taken] = {}
    for last in taken:
        kinds = {one for one in last.medicines if book.kinds[one] == "anti-inflammatory"}
        for medicine in kinds:
            last_of[medicine] = last
        for pair in combinations(sorted(last_of), 2):
            if kinds.isdisjoint(pair):
                continue
            before = min((last_of[one] for one in pair), key=lambda one: one.at)
            if last.at - before.at < book.window:
                yield _two("two-anti-inflammatories", pair, before, last)


def _two_packs(taken: Sequence[_Taken], book: LabelBook) -> Iterator[LogWarning]:
    """Paracetamol from two different packs within the window."""
    for medicine in (id for id, kind in book.kinds.items() if kind == "paracetamol"):
        last_of: dict[int, _Taken] = {}
        for last in taken:
            packs = last.packs(medicine)
            for pack in packs:
                last_of[pack] = last
            others = [one for pack, one in last_of.items() if packs and packs != {pack}]
            before = max(others, key=lambda one: one.at, default=None)
            if before is not None and last.at - before.at < book.window:
                yield _two("two-with-paracetamol", (medicine,), before, last)


def _two(rule: RuleName, medicines: tuple[str, ...], before: _Taken, last: _Taken) -> LogWarning:
    span = (before.entry.taken_at, last.entry.taken_at)
    what = tuple(one.entry.name or one.entry.medicine for one in (before, last))
    return LogWarning(rule, medicines, *span, what=what)


# --- how it is laid out for them ---------------------------------------------------------------


def _taken(entries: Iterable[Entry], book: LabelBook) -> list[_Taken]:
    """Oldest first. An amount told of an entry with two medicines in it says nothing of either."""
    found = []
    for entry in entries:
        contents = book.contents(entry.medicine, entry.name)
        limited = {one.medicine for one in contents if book.limits_of(one.medicine).milligrams}
        milligrams = entry.milligrams if len(limited) == 1 else None
        found.append(_Taken(entry, entry.taken_at.astimezone(UTC), contents, milligrams))
    return sorted(
        found,
        key=lambda one: (one.at, one.entry.medicine, one.entry.name, one.milligrams or 0),
    )


def _by_medicine(taken: Iterable[_Taken]) -> Mapping[str, list[_Taken]]:
    found: dict[str, list[_Taken]] = defaultdict(list)
    for one in taken:
        for medicine in sorted(one.medicines):
            found[medicine].append(one)
    return found


def _runs(days: Iterable[date], book: LabelBook) -> list[list[date]]:
    """The days in stretches between which more than ``gap_days`` days have no entry."""
    runs: list[list[date]] = []
    for day in sorted(days):
        if runs and (day - runs[-1][-1]).days <= book.counting.gap_days + 1:
            runs[-1].append(day)
        else:
            runs.append([day])
    return runs


def _badness(warning: LogWarning) -> tuple[int, datetime]:
    """More is worse, but for minutes between two; then the later."""
    logged = warning.logged or 0
    return (-logged if warning.rule == "too-soon" else logged, warning.last_at)
