"""People with a course to tell."""

from __future__ import annotations

from datetime import timedelta

from django.test import Client
from django.utils import timezone

from lumbar.booking.models import Appointment, Location, Practitioner, Service
from lumbar.journal.models import CheckIn
from lumbar.people.models import Clinic, Patient, Person, Sharing
from lumbar.people.sharing import share
from lumbar.plans.actions import current_plan
from lumbar.plans.tests.helpers import calm_guest


def somebody(
    clinic: Clinic, name: str = "Chan Tai Man", *, weeks: int = 8, first: int = 7, last: int = 2
) -> tuple[Patient, Client]:
    """Somebody in the register who came to a visit and shares their journal, whose pain went evenly
    from ``first`` to ``last`` in so many weeks up to today; and their browser."""
    person, browser, assessment = calm_guest(place="bed", minutes="10", duration="2_to_6_weeks")
    current_plan(person=person)
    began = timezone.now() - timedelta(weeks=weeks)
    type(assessment).objects.filter(pk=assessment.pk).update(created_at=began)
    told(person, weeks, first, last)
    share(person=person, clinic=clinic, scope=Sharing.Scope.JOURNAL, now=timezone.now())
    patient = Patient.objects.create(clinic=clinic, person=person, name=name)
    came(patient)
    return patient, browser


def came(patient: Patient) -> None:
    """They were seen a week ago."""
    service, _ = Service.objects.get_or_create(
        clinic=patient.clinic, name_en="Back visit", name_zh_hant="診症", minutes=30
    )
    practitioner, _ = Practitioner.objects.get_or_create(
        clinic=patient.clinic, name_en="Dr Ho", name_zh_hant="何醫生",
        profession_en="Chiropractor", profession_zh_hant="脊醫",
    )  # fmt: skip
    location, _ = Location.objects.get_or_create(
        clinic=patient.clinic, name_en="Pier", name_zh_hant="碼頭", time_zone="Asia/Hong_Kong"
    )
    starts = timezone.now() - timedelta(days=7)
    Appointment.objects.create(
        clinic=patient.clinic, patient=patient, service=service, practitioner=practitioner,
        location=location, starts_at=starts, ends_at=starts + timedelta(minutes=30),
        status=Appointment.Status.FULFILLED, source="desk", made_at=starts,
    )  # fmt: skip


def told(person: Person, weeks: int, first: int, last: int) -> None:
    """A morning every other day."""
    today = timezone.localdate()
    days = range(weeks * 7 - 1, 0, -2)
    CheckIn.objects.bulk_create(
        CheckIn(
            person=person,
            morning=today - timedelta(days=ago),
            pain=round(last + (first - last) * ago / (weeks * 7)),
            sleep=6,
            said_at=timezone.now(),
        )
        for ago in days
    )
