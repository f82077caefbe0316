"""Writes about people and the clinic. Each is one transaction and takes its arguments by name."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from lumbar.people.guests import code_of, new_code, new_token, token_hash
from lumbar.people.http import Request
from lumbar.people.joining import join_people
from lumbar.people.models import Clinic, Device, JoinCode, Person, today


@transaction.atomic
def ensure_guest(*, request: Request) -> Person:
    """The person of this request; made now, with a cookie on the response, when there was none.

    Call it just before the first thing is written for somebody.
    """
    if request.person is None:
        token = new_token()
        request.person = Person.objects.create(guest_token_hash=token_hash(token))
        request.guest_token = token
    return request.person


CODE_LIVES = timedelta(minutes=10)


@transaction.atomic
def make_join_code(*, person: Person, now: datetime) -> str:
    """A code with which another device joins this person; an older one no longer works."""
    code = new_code()
    JoinCode.objects.filter(person=person).delete()
    JoinCode.objects.filter(expires_at__lt=now).delete()
    JoinCode.objects.create(person=person, code_hash=token_hash(code), expires_at=now + CODE_LIVES)
    return code


@transaction.atomic
def join_device(*, request: Request, code: str, now: datetime) -> bool:
    """Make this request's device one of the person who made the code; what was done on it is
    theirs from then on. Returns False for a code that is wrong, used or too old."""
    found = (
        JoinCode.objects.select_for_update()
        .filter(code_hash=token_hash(code_of(code)), expires_at__gt=now)
        .first()
    )
    if found is None:
        return False
    person, before = found.person, request.person
    found.delete()
    if before is not None:
        # This device's cookie stays, and finds the other from now on.
        join_people(one=before, into=person)
    else:
        token = new_token()
        Device.objects.create(person=person, token_hash=token_hash(token))
        request.guest_token = token
    request.person = person
    return True


@transaction.atomic
def note_seen(*, person: Person) -> None:
    """Keep today as the day a person last opened a page."""
    person.last_seen = today()
    # Only if the row is still there: `save` would bring back someone just erased.
    Person.objects.filter(pk=person.pk).update(last_seen=person.last_seen)


@transaction.atomic
def erase_person(*, person: Person) -> None:
    """Delete a person and everything kept about them. It cannot be undone."""
    Person.objects.filter(pk=person.pk).delete()


@transaction.atomic
def load_demo_clinic() -> bool:
    """Make the demo clinic if there is no clinic at all; return whether it was made."""
    if Clinic.objects.exists():
        return False
    Clinic.objects.create(
        name_en="Harbour Back and Joint Clinic (demo)",
        name_zh_hant="海港脊骨及關節診所（示範）",
        # No Hong Kong number starts with 0, so this can reach nobody.
        phone="+852 0000 0000",
        country="HK",
        demo=True,
    )
    return True
