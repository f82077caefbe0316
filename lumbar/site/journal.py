"""The journal: everything a person can note or read of themselves, what is due first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from lumbar.companion.queries import (
    closed_because,
    companion_due,
    companion_of,
    may_be_offered,
    where_is,
)
from lumbar.conversation.queries import unread_by_person
from lumbar.journal.measuring.queries import measures_due, next_check_in
from lumbar.journal.models import CheckIn
from lumbar.medicines.queries import newest_warnings, recent
from lumbar.people.http import Request
from lumbar.people.models import Clinic, Person
from lumbar.wellbeing.pressure_page import country_of
from lumbar.wellbeing.queries import acting_now, day_of


@dataclass(frozen=True, slots=True)
class Door:
    """One way into the journal."""

    url: str
    title: str
    line: str
    due: bool = False
    """Something is to be said there now."""


@require_GET
def journal(request: Request) -> HttpResponse:
    """What is due today first, then everything else that can be noted or read."""
    person = request.person
    if person is None:
        return redirect("home")
    now = timezone.now()
    doors = doors_of(person, request.clinic, now)
    return render(
        request,
        "site/journal.html",
        {
            "due": [door for door in doors if door.due],
            "notes": [door for door in doors if not door.due],
            "reads": _to_read(),
        },
    )


def doors_of(person: Person, clinic: Clinic | None, now: datetime) -> list[Door]:
    """What this person can note, in the order of a day."""
    today = timezone.localdate(now)
    doors = [_pressure(person, clinic, now), _messages(person), _companion(person, now)]
    doors += [_morning(person, today)]
    doors += [_check_in(person, today)]
    doors += [_medicines(person, now), _wellbeing(person, today)]
    return [door for door in doors if door is not None]


def due_now(
    person: Person | None, clinic: Clinic | None, now: datetime, *, evening: bool
) -> list[Door]:
    """What Home mentions: a blood pressure that asks for action, what the clinic wrote, the
    companion, and by day the week's questions. In the evening nothing
    stands before tonight that can wait; the morning has a button of its own."""
    if person is None:
        return []
    found = [_pressure(person, clinic, now), _messages(person), _companion(person, now)]
    if not evening:
        found.append(_check_in(person, timezone.localdate(now)))
    return [door for door in found if door is not None and door.due]


def _pressure(person: Person, clinic: Clinic | None, now: datetime) -> Door | None:
    """Only while the newest readings ask for something: it stands before everything else."""
    if acting_now(person, country_of(clinic), now).stage == "calm":
        return None
    line = _("Your last reading was very high. See what to do now.")
    return Door(reverse("blood_pressure"), _("Blood pressure"), line, due=True)


def _messages(person: Person) -> Door | None:
    """Only while there is something the person has not read."""
    unread = unread_by_person(person)
    if not unread:
        return None
    line = ngettext("%(count)s new.", "%(count)s new.", unread) % {"count": unread}
    return Door(reverse("messages"), _("Messages from your clinic"), line, due=True)


def _companion(person: Person, now: datetime) -> Door | None:
    url, title = reverse("companion"), _("Your first 48 hours")
    companion = companion_of(person)
    if companion is None or where_is(companion, now).over:
        if not may_be_offered(person, now):
            return None
        return Door(url, title, _("New pain? Two days, step by step."), due=True)
    if closed_because(person) is not None:
        return None
    where = where_is(companion, now)
    line = _("Hour %(hour)s of %(of)s") % {"hour": min(where.hour, where.of), "of": where.of}
    if where.hour > where.of:
        line = _("The first two days are over. We look again after two and four weeks.")
    if companion_due(person, now) is not None:
        return Door(url, title, _("We would like to ask you something."), due=True)
    return Door(url, title, line, due=where.hour <= where.of)


def _morning(person: Person, today: date) -> Door:
    url, title = reverse("morning"), _("This morning")
    said = CheckIn.objects.filter(person=person, morning=today).first()
    if said is None:
        return Door(url, title, _("Two taps: how you woke, how you slept."), due=True)
    return Door(
        url,
        title,
        _("Pain %(pain)s of 10, sleep %(sleep)s of 10.") % {"pain": said.pain, "sleep": said.sleep},
    )


def _check_in(person: Person, today: date) -> Door:
    url, title = reverse("check_in"), _("Your week in a few questions")
    due = measures_due(person, today)
    if due:
        line = ngettext("%(count)s short part.", "%(count)s short parts.", len(due)) % {
            "count": len(due)
        }
        return Door(url, title, line, due=True)
    upcoming = next_check_in(person, today)
    if upcoming is None:
        return Door(url, title, "")
    day = date_format(upcoming, _("l j F"))
    return Door(url, title, _("Next on %(day)s.") % {"day": day})


def _medicines(person: Person, now: datetime) -> Door:
    count = len(recent(person, now))
    line = (
        ngettext("%(count)s entry lately.", "%(count)s entries lately.", count) % {"count": count}
        if count
        else _("What you took, and when. For counting only.")
    )
    warned = bool(newest_warnings(person, now))
    if warned:
        line = _("There is a warning to read.")
    return Door(reverse("medicines"), _("Medicines"), line, due=warned)


def _wellbeing(person: Person, today: date) -> Door:
    noted = day_of(person, today)
    line = _("Tension, pulse, blood pressure, walking, slow breathing.")
    if noted is not None and noted.tension is not None:
        line = _("Tension today: %(tension)s of 10.") % {"tension": noted.tension}
    return Door(reverse("wellbeing"), _("Stress, heart, activity"), line)


def _to_read() -> list[Door]:
    return [
        Door(
            reverse("report"), _("My report"), _("How it went: charts, a page for your clinician.")
        ),
        Door(reverse("what_helps"), _("What helps you"), _("What your own nights say, honestly.")),
        Door(reverse("history"), _("My evenings"), _("Every evening, check and plan.")),
        Door(reverse("goals"), _("My goals"), _("What you want to do again.")),
        Door(reverse("visits"), _("My visits"), _("What is booked, and what was.")),
        Door(
            reverse("messages"),
            _("Messages"),
            _("Between you and your clinic. Not for emergencies."),
        ),
        Door(reverse("cases"), _("Cases"), _("How it went for others, better or not.")),
        Door(reverse("reminders"), _("Reminders"), _("By calendar, e-mail or on this device.")),
    ]
