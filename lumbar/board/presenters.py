"""The board as its page shows it: each person once, danger first."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from uuid import UUID
from zoneinfo import ZoneInfo

from django.urls import NoReverseMatch, reverse
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from lumbar.board.course import short_course
from lumbar.board.models import BoardItem
from lumbar.board.queries import Booked, Entry
from lumbar.board.wording import (
    course_words,
    moment_words,
    put_off_words,
    shares_words,
    why_words,
)
from lumbar.check.presenters.result import SourceView, source_view
from lumbar.clinical.board import RED
from lumbar.clinical.board_kept import put_offs
from lumbar.clinical.board_schema import BoardRule, RequestWaits, TimesWaitedFor, VisitToday
from lumbar.clinical.board_values import Person
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
    known: Library = field(default_factory=library)


@dataclass(frozen=True, slots=True)
class Choice:
    value: str
    words: str


@dataclass(frozen=True, slots=True)
class LineView:
    """One line in words."""

    item: BoardItem
    kind: str
    """``health``, ``request``, ``waiting`` or ``visit``."""
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
    address: str
    """The line's own page."""
    about_rule: str
    """Where its rule stands on "How we decide"."""
    link: str
    """The visit's own page at the desk, or the wait list; empty for what is about a person."""

    @property
    def rule(self) -> str:
        return self.item.rule


@dataclass(slots=True)
class Group:
    """Everything on the board about one person, or about the clinic."""

    key: str
    name: str
    phone: str
    link: str
    language: str
    shares: str
    course: str
    lines: list[LineView]

    @property
    def phone_uri(self) -> str:
        digits = "".join(mark for mark in self.phone if mark.isdigit() or mark == "+")
        return f"tel:{digits}" if digits else ""


@dataclass(slots=True)
class Section:
    id: str
    title: str
    groups: list[Group]
    above: list[tuple[str, str, str]] = field(default_factory=list)
    """Who else comes today and stands further up: time, name, the group's key."""


