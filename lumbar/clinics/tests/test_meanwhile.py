"""A page of the settings that was left open, saved twice, or opened by two."""

from __future__ import annotations

from datetime import date, time
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from lumbar.audit.models import AuditLine
from lumbar.booking.models import Hours, Location, Practitioner
from lumbar.clinics.queries import periods_of
from lumbar.clinics.tests.test_settings import (
    CLINIC,
    LOCATION,
    SERVICE,
    WEEK,
    a_practitioner,
    posted,
    shown,
)
from lumbar.people.models import Clinic, Role
from lumbar.people.tests.staff import a_clinic, a_member, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def clinic() -> Clinic:
    return a_clinic()


@pytest.fixture
def desk(clinic: Clinic) -> Client:
    return signed_in(a_member(clinic, Role.OWNER, "Olive Owner"))


def ticked(answer: Any, name: str) -> list[str]:
    """What a browser sends back of boxes nobody touches."""
    boxes = answer.context["form"][name].subwidgets
    return [str(one.data["value"]) for one in boxes if one.data["selected"]]


def test_who_offers_a_service_is_kept_though_one_of_them_has_left(clinic: Clinic, desk: Client):
    act, new, gone = (
        Practitioner.objects.create(clinic=clinic, name_en=name, active=name != "Gone")
        for name in ("Act", "New", "Gone")
    )
    posted(desk, "settings_service_new", SERVICE | {"practitioners": [act.pk]})
    service = clinic.services.get()
    service.practitioners.add(gone)
    address = reverse("settings_service", args=[service.pk])
    page = desk.get(address)
    old = SERVICE | {"seen": page.context["seen"], "practitioners": ticked(page, "practitioners")}
    cora = signed_in(a_member(clinic, Role.OWNER, "Cora Lee"))
    posted(cora, "settings_service", SERVICE | {"practitioners": [act.pk, new.pk]}, service.pk)
    assert AuditLine.objects.latest("at").details["fields"] == ["practitioners"]

    answer = desk.post(address, old | {"minutes": "45"})
    text = answer.content.decode()
    assert answer.status_code == 409 and not answer.context["form"].errors
    assert [one.now for one in answer.context["changed"]] == ["Act, New"]
    assert "Cora Lee changed it" in text and "You changed" not in text
    again = {"seen": answer.context["seen"], "practitioners": ticked(answer, "practitioners")}
    assert desk.post(address, SERVICE | again | {"minutes": "45"}).status_code == 302
    service.refresh_from_db()
    assert service.minutes == 45
    assert set(service.practitioners.all()) == {act, new, gone}


def test_saving_the_same_page_twice_is_saving_it_once(clinic: Clinic, desk: Client):
    who = a_practitioner(clinic)
    hours = reverse("settings_hours", args=[who.pk])
    later = WEEK | {"first_day": "2027-01-01"}
    nobody = {"last_day": "2026-12-31"}
    notices = {"first_hours": "24", "second_hours": "0", "grace_minutes": "5"}
    for address, data in (
        (reverse("settings_clinic"), CLINIC | {"phone": "+852 1", "emergency_number": "1 12"}),
        (reverse("settings_notices"), notices),
        (reverse("settings_words"), {"ice-en": "Call first."}),
        (hours, WEEK),
        (f"{hours}?period=_", WEEK | {"last_day": "2026-12-31"}),
        (f"{hours}?period=new", later),
        (f"{hours}?period=_2026-12-31", nobody),
    ):
        old = shown(desk, address)
        lines = AuditLine.objects.count()
        assert desk.post(address, old | data).status_code == 302, address
        again = desk.post(address, old | data)
        assert again.status_code == 302, (address, again.content.decode()[-6000:])
        assert AuditLine.objects.count() == lines + 1, address
    assert periods_of(who) == [(date(2027, 1, 1), None)]

    # Back, and something else: it was changed, but by nobody else.
    address = reverse("settings_clinic")
    old = shown(desk, address)
    desk.post(address, old | CLINIC | {"phone": "+852 2"})
    answer = desk.post(address, old | CLINIC | {"phone": "+852 3"})
    text = answer.content.decode()
    assert answer.status_code == 409 and "You changed it yourself" in text
    assert "Somebody changed" not in text


def test_a_period_that_was_emptied_leads_to_the_hours_there_are(clinic: Clinic, desk: Client):
    who = a_practitioner(clinic)
    Hours.objects.filter(practitioner=who).update(last_day=date(2030, 12, 31))
    who.hours.create(
        location=clinic.locations.get(), weekday=0, opens=time(9), closes=time(12),
        first_day=date(2031, 1, 1),
    )  # fmt: skip
    address = f"{reverse('settings_hours', args=[who.pk])}?period=2031-01-01_"
    answer = desk.post(address, shown(desk, address) | {"first_day": "2031-01-01"}, follow=True)
    assert answer.status_code == 200
    assert periods_of(who) == [(None, date(2030, 12, 31))]


def test_nobody_is_at_two_places_when_one_is_offered_again(clinic: Clinic, desk: Client):
    who = a_practitioner(clinic)
    pier = clinic.locations.get()
    hill = Location.objects.create(clinic=clinic, **{**LOCATION, "name_en": "Hill"})
    posted(desk, "settings_use", {"do": "retire"}, "location", pier.pk)
    # Monday over the hours kept at the pier, Tuesday after them.
    week = {
        "work-0-0-begins": "16:00", "work-0-0-ends": "00:00",
        "work-1-0-begins": "17:00", "work-1-0-ends": "20:00",
    }  # fmt: skip
    posted(desk, "settings_hours", week, who.pk)
    answer = posted(desk, "settings_use", {"do": "again"}, "location", pier.pk, status=409)
    text = answer.content.decode()
    assert reverse("settings_hours", args=[who.pk]) in text and "16:00–00:00 Hill" in text
    assert not Location.objects.get(pk=pier.pk).active
    monday = who.hours.get(location=pier, weekday=0)
    assert f'name="without" value="{monday.pk}"' in text and text.count('name="without"') == 1
    # Hours that came since are shown before they are taken out.
    who.hours.create(location=hill, weekday=2, opens=time(9), closes=time(10))
    go_on = {"do": "again", "without": [str(monday.pk)]}
    posted(desk, "settings_use", go_on, "location", pier.pk, status=409)
    who.hours.get(location=hill, weekday=2).delete()
    posted(desk, "settings_use", go_on, "location", pier.pk)
    assert Location.objects.get(pk=pier.pk).active
    kept = who.hours.filter(location=pier).values_list("weekday", flat=True)
    assert list(kept) == [1, 2, 3, 4, 5, 6]
