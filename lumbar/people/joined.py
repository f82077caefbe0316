"""This app's part of joining two people: what knows them, and what they said to clinics."""

from __future__ import annotations

from django.utils import timezone

from lumbar.audit.actions import hand_over, record
from lumbar.people.devices import let_devices_go
from lumbar.people.marks import take_marks_over
from lumbar.people.models import Account, Device, KeptApart, Patient, Person, Sharing
from lumbar.people.sharing import SCOPES


def join(*, one: Person, into: Person) -> None:
    """The cookies, the account and the registers' entries of both find the one who stays.

    An account is opened by signing in: the devices of a guest who is joined with one that is not
    theirs yet know nobody any more. A clinic that has an entry of each keeps both here: joining
    them is booking's part, since what hangs on them is the book.
    """
    accounts = Account.objects.filter(person__in=(one.pk, into.pk))
    with_one = set(accounts.values_list("person_id", flat=True))
    for guest in (one, into):
        if with_one - {guest.pk}:
            let_devices_go(guest)
    Device.objects.filter(person=one).update(person=into)
    if one.guest_token_hash:
        token_hash, one.guest_token_hash = one.guest_token_hash, None
        one.save(update_fields=["guest_token_hash"])
        Device.objects.create(person=into, token_hash=token_hash)
    if into.pk not in with_one:
        Account.objects.filter(person=one).update(person=into)
    known = Patient.objects.filter(person=into).values("clinic")
    Patient.objects.filter(person=one).exclude(clinic__in=known).update(person=into)
    _join_sharing(one, into)
    apart = Account.objects.filter(kept_apart__guest=one).exclude(person__in=(one.pk, into.pk))
    for account in apart:
        KeptApart.objects.get_or_create(account=account, guest=into)
    take_marks_over(one=one, into=into)
    hand_over(one=one.pk, into=into.pk)


def _join_sharing(one: Person, into: Person) -> None:
    """Where the two let a clinic see different things, it sees the less of the two: what one of
    them kept to themselves must not be seen because of what the other said."""
    said = {
        person.pk: {row.clinic_id: row for row in Sharing.objects.filter(person=person)}
        for person in (one, into)
    }
    for clinic in said[one.pk].keys() | said[into.pk].keys():
        rows = [rows_of[clinic] for rows_of in said.values() if clinic in rows_of]
        scopes = {Sharing.Scope(row.scope) for row in rows}
        if len(rows) == 1:
            scopes.add(Sharing.Scope.NOTHING)
        # Of two the one who stays has theirs; the other's goes with the person.
        stays = said[into.pk].get(clinic, rows[0])
        if len(scopes) > 1:
            stays.scope, stays.said_at = min(scopes, key=SCOPES.index), timezone.now()
            stays.narrowed = True
            record(
                now=stays.said_at, did="changed_sharing", clinic=clinic, person=into.pk,
                details={"scope": stays.scope, "joined": True},
            )  # fmt: skip
        stays.person = into
        stays.save()
