"""What a clinic's people share with it, read for all of them together.

A person is named by their id in hexadecimal: the database's own text becomes it without a UUID
being made for every row.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar, overload
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import (
    Aggregate,
    Exists,
    ExpressionWrapper,
    F,
    OuterRef,
    Q,
    QuerySet,
    TextField,
)
from django.db.models.expressions import Value
from django.db.models.functions import Cast, Concat, Replace

from lumbar.check.models import Recheck, StoredAssessment
from lumbar.clinical.board_values import (
    Called,
    CheckMade,
    FirstHours,
    Person,
    Reviewed,
)
from lumbar.clinical.values import Level
from lumbar.companion.models import Companion, DangerSignsAsked, Review
from lumbar.journal.models import CheckIn
from lumbar.people.models import Clinic, Sharing
from lumbar.tonight.models import SessionRecord
from lumbar.tonight.queries import NIGHT_ENDS_AT

T = TypeVar("T")

RECENT = timedelta(days=8)
"""Red flags older than this are on the board only where they were written down."""
CHECKS = timedelta(days=60)
"""An older check says nothing about this morning."""
MORNINGS = timedelta(days=21)
NIGHTS = timedelta(days=23)
"""As far back as the rules and the one-line course look: so many nights without, after so many
with."""


def as_stored(field: str) -> ExpressionWrapper[F]:
    """An id as the database keeps it; see `hexed`."""
    return ExpressionWrapper(F(field), output_field=TextField())


def hexed(id: str | UUID) -> str:
    """An id as 32 hexadecimal digits: SQLite keeps it so, PostgreSQL gives a UUID."""
    return id if isinstance(id, str) else id.hex


def people(
    clinic: Clinic, shares: dict[str, str], now: datetime, today: date, zone: ZoneInfo
) -> list[Person]:
    """Everybody who shares. What is of the journal is read only of those who share that."""
    journal = _who(clinic, Sharing.Scope.JOURNAL)
    checks: dict[str, list[CheckMade]] = defaultdict(list)
    for person, at, level, pain, findings in (
        StoredAssessment.objects.filter(
            person__in=_who(clinic, Sharing.Scope.RESULT, Sharing.Scope.JOURNAL),
            created_at__gte=now - CHECKS,
        )
        .order_by("-created_at")
        .values_list(
            as_stored("person_id"),
            "created_at",
            "level",
            "answers__pain_now",
            "assessment__findings",
        )
    ):
        fired = tuple(one["rule"] for one in findings) if level in RED else ()
        said = pain if isinstance(pain, int) else None
        checks[hexed(person)].append(CheckMade(at, level, said, fired))
    called, signs, reviews = _events(journal, now)
    hours = _first_hours(journal, now)
    mornings, done = _mornings(journal, today), _nights(journal, now, zone)
    return [
        Person(
            id=id,
            shares=_scope(scope),
            checks=checks.get(id, ()),
            called=called.get(id, ()),
            signs=signs.get(id, ()),
            reviews=reviews.get(id, ()),
            first_hours=hours.get(id),
            mornings=mornings.get(id, ()),
            done=done.get(id, ()),
        )
        for id, scope in shares.items()
    ]


RED = (Level.EMERGENCY.value, Level.SAME_DAY.value)


def _scope(scope: str) -> Any:
    return {"result": "result", "journal": "journal"}.get(scope, "none")


def _who(clinic: Clinic, *scopes: Sharing.Scope) -> QuerySet[Any]:
    return Sharing.objects.filter(clinic=clinic, scope__in=scopes).values("person_id")


def _events(
    who: QuerySet[Any], now: datetime
) -> tuple[dict[str, list[Called]], dict[str, list[datetime]], dict[str, list[Reviewed]]]:
    """Calls for a new check, danger signs and answered check-ins, in one trip."""
    since = now - RECENT
    rechecks = Recheck.objects.filter(person__in=who, asked_at__gte=since)
    asked = DangerSignsAsked.objects.filter(
        companion__person__in=who, asked_at__gte=since, any_sign=True
    )
    said = Review.objects.filter(companion__person__in=who, said_at__gte=since)
    rows = (
        rechecks.order_by()
        .annotate(kind=text("called"), what=Cast("by", TextField()), how=text(""))
        .values_list("person_id", "asked_at", "kind", "what", "how")
        .union(
            asked.order_by()
            .annotate(kind=text("sign"), what=text(""), how=text(""))
            .values_list("companion__person_id", "asked_at", "kind", "what", "how"),
            said.order_by()
            .annotate(
                kind=text("review"),
                what=Cast("check_in", TextField()),
                how=Cast("outcome", TextField()),
            )
            .values_list("companion__person_id", "said_at", "kind", "what", "how"),
            all=True,
        )
    )
    called: dict[str, list[Called]] = defaultdict(list)
    signs: dict[str, list[datetime]] = defaultdict(list)
    reviews: dict[str, list[Reviewed]] = defaultdict(list)
    for person, at, kind, what, how in rows:
        if kind == "called":
            called[hexed(person)].append(Called(at, what))
        elif kind == "sign":
            signs[hexed(person)].append(at)
        else:
            reviews[hexed(person)].append(Reviewed(at, what, how))
    return called, signs, reviews


def _first_hours(who: QuerySet[Any], now: datetime) -> dict[str, FirstHours]:
    answered = Review.objects.filter(companion=OuterRef("pk"), check_in=TWO_DAYS)
    rows = Companion.objects.filter(
        person__in=who, ended_at=None, began_at__gte=now - timedelta(days=4)
    ).annotate(answered=Exists(answered))
    return {
        hexed(person): FirstHours(began_at, frozenset({TWO_DAYS} if said else ()))
        for person, began_at, said in rows.order_by("started_at").values_list(
            as_stored("person_id"), "began_at", "answered"
        )
    }


TWO_DAYS = "two-days"


class Joined(Aggregate):
    """Texts of a group as one, with a blank between. A row of each person instead of one of each
    day: most of what a row costs is not reading it."""

    function = "GROUP_CONCAT"
    template = "%(function)s(%(expressions)s, ' ')"
    output_field = TextField()

    def as_postgresql(self, compiler: Any, connection: Any, **more: Any) -> Any:
        return self.as_sql(compiler, connection, function="STRING_AGG", **more)


class Parsed(Sequence[T]):
    """Texts that become values when somebody asks for them: of most people the rules ask only for
    the newest few."""

    def __init__(self, texts: list[str], parse: Callable[[str], T]) -> None:
        self.texts = texts
        self.parse = parse

    def __len__(self) -> int:
        return len(self.texts)

    @overload
    def __getitem__(self, index: int) -> T: ...

    @overload
    def __getitem__(self, index: slice) -> list[T]: ...

    def __getitem__(self, index: int | slice) -> T | list[T]:
        if isinstance(index, slice):
            return [self.parse(text) for text in self.texts[index]]
        return self.parse(self.texts[index])

    def __iter__(self) -> Iterator[T]:
        return map(self.parse, self.texts)


def _mornings(who: QuerySet[Any], today: date) -> dict[str, Parsed[tuple[date, int]]]:
    """By person, pain on waking, oldest first."""
    told = Concat(
        Cast("morning", TextField()), text("/"), Cast("pain", TextField()),
        output_field=TextField(),
    )  # fmt: skip
    rows = (
        CheckIn.objects.filter(person__in=who, morning__gt=today - MORNINGS, morning__lte=today)
        .order_by()
        .values_list(as_stored("person_id"))
        .annotate(told=Joined(told))
    )
    return {hexed(person): Parsed(sorted(days.split(" ")), _morning) for person, days in rows}


def _morning(text: str) -> tuple[date, int]:
    return date.fromisoformat(text[:10]), int(text[11:])


def _nights(who: QuerySet[Any], now: datetime, zone: ZoneInfo) -> dict[str, Parsed[date]]:
    """By person, the nights on which at least one exercise was done, oldest first."""
    # A "T" in place of the blank between day and time: a blank stands between the moments.
    moments = Replace(Cast("started_at", TextField()), text(" "), text("T"))
    rows = (
        SessionRecord.objects.filter(person__in=who, started_at__gte=now - NIGHTS)
        .filter(Q(state=SessionRecord.State.DONE) | Q(steps__icontains='"done"'))
        .order_by()
        .values_list(as_stored("person_id"))
        .annotate(moments=Joined(moments))
    )

    offsets = {
        (now - days * timedelta(days=1)).astimezone(zone).utcoffset()
        for days in range(NIGHTS.days + 2)
    }
    # Where no clock was changed lately, one subtraction says it all.
    always = offsets.pop() if len(offsets) == 1 else None

    def night(text: str) -> date:
        # SQLite writes UTC without saying so, PostgreSQL says so.
        at = datetime.fromisoformat(text[:19])
        if always is not None:
            return (at + always - NIGHT_ENDS_AT).date()
        return (at.replace(tzinfo=UTC).astimezone(zone) - NIGHT_ENDS_AT).date()

    return {hexed(person): Parsed(sorted(moments.split(" ")), night) for person, moments in rows}


def text(value: str) -> Value:
    return Value(value, output_field=TextField())


def courses(clinic: Clinic, people: Collection[str], now: datetime) -> dict[str, Person]:
    """Mornings and nights of these people, where they share them with the clinic."""
    zone = ZoneInfo(clinic.time_zone)
    who = _who(clinic, Sharing.Scope.JOURNAL).filter(person__in=[UUID(one) for one in people])
    mornings, done = _mornings(who, now.astimezone(zone).date()), _nights(who, now, zone)
    return {
        one: Person(one, "journal", mornings=mornings.get(one, ()), done=done.get(one, ()))
        for one in people
    }
