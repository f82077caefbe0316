"""What a check said is told to nobody at the clinic, unless its person ticked that it may be."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from lumbar.booking import links
from lumbar.booking.calendars.actions import make_feed
from lumbar.booking.models import Appointment, WaitingEntry
from lumbar.booking.tests.book import TheBook, a_book
from lumbar.check.models import StoredAssessment
from lumbar.clinical.library import library
from lumbar.people.models import Role
from lumbar.people.tests.staff import a_member, signed_in
from lumbar.plans.tests.helpers import calm_guest

pytestmark = pytest.mark.django_db
SOON = "clinician_soon"


def asked_for(book: TheBook, name: str, assessment: StoredAssessment | None) -> Appointment:
    """A request that came from a check which said to be seen soon."""
    starts = timezone.now().replace(minute=0, second=0, microsecond=0) + timedelta(days=3)
    patient = book.patient(name)
    WaitingEntry.objects.create(
        clinic=book.clinic, patient=patient, service=book.service, grid=["0:morning"], level=SOON,
        assessment=assessment, joined_at=timezone.now(),
    )  # fmt: skip
    return Appointment.objects.create(
        clinic=book.clinic, patient=patient, service=book.service,
        practitioner=book.practitioners[0], location=book.place, starts_at=starts,
        ends_at=starts + timedelta(minutes=30), status=Appointment.Status.PENDING, level=SOON,
        assessment=assessment, source=Appointment.Source.PERSON, made_at=timezone.now(),
    )  # fmt: skip


def test_the_level_of_a_visit_is_told_only_with_their_tick() -> None:
    book = a_book()
    visit = asked_for(book, "Chan Siu Ming", None)
    who = book.practitioners[0]
    hazel = a_member(book.clinic, Role.OWNER, treats=True)
    token = make_feed(practitioner=who, by=hazel, now=timezone.now())
    day = {"day": timezone.localdate(visit.starts_at).isoformat()}
    pages = [
        (reverse("desk"), day), (reverse("desk_week"), day), (reverse("desk_grid"), day),
        (reverse("desk_find"), {"q": "chan"}), (reverse("desk_people"), {"q": "chan"}),
        (reverse("desk_visit", args=[visit.pk]), {}),
        (reverse("desk_visit_reason", args=[visit.pk]), {}),
        (reverse("desk_visit_move", args=[visit.pk]), {}),
        (reverse("patient", args=[visit.patient_id]), {}),
        (reverse("board"), {}), (reverse("waiting"), {}),
        (reverse("waiting_entry", args=[WaitingEntry.objects.get().pk]), {}),
        (reverse("practitioner_feed", args=[token, "en"]), {}), (links.visit_path(visit), {}),
    ]  # fmt: skip
    telling = (SOON, library().words("en").levels[SOON].label, "To be seen soon")
    desk = signed_in(hazel)
    named = 0
    for path, asked in pages:
        answer = desk.get(path, asked)
        assert answer.status_code == 200, path
        page = answer.content.decode()
        named += "Chan" in page
        assert not [words for words in telling if words in page], path
    assert named >= 10, "they look at the visit"

    _person, _browser, assessment = calm_guest()
    asked_for(book, "Ho Wai Kit", assessment)
    assert desk.get(reverse("board")).content.decode().count(f"level-mark level--{SOON}") == 1
    assert desk.get(reverse("waiting")).content.decode().count("To be seen soon") == 1
