"""This app's part of erasing a person: lines about their visits go too, with what staff noted.

Lines about the person themselves hang on their row and go with it.
"""

from __future__ import annotations

from django.db.models import Q

from lumbar.board.models import BoardItem
from lumbar.people.models import Person


def erase_person(person: Person) -> None:
    """Take the lines about their visits; the visits stay in the book without a name."""
    about = Q(appointment__patient__person=person) | Q(waiting__patient__person=person)
    BoardItem.objects.filter(about).delete()
