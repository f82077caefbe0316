"""A line of the board in words: what it says, who has it, what can be done with it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from uuid import UUID
from zoneinfo import ZoneInfo

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from lumbar.board.models import BoardItem
from lumbar.board.queries import Booked, Entry
from lumbar.board.wording import (
    moment_words,
    put_off_words,
    there_words,
    why_words,
)
from lumbar.booking.waiting.matching import Waiter
from lumbar.check.presenters.result import SourceView, source_view
from lumbar.clinical.board import RED
from lumbar.clinical.board_kept import day_is_over, put_offs
from lumbar.clinical.board_schema import (
    BoardRule,
    RequestWaits,
    ReviewDue,
    TimeSuits,
    TimesWaitedFor,
    Undelivered,
    VisitToday,
)
from lumbar.clinical.library import Library, library
from lumbar.people.models import Membership
from lumbar.site.wording import page_language


@dataclass(frozen=True, slots=True)
class Shown:
    """What is needed to put lines into words."""

    now: datetime
    zone: ZoneInfo
    member: Membership
    sees_health: bool
    entries: dict[str, Entry]
    shares: dict[str, str]
    appointments: dict[str, Booked]
    waiters: dict[str, Waiter]
    followed: frozenset[UUID] = frozenset()
    """Lines after which another says the same of the same."""
    known: Library = field(default_factory=library)
    language: str = field(default_factory=page_language)


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    words: str


@dataclass(frozen=True, slots=True)
class LineView:
    """One line in words."""

    item: BoardItem
    kind: str
    """``health``, ``undelivered``, ``request``, ``waiting`` or ``visit``."""
    title: str
    level: str
    level_label: str
    why: str
    reason: str
    """Why they come, in their own words; only for who may read it."""
    findings: tuple[Choice, ...]
    """What fired in the check: where it is explained, and its name."""
    when: str
    mine: bool
    by: str
    said: str
    """When it was taken, put off or closed."""
    until: str
    gone: str
    """That it is no longer true, and why; empty while it is."""
    again: str
    sources: tuple[SourceView, ...]
    urgent: bool
    to_take: bool
    """Whether there is still something for somebody to do: not when it is no longer true, unless it
    stays until somebody closes it."""
    comes_back: bool
    """Whether somebody can bring it back."""
    address: str
    """The line's own page."""
    about_rule: str
    """Where its rule stands on "How we decide"."""
    link: str
    """The visit's own page at the desk, or the wait list; empty for what is about a person."""

    @property
    def rule(self) -> str:
        return self.item.rule


def line_view(item: BoardItem, shown: Shown) -> LineView | None:
    """A line in words; None for one whose rule is no longer in the knowledge."""
    rule = rule_of(item.rule, shown.known)
    if rule is None:
        return None
    language = shown.language
    said = shown.known.care.words(language).board
    booked = shown.appointments.get(str(item.appointment_id))
    level: str = rule.level or ""
    if booked is not None and isinstance(rule.signal, RequestWaits) and shown.sees_health:
        level = booked.level if booked.assessment is not None else ""
    words = shown.known.words(language)
    fired = item.evidence.get("findings", ())
    return LineView(
        item=item,
        kind=kind_of(rule),
        title=_title(rule, booked, said.rules[rule.id].title, shown),
        level=level,
        level_label=words.levels[level].label if level in words.levels else "",
        why=why_words(
            rule,
            item.evidence,
            over=item.over,
            known=shown.known,
            now=shown.now,
            zone=shown.zone,
        ),
        reason=booked.reason if booked is not None and shown.sees_health else "",
        findings=tuple(
            Choice(f"{address_of('how_we_decide')}#{id}", words.rules[id].name)
            for id in fired
            if id in words.rules
        ),
        when=_when(rule, item, booked, shown),
        mine=item.by_id == shown.member.pk,
        by=item.by.name if item.by is not None else "",
        said=moment_words(item.said_at, shown.now, shown.zone) if item.said_at else "",
        until=moment_words(item.until, shown.now, shown.zone) if item.until else "",
        gone=said.rules[rule.id].gone if item.gone_at is not None else "",
        again=said.again if item.again else "",
        sources=sources_of(rule.id, language),
        urgent=rule.level in RED,
        to_take=item.gone_at is None or rule.stays,
        comes_back=item.pk not in shown.followed
        and not day_is_over(rule, item.occasion, shown.now, shown.zone),
        address=address_of("board_line", item.pk),
        about_rule=f"{address_of('how_we_decide')}#board-{rule.id}",
        link=_link(rule, item),
    )


