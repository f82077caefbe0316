"""What the pages of staff show of entries of the register that look alike."""

from __future__ import annotations

from django.urls import reverse

from lumbar.people.looking import look_alikes
from lumbar.people.models import Patient


def merge_urls(patient: Patient) -> list[tuple[Patient, str]]:
    """The entries that may be the same human as this one, each with the page that joins the two
    into the older (``people/parts/alike.html``)."""
    found = []
    for other in look_alikes(patient):
        into, one = sorted((patient, other), key=lambda row: row.made_at)
        found.append((other, f"{reverse('patient_merge', args=[into.pk])}?one={one.pk}"))
    return found
