"""Finding somebody in a clinic's register, or entering them."""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet

from lumbar.booking.contact import Contact
from lumbar.people.looking import same_number
from lumbar.people.models import Clinic, Patient, Person
from lumbar.people.register import join_entries

NAMELESS = ""
"""The name of an entry that is only there while a time is held for somebody who has not said who
they are."""


def patient_of(clinic: Clinic, person: Person | None) -> Patient | None:
    """The register's entry of a person, if there is one with a name."""
    if person is None:
        return None
    return Patient.objects.filter(clinic=clinic, person=person).exclude(name=NAMELESS).first()


def entry_to_hold_for(clinic: Clinic, person: Person, language: str) -> Patient:
    """The register's entry of a person; one without a name when there is none."""
    fields = {"name": NAMELESS, "language": language}
    return Patient.objects.get_or_create(clinic=clinic, person=person, defaults=fields)[0]


def patient_for(
    *, clinic: Clinic, person: Person | None, contact: Contact, verified: bool
) -> Patient:
    """The entry of `find_or_enter`."""
    return find_or_enter(clinic=clinic, person=person, contact=contact, verified=verified)[0]


@transaction.atomic
def find_or_enter(
    *, clinic: Clinic, person: Person | None, contact: Contact, verified: bool
) -> tuple[Patient, bool]:
    """The entry a visit is booked for, made when there is none.

    A person's own entry goes first. Somebody without one is found again by the same name with the
    same e-mail, else entered. Nothing typed changes an entry that is there, and nothing on a page
    tells whether one was.

    Typing another's name, e-mail and phone makes nobody them. Whoever only types finds an entry
    whose messages go to the address they typed, so its reader has the last word. It is given to a
    person when that address is proved to be theirs (``verified``); until then they get an entry of
    their own. A phone number proves nothing here: the desk, which can ring it, is shown that two
    entries are alike (`people.looking.look_alikes`) and may join them.

    Returns the entry, and whether it was made now.
    """
    own = patient_of(clinic, person)
    if own is not None:
        return own, False
    contact = contact.tidy()
    same = _same_mailbox(clinic, contact).first() if person is None or verified else None
    if same is not None:
        if person is not None:
            same = _hand_over(same, person)
        return same, False
    fields = _fields(contact)
    if person is None:
        return Patient.objects.create(clinic=clinic, **fields), True
    # Two requests of one person at once make one entry; one without a name, which goes with what is
    # held for it, is locked before it gets one.
    rows = Patient.objects.select_for_update(no_key=True)
    entry, made = rows.get_or_create(clinic=clinic, person=person, defaults=fields)
    if not made and entry.name == NAMELESS:
        for name, value in fields.items():
            setattr(entry, name, value)
        entry.save(update_fields=[*fields])
    return entry, made


def _hand_over(entry: Patient, person: Person) -> Patient:
    """Make it the person's, with what hangs on one of theirs that has no name."""
    nameless = Patient.objects.filter(clinic=entry.clinic_id, person=person).first()
    if nameless is not None:
        return join_entries(one=nameless, into=entry)
    entry.person = person
    entry.save(update_fields=["person"])
    return entry


@transaction.atomic
def patient_at_desk(*, clinic: Clinic, contact: Contact) -> Patient:
    """The entry of somebody who told the desk who they are, made when there is none: the one with
    this name and this e-mail, or with this name and number, however the number is written.

    One found by its number may have no other mailbox than the one that was told: what is written to
    it might reach a stranger who typed that number.
    """
    contact = contact.tidy()
    same = _same_mailbox(clinic, contact).first()
    if same is None:
        for one in same_number(clinic, name=contact.name, phone=contact.phone):
            if one.person_id is None and one.email.lower() in {"", contact.email}:
                return one
    return same or Patient.objects.create(clinic=clinic, **_fields(contact))


def _same_mailbox(clinic: Clinic, contact: Contact) -> QuerySet[Patient]:
    """Entries with this name and this e-mail that are nobody else's, the oldest first."""
    if not contact.email:
        return Patient.objects.none()
    rows = Patient.objects.filter(
        clinic=clinic, name__iexact=contact.name, email__iexact=contact.email, person=None
    )
    return rows.order_by("made_at")


def _fields(contact: Contact) -> dict[str, str]:
    return {
        "name": contact.name, "email": contact.email, "phone": contact.phone,
        "language": contact.language,
    }  # fmt: skip
