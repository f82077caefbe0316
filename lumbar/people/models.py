"""The clinic, and the people who use it."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import date
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.db import models, transaction
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from lumbar.people.fields import KeyField
from lumbar.people.finding import keys_of


def both_languages() -> list[str]:
    """What a clinic offers unless it says otherwise."""
    return ["en", "zh-hant"]


class Clinic(models.Model):
    """A clinic of this installation. Each has an address (host name) of its own; the first also
    answers at every address that no clinic has."""

    host = models.CharField(max_length=253, unique=True, null=True, blank=True)
    """Host name without port, in small letters: ``back.example.org``. None: it has no own one."""
    time_zone = models.CharField(max_length=60, default="Asia/Hong_Kong")
    """IANA name, for what has no location of its own."""
    name_en = models.CharField(max_length=120)
    name_zh_hant = models.CharField(max_length=120)
    # As a person would write it, with the country code: "+852 2345 6789".
    phone = models.CharField(max_length=30, blank=True)
    # ISO 3166-1 alpha-2. The country's emergency number is part of the knowledge, not of this.
    country = models.CharField(max_length=2, default="HK")
    emergency_number = models.CharField(max_length=10, blank=True)
    """Digits; shown in the place of the country's. Empty: the country's."""
    languages = models.JSONField(default=both_languages)
    """The languages of this site the clinic works in: its own words are asked for in these."""
    answer_hours = models.PositiveSmallIntegerField(null=True, blank=True)
    """Within how many hours a message is usually answered; None: the clinic does not say."""
    logo_digest = models.CharField(max_length=64, blank=True, editable=False)
    """SHA-256 of the logo's bytes (`clinics.Logo`), part of its address; empty: no logo."""
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
        """The name in the language of the page, or the only one it has."""
        if get_language() == "zh-hant":
            return self.name_zh_hant or self.name_en
        return self.name_en or self.name_zh_hant

    @property
    def phone_uri(self) -> str:
        """The number for a link that starts a call, or "" when there is none."""
        digits = "".join(mark for mark in self.phone if mark in "+0123456789")
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
    former_marks = models.JSONField(default=list, editable=False)
    """The marks (`marks.mark_of`) of people who were joined with this one, as texts. On the row,
    so that knowing them costs no query."""

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
    made_by = models.CharField(max_length=64, blank=True, editable=False)
    """The hash of the cookie of the browser that made it; empty for one that was signed in."""
    expires_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"code of {self.person_id}"


class AccountManager(BaseUserManager["Account"]):
    """Makes accounts; an address is kept in small letters, so that it is found however typed."""

    def create_user(self, email: str, password: str | None = None) -> Account:
        account = self.model(email=email.strip().lower())
        account.set_password(password)
        account.save(using=self._db)
        return account

    def get_by_natural_key(self, username: str | None) -> Account:
        return self.get(email=(username or "").lower())


class Account(AbstractBaseUser):
    """How somebody signs in: an e-mail address with a password, passkeys or both."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    email = models.EmailField(unique=True)
    person = models.OneToOneField(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="account"
    )
    """Whose back it is. None until something is kept for them, and after they erased it."""
    is_active = models.BooleanField(default=True)
    made_at = models.DateTimeField(auto_now_add=True)

    objects: ClassVar[AccountManager] = AccountManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    def __str__(self) -> str:
        return f"account {self.id}"


class KeptApart(models.Model):
    """That an account is not to be joined with a guest on whose device it signed in: it is not
    asked again at each sign-in."""

    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="kept_apart")
    guest = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="kept_apart_from")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "guest"], name="kept_apart_once"),
        ]

    def __str__(self) -> str:
        return f"{self.account_id} apart from {self.guest_id}"


class CacheRow(models.Model):
    """A row of Django's cache, which counts tries for the limits on signing in. Django reads and
    writes it itself; the model only makes the table."""

    cache_key = models.CharField(max_length=255, primary_key=True)
    value = models.TextField()
    expires = models.DateTimeField(db_index=True)

    def __str__(self) -> str:
        return self.cache_key


class Role(models.TextChoices):
    """What somebody is at a clinic; what each may do is the table in `roles`."""

    OWNER = "owner", _("Owner")
    CLINICIAN = "clinician", _("Clinician")
    FRONT_DESK = "front_desk", _("Front desk")


class Membership(models.Model):
    """Somebody on a clinic's staff."""

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE, related_name="memberships")
    account = models.ForeignKey(Account, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=12, choices=Role.choices)
    treats = models.BooleanField(default=False)
    """An owner who treats people here as well: they may do what a clinician may."""
    name = models.CharField(max_length=80)
    """As colleagues and people treated here read it."""
    active = models.BooleanField(default=True)
    """Someone who has left keeps their row: what they did is still theirs."""
    since = models.DateField(default=today)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["clinic", "account"], name="one_membership_a_clinic"),
        ]

    def __str__(self) -> str:
        return f"{self.role} of clinic {self.clinic_id}"

    @property
    def roles(self) -> frozenset[Role]:
        """Everything they are here."""
        own = frozenset({Role(self.role)})
        return own | {Role.CLINICIAN} if self.treats else own

    @property
    def has_second_factor(self) -> bool:
        """Whether they have a passkey or an app; known of what `queries.membership_of` found."""
        return bool(getattr(self, "second_factor", False))


