"""People in their first 48 hours, for tests."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

from lumbar.check.models import StoredAssessment
from lumbar.companion.models import Companion
from lumbar.people.models import Person
from lumbar.plans.tests.helpers import calm_guest


def begun(
    person: Person, hours: float, *, now: datetime | None = None, asked: tuple[float, ...] = ()
) -> Companion:
    """A pain that began so many hours ago, with the check and the start soon after it.

    ``asked`` are hours at which the danger signs were gone through since.
    """
    began = (now or timezone.now()) - timedelta(hours=hours)
    soon = began + timedelta(minutes=min(20.0, hours * 30))
    StoredAssessment.objects.filter(person=person).update(created_at=soon)
    companion = Companion.objects.create(
        person=person, began_at=began, started_at=soon, pain=6, leg=False
    )
    for hour in asked:
        companion.asked.create(
            hour=round(hour), asked_at=began + timedelta(hours=hour), any_sign=False
        )
    return companion


def guest_at(
    hours: float, *, asked: tuple[float, ...] = (), **said: Any
) -> tuple[Person, Client, Companion]:
    """A guest whose new pain began so many hours ago, and their browser."""
    person, browser, _assessment = calm_guest(duration="under_2_days", **said)
    return person, browser, begun(person, hours, asked=asked)
