"""The message by which somebody says that the address they gave for the wait list is theirs."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from django.core.mail import EmailMultiAlternatives
from django.utils import translation
from django.utils.translation import gettext as _

from lumbar.booking.models import PlaceConfirmation, WaitingEntry
from lumbar.booking.notices.messages import Words
from lumbar.booking.waiting.links import confirm_place_path
from lumbar.booking.waiting.queries import WAITS
from lumbar.people.addresses import address_at
from lumbar.site import outgoing
from lumbar.site.outgoing import Clock, Outcome
from lumbar.site.post import Post, is_set_up, written


def deliver(clock: Clock, goes_on: Callable[[], bool] = lambda: True) -> int:
    """Send those that are due; return how many were looked at."""
    if not is_set_up():
        return 0
    with Post() as post:

        def send(row: PlaceConfirmation, entry: WaitingEntry, now: datetime) -> Outcome:
            return post.send(message_of(row, entry, now))

        return outgoing.deliver(PlaceConfirmation.objects.all(), _judged, send, clock, goes_on)


def _judged(row: PlaceConfirmation, _now: datetime) -> WaitingEntry | None:
    """The place that is to be confirmed; None when it is no longer needed."""
    rows = WaitingEntry.objects.select_related("clinic", "patient")
    entry = rows.filter(pk=row.entry_id, confirmed_at=None, state__in=WAITS).first()
    return entry if entry is not None and entry.address.lower() == row.address else None


def message_of(
    row: PlaceConfirmation, entry: WaitingEntry, now: datetime
) -> EmailMultiAlternatives:
    """In the language they chose; not a word about health."""
    with translation.override(entry.patient.written_in):
        words = Words(
            _("Please confirm your e-mail address"),
            _(
                "You are on the waiting list. Open the link, so that we may write to you when a "
                "time frees."
            ),
            _("Confirm my address"),
            _("If it was not you, do nothing: nothing more is sent."),
        )
        parts = {
            "words": words, "clinic": entry.clinic, "phone": entry.clinic.phone,
            "link": address_at(entry.clinic, confirm_place_path(entry)),
        }  # fmt: skip
        return written(
            "booking/mail/notice", parts,
            subject=words.title, to=row.address, sender=entry.clinic.name, identifier=row.uuid,
            now=now,
        )  # fmt: skip
