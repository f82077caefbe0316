"""Writes about people and the clinic. Each is one transaction and takes its arguments by name."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from lumbar.people.erased import end_sessions
from lumbar.people.erasing import erase_everywhere
from lumbar.people.guests import GUEST_COOKIE, code_of, new_code, new_token, token_hash
from lumbar.people.http import Request
from lumbar.people.joining import join_people
from lumbar.people.models import Account, Clinic, Device, JoinCode, Membership, Person, today


@transaction.atomic
def ensure_guest(*, request: Request) -> Person:
    """The person of this request; made now when there was none: a guest with a cookie on the
    response, or the signed-in account's.

    Call it just before the first thing is written for somebody.
    """
    if request.person is not None:
        return request.person
    user = getattr(request, "user", None)
    if user is not None and user.is_authenticated:
        account = Account.objects.select_for_update().get(pk=user.pk)
        if account.person is None:
            account.person = Person.objects.create()
            account.save(update_fields=["person"])
        request.person = user.person = account.person
    else:
        token = new_token()
        request.person = Person.objects.create(guest_token_hash=token_hash(token))
        request.guest_token = token
    return request.person


@transaction.atomic
def adopt_guest(*, account: Account, request: Request) -> None:
    """What was done on this device without an account is the account's from now on, and the
    device's cookie goes: signed out, the device knows nobody.

    Not for a clinic's staff, who sign in on devices that are others' too; nor when the cookie's
    person has another account.
    """
    guest = request.person
    if guest is None or Membership.objects.filter(account=account, active=True).exists():
        return
    account = Account.objects.select_for_update().get(pk=account.pk)
    if Account.objects.filter(person=guest).exclude(pk=account.pk).exists():
        return
    if account.person is None:
        account.person = guest
        account.save(update_fields=["person"])
    else:
        join_people(one=guest, into=account.person)
    token = token_hash(request.COOKIES.get(GUEST_COOKIE, ""))
    Device.objects.filter(token_hash=token).delete()
    Person.objects.filter(pk=account.person.pk, guest_token_hash=token).update(
        guest_token_hash=None
    )
    request.person = account.person
    request.guest_token, request.guest_erased = None, True


@transaction.atomic
def forget_devices(*, account: Account) -> None:
    """Devices that know an account's person by a cookie, without signing in, do so no more."""
    if account.person is None:
        return
    Device.objects.filter(person=account.person).delete()
    Person.objects.filter(pk=account.person.pk).update(guest_token_hash=None)


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
    theirs from then on. Returns False for a code that is wrong, used or too old, and when both
    have accounts."""
    found = (
        JoinCode.objects.select_for_update()
        .filter(code_hash=token_hash(code_of(code)), expires_at__gt=now)
        .first()
    )
    if found is None:
        return False
    person, before = found.person, request.person
    with_account = Account.objects.filter(person__in=[one for one in (person, before) if one])
    if before != person and with_account.count() > 1:
        return False
    found.delete()
    if before is not None:
        # This device's cookie or account stays, and finds the other from now on.
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
    """Delete a person and everything kept about them, their account too. It cannot be undone."""
    Person.objects.select_for_update().filter(pk=person.pk).first()
    erase_everywhere(person)
    Person.objects.filter(pk=person.pk).delete()


@transaction.atomic
def erase_account(*, account: Account) -> None:
    """Delete an account for which nothing is kept; staff keep theirs."""
    if not account.memberships.exists():
        end_sessions(account)
        account.delete()


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
