"""Writes about people and the clinic. Each is one transaction and takes its arguments by name."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from lumbar.people.devices import devices_of, let_devices_go
from lumbar.people.erased import let_account_go
from lumbar.people.erasing import erase_everywhere
from lumbar.people.guests import GUEST_COOKIE, code_of, new_code, new_token, token_hash
from lumbar.people.http import Request
from lumbar.people.joining import join_people
from lumbar.people.models import Account, Clinic, Device, JoinCode, KeptApart, Person, today
from lumbar.people.queries import guest_to_join, is_account


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
    """What was done on this device without an account is the account's from now on. No cookie
    finds it any more, here or on another of the guest's devices: an account is opened by signing
    in. It cannot be undone. Nothing happens where there is nobody to join (`guest_to_join`)."""
    account = Account.objects.select_for_update().get(pk=account.pk)
    guest = guest_to_join(account, request)
    if guest is None:
        return
    if account.person is None:
        let_devices_go(guest)
        KeptApart.objects.filter(account=account, guest=guest).delete()
        account.person = guest
        account.save(update_fields=["person"])
    else:
        join_people(one=guest, into=account.person)
    request.person = account.person
    request.guest_token, request.guest_erased = None, True


@transaction.atomic
def keep_apart(*, account: Account, guest: Person) -> None:
    """What a guest did on this device is not the account's, and it is not asked again. It can
    still be joined, by who asks for it."""
    KeptApart.objects.get_or_create(account=account, guest=guest)


@transaction.atomic
def forget_devices(*, account: Account) -> None:
    """Devices that know an account's person by a cookie, without signing in, do so no more."""
    if account.person is not None:
        let_devices_go(account.person)


@transaction.atomic
def forget_this_device(*, request: Request) -> None:
    """The cookie of this browser finds nobody any more."""
    token = token_hash(request.COOKIES.get(GUEST_COOKIE, ""))
    Device.objects.filter(token_hash=token).delete()
    Person.objects.filter(guest_token_hash=token).update(guest_token_hash=None)
    request.guest_token, request.guest_erased = None, True


CODE_LIVES = timedelta(minutes=10)


@transaction.atomic
def make_join_code(*, person: Person, now: datetime, device: str = "") -> str:
    """A code with which another device joins this person; an older one no longer works. ``device``
    is the hash of this browser's cookie, empty where an account is signed in."""
    code = new_code()
    JoinCode.objects.filter(person=person).delete()
    JoinCode.objects.filter(expires_at__lt=now).delete()
    JoinCode.objects.create(person=person, code_hash=token_hash(code), made_by=device,
                            expires_at=now + CODE_LIVES)  # fmt: skip
    return code


@transaction.atomic
def join_device(*, request: Request, code: str, now: datetime) -> bool:
    """Make the device of this request and the one that made the code one person's; what was done
    on both is theirs from then on. Where one of the two is signed in, the other's further devices
    are left out: nobody asked them. Returns False for a code that is wrong, used or too old, and
    when both have accounts."""
    found = (
        JoinCode.objects.select_for_update()
        .filter(code_hash=token_hash(code_of(code)), expires_at__gt=now)
        .first()
    )
    if found is None:
        return False
    person, before = found.person, request.person
    signed_in = is_account(request.user)
    with_account = Account.objects.filter(person__in=[one for one in (person, before) if one])
    whose = set(with_account.values_list("person", flat=True))
    here_is_an_account = signed_in or (before is not None and before.pk in whose)
    if before != person and here_is_an_account and person.pk in whose:
        return False
    found.delete()
    if before is None and is_account(request.user):
        request.person = _becomes_the_accounts(request.user, person, device=found.made_by)
        return True
    if before is None:
        token = new_token()
        Device.objects.create(person=person, token_hash=token_hash(token))
        request.guest_token = token
        request.person = person
        return True
    here = "" if signed_in else token_hash(request.COOKIES.get(GUEST_COOKIE, ""))
    asked = {found.made_by, here} & (devices_of(person) | devices_of(before))
    one, into = (person, before) if signed_in else (before, person)
    join_people(one=one, into=into)
    for token in asked - devices_of(into):
        Device.objects.create(person=into, token_hash=token)
    request.person = into
    return True


def _becomes_the_accounts(account: Account, person: Person, *, device: str) -> Person:
    """The person of an account that had none. Of their devices the one that was asked stays."""
    account = Account.objects.select_for_update().get(pk=account.pk)
    stays = {device} & devices_of(person)
    let_devices_go(person)
    for token in stays:
        Device.objects.create(person=person, token_hash=token)
    if account.person is None:
        account.person = person
        account.save(update_fields=["person"])
    else:
        # Somebody began to keep something in another tab just now.
        join_people(one=person, into=account.person)
    return account.person


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
    let_account_go(account)


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