class Invitation(models.Model):
    """A link by which somebody joins a clinic's staff, once. Only its digest is kept."""

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE, related_name="invitations")
    email = models.EmailField()
    name = models.CharField(max_length=80)
    role = models.CharField(max_length=12, choices=Role.choices)
    treats = models.BooleanField(default=False)
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    by_mail = models.BooleanField(default=False)
    """The link went to that mailbox and was shown to nobody: who has it has the mailbox."""
    invited_by = models.ForeignKey(
        Membership, on_delete=models.SET_NULL, null=True, related_name="+"
    )
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return f"invitation of {self.made_at:%Y-%m-%d}"


class Patient(models.Model):
    """Somebody in a clinic's register: who comes, or came, or asked to. They need not use Lumbar
    themselves; when they do, ``person`` says who they are here, and what the clinic may see of that
    is theirs to say (`Sharing`)."""

    uuid = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE, related_name="patients")
    person = models.ForeignKey(
        Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="patients"
    )
    name = models.CharField(max_length=120)
    phone = models.CharField(max_length=30, blank=True)
    email = models.EmailField(blank=True)
    language = models.CharField(max_length=10, default="en")
    note = models.CharField(max_length=300, blank=True)
    """For the desk: "needs the lift". Nothing about health."""
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["clinic", "person"],
                condition=models.Q(person__isnull=False),
                name="one_patient_a_person_and_clinic",
            ),
        ]

    def __str__(self) -> str:
        return f"patient {self.uuid}"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Store it, and the keys it is found by. Rows made by ``bulk_create`` or ``update`` get
        theirs from `PatientKey.keep`."""
        changed = kwargs.get("update_fields")
        with transaction.atomic():
            super().save(*args, **kwargs)
            if changed is None or {"name", "phone", "email"} & set(changed):
                PatientKey.keep([self])

    @property
    def written_in(self) -> str:
        """The language of what is sent to them: the one they chose, while the site speaks it."""
        return self.language if self.language in dict(settings.LANGUAGES) else "en"


class PatientKey(models.Model):
    """A text by whose beginning a patient is found; see `finding`."""

    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE, related_name="+", db_index=False)
    patient = models.ForeignKey(
        Patient, on_delete=models.CASCADE, related_name="keys", db_index=False
    )
    key = KeyField(max_length=48)

    class Meta:
        indexes = [
            models.Index(fields=["clinic", "key", "patient"], name="patients_by_key"),
            models.Index(fields=["patient", "key"], name="keys_of_a_patient"),
        ]

    def __str__(self) -> str:
        return f"key of {self.patient_id}"

    @classmethod
    def keep(cls, patients: Iterable[Patient]) -> None:
        """Bring the keys of patients in step with their names, phones and e-mails."""
        wished = {
            (patient.pk, key): patient.clinic_id
            for patient in patients
            for key in keys_of(patient.name, patient.phone, patient.email)
        }
        whose = {patient.pk for patient in patients}
        known: dict[tuple[uuid.UUID, str], int] = {
            (patient, key): pk
            for pk, patient, key in cls.objects.filter(patient__in=whose).values_list(
                "pk", "patient_id", "key"
            )
        }
        gone = [pk for what, pk in known.items() if what not in wished]
        if gone:
            cls.objects.filter(pk__in=gone).delete()
        PatientKey.objects.bulk_create(
            [
                PatientKey(clinic_id=clinic, patient_id=patient, key=key)
                for (patient, key), clinic in wished.items()
                if (patient, key) not in known
            ],
            batch_size=5000,
        )


class Sharing(models.Model):
    """What a person lets a clinic see. No row: nothing."""

    class Scope(models.TextChoices):
        NOTHING = "nothing"
        RESULT = "result"
        """The result of the check."""
        JOURNAL = "journal"
        """The result, and what the journal holds."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="sharings")
    clinic = models.ForeignKey(Clinic, on_delete=models.CASCADE, related_name="sharings")
    scope = models.CharField(max_length=10, choices=Scope.choices)
    said_at = models.DateTimeField()
    narrowed = models.BooleanField(default=False)
    """Two people who were joined had said different things; they have not chosen anew since."""

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person", "clinic"], name="one_sharing_a_clinic"),
        ]

    def __str__(self) -> str:
        return f"{self.scope} for clinic {self.clinic_id}"
