"""This app's part of joining two people: what the boards had about them."""

from __future__ import annotations

from lumbar.board.models import BoardItem
from lumbar.people.models import Person


def join(*, one: Person, into: Person) -> None:
    """Every line goes along. Where both had the same one at the same moment, the one that somebody
    did something about stays."""
    known = {
        (row.clinic_id, row.rule, row.occasion): row
        for row in BoardItem.objects.filter(person=into)
    }
    for row in BoardItem.objects.filter(person=one):
        other = known.get((row.clinic_id, row.rule, row.occasion))
        if other is not None:
            if other.version >= row.version:
                row.delete()
                continue
            other.delete()
        row.person = into
        row.save(update_fields=["person"])
