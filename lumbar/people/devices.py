"""The browsers that know a person by a cookie, without signing in."""

from __future__ import annotations

from lumbar.people.models import Device, Person


def devices_of(person: Person) -> set[str]:
    """The hashes of their cookies, the first browser's too."""
    hashes = Device.objects.filter(person=person).values_list("token_hash", flat=True)
    first = Person.objects.filter(pk=person.pk).values_list("guest_token_hash", flat=True)
    return {one for one in (*hashes, *first) if one}


def let_devices_go(person: Person) -> None:
    """From now on no cookie finds this person."""
    Device.objects.filter(person=person).delete()
    Person.objects.filter(pk=person.pk).update(guest_token_hash=None)
    person.guest_token_hash = None
