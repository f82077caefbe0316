"""Reads about people and the clinic."""

from __future__ import annotations

from lumbar.people.guests import is_token, token_hash
from lumbar.people.models import Clinic, Person


def person_by_token(token: str) -> Person | None:
    """The guest whose cookie has this value, or None."""
    if not is_token(token):
        return None
    known = token_hash(token)
    person = Person.objects.filter(guest_token_hash=known).first()
    return person or Person.objects.filter(devices__token_hash=known).first()


def the_clinic() -> Clinic | None:
    """The clinic of this site, or None while none is set up."""
    return Clinic.objects.order_by("pk").first()
