"""What the self-experiment says, in lines for the sheet."""

from __future__ import annotations

from datetime import datetime

from django.utils.translation import gettext as _

from lumbar.clinical.words import Words
from lumbar.people.models import Person
from lumbar.reports.what_helps.presenters import findings_page
from lumbar.reports.what_helps.queries import what_helps_of
from lumbar.site.wording import sentences


def helped(person: Person, now: datetime, words: Words) -> tuple[str, ...]:
    """What mornings after the routine say, and of single exercises what is clear; nothing while
    there are too few nights."""
    findings = what_helps_of(person, now)
    page = findings_page(findings, words)
    shown = [*page["routine"], *(one for one in page["exercises"] if one.clear)]
    if not shown:
        return ()
    how = (
        _("A coin decided which nights.")
        if findings.by_coin
        else _("The person decided which nights: a pattern, not a trial.")
    )
    return (*(f"{one.name}: {sentences((one.sentence, one.between))}" for one in shown), how)
