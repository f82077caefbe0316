"""The register: entering, and joining two entries."""

from __future__ import annotations

import pytest
from django.utils import timezone

from lumbar.audit.models import AuditLine
from lumbar.booking.actions import book_at_desk
from lumbar.booking.models import Appointment
from lumbar.booking.tests.book import NOW, a_book
from lumbar.people.looking import find
from lumbar.people.models import Patient, Person
from lumbar.people.register import TwoPeople, add_patient, merge_patients

pytestmark = pytest.mark.django_db


def test_two_entries_become_one_with_everything_of_both():
    book = a_book()
    by, now = book.staff, timezone.now()
    into = add_patient(
        clinic=book.clinic, name=" Chan  Tai Man ", phone="9123 4567", by=by, now=now
    )
    one = add_patient(
        clinic=book.clinic, name="Chan T M", email="Tai@Example.org", note="lift", by=by, now=now
    )
    person = Person.objects.create()
    one.person = person
    one.save()
    visit = book_at_desk(
        clinic=book.clinic, service=book.service, slot=book.slot(), patient=one, by=by, now=NOW
    )
    kept = merge_patients(one=one, into=into, by=by, now=now)
    visit.refresh_from_db()
    assert visit.patient == kept == into
    assert (kept.name, kept.phone, kept.email) == ("Chan Tai Man", "9123 4567", "tai@example.org")
    assert (kept.note, kept.person) == ("lift", person)
    assert [row.pk for row in find(book.clinic, "chan").patients] == [into.pk]
    assert find(book.clinic, "tai@").patients == [into]
    assert AuditLine.objects.filter(did="merged_patients", person=person.pk).count() == 1
    # Twice is once.
    assert merge_patients(one=one, into=into, by=by, now=now) == into
    assert Appointment.objects.count() == 1


def test_two_people_stay_two_and_another_clinics_entry_is_out_of_reach():
    book, other = a_book(), a_book()
    both = [book.patient(name) for name in ("Ada Low", "Ada L")]
    for row in both:
        row.person = Person.objects.create()
        row.save()
    with pytest.raises(TwoPeople):
        merge_patients(one=both[0], into=both[1], by=book.staff, now=NOW)
    assert Patient.objects.filter(clinic=book.clinic).count() == 2
    for one, into in ((other.patient(), both[0]), (both[0], both[0])):
        with pytest.raises(ValueError, match="not two entries"):
            merge_patients(one=one, into=into, by=book.staff, now=NOW)
    with pytest.raises(ValueError, match="another clinic"):
        add_patient(clinic=other.clinic, name="X", by=book.staff, now=NOW)
