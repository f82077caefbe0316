"""The clinic of this site."""

from __future__ import annotations

import pytest
from django.db import IntegrityError
from django.utils import translation

from lumbar.people.actions import load_demo_clinic
from lumbar.people.models import Clinic

pytestmark = pytest.mark.django_db


def test_the_demo_clinic_says_that_it_is_one():
    assert load_demo_clinic()
    clinic = Clinic.objects.get()
    assert clinic.demo
    assert "demo" in clinic.name
    with translation.override("zh-hant"):
        assert "示範" in clinic.name
    assert clinic.phone_uri == "tel:+85200000000"


def test_the_demo_clinic_never_touches_a_real_one():
    Clinic.objects.create(name_en="Ours", name_zh_hant="本診所")
    assert not load_demo_clinic()
    assert [clinic.name_en for clinic in Clinic.objects.all()] == ["Ours"]


def test_a_country_is_two_capital_letters():
    with pytest.raises(IntegrityError):
        Clinic.objects.create(name_en="A", name_zh_hant="甲", country="hk")
