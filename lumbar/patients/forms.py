"""The register's form, and the plan as it is being edited."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Literal

from django import forms
from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from lumbar.clinical.edit import Wanted, Way
from lumbar.clinical.values import MOST_EXERCISES, Plan, SetDose
from lumbar.people.models import Patient


class RegisterForm(forms.ModelForm):  # type: ignore[type-arg]
    """Name and how to reach somebody; a note for the desk."""

    name = forms.CharField(
        max_length=120, error_messages={"required": gettext_lazy("A name is needed.")}
    )
    language = forms.ChoiceField(choices=settings.LANGUAGES)

    class Meta:
        model = Patient
        fields = ("name", "phone", "email", "language", "note")


MOST_ROWS = MOST_EXERCISES + 5
"""Rows a form may hold; the core says that a plan has fewer."""


@dataclass(frozen=True, slots=True)
class Row:
    """One exercise of the form, as it was typed."""

    exercise: str
    variant: str
    repetitions: str = ""
    seconds: str = ""
    side: str = ""
    note: str = ""
    reason: str = ""

    def wanted(self) -> Wanted | None:
        """What the core is asked for; None when a number is none."""
        try:
            dose = SetDose(_number(self.repetitions), _number(self.seconds), _side(self.side))
        except ValueError:
            return None
        return Wanted(self.exercise, self.variant, dose, self.note.strip(), self.reason.strip())


def _number(text: str) -> int | None:
    return int(text) if text.strip() else None


def _side(text: str) -> Literal["right", "left"] | None:
    return "right" if text == "right" else "left" if text == "left" else None


@dataclass(frozen=True, slots=True)
class Draft:
    """The whole form, between two pages of it: nothing of it is kept before it is saved."""

    rows: tuple[Row, ...]
    note: str
    in_order: bool

    @classmethod
    def of(cls, plan: Plan) -> Draft:
        """The form as it opens."""
        return cls(
            tuple(
                Row(
                    item.exercise,
                    item.variant,
                    _text(item.dose.repetitions) if item.dose else "",
                    _text(item.dose.seconds) if item.dose else "",
                    (item.dose.side or "") if item.dose else "",
                    item.guided.note if item.guided else "",
                    item.guided.reason if item.guided else "",
                )
                for item in plan.items
            ),
            plan.edit.note,
            plan.edit.in_order,
        )

    @classmethod
    def read(cls, given: Mapping[str, str]) -> Draft:
        """What came in, whatever it is; the core decides what may be."""
        rows = []
        for number in range(MOST_ROWS):
            exercise = given.get(f"exercise-{number}", "")
            if exercise:
                rows.append(
                    Row(
                        exercise,
                        *(
                            given.get(f"{name}-{number}", "")
                            for name in (
                                "variant",
                                "repetitions",
                                "seconds",
                                "side",
                                "note",
                                "reason",
                            )
                        ),
                    )
                )
        return cls(tuple(rows), given.get("note", "").strip(), "in_order" in given)

    def after(self, do: str, add: str, ways: tuple[Way, ...]) -> Draft:
        """After a button that only changes the form: ``up-2``, ``down-2``, ``remove-2``, ``add``
        (``add`` then names exercise and way)."""
        does, _dash, number = do.partition("-")
        at = _row(number)
        rows = list(self.rows)
        if does == "add":
            exercise, _colon, variant = add.partition(":")
            known = any((way.exercise, way.variant) == (exercise, variant) for way in ways)
            if known and len(rows) < MOST_ROWS and all(r.exercise != exercise for r in rows):
                rows.append(Row(exercise, variant))
            return replace(self, rows=tuple(rows))
        if not 0 <= at < len(rows):
            return self
        if does == "remove":
            del rows[at]
            return replace(self, rows=tuple(rows))
        other = at - 1 if does == "up" else at + 1
        if does in {"up", "down"} and 0 <= other < len(rows):
            rows[at], rows[other] = rows[other], rows[at]
            return replace(self, rows=tuple(rows), in_order=True)
        return self


def _row(number: str) -> int:
    """The row a button names; -1 for what is none."""
    return int(number) if number.isdecimal() and len(number) < 3 else -1


def focus_after(do: str, draft: Draft) -> tuple[str, int]:
    """Where somebody is after a button that only changes the form: which part (``up``, ``down``,
    the ``row`` itself) of which row. They go on from there instead of from the top of the page."""
    does, _dash, number = do.partition("-")
    at, last = _row(number), len(draft.rows) - 1
    if does not in {"up", "down"}:
        # Not on a button: pressed twice, it would take out what comes next.
        return ("row", last if does == "add" else min(at, last))
    to = max(0, at - 1) if does == "up" else min(at + 1, last)
    # At an end only the way back is left.
    return ("down" if to == 0 else "up" if to == last else does, to)


def _text(value: int | None) -> str:
    return "" if value is None else str(value)


def problem_words(code: str, way: Way | None) -> str:
    """What is wrong, and what to do about it."""
    if code in {"repetitions", "seconds"} and way is not None:
        within = way.limits.repetitions if code == "repetitions" else way.limits.seconds
        if within is not None:
            return _("From %(least)s to %(most)s is possible, or leave it empty.") % {
                "least": within[0], "most": within[1]
            }  # fmt: skip
        return _("There is nothing to set here for this way of doing it. Leave it empty.")
    return {
        "reason": _("Something speaks against it. Write why it should be in all the same."),
        "side": _("This way of doing it has no sides."),
        "number": _("Please write a whole number, or leave it empty."),
        "note_long": _("The note is too long: 300 characters at most."),
        "reason_long": _("The reason is too long: 300 characters at most."),
        "twice": _("It is in the plan twice."),
        "place": _("It cannot be done in the place the plan is for."),
        "unknown": _("There is no such exercise. Take it out."),
        "empty": _("A plan has at least one exercise."),
        "too_many": _("A plan has five exercises at most. Take one out."),
        "nothing": _("Nothing is changed yet."),
    }.get(code, _("This cannot be."))
