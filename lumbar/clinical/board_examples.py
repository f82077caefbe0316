"""The examples of the board's rules → facts, so that a rule can be held against them."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta

from lumbar.clinical import board_schema as schema
from lumbar.clinical.board_values import (
    Called,
    CheckMade,
    Facts,
    FirstHours,
    Person,
    Request,
    Reviewed,
    Suits,
    Undelivered,
    Visit,
)

EIGHT = datetime.combine(datetime(2026, 11, 27, tzinfo=UTC).date(), time(8), UTC)
LAST_EVENING = EIGHT - timedelta(hours=13)


def facts_of(example: schema.BoardExample, now: datetime = EIGHT) -> Facts:
    """What the example tells, at ``now``."""

    def ago(hours: int) -> datetime:
        return now - timedelta(hours=hours)

    today = now.date()
    mornings = [
        (today - timedelta(days=len(example.mornings) - 1 - n), pain)
        for n, pain in enumerate(example.mornings)
        if isinstance(pain, int)
    ]
    review = example.review
    checks = sorted((CheckMade(ago(one.hours), one.level) for one in example.checks), reverse=True)
    person = Person(
        id="somebody",
        shares=example.shares,
        checks=checks,
        called=[]
        if example.called_hours is None
        else [Called(ago(example.called_hours), example.called_by)],
        signs=[] if example.sign_hours is None else [ago(example.sign_hours)],
        reviews=[]
        if review is None
        else [Reviewed(ago(review.hours), review.check_in, review.outcome)],
        first_hours=None
        if example.began_hours is None
        else FirstHours(
            ago(example.began_hours), frozenset({"two-days"} if example.reviewed else ())
        ),
        mornings=mornings,
        done=[today - timedelta(days=nights) for nights in sorted(example.done)[::-1]],
    )
    return Facts(
        since=now - (EIGHT - LAST_EVENING),
        zone=UTC,
        people=[person],
        requests=[]
        if example.asked_hours is None
        else [Request("asked", ago(example.asked_hours))],
        undelivered=[]
        if example.undelivered_hours is None
        else [Undelivered("visit", ago(example.undelivered_hours))],
        visits=[Visit("visit", now + timedelta(hours=2))] if example.visit else [],
        suits=[Suits("waits", ago(24), 1, {})] if example.suits else [],
        waiting=example.waiting,
    )
