"""The night before: what the morning board has to show. Each of these people stands for one kind
of line; the lines themselves are worked out by the board."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from lumbar.check.models import Recheck
from lumbar.clinical.library import Library
from lumbar.clinics.demo.answers import checked, story
from lumbar.clinics.demo.chance import DAY, at
from lumbar.clinics.demo.journal import Diary
from lumbar.companion.models import Companion, DangerSignsAsked, PainNote, Review

Night = Callable[[Diary, Library, datetime], None]


def _before(diary: Diary, library: Library, now: datetime, days: int, kind: str) -> None:
    """A check some days ago."""
    day = now.date() - days * DAY
    diary.checks(checked(story(kind, diary.chance), library), at(day, 20, 15))


def _calm(diary: Diary, now: datetime, first: int, last: int, pain: int) -> None:
    """Mornings and evenings from ``first`` to ``last`` days ago."""
    for n in range(first, last - 1, -1):
        day = now.date() - n * DAY
        diary.wakes(day, pain + diary.chance.choice([0, 0, 1]))
        diary.exercises(day, pain)
        diary.listens(day, now)


def _last_night(now: datetime, hour: int, minute: int) -> datetime:
    """By the clock of last evening, never in the future."""
    return min(at(now.date() - DAY, hour, minute), now - timedelta(minutes=20))


def danger_check(diary: Diary, library: Library, now: datetime) -> None:
    """A check of last night says emergency."""
    _before(diary, library, now, 9, "mechanical")
    _calm(diary, now, 8, 2, 4)
    diary.checks(checked(story("emergency", diary.chance), library), _last_night(now, 22, 40))


def same_day_check(diary: Diary, library: Library, now: datetime) -> None:
    """A check of last night says today."""
    _before(diary, library, now, 20, "mechanical")
    _calm(diary, now, 19, 2, 4)
    diary.checks(checked(story("same-day", diary.chance), library), _last_night(now, 23, 5))


def sign_named(diary: Diary, library: Library, now: datetime) -> None:
    """Within the first 48 hours a danger sign was named."""
    asked = _last_night(now, 22, 15)
    diary.checks(checked(story("new-pain", diary.chance), library), asked - timedelta(hours=10))
    companion = _companion(diary, asked - timedelta(hours=13), asked - timedelta(hours=9))
    diary.rows.add(DangerSignsAsked(companion=companion, hour=12, asked_at=asked, any_sign=True))
    diary.rows.add(Recheck(person=diary.person, asked_at=asked, by="companion"))


def numb_in_exercise(diary: Diary, library: Library, now: datetime) -> None:
    """An exercise made a leg numb or weak last night: a new check is called for."""
    _before(diary, library, now, 12, "nerve")
    _calm(diary, now, 11, 2, 5)
    diary.exercises(now.date() - DAY, 5, "numb_or_weak")
    diary.listens(now.date() - DAY, now)
    diary.rows.add(Recheck(person=diary.person, asked_at=_last_night(now, 22, 50), by="progress"))


def stopped_evening(diary: Diary, library: Library, now: datetime) -> None:
    """An evening was ended by the saddle answer."""
    _before(diary, library, now, 15, "mechanical")
    _calm(diary, now, 14, 2, 4)
    diary.exercises(now.date() - DAY, 4, "saddle", state="stopped")


def two_days_end(diary: Diary, library: Library, now: datetime) -> None:
    """The first 48 hours end today."""
    began = now - timedelta(hours=44)
    started = began + timedelta(hours=5)
    diary.checks(checked(story("new-pain", diary.chance), library), started - timedelta(minutes=10))
    companion = _companion(diary, began, started)
    for hours, pain in ((6, 7), (14, 6), (26, 6), (38, 5)):
        diary.rows.add(
            PainNote(companion=companion, pain=pain, noted_at=began + timedelta(hours=hours))
        )
    for hour in (12, 24):
        diary.rows.add(
            DangerSignsAsked(
                companion=companion, hour=hour, asked_at=began + timedelta(hours=hour + 1),
                any_sign=False,
            )
        )  # fmt: skip


def worse_at_two_days(diary: Diary, library: Library, now: datetime) -> None:
    """At 48 hours somebody said it is worse."""
    began = now - timedelta(hours=61)
    diary.checks(checked(story("new-pain", diary.chance), library), began + timedelta(hours=4))
    companion = _companion(diary, began, began + timedelta(hours=5))
    diary.rows.add(
        Review(
            companion=companion, check_in="two-days", outcome="worse", pain=8,
            said_at=began + timedelta(hours=49),
        )
    )  # fmt: skip


def worse_on_waking(diary: Diary, library: Library, now: datetime) -> None:
    """Worse on two mornings in a row."""
    _before(diary, library, now, 16, "mechanical")
    _calm(diary, now, 15, 2, 3)
    for n in (1, 0):
        diary.wakes(now.date() - n * DAY, 6)
        if n:
            diary.exercises(now.date() - n * DAY, 6)
        diary.listens(now.date() - n * DAY, now)


def stopped(diary: Diary, library: Library, now: datetime) -> None:
    """Evenings every night, and then none for four."""
    _before(diary, library, now, 18, "mechanical")
    _calm(diary, now, 17, 5, 4)
    for n in (4, 2, 1):
        diary.wakes(now.date() - n * DAY, 4)


NIGHTS: list[Night] = [
    worse_on_waking, two_days_end, danger_check, stopped, sign_named, same_day_check,
    numb_in_exercise, worse_at_two_days, stopped_evening, worse_on_waking, two_days_end, stopped,
]  # fmt: skip


def _companion(diary: Diary, began: datetime, started: datetime) -> Companion:
    companion = Companion(
        uuid=diary.chance.id(), person=diary.person, began_at=began, started_at=started, pain=7,
        leg=False,
    )  # fmt: skip
    diary.rows.add(companion)
    return companion
