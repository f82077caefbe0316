"""Whose a record is that waits on a device: a mark that stands for a person.

A page tells the device the mark of whoever it was made for, every record kept on that page carries
it, and the server takes a record from nobody else (`PersonMiddleware`). So what one person left on
a phone never becomes another's, whoever signs in on it in between.
"""

from __future__ import annotations

import hashlib

from lumbar.people.models import Person

OWNER_HEADER = "X-Lumbar-Owner"
"""The request's header that says whose the record in it is."""


def mark_of(person: Person) -> str:
    """The mark of a person: 32 hexadecimal digits, from which nobody finds who they are.

    A plain digest does: the id is random, so unlike a name it cannot be guessed. It needs no key,
    because a record may wait for months, and a key that is changed meanwhile would strand it.
    """
    return hashlib.sha256(f"lumbar owner {person.pk}".encode()).hexdigest()[:32]


def marks_of(person: Person | None) -> list[str]:
    """Every mark a person's records may carry: their own first, then those of the people who were
    joined with them, whose records may still wait on some device."""
    return [mark_of(person), *person.former_marks] if person is not None else []


def take_marks_over(*, one: Person, into: Person) -> None:
    """The records of ``one`` that still wait on a device are ``into``'s from now on."""
    known = Person.objects.in_bulk((one.pk, into.pk))
    into.former_marks = [
        *known[into.pk].former_marks,
        *(mark for mark in marks_of(known[one.pk]) if mark not in known[into.pk].former_marks),
    ]
    into.save(update_fields=["former_marks"])
