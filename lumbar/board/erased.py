"""This app's part of erasing a person: lines about their visits go too, with what staff noted.

Lines about the person themselves hang on their row and go with it.
"""

from __future__ import annotations

from lumbar.board.models import BoardItem
from lumbar.people.models import Person


def erase_person(person: Person) -> None:
    """Take the lines about their visits; the visits stay in the book without a name."""
    BoardItem.objects.filter(appointment__patient__person=person).delete()