def line_view(item: BoardItem, shown: Shown) -> LineView | None:
    """A line in words; None for one whose rule is no longer in the knowledge."""
    rule = rule_of(item.rule, shown.known)
    if rule is None:
        return None
    language = page_language()
    said = shown.known.care.words(language).board
    booked = shown.appointments.get(str(item.appointment_id))
    level: str = rule.level or ""
    if booked is not None and isinstance(rule.signal, RequestWaits) and shown.sees_health:
        level = booked.level
    words = shown.known.words(language)
    fired = item.evidence.get("findings", ())
    return LineView(
        item=item,
        kind=kind_of(rule),
        title=_title(rule, booked, said.rules[rule.id].title, shown),
        level=level,
        level_label=words.levels[level].label if level in words.levels else "",
        why=why_words(rule, item.evidence, over=item.over, known=shown.known),
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
    if isinstance(rule.signal, TimesWaitedFor):
        return "waiting"
    return "visit" if isinstance(rule.signal, VisitToday) else "health"


def _title(rule: BoardRule, booked: Booked | None, title: str, shown: Shown) -> str:
    if booked is None:
        return title
    chinese = page_language() == "zh-hant"
    service = booked.service_zh_hant if chinese else booked.service_en
    who = booked.practitioner_zh_hant if chinese else booked.practitioner_en
    zone = ZoneInfo(booked.zone)
    at = moment_words(booked.starts_at, shown.now, zone)
    if zone.key != shown.zone.key:
        at = _("%(clock)s (%(zone)s)") % {"clock": at, "zone": zone.key}
    visit = _("%(at)s · %(service)s with %(name)s") % {"at": at, "service": service, "name": who}
    if isinstance(rule.signal, VisitToday):
        return visit
    return _("%(title)s: %(visit)s") % {"title": title, "visit": visit}


def _when(rule: BoardRule, item: BoardItem, booked: Booked | None, shown: Shown) -> str:
    kind = kind_of(rule)
    if kind == "visit":
        arrived = booked is not None and booked.status == "arrived"
        return _("Has arrived") if arrived else ""
    if kind == "waiting" or item.rule in DAYS_ONLY:
        return ""
    return _("since %(when)s") % {"when": moment_words(item.at, shown.now, shown.zone)}


def _link(rule: BoardRule, item: BoardItem) -> str:
    if item.appointment_id is not None:
        return address_of("desk_visit", item.appointment_id)
    return address_of("waiting") if kind_of(rule) == "waiting" else ""


DAYS_ONLY = ("worse-on-waking", "stopped", "two-days-end")
"""What is known by the day says so itself."""


# --- groups and sections ------------------------------------------------------------------------


def groups_of(items: Iterable[BoardItem], shown: Shown) -> list[Group]:
    """Lines in the order given, gathered by whom they are about."""
    groups: dict[str, Group] = {}
    for item in items:
        view = line_view(item, shown)
        if view is None:
            continue
        key = _key(item, shown)
        if key not in groups:
            groups[key] = _group(key, item, shown)
        groups[key].lines.append(view)
    return list(groups.values())


def _key(item: BoardItem, shown: Shown) -> str:
    """The person where one is known: a request and a result of one person stand together."""
    if item.person_id is not None:
        return f"p{item.person_id.hex}"
    booked = shown.appointments.get(str(item.appointment_id))
    if booked is None:
        return "clinic" if item.appointment_id is None else f"a{item.appointment_id.hex}"
    if booked.person is not None and shown.sees_health and booked.person.hex in shown.shares:
        return f"p{booked.person.hex}"
    return f"r{booked.patient.hex}"


def _group(key: str, item: BoardItem, shown: Shown) -> Group:
    booked = shown.appointments.get(str(item.appointment_id))
    who = item.person_id or (booked.person if booked is not None else None)
    person = who.hex if who is not None else ""
    entry = shown.entries.get(person)
    if booked is not None:
        entry = Entry(booked.name, booked.phone, booked.patient, booked.language)
    if key == "clinic":
        return Group(key, _("The clinic"), "", "", "", "", "", [])
    shares = shown.shares.get(person, "") if shown.sees_health else ""
    return Group(
        key=key,
        name=(entry.name if entry else "") or _("Somebody who is not in the register"),
        phone=entry.phone if entry else "",
        link=address_of("patient", entry.patient) if entry and entry.patient else "",
        language=_("Speaks Chinese") if entry and entry.language.startswith("zh") else "",
        shares=shares_words(shares),
        course="",
        lines=[],
    )


def with_courses(groups: Sequence[Group], courses: Mapping[str, Person], shown: Shown) -> None:
    """Put each one's last weeks beside their name, where they share them."""
    today = shown.now.astimezone(shown.zone).date()
    for group in groups:
        facts = courses.get(person_of(group) or "")
        if facts is not None:
            course = short_course(dict(facts.mornings), set(facts.done), today)
            group.course = course_words(course)


def person_of(group: Group) -> str | None:
    """The id of the person a group is about, in hexadecimal, if one is known."""
    return group.key[1:] if group.key.startswith("p") else None


def sections_of(groups: Sequence[Group], shown: Shown) -> list[Section]:
    """Danger, then what to look at today, then what waits for an answer, then the day's visits;
    somebody stands where their first line does."""
    sections = {
        "danger": Section("danger", _("First of all"), []),
        "look": Section("look", _("Look at today"), []),
        "answer": Section("answer", _("Waiting for an answer"), []),
        "visits": Section("visits", _("Visits today"), []),
    }
    for group in groups:
        where = _section(group)
        sections[where].groups.append(group)
        if where != "visits":
            sections["visits"].above += [
                (line.title.partition(" · ")[0], group.name, group.key)
                for line in group.lines
                if line.kind == "visit" and not line.gone
            ]
    return [one for one in sections.values() if one.groups or one.above]


def _section(group: Group) -> str:
    kinds = {line.kind for line in group.lines}
    if any(line.urgent for line in group.lines):
        return "danger"
    if "health" in kinds:
        return "look"
    return "answer" if kinds & {"request", "waiting"} else "visits"


def stamp_of(groups: Sequence[Group], rest: Sequence[Group]) -> str:
    """A digest of all that the board shows: the page asks with it whether anything changed."""
    parts = [
        (str(line.item.pk), line.item.state, line.item.version, line.title, line.why, line.gone,
         line.until, line.again, line.when, group.course)
        for group in (*groups, *rest)
        for line in group.lines
    ]  # fmt: skip
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]


# --- choices and addresses ----------------------------------------------------------------------


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
    """An address by its name, with the id of a row if it needs one; empty where there is none."""
    path = _address(name, with_row=row is not None)
    return path if row is None else path.replace(str(NOBODY), str(row))


@cache
def _address(name: str, *, with_row: bool) -> str:
    try:
        return reverse(name, args=[NOBODY] if with_row else [])
    except NoReverseMatch:
        return ""


def since_words(since: datetime, zone: ZoneInfo) -> str:
    return date_format(since.astimezone(zone), _("l j F, H:i"))
