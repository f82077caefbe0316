"""The demo clinic: believable, the same for the same seed, and never beside anybody's data."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.test import Client, override_settings
from django.urls import reverse
from django.utils import timezone

from lumbar.booking.models import Appointment, Reservation
from lumbar.check.models import Recheck, StoredAssessment
from lumbar.clinical.library import library
from lumbar.clinical.triage import assess
from lumbar.clinics.demo.load import load_demo
from lumbar.clinics.queries import outside_hours, setup_of
from lumbar.companion.models import Companion
from lumbar.journal.models import CheckIn, ProgressFinding
from lumbar.people.models import Account, Clinic, Membership, Patient, Person
from lumbar.people.tests.staff import a_clinic
from lumbar.plans.models import StoredPlan
from lumbar.tonight.models import SessionRecord

pytestmark = pytest.mark.django_db
FEW = 14


def test_a_small_demo_has_everything(settings):
    now = timezone.now()
    assert load_demo(now=now, people=FEW)
    clinic = Clinic.objects.get()
    assert clinic.demo
    assert setup_of(clinic).complete
    assert Membership.objects.count() == 5
    assert clinic.practitioners.count() == 3
    assert clinic.services.count() == 6
    assert Patient.objects.count() == FEW
    # What was decided is what the core decides.
    for stored in StoredAssessment.objects.all():
        assert assess(stored.heard(), library()) == stored.value()
    assert set(StoredAssessment.objects.values_list("level", flat=True)) >= {
        "emergency", "same_day",
    }  # fmt: skip
    assert Recheck.objects.count() == 2
    assert Companion.objects.filter(began_at__gt=now - timedelta(hours=48)).exists()
    assert ProgressFinding.objects.filter(rule="worse-two-mornings").exists()
    assert StoredPlan.objects.filter(made_because="progress").exists()
    assert SessionRecord.objects.all()[0].tonight().steps
    assert not CheckIn.objects.filter(said_at__gt=now + timedelta(days=1)).exists()
    # Nothing is outside the hours, and nobody can be reached.
    assert not outside_hours(clinic, now)
    live = Appointment.objects.exclude(status="cancelled").count()
    assert Reservation.objects.count() == live > 20
    assert Appointment.objects.filter(status="pending").count() >= 1
    for patient in Patient.objects.all():
        assert patient.keys.exists(), "the desk cannot find them"
        assert patient.phone.startswith("+852 0")
        assert patient.email.endswith("@example.org")
    assert not any(account.has_usable_password() for account in Account.objects.all())
    # It is made once.
    assert not load_demo(now=now, people=FEW)
    assert Patient.objects.count() == FEW
    _the_door(clinic, settings)


def _the_door(clinic: Clinic, settings) -> None:
    browser, address = Client(), reverse("demo")
    owner = clinic.memberships.get(role="owner").account
    # In every other environment there is no such page.
    for kind in ("test", "production"):
        with override_settings(LUMBAR=settings.LUMBAR._replace(kind=kind)):
            assert browser.get(address).status_code == 404
            assert browser.post(address, {"as": owner.pk}).status_code == 404
    assert browser.get(reverse("desk")).status_code == 302
    with override_settings(LUMBAR=settings.LUMBAR._replace(kind="local")):
        page = browser.get(address).content.decode()
        assert page.count('name="as"') >= 6
        somebody = Account.objects.create_user("somebody.demo@example.org", "a-real-password-1")
        stranger = browser.post(address, {"as": somebody.pk})
        assert stranger["Location"] == address
        assert browser.post(address, {"as": "nobody"})["Location"] == address
        assert "_auth_user_id" not in browser.session
        assert browser.post(address, {"as": owner.pk}).status_code == 302
        assert browser.get(reverse("settings")).status_code == 200
        person = Account.objects.filter(person__isnull=False)[0]
        assert browser.post(address, {"as": person.pk})["Location"] == reverse("journal")
        assert browser.get(reverse("settings")).status_code == 404
        Clinic.objects.update(demo=False)
        assert browser.get(address).status_code == 404


@pytest.mark.parametrize("there", ["clinic", "person", "account"])
def test_it_is_never_loaded_beside_anybodys_data(there):
    if there == "clinic":
        a_clinic()
    elif there == "person":
        Person.objects.create()
    else:
        Account.objects.create_user("real@example.com")
    before = [model.objects.count() for model in (Clinic, Person, Account, Patient)]
    assert not load_demo(now=timezone.now(), people=FEW)
    assert [model.objects.count() for model in (Clinic, Person, Account, Patient)] == before


def test_the_same_seed_makes_the_same_people():
    now = timezone.now()
    seen = []
    for _ in range(2):
        assert load_demo(now=now, people=4, seed=7)
        seen.append(
            (
                sorted(Patient.objects.values_list("name", "uuid", "email")),
                sorted(CheckIn.objects.values_list("uuid", "pain", "said_at")),
                sorted(Appointment.objects.values_list("uuid", "starts_at", "status")),
            )
        )
        Appointment.objects.all().delete()
        for model in (Person, Account, Clinic):
            model.objects.all().delete()
    assert seen[0] == seen[1]
    assert settings.LUMBAR.kind == "test"
