"""This app's part of joining two people: the devices that know them."""

from __future__ import annotations

from lumbar.people.models import Device, Person


def join(*, one: Person, into: Person) -> None:
    """The cookies of both find the one who stays."""
    Device.objects.filter(person=one).update(person=into)
    if one.guest_token_hash:
        token_hash, one.guest_token_hash = one.guest_token_hash, None
        one.save(update_fields=["guest_token_hash"])
        Device.objects.create(person=into, token_hash=token_hash)
