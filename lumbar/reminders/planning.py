"""From wishes to deliveries: what is due in the next minutes gets its row, once.

Evenings and mornings are planned by the clock alone; whether they are still needed is asked when
they are sent. So a round costs a few queries, however many people there are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import NamedTuple, cast
from uuid import UUID

from lumbar.companion.models import Companion
from lumbar.people.models import Person
from lumbar.reminders.facts import known_of
from lumbar.reminders.models import (
    ConfirmationAsked,
    Delivery,
    PushSubscription,
    ReminderSettings,
    Way,
    Wish,
)
from lumbar.reminders.schedule import LATEST, Hours, Kind, Known, Occasion, occasions
from lumbar.site.post import is_set_up

AHEAD = timedelta(seconds=90)
"""How far ahead is planned."""
FIRST_LOOK_BACK = LATEST
"""A worker that was away so long still sends what makes sense now."""
KEPT = timedelta(days=30)
"""How long it is kept that something was sent."""

_BY_THE_CLOCK: frozenset[Kind] = frozenset({"tonight", "morning"})


class Place(NamedTuple):
    """Where a delivery goes, and about what: there is never more than one of these."""

    person: UUID
    kind: str
    way: str
    target: str
    occasion: str


def plan(now: datetime, since: datetime) -> int:
    """Make a row for whatever is due from ``since`` until a little after ``now`` and has none, and
    move those whose time was changed. Returns how many are new."""
    wanted = {
        place: occasion
        for place, occasion in _wanted(now, min(since, now), now + AHEAD)
        if occasion.good_until > now
    }
    if not wanted:
        return 0
    known = _known_places(wanted)
    fresh = [
        Delivery(
            person_id=place.person,
            kind=place.kind,
            way=place.way,
            target=place.target,
            occasion=place.occasion,
            due_at=occasion.due_at,
            next_try_at=occasion.due_at,
        )
        for place, occasion in wanted.items()
        if place not in known
    ]
    # Another worker may have made them a moment ago.
    Delivery.objects.bulk_create(fresh, ignore_conflicts=True, batch_size=200)
    for place, row in known.items():
        if row.attempts == 0 and row.due_at != wanted[place].due_at:
            Delivery.objects.filter(pk=row.pk, state=Delivery.State.WAITING, attempts=0).update(
                due_at=wanted[place].due_at, next_try_at=wanted[place].due_at
            )
    return len(fresh)


def tidy(now: datetime) -> None:
    """Forget what was sent long ago, and which addresses were asked a day ago."""
    Delivery.objects.filter(due_at__lt=now - KEPT).delete()
    ConfirmationAsked.objects.filter(asked_at__lt=now - timedelta(days=1)).delete()


def _wanted(now: datetime, start: datetime, end: datetime) -> Iterator[tuple[Place, Occasion]]:
    targets = _targets()
    wishes = _wishes(targets)
    companions = set(
        Companion.objects.filter(ended_at__isnull=True, person__in=wishes).values_list(
            "person_id", flat=True
        )
    )
    for kept in ReminderSettings.objects.filter(person__in=wishes).select_related("person"):
        hours = kept.hours()
        for way, kinds in wishes[kept.person_id].items():
            wished = {kind: max(made, kept.hours_changed_at) for kind, made in kinds.items()}
            known = _known(kept.person, wished, hours, now, (start, end), companions)
            for one in occasions(wished, hours, known, start, end):
                for target in targets[way][kept.person_id]:
                    yield Place(kept.person_id, one.kind, way, target, one.id), one


def _targets() -> Mapping[str, Mapping[UUID, list[str]]]:
    """Who can be reached by which way, and where: only what may be sent to."""
    reached: dict[str, dict[UUID, list[str]]] = {
        Way.EMAIL: defaultdict(list),
        Way.PUSH: defaultdict(list),
    }
    if is_set_up():
        confirmed = ReminderSettings.objects.filter(
            email_state=ReminderSettings.EmailState.CONFIRMED
        )
        for person in confirmed.values_list("person_id", flat=True):
            reached[Way.EMAIL][person].append("")
    for uuid, person in PushSubscription.objects.values_list("uuid", "person_id"):
        reached[Way.PUSH][person].append(str(uuid))
    return reached


def _wishes(
    targets: Mapping[str, Mapping[UUID, list[str]]],
) -> dict[UUID, dict[str, dict[Kind, datetime]]]:
    """By person and way: the kinds wished, and since when."""
    found: dict[UUID, dict[str, dict[Kind, datetime]]] = defaultdict(lambda: defaultdict(dict))
    wishes = Wish.objects.filter(way__in=targets)
    for person, kind, way, made_at in wishes.values_list("person_id", "kind", "way", "made_at"):
        if person in targets[way]:
            found[person][way][cast(Kind, kind)] = made_at
    return found


def _known(
    person: Person,
    wished: Mapping[Kind, datetime],
    hours: Hours,
    now: datetime,
    window: tuple[datetime, datetime],
    companions: set[UUID],
) -> Known:
    """As if nothing had been done, but for what has its time from what was done."""
    asked: dict[Kind, datetime] = {
        kind: since
        for kind, since in wished.items()
        if (kind == "measures" and _measures_may_be_due(hours, *window))
        or (kind == "companion" and person.pk in companions)
    }
    if not asked:
        return Known()
    known = known_of(person, hours, now, asked)
    return Known(measures_due=known.measures_due, companion=known.companion)


def _measures_may_be_due(hours: Hours, start: datetime, end: datetime) -> bool:
    days: set[date] = {one.astimezone(hours.zone).date() for one in (start, end)}
    days |= {day + timedelta(days=ahead) for day in days for ahead in (-1, 1)}
    return any(
        occasions({"measures": start}, hours, Known(measures_due=day), start, end) for day in days
    )


def _known_places(wanted: Mapping[Place, Occasion]) -> dict[Place, Delivery]:
    """The rows there are already."""
    ids = {occasion.id for occasion in wanted.values()}
    rows = Delivery.objects.filter(occasion__in=ids).only(
        "uuid", "person_id", "kind", "way", "target", "occasion", "due_at", "attempts"
    )
    found = (
        (Place(row.person_id, row.kind, row.way, row.target, row.occasion), row) for row in rows
    )
    return {place: row for place, row in found if place in wanted}
