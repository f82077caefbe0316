"""The form of the log, as it was filled in: what it says, and what is wrong with it."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time

from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from lumbar.clinical.labels import OTHER
from lumbar.medicines.said import TEXTS, DoseError, DoseSaid

NOW, TODAY, DAY = "now", "today", "day"
WHEN = (NOW, TODAY, DAY)
NONE = "none"
"""What "none of these" ticks among the questions that come first."""
ORDER = ("medicine", "name", "taken_at", "amount", "tablets", "milligrams_each")
"""In which the parts stand on the page, and their errors above it."""


@dataclass(frozen=True)
class DoseForm:
    """What was filled in, and what is wrong with it by part, in words."""

    values: Mapping[str, str]
    said: DoseSaid | None = None
    errors: Mapping[str, str] = field(default_factory=dict)
    ticked: frozenset[str] = frozenset()
    """Questions that come first and were ticked, as ``medicine:id``."""
    applies: tuple[str, ...] | None = None
    """Ids that hold for the chosen medicine; None when its questions were not answered."""


def read_form(data: QueryDict, now: datetime, offered: Collection[str]) -> DoseForm:
    """Read the form as it was sent at ``now``; nothing typed is lost."""
    values = {name: data.get(name, "").strip() for name in (*TEXTS, "when", "time", "date")}
    taken_at, wrong_time = _moment(values, now)
    wrong: dict[str, str] = {}
    try:
        said = DoseSaid.from_texts(values, taken_at, now, offered)
    except DoseError as error:
        said, wrong = None, error.wrong
    if wrong_time:
        wrong["taken_at"] = wrong_time
    words = _wrong_words()
    errors = {part: words[part, wrong[part]] for part in ORDER if part in wrong}
    ticked = data.getlist("applies")
    return DoseForm(
        values,
        None if errors else said,
        errors,
        frozenset(ticked),
        answered(values["medicine"], ticked),
    )


def answered(medicine: str, ticked: Iterable[str]) -> tuple[str, ...] | None:
    """What was ticked of a medicine's questions, without "none of these"; None when nothing was,
    so that they are asked again."""
    own = [one.partition(":") for one in ticked]
    ids = [id for whose, _colon, id in own if whose == medicine]
    return tuple(id for id in ids if id != NONE) if ids else None


def form_of(said: DoseSaid | None) -> DoseForm:
    """An empty form, or one with what an entry says."""
    if said is None:
        return DoseForm({"when": NOW})
    at = timezone.localtime(said.taken_at)
    return DoseForm(
        {
            "medicine": said.medicine,
            "name": said.name if said.medicine == OTHER else "",
            "amount": said.amount,
            "tablets": "" if said.tablets is None else f"{said.tablets:f}".removesuffix(".0"),
            "milligrams_each": str(said.milligrams_each or ""),
            "when": DAY,
            "date": at.date().isoformat(),
            "time": at.strftime("%H:%M"),
        }
    )


def _moment(values: Mapping[str, str], now: datetime) -> tuple[datetime | None, str]:
    """When it was taken; or nothing, and what is wrong."""
    when = values["when"]
    if when == NOW:
        return now, ""
    if when not in WHEN:
        return None, "when"
    try:
        clock = time.fromisoformat(values["time"])
    except ValueError:
        return None, "time"
    try:
        day = timezone.localdate(now) if when == TODAY else date.fromisoformat(values["date"])
        return timezone.make_aware(datetime.combine(day, clock.replace(tzinfo=None))), ""
    except (ValueError, OverflowError):
        return None, "date"


def _wrong_words() -> dict[tuple[str, str], str]:
    number = _("Write a number, such as 2 or 0.5.")
    both = _("Write both: how many, and how many milligrams are in each. Or leave both empty.")
    long = _("That is too long. Use at most 80 letters.")
    return {
        ("medicine", "unknown"): _("Choose what you took."),
        ("name", "missing"): _("Write the name that is on the pack."),
        ("name", "too_long"): long,
        ("taken_at", "when"): _("Choose when you took it."),
        ("taken_at", "time"): _("Write the time, such as 14:30. About is fine."),
        ("taken_at", "date"): _("Choose the day."),
        ("taken_at", "future"): _("That time is still to come. Choose one that has passed."),
        ("taken_at", "too_old"): _("That is more than a year ago. Choose a later day."),
        ("amount", "missing"): _("Say how much, in your own words or in numbers."),
        ("amount", "too_long"): long,
        ("tablets", "not_a_number"): number,
        ("tablets", "pair"): both,
        ("milligrams_each", "not_a_number"): _("Write the milligrams as a whole number: 200."),
        ("milligrams_each", "pair"): both,
    }
