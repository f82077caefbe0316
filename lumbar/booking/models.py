"""What a clinic offers, when and where, and what is booked."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language

from lumbar.check.models import StoredAssessment
from lumbar.people.models import Clinic, Membership, Patient


def _in_language(english: str, chinese: str) -> str:
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
        return _in_language(self.name_en, self.name_zh_hant)


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
        return _in_language(self.address_en, self.address_zh_hant)


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
        return _in_language(self.profession_en, self.profession_zh_hant)

    @property
    def about(self) -> str:
        return _in_language(self.about_en, self.about_zh_hant)


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
        return _in_language(self.about_en, self.about_zh_hant)

    @property
    def price(self) -> str:
        return _in_language(self.price_en, self.price_zh_hant)


class Hours(models.Model):
    """When somebody works at a place, every week, by the clock there."""

    practitioner = models.ForeignKey(Practitioner, on_delete=models.CASCADE, related_name="hours")
    location = models.ForeignKey(Location, on_delete=models.CASCADE, related_name="hours")
    weekday = models.PositiveSmallIntegerField()
    """0 Monday to 6 Sunday."""
    opens = models.TimeField()
    closes = models.TimeField()
    first_day = models.DateField(null=True, blank=True)
    last_day = models.DateField(null=True, blank=True)

    class Meta:
        ordering = ["weekday", "opens"]
        constraints = [
            models.CheckConstraint(condition=Q(weekday__lte=6), name="hours_on_a_weekday"),
        ]

    def __str__(self) -> str:
        return f"{self.weekday} {self.opens:%H:%M}"


class Pause(models.Model):
    """A break within somebody's weekly hours."""

    practitioner = models.ForeignKey(Practitioner, on_delete=models.CASCADE, related_name="pauses")
    weekday = models.PositiveSmallIntegerField()
    starts = models.TimeField()
    ends = models.TimeField()

    class Meta:
        ordering = ["weekday", "starts"]

    def __str__(self) -> str:
        return f"{self.weekday} {self.starts:%H:%M}"


class DayException(models.Model):
    """What one day of somebody has instead of the weekly hours. Without times: off. Several rows
    of a day are its several hours."""

    practitioner = models.ForeignKey(
        Practitioner, on_delete=models.CASCADE, related_name="exceptions"
    )
    day = models.DateField()
    location = models.ForeignKey(Location, on_delete=models.CASCADE, null=True, blank=True)
    opens = models.TimeField(null=True, blank=True)
    closes = models.TimeField(null=True, blank=True)
    why = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ["day", "opens"]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d}"


class Holiday(models.Model):
    """A day on which a clinic is closed."""

    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE, related_name="holidays")
    day = models.DateField()
    name_en = models.CharField(max_length=120)
    name_zh_hant = models.CharField(max_length=120)

    class Meta:
        ordering = ["day"]
        constraints = [
            models.UniqueConstraint(fields=["clinic", "day"], name="one_holiday_a_day"),
        ]

    def __str__(self) -> str:
        return f"{self.day:%Y-%m-%d}"

    @property
    def name(self) -> str:
        return _in_language(self.name_en, self.name_zh_hant)


class Block(models.Model):
    """Time taken out of the book. It may lie over appointments: those stay, and are shown."""

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE, related_name="blocks")
    practitioner = models.ForeignKey(
        Practitioner, on_delete=models.CASCADE, null=True, blank=True, related_name="blocks"
    )
    room = models.ForeignKey(
        Room, on_delete=models.CASCADE, null=True, blank=True, related_name="blocks"
    )
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    why = models.CharField(max_length=120, blank=True)
    made_by = models.ForeignKey(Membership, on_delete=models.SET_NULL, null=True, related_name="+")

    class Meta:
        ordering = ["starts_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="block_has_length"
            ),
            models.CheckConstraint(
                condition=Q(practitioner__isnull=False) | Q(room__isnull=False),
                name="block_of_something",
            ),
        ]
        indexes = [models.Index(fields=["clinic", "ends_at"], name="blocks_by_end")]

    def __str__(self) -> str:
        return f"block of {self.starts_at:%Y-%m-%d}"


