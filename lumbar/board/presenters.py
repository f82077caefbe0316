"""The board as its page shows it: each person once, danger first."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import groupby
from typing import NamedTuple
from uuid import UUID

from django.utils.translation import gettext as _

from lumbar.board.course import short_course
from lumbar.board.lines import LineView, Shown, address_of, line_view
from lumbar.board.models import BoardItem
from lumbar.board.queries import Booked, Entry
from lumbar.board.wording import (
    course_words,
    shares_words,
)
from lumbar.booking.waiting.matching import Waiter
from lumbar.clinical.board_values import Person
from lumbar.clinical.library import library
from lumbar.site.wording import page_language


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
        digits = "".join(mark for mark in self.phone if mark in "+0123456789")
        return f"tel:{digits}" if digits else ""


class Run(NamedTuple):
    """People one after the other of whom the same rule speaks first."""

    id: str
    groups: list[Group]
    more: list[Group]
    """The rest of them, where they are many: folded away, and counted."""
    title: str
    """Of the rule of those."""


@dataclass(slots=True)
class Section:
    id: str
    title: str
    groups: list[Group]
    above: list[tuple[str, str, str]] = field(default_factory=list)
    """Who else comes today and stands further up: time, name, the group's key."""

    @property
    def runs(self) -> list[Run]:
        """The groups as they are shown. Danger is never folded, nor the day's visits."""
        whole = self.id in ("danger", "visits")
        found = []
        for rule, of_rule in groupby(self.groups, key=lambda group: group.lines[0].rule):
            groups = [*of_rule]
            most = len(groups) if whole else MOST_OF_A_RULE
            title = _rule_title(rule) if groups[most:] else ""
            found.append(Run(f"{self.id}-{rule}", groups[:most], groups[most:], title))
        return found


MOST_OF_A_RULE = 3
"""So many people of one rule are shown one after the other, or it hides what comes below."""


def _rule_title(rule: str) -> str:
    return library().care.words(page_language()).board.rules[rule].title


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
    known = _known(item, shown)
    if known is None:
        return "clinic" if item.appointment_id is None else f"a{item.appointment_id.hex}"
    if known.person is not None and shown.sees_health and known.person.hex in shown.shares:
        return f"p{known.person.hex}"
    return f"r{known.patient.hex}"


def _known(item: BoardItem, shown: Shown) -> Booked | Waiter | None:
    """Whom a visit or a place on the wait list is of."""
    if item.waiting_id is not None:
        return shown.waiters.get(str(item.waiting_id))
    return shown.appointments.get(str(item.appointment_id))


def _group(key: str, item: BoardItem, shown: Shown) -> Group:
    known = _known(item, shown)
    who = item.person_id or (known.person if known is not None else None)
    person = who.hex if who is not None else ""
    entry = shown.entries.get(person)
    if known is not None:
        entry = Entry(known.name, known.phone, known.patient.hex, known.language)
    if key == "clinic":
        return Group(key, _("The clinic"), "", "", "", "", "", [])
    shares = shown.shares.get(person, "") if shown.sees_health else ""
    return Group(
        key=key,
        name=(entry.name if entry else "") or _("Somebody who is not in the register"),
        phone=entry.phone if entry else "",
        link=address_of("patient", UUID(entry.patient)) if entry and entry.patient else "",
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
    if kinds & {"health", "undelivered"}:
        return "look"
    return "answer" if kinds & {"request", "waiting"} else "visits"


def stamp_of(groups: Sequence[Group], rest: Sequence[Group], today: date) -> str:
    """A digest of all that the board shows: the page asks with it whether anything changed."""
    parts = [today.isoformat(), *(
        (str(line.item.pk), line.item.state, line.item.version, line.title, line.why, line.gone,
         line.until, line.again, line.when, group.course)
        for group in (*groups, *rest)
        for line in group.lines
    )]  # fmt: skip
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]
