"""What a clinic offers: places, rooms, people and services."""

from __future__ import annotations

from django.db import models
from django.utils.translation import get_language

from lumbar.people.models import Clinic, Membership


def in_language(english: str, chinese: str) -> str:
    """The one in the language of the page; where there is none, the other."""
    return (chinese or english) if get_language() == "zh-hant" else (english or chinese)


class Named(models.Model):
    """Something with a name in both languages."""

    name_en = models.CharField(max_length=120)
    name_zh_hant = models.CharField(max_length=120)
    active = models.BooleanField(default=True)
    """What is no longer offered keeps its row, for the appointments that name it."""

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name_en

    @property
    def name(self) -> str:
        """The name in the language of the page."""
        return in_language(self.name_en, self.name_zh_hant)


class Location(Named):
    """Where a clinic sees people."""

    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE, related_name="locations")
    address_en = models.CharField(max_length=300, blank=True)
    address_zh_hant = models.CharField(max_length=300, blank=True)
    phone = models.CharField(max_length=30, blank=True)
    time_zone = models.CharField(max_length=60)
    """IANA name; hours there are in it."""

    @property
    def address(self) -> str:
        return in_language(self.address_en, self.address_zh_hant)


class Room(Named):
    """A room, or anything else of which there are only so many: a treatment table."""

    location = models.ForeignKey(Location, on_delete=models.CASCADE, related_name="rooms")


class Practitioner(Named):
    """Who sees people at a clinic (FHIR Practitioner). They need not sign in themselves."""

    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE, related_name="practitioners")
    membership = models.OneToOneField(
        Membership, on_delete=models.SET_NULL, null=True, blank=True, related_name="practitioner"
    )
    profession_en = models.CharField(max_length=80)
    profession_zh_hant = models.CharField(max_length=80)
    registration = models.CharField(max_length=80, blank=True)
    """With whom and under which number: "Chiropractors Council, CC000000"."""
    about_en = models.TextField(max_length=600, blank=True)
    about_zh_hant = models.TextField(max_length=600, blank=True)
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]

    @property
    def profession(self) -> str:
        return in_language(self.profession_en, self.profession_zh_hant)

    @property
    def about(self) -> str:
        return in_language(self.about_en, self.about_zh_hant)


class Service(Named):
    """Something that can be booked, and on which terms."""

    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE, related_name="services")
    about_en = models.CharField(max_length=300, blank=True)
    about_zh_hant = models.CharField(max_length=300, blank=True)
    minutes = models.PositiveSmallIntegerField()
    before = models.PositiveSmallIntegerField(default=0)
    after = models.PositiveSmallIntegerField(default=0)
    """Buffers in minutes, in which the practitioner and the room are taken too."""
    step = models.PositiveSmallIntegerField(default=15)
    """Minutes between the starts that are offered."""
    price_en = models.CharField(max_length=80, blank=True)
    price_zh_hant = models.CharField(max_length=80, blank=True)
    online = models.BooleanField(default=True)
    """Whether people book it themselves; if not, the desk does."""
    approval = models.BooleanField(default=False)
    """Whether the clinic confirms each request; until then the time is held."""
    for_first_visits = models.BooleanField(default=True)
    """Suits somebody who comes for the first time, or with something new."""
    notice_hours = models.PositiveSmallIntegerField(default=2)
    """Minimum notice."""
    horizon_days = models.PositiveSmallIntegerField(default=60)
    """How far ahead people may book."""
    cancel_hours = models.PositiveSmallIntegerField(default=24)
    """Cancelling or moving later than this before the start is late: it is noted as such."""
    max_open = models.PositiveSmallIntegerField(default=2)
    """How many visits one person may have ahead by booking them themselves."""
    needs_room = models.BooleanField(default=False)
    rooms = models.ManyToManyField(Room, blank=True, related_name="services")
    """Where it can be; none named: any room of the place."""
    practitioners = models.ManyToManyField(Practitioner, blank=True, related_name="services")
    order = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ["order", "pk"]

    @property
    def about(self) -> str:
        return in_language(self.about_en, self.about_zh_hant)

    @property
    def price(self) -> str:
        return in_language(self.price_en, self.price_zh_hant)
