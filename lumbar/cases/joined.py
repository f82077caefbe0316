"""This app's part of joining two people: the cases about them, and whether they are counted."""

from __future__ import annotations

from django.utils import timezone

from lumbar.cases.actions import end_unshown
from lumbar.cases.models import Case, Counted
from lumbar.people.models import Person


def join(*, one: Person, into: Person) -> None:
    """Cases stay as they were agreed to; one that was not goes where the clinic no longer sees
    their journal. Who let themselves be counted on either device is; what is counted is worked out
    anew."""
    Case.objects.filter(person=one).update(person=into)
    # Joined, they may show a clinic less than one of them did.
    end_unshown(person=into, now=timezone.now())
    counted = Counted.objects.filter(person__in=(one, into)).order_by("since").first()
    if counted is not None:
        since = counted.since
        Counted.objects.filter(person__in=(one, into)).delete()
        Counted.objects.create(person=into, since=since)