@cache
def sources_of(rule: str, _language: str) -> tuple[SourceView, ...]:
    found = rule_of(rule, library())
    return tuple(source_view(one, library()) for one in found.source) if found else ()


def rule_of(id: str, known: Library) -> BoardRule | None:
    return next((rule for rule in known.care.board.rule if rule.id == id), None)


def kind_of(rule: BoardRule) -> str:
    if isinstance(rule.signal, RequestWaits):
        return "request"
    if isinstance(rule.signal, (TimesWaitedFor, TimeSuits)):
        return "waiting"
    if isinstance(rule.signal, Undelivered):
        return "undelivered"
    return "visit" if isinstance(rule.signal, VisitToday) else "health"


def _title(rule: BoardRule, booked: Booked | None, title: str, shown: Shown) -> str:
    if booked is None:
        return title
    chinese = shown.language == "zh-hant"
    service = booked.service_zh_hant if chinese else booked.service_en
    who = booked.practitioner_zh_hant if chinese else booked.practitioner_en
    at = there_words(booked.starts_at, shown.now, ZoneInfo(booked.zone), shown.zone)
    visit = _("%(at)s · %(service)s with %(name)s") % {"at": at, "service": service, "name": who}
    if isinstance(rule.signal, VisitToday):
        return visit
    return _("%(title)s: %(visit)s") % {"title": title, "visit": visit}


def _when(rule: BoardRule, item: BoardItem, booked: Booked | None, shown: Shown) -> str:
    kind = kind_of(rule)
    if kind == "visit":
        arrived = booked is not None and booked.status == "arrived"
        return _("Has arrived") if arrived else ""
    if isinstance(rule.signal, TimesWaitedFor) or item.rule in DAYS_ONLY:
        return ""
    if kind == "waiting":
        return _("waits since %(when)s") % {"when": moment_words(item.at, shown.now, shown.zone)}
    when = moment_words(item.at, shown.now, shown.zone)
    return when if isinstance(rule.signal, ReviewDue) else _("since %(when)s") % {"when": when}


def _link(rule: BoardRule, item: BoardItem) -> str:
    if item.appointment_id is not None:
        return address_of("desk_visit", item.appointment_id)
    if item.waiting_id is not None:
        # The list at this time: with whom it suits, to be offered or booked there.
        time = {name: item.evidence[key] for name, key in _ASKED.items()}
        return f"{address_of('waiting')}?{urlencode(time)}#waits-{item.waiting_id}"
    return address_of("waiting") if kind_of(rule) == "waiting" else ""


_ASKED = {"starts": "starts", "who": "practitioner", "where": "place"}

DAYS_ONLY = ("worse-on-waking", "stopped")
"""What is known by the day says so itself."""


def put_off_choices(rule: BoardRule, shown: Shown) -> list[Choice]:
    """Until when a line may be put off, with the time."""
    return [
        Choice(
            one.id,
            _("%(words)s (%(when)s)")
            % {
                "words": put_off_words(one.id),
                "when": moment_words(one.until, shown.now, shown.zone),
            },
        )
        for one in put_offs(rule, shown.now, shown.zone)
    ]


NOBODY = UUID(int=0)


def address_of(name: str, row: UUID | None = None) -> str:
    """An address by its name, with the id of a row if it needs one."""
    path = _address(name, with_row=row is not None)
    return path if row is None else path.replace(str(NOBODY), str(row))


@cache
def _address(name: str, *, with_row: bool) -> str:
    return reverse(name, args=[NOBODY] if with_row else [])


def since_words(since: datetime, zone: ZoneInfo) -> str:
    return date_format(since.astimezone(zone), _("l j F, H:i"))
