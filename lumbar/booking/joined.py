"""This app's part of joining two people: a clinic that knew both knows one."""

from __future__ import annotations

from django.db import IntegrityError, transaction

from lumbar.people.models import Patient, PatientKey, Person


def join(*, one: Person, into: Person) -> None:
    """Visits and places on wait lists of both are those of the one who stays. Where a clinic has an
    entry of each (`people.joined` has handed over the others), everything that hangs on the one is
    given to the other, which learns what it did not know, and the emptied one goes."""
    stays = {entry.clinic_id: entry for entry in Patient.objects.filter(person=into)}
    for entry in Patient.objects.filter(person=one, clinic__in=stays):
        merge_entries(one=entry, into=stays[entry.clinic_id])


@transaction.atomic
def merge_entries(*, one: Patient, into: Patient) -> None:
    """Make two entries of one clinic's register one. What can only be there once, and is there for
    both, keeps the first entry alive, without a person."""
    if one.clinic_id != into.clinic_id or one.pk == into.pk:
        raise ValueError("not two entries of one register")
    # In the order of `actions.locking`: the patients before their visits.
    pair = Patient.objects.select_for_update(no_key=True).filter(pk__in=(one.pk, into.pk))
    list(pair.order_by("pk"))
    everything = True
    for relation in Patient._meta.related_objects:
        if relation.related_model is PatientKey:
            # Worked out anew from what the entry says.
            continue
        rows = relation.related_model._base_manager.filter(**{relation.field.name: one})
        try:
            with transaction.atomic():
                rows.update(**{relation.field.name: into})
        except IntegrityError:
            everything = False
    for name in ("phone", "email", "note"):
        if not getattr(into, name):
            setattr(into, name, getattr(one, name))
    into.save()
    if everything:
        one.delete()
    else:
        one.person = None
        one.save(update_fields=["person"])
