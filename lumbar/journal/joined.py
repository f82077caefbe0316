"""This app's part of joining two people: their mornings and what was heard in them."""

from __future__ import annotations

from lumbar.journal.measuring.joined import join_measures
from lumbar.journal.models import CheckIn, ProgressFinding
from lumbar.people.models import Person


def join(*, one: Person, into: Person) -> None:
    """Nothing is lost, and nothing is there twice."""
    _mornings(one, into)
    _findings(one, into)
    join_measures(one=one, into=into)


def _mornings(one: Person, into: Person) -> None:
    """One check-in for each morning: of two, the one that was said last; what only the other told
    beside the two taps stays."""
    known = {check_in.morning: check_in for check_in in CheckIn.objects.filter(person=into)}
    for check_in in CheckIn.objects.filter(person=one):
        other = known.get(check_in.morning)
        if other is not None:
            last, first = sorted((check_in, other), key=lambda each: each.said_at, reverse=True)
            if last.stiff_minutes is None:
                last.stiff_minutes = first.stiff_minutes
            if last.areas is None:
                last.areas = first.areas
            first.delete()
            check_in = last
        check_in.person = into
        check_in.save()


def _findings(one: Person, into: Person) -> None:
    """A rule speaks once a day of one thing, on whichever device."""
    known = set(
        ProgressFinding.objects.filter(person=into).values_list("rule", "subject", "found_on")
    )
    for finding in ProgressFinding.objects.filter(person=one):
        if (finding.rule, finding.subject, finding.found_on) in known:
            finding.delete()
        else:
            finding.person = into
            finding.save(update_fields=["person"])
