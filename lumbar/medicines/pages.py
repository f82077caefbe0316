"""What the pages of the log show, from rows and the form."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from typing import Any
from uuid import UUID

from django.core.paginator import Paginator
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lumbar.clinical.labels import OTHER, LabelBook
from lumbar.clinical.library import library
from lumbar.clinical.medicine_log import (
    Entry,
    day_count,
    is_due,
    medicines_in,
    standing,
    uncounted,
    warnings,
)
from lumbar.medicines.forms import NONE, DoseForm
from lumbar.medicines.models import AskedFirst, Dose
from lumbar.medicines.queries import (
    asked_of,
    book_of_the_clinic,
    entries_of,
    is_not_adult,
    just_removed,
    recent,
)
from lumbar.medicines.wording import (
    day_words,
    how_much,
    moment_words,
    name_of,
    shown,
    what_was_taken,
    words,
)
from lumbar.people.models import Person
from lumbar.people.queries import the_clinic

ENTRIES_ON_A_PAGE = 30
ANY_EMERGENCY = "112"
"""The number every mobile phone knows."""


@dataclass(frozen=True, slots=True)
class Row:
    """One entry in the list."""

    uuid: UUID
    time: str
    what: str
    how_much: str
    note: str
    """Why it is not counted, where it is not."""


@dataclass(frozen=True, slots=True)
class Question:
    """One of the questions that come first."""

    value: str
    text: str
    ticked: bool


@dataclass(frozen=True, slots=True)
class Choice:
    """Something that can be chosen as what was taken."""

    id: str
    name: str
    chosen: bool
    questions: tuple[Question, ...]
    """To be asked before it is logged; none when they were answered lately."""


@dataclass(frozen=True, slots=True)
class TalkFirst:
    """A medicine before which somebody should be asked, and why."""

    medicine: str
    name: str
    because: tuple[str, ...]


def log_page(
    person: Person | None, form: DoseForm, now: datetime, page: str | None
) -> dict[str, Any]:
    """The log: what it has to say, today, the form, and what came before."""
    book, doses = book_of_the_clinic(), recent(person, now)
    entries = entries_of(doses)
    found = shown(standing(warnings(entries, book), now, book), book, now)
    asked = asked_of(person)
    today = timezone.localdate(now)
    of_today = doses[: sum(one.taken_at.date() == today for one in entries)]
    earlier = Paginator(doses[len(of_today) :], ENTRIES_ON_A_PAGE).get_page(page)
    removed = just_removed(person, now)
    return {
        "words": words(),
        "person": person,
        "warnings": found,
        "emergency_number": emergency_number(),
        "talk_first": talk_first(asked, now, book),
        "not_adult": is_not_adult(person),
        "opioid": _about_opioids(of_today, book),
        "as_of": moment_words(now, now),
        "today": [_row(one, book) for one in of_today],
        "days": _day_lines(entries, today, book),
        "uncounted": _uncounted_lines(uncounted(entries, now, book)),
        "earlier": _by_day(earlier.object_list, book),
        "earlier_page": earlier,
        "removed": removed and _row(removed, book),
        "form": form,
        "choices": choices(form, {one for one in book.kinds if due(one, asked, now, book)}),
        "names": sorted({one.name for one in doses if one.name}),
        "today_date": today.isoformat(),
    }


def choices(form: DoseForm, due_now: Collection[str] = ()) -> tuple[Choice, ...]:
    """What the form offers, each with the questions that come first where they are due."""
    chosen, book = form.values.get("medicine", ""), book_of_the_clinic()
    offered = [medicine.id for medicine in library().care.medicines.medicine]
    return tuple(
        Choice(
            medicine,
            name_of(medicine),
            medicine == chosen,
            questions(medicine, form.ticked, book) if medicine in due_now else (),
        )
        for medicine in (*offered, OTHER)
    )


def questions(medicine: str, ticked: Collection[str], book: LabelBook) -> tuple[Question, ...]:
    """The questions that come before a medicine, and "none of these"."""
    texts = {**words().ask_first, NONE: _("None of these")}
    ids = (*book.ask_first.get(medicine, ()), NONE)
    return tuple(
        Question(value, texts[id], value in ticked) for id in ids if (value := f"{medicine}:{id}")
    )


def due(medicine: str, asked: Mapping[str, AskedFirst], now: datetime, book: LabelBook) -> bool:
    """Whether a medicine's questions are to be asked (again)."""
    if not book.ask_first.get(medicine):
        return False
    known = asked.get(medicine)
    return is_due(known.said_at if known else None, now, book)


