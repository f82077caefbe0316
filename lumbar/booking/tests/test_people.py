"""What a person takes along of the book, and what becomes of it when two turn out to be one."""

from __future__ import annotations

import json

import pytest

from lumbar.booking.actions import add_note, book_at_desk
from lumbar.booking.actions.patients import entry_to_hold_for
from lumbar.booking.models import Appointment
from lumbar.booking.privacy import export_person
from lumbar.booking.tests.book import NOW, a_book
from lumbar.people.joining import join_people
from lumbar.people.models import Patient, Person
from lumbar.people.register import join_entries
from lumbar.people.tests.staff import a_clinic

pytestmark = pytest.mark.django_db


def visit_of(book, person, n):
    entry, _new = Patient.objects.get_or_create(
        clinic=book.clinic, person=person, defaults={"name": f"Somebody {n}", "phone": str(n)}
    )
    return book_at_desk(
        clinic=book.clinic, service=book.service, slot=book.slot(n), patient=entry, by=book.staff,
        reason="My back", now=NOW,
    )  # fmt: skip


def test_visits_go_along_and_are_put_together():
    book = a_book()
    one, into = Person.objects.create(), Person.objects.create()
    first, second = visit_of(book, one, 1), visit_of(book, into, 2)
    elsewhere = visit_of(a_book(clinic=a_clinic("other.example.org")), one, 3)
    add_note(appointment=first, text="Needs the lift", by=book.staff, now=NOW)
    exported = export_person(one)
    assert [visit["reason"] for visit in exported["visits"]] == ["My back"] * 2
    assert exported["visits"][0]["notes"][0]["text"] == "Needs the lift"
    assert json.loads(json.dumps(exported)) == exported

    join_people(one=one, into=into)

    theirs = Appointment.objects.filter(patient__person=into)
    assert set(theirs) == {first, second, elsewhere}
    assert Patient.objects.filter(clinic=book.clinic).count() == 1
    with pytest.raises(ValueError, match="one register"):
        join_entries(one=second.patient, into=elsewhere.patient)


def test_a_join_leaves_nobody_without_a_name():
    book = a_book()
    one, into = Person.objects.create(), Person.objects.create()
    Patient.objects.create(clinic=book.clinic, person=one, name="Ada", email="ada@example.org")
    held = entry_to_hold_for(book.clinic, into, "en")
    join_people(one=one, into=into)
    held.refresh_from_db()
    assert (held.person, held.name, held.email) == (into, "Ada", "ada@example.org")