class Appointment(models.Model):
    """A visit (FHIR Appointment), from the first request to its end."""

    class Status(models.TextChoices):
        """FHIR's words."""

        PROPOSED = "proposed"
        """Held for somebody: until they open the link in their e-mail, or answer an offer."""
        PENDING = "pending"
        """They confirmed; the clinic has yet to."""
        BOOKED = "booked"
        ARRIVED = "arrived"
        FULFILLED = "fulfilled"
        CANCELLED = "cancelled"
        NO_SHOW = "noshow"

    class Source(models.TextChoices):
        """Who made it."""

        PERSON = "person"
        DESK = "desk"
        WAIT_LIST = "wait_list"

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE, related_name="appointments")
    patient = models.ForeignKey(Patient, on_delete=models.PROTECT, related_name="appointments")
    service = models.ForeignKey(Service, on_delete=models.PROTECT, related_name="appointments")
    practitioner = models.ForeignKey(
        Practitioner, on_delete=models.PROTECT, related_name="appointments"
    )
    location = models.ForeignKey(Location, on_delete=models.PROTECT, related_name="appointments")
    room = models.ForeignKey(
        Room, on_delete=models.PROTECT, null=True, blank=True, related_name="appointments"
    )
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    """Of the visit itself; what is taken with the buffers stands in `Reservation`."""
    status = models.CharField(max_length=10, choices=Status.choices)
    held_until = models.DateTimeField(null=True, blank=True)
    """A proposed appointment lets its time go then."""
    source = models.CharField(max_length=10, choices=Source.choices)
    made_by = models.ForeignKey(
        Membership, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    email = models.EmailField(blank=True)
    """Where messages about this visit go; empty: to the patient's own address (see `send_to`). What
    somebody typed changes nothing in the register until its link was opened."""
    reason = models.CharField(max_length=500, blank=True)
    """Why they come, in their own words."""
    level = models.CharField(max_length=20, blank=True)
    """Of the check they came from; empty when they came from none."""
    assessment = models.ForeignKey(
        StoredAssessment, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    """The check whose summary travels along; only with their tick."""
    series = models.UUIDField(null=True, blank=True, db_index=True)
    """Shared by the visits of one series."""
    sequence = models.PositiveIntegerField(default=0)
    """Revision as calendars know it (RFC 5545): one more for each change they should take over."""
    version = models.PositiveIntegerField(default=0)
    """One more for every change at all: a form made from an older version is refused."""
    late_minutes = models.PositiveSmallIntegerField(default=0)
    """How late it runs, as the desk says."""
    arrived_at = models.DateTimeField(null=True, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)
    """Cancelled, not come or done: when it was said."""
    cancelled_by = models.CharField(max_length=10, blank=True)
    """``person``, ``clinic`` or ``time`` (nobody confirmed it)."""
    late_cancel = models.BooleanField(default=False)
    """The person cancelled later than the service's cancel window allows."""
    moved_late = models.BooleanField(default=False)
    """The person moved it later than that, once or more."""
    made_at = models.DateTimeField()

    class Meta:
        ordering = ["starts_at"]
        indexes = [
            models.Index(fields=["clinic", "starts_at"], name="appointments_of_a_day"),
            models.Index(fields=["patient", "-starts_at"], name="appointments_of_a_patient"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="appointment_has_length"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.status} {self.starts_at:%Y-%m-%d %H:%M}"

    @property
    def send_to(self) -> str:
        """The e-mail address for messages about this visit; empty when none is known."""
        return self.email or self.patient.email


class Reservation(models.Model):
    """The time an appointment takes of a practitioner and a room, buffers included.

    No two of one practitioner, and no two of one room, overlap: the database itself refuses it
    (migration 0003; on SQLite by triggers, which a later migration that changes this table has to
    make again, since Django then copies the table). An appointment that gives its time up loses its
    reservation; one that is over keeps it.
    """

    appointment = models.OneToOneField(
        Appointment, on_delete=models.CASCADE, related_name="reservation"
    )
    practitioner = models.ForeignKey(Practitioner, on_delete=models.CASCADE, related_name="+")
    room = models.ForeignKey(
        Room, on_delete=models.CASCADE, null=True, blank=True, related_name="+"
    )
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    held_until = models.DateTimeField(null=True, blank=True)
    """As the appointment's. What is past this may be taken by another, who first deletes it."""

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(ends_at__gt=F("starts_at")), name="reservation_has_length"
            ),
        ]
        indexes = [
            models.Index(fields=["practitioner", "ends_at"], name="reserved_of_a_practitioner"),
            models.Index(fields=["room", "ends_at"], name="reserved_of_a_room"),
        ]

    def __str__(self) -> str:
        return f"reserved {self.starts_at:%Y-%m-%d %H:%M}"


class RequestTrace(models.Model):
    """Where a request came from, kept for a day as keyed digests, to limit abuse."""

    appointment = models.ForeignKey(Appointment, on_delete=models.CASCADE, related_name="traces")
    kind = models.CharField(max_length=10)
    """``email``, ``device`` or ``address``."""
    digest = models.CharField(max_length=64)
    made_at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["kind", "digest"], name="traces_by_digest")]

    def __str__(self) -> str:
        return f"{self.kind} of a request of {self.made_at:%Y-%m-%d}"


