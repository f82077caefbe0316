"""What was done at a clinic, as its owners read it: a page of audit lines with the names of whom
they are about. Three queries, however long the trail is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any, NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import F
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from lumbar.audit.models import AuditLine
from lumbar.booking.models import Appointment, WaitingEntry
from lumbar.clinics.audit_words import done_words
from lumbar.people.models import Clinic, Membership
from lumbar.people.roles import May, may_do

ON_A_PAGE = 100
ONE_DAY = timedelta(days=1)
TOLD_TO = {"case": May.WRITE_CASES, "board": May.SEE_COURSE}
"""Of what is done about these parts, only who may this is told about whom: whose story a case is
would undo its having no name, and a line on the board says that something of their health called
for it."""


class Whom(NamedTuple):
    """Somebody in the register."""

    patient: UUID
    name: str


@dataclass(frozen=True, slots=True)
class Done:
    """One thing that was done."""

    clock: str
    """The time of day at the clinic."""
    who: str
    what: str
    whom: Whom | None = None
    colleague: str = ""
    """Who of the team it is about."""
    kept_back: bool = False
    """It is about somebody, and this role is not told whom."""


@dataclass(frozen=True, slots=True)
class Day:
    name: str
    done: list[Done]


@dataclass(frozen=True, slots=True)
class Trail:
    """A page of what was done, newest first."""

    days: list[Day]
    number: int
    older: bool
    """There is a page after this one."""


def trail_of(
    clinic: Clinic,
    reader: Membership,
    members: Iterable[Membership],
    *,
    account: UUID | None = None,
    first: date | None = None,
    last: date | None = None,
    number: int = 1,
) -> Trail:
    """What was done at a clinic: by everybody or by one account, on all days or from ``first`` to
    ``last``, both included, by the clinic's clock. ``members``: everybody on the team or once on
    it, for their names. Two queries."""
    zone = ZoneInfo(clinic.time_zone)
    rows = AuditLine.objects.filter(clinic=clinic.pk)
    if account is not None:
        rows = rows.filter(account=account)
    if first is not None:
        rows = rows.filter(at__gte=_midnight(first, zone))
    if last is not None:
        rows = rows.filter(at__lt=_midnight(last + ONE_DAY, zone))
    begin = (number - 1) * ON_A_PAGE
    lines = list(rows[begin : begin + ON_A_PAGE + 1])
    older, lines = len(lines) > ON_A_PAGE, lines[:ON_A_PAGE]
    register = _register(clinic, lines)
    team = {str(member.pk): member.name for member in members}
    days: dict[date, list[Done]] = {}
    for line in lines:
        at = line.at.astimezone(zone)
        days.setdefault(at.date(), []).append(_done(line, at, reader, register, team))
    named = [Day(date_format(day, _("l j F Y")), done) for day, done in days.items()]
    return Trail(days=named, number=number, older=older)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.min, zone)


def _done(
    line: AuditLine,
    at: datetime,
    reader: Membership,
    register: dict[UUID, Whom],
    team: dict[str, str],
) -> Done:
    kind, _colon, subject = line.subject.partition(":")
    whom = register.get(line.person) if line.person else None
    if whom is None and (row := _uuid(subject)) is not None:
        whom = register.get(row)
    told = may_know_whom(reader, line.did)
    # What people did themselves (they changed what the clinic may see) has no account.
    own = line.account is None
    who = line.name or (whom.name if own and whom and told else "")
    return Done(
        clock=f"{at:%H:%M}",
        who=who or (_("Somebody who uses Lumbar") if own else _("Somebody")),
        what=done_words(line),
        whom=whom if told and not own else None,
        colleague=team.get(subject, "") if kind == "member" else "",
        kept_back=not told and line.person is not None,
    )


def may_know_whom(reader: Membership, did: str) -> bool:
    """Whether somebody's role lets them know about whom this was done."""
    return all(may_do(reader, may) for part, may in TOLD_TO.items() if part in did)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _register(clinic: Clinic, lines: Sequence[AuditLine]) -> dict[UUID, Whom]:
    """Whom lines are about, by the ids that lines know them by: the person's, or the id of an
    entry, a visit or a place on the wait list. One query."""
    people = {line.person for line in lines if line.person}
    named: dict[str, set[UUID]] = {"patient": set(), "appointment": set(), "waiting": set()}
    for line in lines:
        kind, _colon, text = line.subject.partition(":")
        if line.person is None and kind in named and (row := _uuid(text)) is not None:
            named[kind].add(row)
    own = clinic.patients.order_by()
    visits = Appointment.objects.filter(clinic=clinic, pk__in=named["appointment"]).order_by()
    waiting = WaitingEntry.objects.filter(clinic=clinic, pk__in=named["waiting"]).order_by()
    found = _by(own.filter(person__in=people), "person_id", "pk", "name").union(
        _by(own.filter(pk__in=named["patient"]), "pk", "pk", "name"),
        _by(visits, "pk", "patient_id", "patient__name"),
        _by(waiting, "pk", "patient_id", "patient__name"),
    )
    return {known_by: Whom(patient, name) for known_by, patient, name in found}


def _by(rows: Any, known_by: str, patient: str, name: str) -> Any:
    """Three columns under names of their own, so that queries of several tables make one."""
    shown = rows.annotate(known_by=F(known_by), whom=F(patient), called=F(name))
    return shown.values_list("known_by", "whom", "called")
