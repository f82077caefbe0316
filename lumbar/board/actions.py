"""Writes of the board. Each is one transaction, and doing it twice does nothing more."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime, time
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from lumbar.audit.models import AuditLine
from lumbar.board.errors import Changed, NotPossible
from lumbar.board.models import BoardAct, BoardItem
from lumbar.board.queries import has_newer
from lumbar.clinical.board_kept import Meeting, day_is_over, put_offs
from lumbar.clinical.board_values import Line
from lumbar.clinical.library import library
from lumbar.people.models import Clinic, Membership
from lumbar.people.who import staff_did

State, Did = BoardItem.State, BoardAct.Did


# --- what was found -----------------------------------------------------------------------------


@transaction.atomic
def write_down(*, clinic: Clinic, met: Sequence[Meeting], now: datetime) -> None:
    """Keep what is on the board now, so that none of it can go without a word.

    Several people who look at once write it once.
    """
    new = [_row(clinic, one.line, now) for one in met if one.change == "new" and one.line]
    BoardItem.objects.bulk_create(new, ignore_conflicts=True)
    changed = [one for one in met if one.change not in ("", "new") and one.kept is not None]
    if changed:
        ids = [one.kept.id for one in changed if one.kept is not None]
        rows = BoardItem.objects.select_for_update(no_key=True).filter(pk__in=ids).order_by("pk")
        by_id = {str(row.pk): row for row in rows}
        for one in changed:
            if one.kept is not None and (row := by_id.get(one.kept.id)) is not None:
                _note_change(row, one, now)
        BoardItem.objects.bulk_update(by_id.values(), CHANGING)


CHANGING = ("occasion", "at", "evidence", "over", "again", "gone_at", "state", "until")


def _row(clinic: Clinic, line: Line, now: datetime) -> BoardItem:
    about = line.subject
    return BoardItem(
        clinic=clinic,
        rule=line.rule.id,
        person_id=UUID(about.id) if about.kind == "person" else None,
        appointment_id=UUID(about.id) if about.kind == "appointment" else None,
        waiting_id=UUID(about.id) if about.kind == "waiting" else None,
        occasion=line.occasion,
        at=line.at,
        evidence=line.evidence,
        over=line.over,
        shown_at=now,
    )


def _note_change(row: BoardItem, one: Meeting, now: datetime) -> None:
    """Bring a row up to what was found. What staff said in the meantime stays as they said it."""
    if not row.is_live and one.change != "true-again":
        # Closed since it was looked at, for what it was: what came anew gets a line of its own.
        return
    if one.line is not None:
        row.at, row.evidence, row.over = one.line.at, one.line.evidence, one.line.over
        row.gone_at = None
    if one.change == "again" and one.line is not None:
        row.again = row.again or row.state == State.SNOOZED
    if one.change in ("again", "next-day") and one.line is not None:
        row.occasion = one.line.occasion
    if one.change == "gone":
        row.gone_at = row.gone_at or now
    if one.change == "back" and one.line is None:
        # It stopped being true while nobody was to see it: that is said for the rest of this day.
        row.gone_at = now
    if row.state == State.SNOOZED and (one.change == "again" or _is_back(row, now)):
        row.state, row.until = State.OPEN, None
    if one.change == "true-again" and row.state == State.LAPSED:
        row.state = State.OPEN
    if one.change == "lapse" and row.is_live:
        row.state, row.until = State.LAPSED, None


def _is_back(row: BoardItem, now: datetime) -> bool:
    return row.until is not None and row.until <= now


@transaction.atomic
def note_looked(
    *, member: Membership, people: Collection[UUID], zone: ZoneInfo, now: datetime
) -> None:
    """Note whose health somebody saw on the board: once a day for each, however often they look."""
    if not people:
        return
    morning = datetime.combine(now.astimezone(zone).date(), time(), zone)
    known = set(
        AuditLine.objects.filter(
            clinic=member.clinic_id, account=member.account_id, did=LOOKED, at__gte=morning
        ).values_list("person", flat=True)
    )
    AuditLine.objects.bulk_create(
        AuditLine(
            at=now, clinic=member.clinic_id, account=member.account_id, name=member.name,
            person=person, did=LOOKED,
        )
        for person in sorted(set(people) - known)
    )  # fmt: skip


LOOKED = "looked_at_board"


# --- what staff do ------------------------------------------------------------------------------


@transaction.atomic
def take(*, item: BoardItem, by: Membership, version: int, now: datetime) -> BoardItem:
    """Take a line, or take it over from a colleague whose having it was seen. Raises `Changed`."""
    row = _locked(item)
    if row.state == State.TAKEN and row.by_id == by.pk:
        return row
    _still_as_seen(row, version)
    if not row.is_live:
        raise Changed(row)
    return _did(row, by, Did.TAKEN, State.TAKEN, now)


@transaction.atomic
def let_go(*, item: BoardItem, by: Membership, version: int, now: datetime) -> BoardItem:
    """Give a line that one took back to everybody. Raises `Changed`."""
    row = _locked(item)
    if row.state == State.OPEN:
        return row
    _still_as_seen(row, version)
    if row.state != State.TAKEN or row.by_id != by.pk:
        raise Changed(row)
    return _did(row, by, Did.LET_GO, State.OPEN, now)


@transaction.atomic
def snooze(
    *, item: BoardItem, by: Membership, until: str, reason: str, version: int, now: datetime
) -> BoardItem:
    """Put a line off until one of `board_kept.put_offs` (by its id), with a reason.

    Raises:
        Changed: somebody else was first.
        NotPossible: it may not be put off until then, or no reason was given.
    """
    row = _locked(item)
    reason = reason.strip()
    if not reason:
        raise NotPossible("reason")
    rule = next((one for one in library().care.board.rule if one.id == row.rule), None)
    zone = ZoneInfo(row.clinic.time_zone)
    offered = {one.id: one.until for one in put_offs(rule, now, zone)} if rule else {}
    if until not in offered:
        raise NotPossible("until")
    if row.state == State.SNOOZED and row.by_id == by.pk and row.version == version + 1:
        return row
    _still_as_seen(row, version)
    if not row.is_live:
        raise Changed(row)
    return _did(row, by, Did.SNOOZED, State.SNOOZED, now, until=offered[until], note=reason)


@transaction.atomic
def close(
    *, item: BoardItem, by: Membership, outcome: str, note: str, version: int, now: datetime
) -> BoardItem:
    """Close a line, saying what was done.

    Raises:
        Changed: somebody else was first.
        NotPossible: it was not said what was done; ``other`` needs a note.
    """
    row = _locked(item)
    note = note.strip()
    if outcome not in BoardItem.Outcome.values:
        raise NotPossible("outcome")
    if outcome == BoardItem.Outcome.OTHER and not note:
        raise NotPossible("note")
    if row.state == State.CLOSED and row.by_id == by.pk and row.version == version + 1:
        return row
    _still_as_seen(row, version)
    if not row.is_live:
        raise Changed(row)
    return _did(row, by, Did.CLOSED, State.CLOSED, now, outcome=outcome, note=note)


@transaction.atomic
def reopen(*, item: BoardItem, by: Membership, version: int, now: datetime) -> BoardItem:
    """Bring a line that was closed, let go or put off back to the board, for the rest of this day
    at least.

    Raises:
        Changed: somebody else was first.
        NotPossible: its day is over, or a newer line says the same.
    """
    row = _locked(item)
    if row.state == State.OPEN:
        return row
    _still_as_seen(row, version)
    if row.state == State.TAKEN:
        raise Changed(row)
    rule = next((one for one in library().care.board.rule if one.id == row.rule), None)
    over = rule is None or day_is_over(rule, row.occasion, now, ZoneInfo(row.clinic.time_zone))
    if over or has_newer(row):
        raise NotPossible("reopen")
    # Whether it is still true is found at the next look, and said then.
    row.gone_at = None
    row.save(update_fields=["gone_at"])
    return _did(row, by, Did.REOPENED, State.OPEN, now)


def _locked(item: BoardItem) -> BoardItem:
    rows = BoardItem.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("clinic", "by").get(pk=item.pk)


def _still_as_seen(row: BoardItem, version: int) -> None:
    if row.version != version:
        raise Changed(row)


def _did(
    row: BoardItem,
    by: Membership,
    did: BoardAct.Did,
    state: BoardItem.State,
    now: datetime,
    *,
    until: datetime | None = None,
    outcome: str = "",
    note: str = "",
) -> BoardItem:
    row.state, row.by, row.said_at, row.until = state, by, now, until
    row.again = False
    row.version += 1
    row.save(update_fields=["state", "by", "said_at", "until", "again", "version"])
    BoardAct.objects.create(
        item=row, did=did, by=by, at=now, until=until, outcome=outcome, note=note
    )
    staff_did(
        by, f"{did.value}_board_line", now=now, person=row.person,
        subject=f"board:{row.pk}",
    )  # fmt: skip
    return row
