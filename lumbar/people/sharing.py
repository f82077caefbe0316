"""What a person lets a clinic see of their health, and who looked."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

from django.db import transaction
from django.utils.translation import gettext as _

from lumbar.audit.actions import record
from lumbar.audit.models import AuditLine
from lumbar.people.models import Clinic, Person, Sharing
from lumbar.people.queries import scope_of
from lumbar.people.unsharing import end_sharing_everywhere

SCOPES = (Sharing.Scope.NOTHING, Sharing.Scope.RESULT, Sharing.Scope.JOURNAL)
"""The least first."""


def shows_result(scope: Sharing.Scope) -> bool:
    """Whether a clinic with this scope may see the result of the check."""
    return scope in (Sharing.Scope.RESULT, Sharing.Scope.JOURNAL)


def shows_journal(scope: Sharing.Scope) -> bool:
    """Whether a clinic with this scope may see the journal, the plan and the measures too."""
    return scope == Sharing.Scope.JOURNAL


@transaction.atomic
def share(*, person: Person, clinic: Clinic, scope: Sharing.Scope, now: datetime) -> None:
    """Keep what a person lets a clinic see from now on. Saying the same again changes nothing, but
    that they have chosen since they were joined with somebody."""
    Person.objects.select_for_update().get(pk=person.pk)
    if scope_of(clinic, person) == scope:
        Sharing.objects.filter(person=person, clinic=clinic).update(narrowed=False)
        return
    Sharing.objects.update_or_create(
        person=person, clinic=clinic,
        defaults={"scope": scope, "said_at": now, "narrowed": False},
    )  # fmt: skip
    record(
        now=now, did="changed_sharing", clinic=clinic.pk, person=person.pk,
        details={"scope": scope.value},
    )  # fmt: skip
    if not shows_journal(scope):
        end_sharing_everywhere(person=person, now=now)


def narrowed_by_joining(clinic: Clinic, person: Person) -> bool:
    """Whether this clinic sees less since two people were joined who had said different things,
    and they have not chosen anew."""
    return Sharing.objects.filter(clinic=clinic, person=person, narrowed=True).exists()


def what_was_done(did: str) -> str:
    """An audit line's ``did``, as the person it is about reads it."""
    exactly = {
        "looked_at_result": _("Looked at the result of your check"),
        "looked_at_journal": _("Looked at your journal"),
        "looked_at_reason": _("Read why you come"),
        "looked_at_board": _("Saw you on the morning board"),
        "looked_at_case": _("Looked at a case told from your course"),
        "changed_plan": _("Changed your plan"),
        "changed_sharing": _("You changed what the clinic may see"),
        "wrote_message": _("Wrote you a message"),
        "wrote_note": _("Wrote a note to a visit"),
        "read_messages": _("Read your messages"),
        "put_messages_away": _("Noted that your messages need no answer"),
        "changed_register": _("Changed your entry in the register"),
        "entered_patient": _("Changed your entry in the register"),
        "merged_patients": _("Changed your entry in the register"),
    }
    about = {
        "case": _("Worked on a case told from your course"),
        "board": _("Worked on a line about you on the morning board"),
        "wait": _("Changed your place on the wait list"),
        "visit": _("Booked or changed a visit of yours"),
        "booked": _("Booked or changed a visit of yours"),
    }
    if did in exactly:
        return exactly[did]
    return next(
        (words for part, words in about.items() if part in did),
        _("Did something else in your record"),
    )


class Look(NamedTuple):
    """Something done in a person's record."""

    at: datetime
    clinic: str
    name: str
    """Who did it, as the clinic calls them; empty for the person themselves."""
    what: str
    did: str
    """The audit line's own word for it."""


def looks_at(person: Person, *, first: int | None = 100) -> list[Look]:
    """Who looked at a person's record or changed it, the latest ``first`` or all (None); two
    queries."""
    lines = list(AuditLine.objects.filter(person=person.pk)[:first])
    clinics = Clinic.objects.in_bulk({line.clinic for line in lines if line.clinic})
    return [
        Look(
            at=line.at,
            clinic=clinics[line.clinic].name if line.clinic in clinics else "",
            name=line.name,
            what=what_was_done(line.did),
            did=line.did,
        )
        for line in lines
    ]
