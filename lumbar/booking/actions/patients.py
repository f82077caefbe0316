"""Finding somebody in a clinic's register, or entering them."""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q

from lumbar.booking.contact import Contact
from lumbar.people.models import Clinic, Patient, Person


def patient_of(clinic: Clinic, person: Person | None) -> Patient | None:
    """The register's entry of a person, if there is one."""
    if person is None:
        return None
    return Patient.objects.filter(clinic=clinic, person=person).first()


@transaction.atomic
def patient_for(
    *, clinic: Clinic, person: Person | None, contact: Contact, verified: bool
) -> Patient:
    """The entry a visit is booked for, made when there is none.

    A person's own entry goes first. Somebody without one is found again by the same name with the
    same e-mail or phone, else entered. Nothing typed changes an entry that is there, and nothing on
    a page tells whether one was. Typing another's name and e-mail makes nobody them: an entry is
    only given to a person when the e-mail is proved to be theirs (``verified``); until then they
    get an entry of their own, which the desk may join with the other.
    """
    own = patient_of(clinic, person)
    if own is not None:
        return own
    contact = contact.tidy()
    same = _same(clinic, contact) if person is None or verified else None
    if same is not None:
        if person is not None:
            same.person = person
            same.save(update_fields=["person"])
        return same
    fields = {
        "name": contact.name, "email": contact.email, "phone": contact.phone,
        "language": contact.language,
    }  # fmt: skip
    if person is None:
        return Patient.objects.create(clinic=clinic, **fields)
    # Two requests of one person at once make one entry.
    return Patient.objects.get_or_create(clinic=clinic, person=person, defaults=fields)[0]


def _same(clinic: Clinic, contact: Contact) -> Patient | None:
    """An entry with this name and this e-mail or phone that is nobody else's."""
    reached = Q()
    if contact.email:
        reached |= Q(email__iexact=contact.email)
    if contact.phone:
        reached |= Q(phone=contact.phone)
    if not reached:
        return None
    rows = Patient.objects.filter(reached, clinic=clinic, name__iexact=contact.name, person=None)
    return rows.order_by("made_at").first()