def next_address(person: Person, dose: Dose, now: datetime) -> str:
    """Where to go after an entry: to its medicine's questions where they are due, else back."""
    book, asked = book_of_the_clinic(), asked_of(person)
    for entry in entries_of([dose]):
        for medicine in sorted(medicines_in(entry, book)):
            if due(medicine, asked, now, book):
                return reverse("medicine_ask", args=[medicine])
    return f"{reverse('medicines')}#kept"


def talk_first(asked: Mapping[str, AskedFirst], now: datetime, book: LabelBook) -> list[TalkFirst]:
    """Where something holds that a pharmacist or a doctor should know of before the next one."""
    texts = words().ask_first
    return [
        TalkFirst(
            medicine, name_of(medicine), tuple(texts[id] for id in one.applies if id in texts)
        )
        for medicine, one in sorted(asked.items())
        if one.applies and not is_due(one.said_at, now, book)
    ]


def emergency_number() -> str:
    """The number to call where the clinic is, or that it says itself; elsewhere the one every
    mobile phone knows."""
    clinic, care = the_clinic(), library().care
    if clinic and clinic.emergency_number:
        return clinic.emergency_number
    known = care.countries.get(clinic.country if clinic else care.home.code)
    return known.emergency_number if known else ANY_EMERGENCY


def _about_opioids(doses: Iterable[Dose], book: LabelBook) -> str:
    """What the knowledge says of them, where one was logged: there is no label to compare."""
    logged = any("opioid" in medicines_in(one, book) for one in entries_of(doses))
    return words().medicines["opioid"].about if logged else ""


def _row(dose: Dose, book: LabelBook) -> Row:
    [entry] = entries_of([dose])
    known = medicines_in(entry, book)
    note = ""
    if not known:
        note = _("We do not know this name, so no label is compared with it.")
    elif dose.milligrams is None and any(book.limits_of(one).milligrams for one in known):
        note = _("No number, so the amount could not be counted.")
    return Row(
        dose.pk, entry.taken_at.strftime("%H:%M"), what_was_taken(dose), how_much(dose), note
    )


def _by_day(doses: Iterable[Dose], book: LabelBook) -> list[tuple[str, list[Row]]]:
    """Rows under the words of their date, newest first."""
    days = groupby(doses, key=lambda one: timezone.localdate(one.taken_at))
    return [(day_words(day), [_row(one, book) for one in of_day]) for day, of_day in days]


def _day_lines(entries: Iterable[Entry], today: date, book: LabelBook) -> list[str]:
    """ "Ibuprofen: day 4 of logging", for each medicine whose run goes on."""
    dates: dict[str, set[date]] = {}
    for entry in entries:
        for medicine in medicines_in(entry, book):
            dates.setdefault(medicine, set()).add(entry.taken_at.date())
    lines = []
    for medicine, days in sorted(dates.items()):
        count = day_count(days, today, book)
        values = {"medicine": name_of(medicine), "count": count}
        if count and today in days:
            lines.append(_("%(medicine)s: day %(count)s of logging it.") % values)
        elif count > 1:
            lines.append(
                ngettext(
                    "%(medicine)s: logged on %(count)s day up to now.",
                    "%(medicine)s: logged on %(count)s days up to now.",
                    count,
                )
                % values
            )
    return lines


def _uncounted_lines(missing: Mapping[str, int]) -> list[str]:
    return [
        ngettext(
            "%(medicine)s: %(count)s entry of the last 24 hours has no number. It could not be counted.",  # noqa: E501
            "%(medicine)s: %(count)s entries of the last 24 hours have no number. They could not be counted.",  # noqa: E501
            count,
        )
        % {"medicine": name_of(medicine), "count": count}
        for medicine, count in sorted(missing.items())
    ]