class VisitNote(models.Model):
    """A note staff wrote to a visit. Notes are added, never changed."""

    class Kind(models.TextChoices):
        DESK = "desk"
        """For everybody at the clinic: nothing about health."""
        CLINICAL = "clinical"
        """For those who may see the course."""

    appointment = models.ForeignKey(Appointment, on_delete=models.CASCADE, related_name="notes")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    text = models.TextField(max_length=4000)
    written_by = models.ForeignKey(Membership, on_delete=models.PROTECT, related_name="+")
    written_at = models.DateTimeField()

    class Meta:
        ordering = ["written_at"]

    def __str__(self) -> str:
        return f"note of {self.written_at:%Y-%m-%d}"


class Notice(models.Model):
    """A message about an appointment that is to go out, or went."""

    class Kind(models.TextChoices):
        CONFIRM = "confirm"
        """Asks for the confirmation by a link; at once."""
        BOOKED = "booked"
        REQUESTED = "requested"
        MOVED = "moved"
        CANCELLED = "cancelled"
        DECLINED = "declined"
        REMINDER = "reminder"
        OFFER = "offer"
        LINK = "link"
        """A fresh link to their visit, as they asked for it; at once."""

    class State(models.TextChoices):
        WAITING = "waiting"
        SENDING = "sending"
        SENT = "sent"
        NOT_NEEDED = "not_needed"
        FAILED = "failed"

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    """Also names the message: sent again after a crash it is the same one."""
    appointment = models.ForeignKey(Appointment, on_delete=models.CASCADE, related_name="notices")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    occasion = models.CharField(max_length=40)
    """What it is about, the same whenever it is worked out: ``moved:3``, ``reminder:48h:3``."""
    due_at = models.DateTimeField()
    state = models.CharField(max_length=12, choices=State.choices, default=State.WAITING)
    attempts = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField()
    sent_at = models.DateTimeField(null=True, blank=True)
    told = models.CharField(max_length=80, blank=True)
    """How the visit stood when this was sent (`scheduling.telling.Stand`)."""

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["appointment", "occasion"], name="one_notice_an_occasion"
            ),
        ]
        indexes = [
            models.Index(
                fields=["next_try_at"],
                condition=Q(state__in=["waiting", "sending"]),
                name="notices_that_wait",
            )
        ]

    def __str__(self) -> str:
        return self.occasion


class NoticeSettings(models.Model):
    """When a clinic's messages about visits go out. No row: the usual times."""

    clinic = models.OneToOneField(Clinic, on_delete=models.CASCADE, related_name="notice_settings")
    first_hours = models.PositiveSmallIntegerField(default=48)
    second_hours = models.PositiveSmallIntegerField(default=3)
    """Hours before a visit at which somebody is reminded of it; 0: not."""
    grace_minutes = models.PositiveSmallIntegerField(default=3)
    """How long a change may still be changed before anybody is told."""

    class Meta:
        verbose_name_plural = "notice settings"

    def __str__(self) -> str:
        return f"notices of clinic {self.clinic_id}"


