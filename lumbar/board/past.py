"""Lines of the past, the newest day first, with what became of each."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Case, IntegerField, When
from django.db.models.functions import TruncDate

from lumbar.board import queries
from lumbar.board.board import is_shared, rules_for
from lumbar.board.lines import LineView, Shown
from lumbar.board.models import BoardAct, BoardItem
from lumbar.board.presenters import groups_of
from lumbar.board.single import Past
from lumbar.board.wording import act_words, day_words, moment_words
from lumbar.booking.waiting.matching import waiters_by_id
from lumbar.people.models import Clinic, Membership
from lumbar.people.roles import May, may_do

ON_A_PAGE = 60
VISITS = "visit"
LONGEST = 4
"""Digits of a page's number."""


@dataclass(frozen=True, slots=True)
class PastLine:
    name: str
    link: str
    line: LineView
    history: list[Past]


@dataclass(frozen=True, slots=True)
class PastDay:
    day: str
    lines: list[PastLine]


@dataclass(frozen=True, slots=True)
class PastPage:
    days: list[PastDay]
    number: int
    older: int | None
    """The next page, of older lines; None when there are none."""
    hidden: int
    """Lines of this page whose person no longer shares what they tell."""
    people: frozenset[UUID]


def _rank(rules: Iterable[str]) -> Case:
    """The place of a line's rule among the rules: danger first."""
    return Case(
        *(When(rule=rule, then=n) for n, rule in enumerate(rules)), output_field=IntegerField()
    )


def past_of(clinic: Clinic, member: Membership, now: datetime, page: str) -> PastPage:
    """A page of lines by the day on which they were first on the board, in the board's order.
    Visits that nobody did anything about are left out: the book has them."""
    number = max(int(page), 1) if page.isdecimal() and len(page) <= LONGEST else 1
    health = may_do(member, May.SEE_COURSE)
    zone = ZoneInfo(clinic.time_zone)
    rules = {rule.id: rule for rule in rules_for(member)}
    first = (number - 1) * ON_A_PAGE
    rows = list(
        BoardItem.objects.filter(clinic=clinic, rule__in=rules)
        .exclude(rule=VISITS, version=0)
        .select_related("by")
        .annotate(shown_on=TruncDate("shown_at", tzinfo=zone), rank=_rank(rules))
        .order_by("-shown_on", "rank", "at", "pk")[first : first + ON_A_PAGE + 1]
    )
    more, rows = len(rows) > ON_A_PAGE, rows[:ON_A_PAGE]
    shares, entries = queries.sharing_now(clinic) if health else ({}, {})
    items = [item for item in rows if is_shared(item, rules[item.rule], shares)]
    ids = {item.appointment_id for item in items if item.appointment_id is not None}
    places = {item.waiting_id for item in items if item.waiting_id is not None}
    shown = Shown(
        now=now, zone=zone, member=member, sees_health=health, entries=entries, shares=shares,
        appointments=queries.booked_by_id(clinic, ids),
        waiters=waiters_by_id(clinic, places) if places else {},
    )  # fmt: skip
    acts: dict[UUID, list[BoardAct]] = defaultdict(list)
    for act in BoardAct.objects.filter(item__in=items).select_related("by"):
        acts[act.item_id].append(act)
    days: dict[str, list[PastLine]] = defaultdict(list)
    for item in items:
        for group in groups_of([item], shown):
            history = [
                Past(moment_words(act.at, now, zone), act_words(act, now, zone))
                for act in acts[item.pk]
            ]
            day = day_words(item.shown_at.astimezone(zone).date())
            days[day].append(PastLine(group.name, group.link, group.lines[0], history))
    return PastPage(
        days=[PastDay(day, found) for day, found in days.items()],
        number=number,
        older=number + 1 if more else None,
        hidden=len(rows) - len(items),
        people=frozenset(item.person_id for item in items if item.person_id is not None),
    )
