"""What was taken, as a form or a device says it, held against what can be. No Django here."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal, InvalidOperation
from typing import NamedTuple

from lumbar.clinical.labels import OTHER
from lumbar.site.device_time import LONGEST_KEPT, moment

LONGEST_TEXT = 80
MOST_TABLETS = Decimal(200)
MOST_MILLIGRAMS = 10_000
"""In one tablet; more is a slip of the finger."""
TEXTS = ("medicine", "name", "amount", "tablets", "milligrams_each")
TOLD_TWICE = timedelta(minutes=2)
"""The same words sent again within this time are one entry, not two."""


class DoseError(ValueError):
    """An entry that cannot be kept as it is.

    ``wrong`` says what, by part: ``unknown``, ``missing``, ``too_long``, ``not_a_number``,
    ``pair`` (tablets without a strength, or the other way round), ``future``, ``too_old``.
    """

    def __init__(self, wrong: Mapping[str, str]) -> None:
        super().__init__(", ".join(f"{part}: {what}" for part, what in sorted(wrong.items())))
        self.wrong = dict(wrong)


class DoseSaid(NamedTuple):
    """One thing taken at one time."""

    medicine: str
    """An id of the knowledge, or ``other``."""
    name: str
    amount: str
    tablets: Decimal | None
    milligrams_each: int | None
    taken_at: datetime

    @property
    def milligrams(self) -> int | None:
        """How much in all, where it was told as numbers."""
        if self.tablets is None or self.milligrams_each is None:
            return None
        return int((self.tablets * self.milligrams_each).quantize(Decimal(1), ROUND_HALF_UP))

    @classmethod
    def from_texts(
        cls,
        texts: Mapping[str, str],
        taken_at: datetime | None,
        now: datetime,
        offered: Collection[str],
    ) -> DoseSaid:
        """Read the texts of a form. ``taken_at`` None: its own error was found already.

        Raises:
            DoseError: something is missing or cannot be.
        """
        said = {part: " ".join(texts.get(part, "").split()) for part in TEXTS}
        wrong: dict[str, str] = {}
        if said["medicine"] not in {*offered, OTHER}:
            wrong["medicine"] = "unknown"
        if said["medicine"] != OTHER:
            said["name"] = ""
        elif not said["name"]:
            wrong["name"] = "missing"
        for part in ("name", "amount"):
            if len(said[part]) > LONGEST_TEXT:
                wrong[part] = "too_long"
        tablets, each = _number(said["tablets"]), _number(said["milligrams_each"])
        if said["tablets"] and (tablets is None or tablets > MOST_TABLETS):
            wrong["tablets"] = "not_a_number"
        whole = each is not None and each == each.to_integral_value() and each <= MOST_MILLIGRAMS
        if said["milligrams_each"] and not whole:
            wrong["milligrams_each"] = "not_a_number"
        if bool(said["tablets"]) != bool(said["milligrams_each"]):
            wrong["milligrams_each" if said["tablets"] else "tablets"] = "pair"
        elif not said["tablets"] and not said["amount"]:
            wrong["amount"] = "missing"
        if taken_at is not None and taken_at > now:
            wrong["taken_at"] = "future"
        elif taken_at is not None and now - taken_at > LONGEST_KEPT:
            wrong["taken_at"] = "too_old"
        if wrong or taken_at is None:
            raise DoseError(wrong)
        return cls(
            said["medicine"],
            said["name"],
            said["amount"],
            tablets,
            None if each is None else int(each),
            taken_at,
        )

    @classmethod
    def from_json(cls, data: object, now: datetime, offered: Collection[str]) -> DoseSaid:
        """Read what a device sent, which came in at ``now``.

        Raises:
            DoseError, MomentError: something is missing or cannot be.
        """
        if not isinstance(data, Mapping):
            raise DoseError({"medicine": "missing"})
        texts = {part: data.get(part) for part in TEXTS}
        wrong = {part: "missing" for part, text in texts.items() if not isinstance(text, str)}
        if wrong:
            raise DoseError(wrong)
        told = {part: str(text) for part, text in texts.items()}
        return cls.from_texts(told, moment(data, "taken_at", now), now, offered)

    def again(self, other: DoseSaid) -> bool:
        """Whether this is the other entry, sent a second time."""
        same = self._replace(taken_at=other.taken_at) == other
        return same and abs(self.taken_at - other.taken_at) <= TOLD_TWICE


def applies_from(data: object) -> tuple[str, ...] | None:
    """What a device says of the questions that come first: the ids that hold; None when they were
    not answered."""
    if not isinstance(data, list) or not all(isinstance(one, str) for one in data):
        return None
    return tuple(data)


def _number(text: str) -> Decimal | None:
    """A number above nought with at most one place after the point, or comma."""
    try:
        number = Decimal(text.replace(",", "."))
    except InvalidOperation:
        return None
    if not number.is_finite() or number <= 0 or number > MOST_MILLIGRAMS * 10:
        return None
    return number if number == round(number, 1) else None