class WaitingEntry(models.Model):
    """Somebody who would come earlier, or waits for any time at all."""

    class State(models.TextChoices):
        WAITING = "waiting"
        OFFERED = "offered"
        BOOKED = "booked"
        LEFT = "left"

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE, related_name="waiting")
    patient = models.ForeignKey(Patient, on_delete=models.CASCADE, related_name="waiting")
    service = models.ForeignKey(Service, on_delete=models.CASCADE, related_name="waiting")
    practitioner = models.ForeignKey(
        Practitioner, on_delete=models.CASCADE, null=True, blank=True, related_name="waiting"
    )
    """None: anybody."""
    grid = models.JSONField()
    """When it suits: ``["0:morning", "2:evening"]``, weekday and part of the day."""
    level = models.CharField(max_length=20, blank=True)
    assessment = models.ForeignKey(
        StoredAssessment, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(max_length=500, blank=True)
    instead_of = models.ForeignKey(
        Appointment, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    """A later appointment they would give up for an earlier time."""
    email = models.EmailField(blank=True)
    """Where offers go; empty: to the patient's own address."""
    made_by = models.ForeignKey(
        Membership, on_delete=models.SET_NULL, null=True, blank=True, related_name="+"
    )
    """Who put them on the list, when they did not do it themselves."""
    until = models.DateField(null=True, blank=True)
    """The last day that helps."""
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    joined_at = models.DateTimeField()
    offers_passed = models.PositiveSmallIntegerField(default=0)
    """How many offers they let pass."""

    class Meta:
        verbose_name_plural = "waiting entries"
        ordering = ["joined_at"]
        indexes = [models.Index(fields=["clinic", "state"], name="waiting_at_a_clinic")]

    def __str__(self) -> str:
        return f"waiting since {self.joined_at:%Y-%m-%d}"

    @property
    def send_to(self) -> str:
        """The e-mail address for offers; empty when none is known, and the desk calls."""
        return self.email or self.patient.email


class FreedTime(models.Model):
    """Time that became free and has yet to be offered to who waits; gone when that is done."""

    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE, related_name="freed_times")
    practitioner = models.ForeignKey(
        Practitioner, on_delete=models.CASCADE, null=True, related_name="+"
    )
    room = models.ForeignKey(Room, on_delete=models.CASCADE, null=True, related_name="+")
    """Of whom and of which room; a visit frees both, a block perhaps one."""
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()
    look_at = models.DateTimeField()
    """When to offer it: at once, or after the quiet hours."""

    class Meta:
        ordering = ["look_at", "pk"]
        indexes = [models.Index(fields=["look_at"], name="freed_times_to_look_at")]

    def __str__(self) -> str:
        return f"freed {self.starts_at:%Y-%m-%d %H:%M}"


class Offer(models.Model):
    """A time that was freed, held for one who waits. The proposed appointment holds it, so it can
    never be held for two."""

    class State(models.TextChoices):
        OPEN = "open"
        TAKEN = "taken"
        DECLINED = "declined"
        PASSED = "passed"

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    entry = models.ForeignKey(WaitingEntry, on_delete=models.CASCADE, related_name="offers")
    appointment = models.OneToOneField(Appointment, on_delete=models.CASCADE, related_name="offer")
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    offered_at = models.DateTimeField()
    answer_until = models.DateTimeField()

    class Meta:
        ordering = ["offered_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["entry"], condition=Q(state="open"), name="one_open_offer_at_a_time"
            ),
        ]

    def __str__(self) -> str:
        return f"offer of {self.offered_at:%Y-%m-%d}"


class OutsideCalendar(models.Model):
    """A calendar elsewhere in which somebody is busy: an address that is read again and again, or
    a file that was read once."""

    practitioner = models.ForeignKey(
        Practitioner, on_delete=models.CASCADE, related_name="outside_calendars"
    )
    name = models.CharField(max_length=80)
    url = models.URLField(max_length=1000, blank=True)
    """Empty: it came as a file."""
    etag = models.CharField(max_length=200, blank=True)
    read_at = models.DateTimeField(null=True, blank=True)
    """When it was last read without an error."""
    tried_at = models.DateTimeField(null=True, blank=True)
    error = models.CharField(max_length=40, blank=True)
    """Why it could not be read; empty when it could."""

    def __str__(self) -> str:
        return self.name


class OutsideBusy(models.Model):
    """A time at which an outside calendar says busy. What it is there is not kept."""

    calendar = models.ForeignKey(OutsideCalendar, on_delete=models.CASCADE, related_name="busy")
    practitioner = models.ForeignKey(Practitioner, on_delete=models.CASCADE, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField()

    class Meta:
        verbose_name_plural = "outside busy"
        indexes = [models.Index(fields=["practitioner", "ends_at"], name="outside_busy")]

    def __str__(self) -> str:
        return f"busy {self.starts_at:%Y-%m-%d %H:%M}"


class PractitionerFeed(models.Model):
    """A practitioner's own calendar by a secret address, of which only the digest is kept."""

    practitioner = models.OneToOneField(Practitioner, on_delete=models.CASCADE, related_name="feed")
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    made_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"calendar of {self.practitioner_id}"
