"""A person's visits in their private calendar."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime

from django.utils.translation import gettext as _

from lumbar.booking.models import Appointment
from lumbar.booking.notices.calendar import where
from lumbar.people.models import Person
from lumbar.reminders.feed import SHOWN_AHEAD, Entry

SHOWN = (Appointment.Status.PENDING, Appointment.Status.BOOKED, Appointment.Status.ARRIVED,
         Appointment.Status.FULFILLED)  # fmt: skip


def visit_entries(
    person: Person, *, health_words: bool, secret: str, now: datetime, url: str
) -> Iterator[Entry]:
    """The visits ahead, and those of the last weeks. What a visit is called may say what somebody
    has: it is the title only where they allowed such words. ``secret`` makes the entries' ids,
    ``url`` is the page of a person's visits."""
    rows = Appointment.objects.filter(
        patient__person=person, status__in=SHOWN, ends_at__gt=now - SHOWN_AHEAD
    )
    for visit in rows.select_related("clinic", "service", "practitioner", "location"):
        plain = _("Visit: %(clinic)s") % {"clinic": visit.clinic.name}
        with_whom = _("With %(name)s") % {"name": visit.practitioner.name}
        waits = visit.status == Appointment.Status.PENDING
        yield Entry(
            uid=hashlib.sha256(f"{secret}:visit:{visit.pk}".encode()).hexdigest()[:32],
            title=visit.service.name if health_words else plain,
            text="\n".join(
                [with_whom, *([_("The clinic has yet to confirm it")] if waits else []), url]
            ),
            url=url,
            start=visit.starts_at.astimezone(UTC),
            lasts=visit.ends_at - visit.starts_at,
            repeats=None,
            left_out=(),
            changed_at=visit.made_at,
            sequence=visit.sequence,
            where=where(visit),
            busy=True,
        )
