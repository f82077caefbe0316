"""A person's last weeks in one line. Pure: numbers by day → what may be said of them.

Too little told is said as such: a mean of one morning, or of nights that were before the first, is
never shown.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from lumbar.reports.course import Window, compared, nights

WEEKS = 3
NIGHTS = 14
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class ShortCourse:
    """What is known of the last three weeks."""

    before: int | None
    """Mean pain on waking of the first week that was told, 0 to 10, rounded as people do."""
    after: int | None
    """And of the last; both None where there are no two weeks with three mornings each."""
    weeks: int
    """From the beginning of the first to the end of the last, in whole weeks; 0 without them."""
    mornings: int
    """How many mornings were told in three weeks."""
    done: int
    nights: int
    """Nights done, of so many nights: 14, or since the first thing that was kept."""
    last: int | None
    """Pain of the newest morning."""
    last_days: int
    """How many days ago that was; 0 today."""

    @property
    def anything(self) -> bool:
        """Whether anything at all was told."""
        return bool(self.mornings or self.done)


def short_course(mornings: Mapping[date, int], done: Collection[date], today: date) -> ShortCourse:
    """The course up to ``today``."""
    looked_at = Window(today - (7 * WEEKS - 1) * DAY, today, "day")
    told = {day: float(pain) for day, pain in mornings.items() if looked_at.has(day)}
    weeks = compared(told, looked_at)
    # Tonight is still to come: as in the report, it counts only once something was done.
    # Of a shorter course there are fewer nights to count.
    began = min((*mornings, *done), default=today)
    counted = nights(done, (), Window(today - NIGHTS * DAY, today, "day"), began)
    newest = max(told, default=None)
    return ShortCourse(
        before=None if weeks is None else _whole(weeks.before),
        after=None if weeks is None else _whole(weeks.after),
        weeks=0 if weeks is None else round(((weeks.last.last - weeks.first.first).days + 1) / 7),
        mornings=len(told),
        done=counted.done,
        nights=counted.of,
        last=None if newest is None else mornings[newest],
        last_days=0 if newest is None else (today - newest).days,
    )


def _whole(value: float) -> int:
    return int(value + 0.5)
