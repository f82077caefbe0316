"""This app's part of joining two people: what knows them, and what they said to clinics."""

from __future__ import annotations

from lumbar.audit.actions import hand_over
from lumbar.people.joining import hand_over_newest
from lumbar.people.models import Account, Device, Patient, Person, Sharing


def join(*, one: Person, into: Person) -> None:
    """The cookies, the account and the registers' entries of both find the one who stays.

    A clinic that has an entry of each keeps both here; what hangs on them is put together by the
    app that knows it (booking), which then lets the emptied one go.
    """
    Device.objects.filter(person=one).update(person=into)
    if one.guest_token_hash:
        token_hash, one.guest_token_hash = one.guest_token_hash, None
        one.save(update_fields=["guest_token_hash"])
        Device.objects.create(person=into, token_hash=token_hash)
    if not Account.objects.filter(person=into).exists():
        Account.objects.filter(person=one).update(person=into)
    known = Patient.objects.filter(person=into).values("clinic")
    Patient.objects.filter(person=one).exclude(clinic__in=known).update(person=into)
    hand_over_newest(Sharing, "clinic_id", one=one, into=into)
    hand_over(one=one.pk, into=into.pk)
