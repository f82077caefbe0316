"""The board of one moment for one member of staff: gathered, met with what was written down,
written down, put in order."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from lumbar.board import actions, queries
from lumbar.board.lines import Shown, since_words
from lumbar.board.models import BoardItem
from lumbar.board.presenters import (
    Group,
    Section,
    groups_of,
    person_of,
    sections_of,
    stamp_of,
    with_courses,
)
from lumbar.booking.waiting.matching import waiters_by_id
from lumbar.clinical.board import allows, lines
from lumbar.clinical.board_kept import Meeting, Place, meet
from lumbar.clinical.board_schema import BoardRule
from lumbar.clinical.library import library
from lumbar.people.models import Clinic, Membership
from lumbar.people.roles import May, may_do


@dataclass(frozen=True, slots=True)
class Board:
    sections: list[Section]
    gone: list[Group]
    """What is done or no longer true today, where nobody has to do anything about it any more."""
    snoozed: list[Group]
    closed: list[Group]
    """Closed today."""
    hidden: int
    """Lines that are not shown any more, because whom they are about stopped sharing."""
    sharing: int
    """How many people share something with the clinic."""
    since: str
    stamp: str
    people: frozenset[UUID]
    """Whose health is on it."""
    sees_health: bool


def rules_for(member: Membership) -> list[BoardRule]:
    """The rules whose lines this member of staff may see."""
    rules = library().care.board.rule
    if may_do(member, May.SEE_COURSE):
        return list(rules)
    return [rule for rule in rules if rule.shares == "none"]


def board_of(clinic: Clinic, member: Membership, now: datetime) -> Board:
    """What is on the board now. Lines that are new, gone or back are written down."""
    health = may_do(member, May.SEE_COURSE)
    rules = rules_for(member)
    zone = ZoneInfo(clinic.time_zone)
    known = library()
    by_id = {rule.id: rule for rule in rules}
    progress = {rule.id: rule for rule in known.progress.rule}
    written = queries.items_of_now(clinic, now, by_id)
    # What was heard before the last working evening is read for what nobody has closed since.
    staying = [item for item in written if item.is_live and by_id[item.rule].stays]
    back_to = min((item.at for item in staying), default=None)
    gathered = queries.gather(clinic, now, health=health, back_to=back_to)
    live = {(item.rule, item.subject) for item in staying}
    found = lines(gathered.facts, now, rules, progress, live)

    def met_with(items: list[BoardItem]) -> tuple[list[Meeting], dict[str, BoardItem], int]:
        shared = [item for item in items if is_shared(item, by_id[item.rule], gathered.shares)]
        met = meet(found, [queries.kept(item) for item in shared], by_id, now, zone)
        hidden = sum(item.is_live for item in items) - sum(item.is_live for item in shared)
        return met, {str(item.pk): item for item in shared}, hidden

    met, items, hidden = met_with(written)
    if any(one.change for one in met):
        actions.write_down(clinic=clinic, met=met, now=now)
        met, items, hidden = met_with(queries.items_of_now(clinic, now, by_id))
    _fetch_others(clinic, gathered, items.values())
    shown = Shown(
        now=now, zone=zone, member=member, sees_health=health, entries=gathered.entries,
        shares=gathered.shares, appointments=gathered.appointments, waiters=gathered.waiters,
        followed=queries.followed(items.values()),
    )  # fmt: skip
    order = {rule.id: n for n, rule in enumerate(rules)}
    # What was written by another between the two looks has no row here; the next look has it.
    placed = [(one.place, items[one.kept.id]) for one in met if one.kept is not None]
    placed.sort(key=lambda one: _order(one[1], order))
    places: dict[Place, list[BoardItem]] = {"board": [], "snoozed": [], "done": []}
    for place, item in placed:
        places[place].append(item)
    today = now.astimezone(zone).date()
    closed = [
        item
        for item in places["done"]
        if item.said_at is not None
        and item.state == BoardItem.State.CLOSED
        and item.said_at.astimezone(zone).date() == today
    ]
    over = {item.pk for item in places["board"] if item.gone_at and not by_id[item.rule].stays}
    groups = groups_of((one for one in places["board"] if one.pk not in over), shown)
    gone = groups_of((one for one in places["board"] if one.pk in over), shown)
    snoozed, done = groups_of(places["snoozed"], shown), groups_of(closed, shown)
    ids = {id for group in groups if (id := person_of(group)) is not None}
    journal = {id for id in ids if gathered.shares.get(id) == "journal"}
    courses = {one.id: one for one in gathered.facts.people if one.id in journal}
    with_courses(groups, courses, shown)
    return Board(
        sections=sections_of(groups, shown),
        gone=gone,
        snoozed=snoozed,
        closed=done,
        hidden=hidden,
        sharing=len(gathered.shares),
        since=since_words(gathered.facts.since, zone),
        stamp=stamp_of(groups, [*gone, *snoozed, *done], today),
        people=frozenset(_seen([*groups, *gone, *snoozed, *done], journal)),
        sees_health=health,
    )


def is_shared(item: BoardItem, rule: BoardRule, shares: dict[str, str]) -> bool:
    """Whether whom a line is about still shares what it tells."""
    scope = shares.get(item.person_id.hex, "none") if item.person_id is not None else "none"
    return allows(scope, rule.shares)


def _order(item: BoardItem, order: dict[str, int]) -> tuple[int, int, datetime]:
    """By rule; requests from a check that said to be seen soon come before the others, those who
    wait in the order of their line."""
    if item.waiting_id is not None:
        return order[item.rule], item.evidence["position"], item.at
    soon = item.rule == "request" and item.evidence.get("level") == "clinician_soon"
    return (order[item.rule], 0 if soon else 1, item.at)


def _seen(groups: Sequence[Group], journal: set[str]) -> set[UUID]:
    """People of whom something about health was shown: a line, or their course."""
    return {
        UUID(id)
        for group in groups
        if (id := person_of(group)) is not None
        if id in journal or any(line.kind == "health" for line in group.lines)
    }


def _fetch_others(clinic: Clinic, gathered: queries.Gathered, items: Collection[BoardItem]) -> None:
    """Lines of another day are about appointments that are not in today's book; lines that are no
    longer true about people who wait no more."""
    gone = {
        item.waiting_id
        for item in items
        if item.waiting_id is not None and str(item.waiting_id) not in gathered.waiters
    }
    if gone:
        gathered.waiters.update(waiters_by_id(clinic, gone))
    missing = {
        item.appointment_id
        for item in items
        if item.appointment_id is not None and str(item.appointment_id) not in gathered.appointments
    }
    if missing:
        gathered.appointments.update(queries.booked_by_id(clinic, missing))
