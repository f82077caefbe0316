"""The clinic, and the people who use it."""

from __future__ import annotations

import uuid
from datetime import date

from django.db import models
from django.utils import timezone
from django.utils.translation import get_language


class Clinic(models.Model):
    """The clinic this site belongs to. One site serves one clinic."""

    name_en = models.CharField(max_length=120)
    name_zh_hant = models.CharField(max_length=120)
    # As a person would write it, with the country code: "+852 2345 6789".
    phone = models.CharField(max_length=30, blank=True)
    # ISO 3166-1 alpha-2. The country's emergency number is part of the knowledge, not of this.
    country = models.CharField(max_length=2, default="HK")
    # A demo clinic is shown as such on every page that names it.
    demo = models.BooleanField(default=False)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(country__regex=r"^[A-Z]{2}$"), name="clinic_country_two_letters"
            ),
        ]

    def __str__(self) -> str:
        return self.name_en

    @property
    def name(self) -> str:
        """The name in the language of the page."""
        return self.name_zh_hant if get_language() == "zh-hant" else self.name_en

    @property
    def phone_uri(self) -> str:
        """The number for a link that starts a call, or "" when there is none."""
        digits = "".join(mark for mark in self.phone if mark.isdigit() or mark == "+")
        return f"tel:{digits}" if digits else ""


def today() -> date:
    """The date at the clinic."""
    return timezone.localdate()


class Person(models.Model):
    """Someone caring for their own back. A guest is known only by a cookie.

    Whatever an app keeps about a person hangs on this row and goes with it (`on_delete=CASCADE`).
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    # SHA-256 of the cookie's random value: reading the database gives nobody a cookie to use.
    guest_token_hash = models.CharField(
        max_length=64, unique=True, null=True, blank=True, editable=False
    )
    created_at = models.DateTimeField(auto_now_add=True)
    # A date, not a time: enough to tidy up what nobody returns to, and no more.
    last_seen = models.DateField(default=today)

    def __str__(self) -> str:
        return f"person {self.id}"


class Device(models.Model):
    """A further browser that knows a person; their first one stands in their own row."""

    token_hash = models.CharField(max_length=64, primary_key=True, editable=False)
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="devices")
    joined_on = models.DateField(default=today)

    def __str__(self) -> str:
        return f"device of {self.person_id}"


class JoinCode(models.Model):
    """A short code with which another device joins, once, within minutes."""

    code_hash = models.CharField(max_length=64, primary_key=True, editable=False)
    person = models.OneToOneField(Person, on_delete=models.CASCADE, related_name="join_code")
    expires_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"code of {self.person_id}"
