"""The e-mail that says there is a message: from whom, and where to read it. Never what is in it."""

from __future__ import annotations

from datetime import datetime

from django.core.mail import EmailMultiAlternatives
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from lumbar.conversation.models import MessageNotice
from lumbar.people.addresses import address_at
from lumbar.people.models import Account, Patient
from lumbar.reminders.models import ReminderSettings
from lumbar.site.post import written


def address_of(patient: Patient) -> str:
    """Where this person is written to: their account's address, else one they confirmed for
    reminders, else the register's; empty when there is none."""
    account = Account.objects.filter(person=patient.person_id).values_list("email", flat=True)
    if account:
        return str(account[0])
    kept = ReminderSettings.objects.filter(person=patient.person_id).first()
    return kept.email if kept is not None and kept.email_confirmed else patient.email


def message_of(
    notice: MessageNotice, patient: Patient, address: str, now: datetime
) -> EmailMultiAlternatives:
    """The e-mail. Made twice it is the same one, by its Message-ID."""
    clinic = patient.clinic
    with translation.override(patient.written_in):
        return written(
            "conversation/mail/notice",
            {"clinic": clinic, "link": address_at(clinic, reverse("messages"))},
            subject=_("A message for you from %(clinic)s") % {"clinic": clinic.name},
            to=address, sender=clinic.name, identifier=notice.uuid, now=now,
        )  # fmt: skip
