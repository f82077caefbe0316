"""One line of the board on a page of its own: to put off or close, with its history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from lumbar.board import queries
from lumbar.board.board import is_shared, rules_for
from lumbar.board.lines import Choice, LineView, Shown, put_off_choices, rule_of
from lumbar.board.models import BoardItem
from lumbar.board.presenters import Group, groups_of, person_of, with_courses
from lumbar.board.shared import courses
from lumbar.board.wording import act_words, moment_words, outcome_words
from lumbar.booking.waiting.matching import waiters_by_id
from lumbar.clinical.library import library
from lumbar.people.models import Clinic, Membership
from lumbar.people.queries import scopes_of
from lumbar.people.roles import May, may_do


@dataclass(frozen=True, slots=True)
class Past:
    """Something that was done to a line."""

    when: str
    what: str


@dataclass(frozen=True, slots=True)
class LinePage:
    group: Group
    line: LineView
    put_offs: list[Choice]
    outcomes: list[Choice]
    history: list[Past]
    people: frozenset[UUID]


def visible_item(clinic: Clinic, member: Membership, uuid: UUID) -> BoardItem | None:
    """A line of this clinic that this member of staff may see; None for any other."""
    rules = {rule.id: rule for rule in rules_for(member)}
    item = (
        BoardItem.objects.filter(clinic=clinic, pk=uuid, rule__in=rules)
        .select_related("by")
        .first()
    )
    if item is None:
        return None
    shares = _shares(clinic, item)
    return item if is_shared(item, rules[item.rule], shares) else None


def _shares(clinic: Clinic, item: BoardItem) -> dict[str, str]:
    if item.person_id is None:
        return {}
    return {item.person_id.hex: scopes_of(clinic, [item.person_id])[item.person_id].value}


def line_page(
    clinic: Clinic, member: Membership, item: BoardItem, now: datetime
) -> LinePage | None:
    """What the page of a line shows."""
    health = may_do(member, May.SEE_COURSE)
    zone = ZoneInfo(clinic.time_zone)
    shares, entries = queries.sharing_now(clinic) if health else ({}, {})
    booked = queries.booked_by_id(clinic, [item.appointment_id]) if item.appointment_id else {}
    waits = waiters_by_id(clinic, [item.waiting_id]) if item.waiting_id else {}
    shown = Shown(
        now=now, zone=zone, member=member, sees_health=health, entries=entries,
        shares=shares, appointments=booked, waiters=waits,
        followed=frozenset({item.pk} if queries.has_newer(item) else ()),
    )  # fmt: skip
    groups = groups_of([item], shown)
    rule = rule_of(item.rule, library())
    if not groups or rule is None:
        return None
    (group,) = groups
    person = person_of(group)
    journal = {person} if person is not None and shares.get(person) == "journal" else set()
    with_courses(groups, courses(clinic, journal, now) if journal else {}, shown)
    seen = person is not None and (person in journal or item.person_id is not None)
    return LinePage(
        group=group,
        line=group.lines[0],
        put_offs=put_off_choices(rule, shown),
        outcomes=[Choice(one, outcome_words(one)) for one in BoardItem.Outcome.values],
        history=[
            Past(moment_words(act.at, now, zone), act_words(act, now, zone))
            for act in item.acts.select_related("by")
        ],
        people=frozenset({UUID(person)} if seen and person is not None else ()),
    )
