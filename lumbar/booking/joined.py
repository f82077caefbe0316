"""This app's part of joining two people: a clinic that knew both knows one."""

from __future__ import annotations

from lumbar.people.models import Patient, Person
from lumbar.people.register import join_entries


def join(*, one: Person, into: Person) -> None:
    """Visits and places on wait lists of both are those of the one who stays: where a clinic has an
    entry of each (`people.joined` has handed over the others), the two become one."""
    stays = {entry.clinic_id: entry for entry in Patient.objects.filter(person=into)}
    for entry in Patient.objects.filter(person=one, clinic__in=stays):
        join_entries(one=entry, into=stays[entry.clinic_id])
