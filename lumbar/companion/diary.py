"""The diary of the first hours: all that was noted since the pain began, in one order, in words."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lumbar.clinical.library import Library, library
from lumbar.companion.models import (
    Companion,
    DangerSignsAsked,
    PackUse,
    PainNote,
    Review,
)
from lumbar.journal.models import CheckIn
from lumbar.medicines.models import Dose
from lumbar.medicines.wording import how_much, what_was_taken
from lumbar.site.wording import page_language, sentences
from lumbar.tonight.models import SessionRecord
from lumbar.tonight.words import evening_words, pain_words


class Entry(NamedTuple):
    """One thing that was noted."""

    at: datetime
    kind: str
    """``pain``, ``sleep``, ``medicine``, ``pack``, ``evening`` or ``asked``."""
    title: str
    text: str


def diary_of(companion: Companion, until: datetime) -> list[Entry]:
    """Everything from the hour the pain began, oldest first."""
    knowledge = library()
    entries = [
        *_pain(companion),
        *_asked(companion, knowledge),
        *_sleep(companion, until),
        *_medicine(companion, until),
        *_packs(companion, until, knowledge),
        *_evenings(companion, until, knowledge),
    ]
    return sorted(entries, key=lambda entry: entry.at)


def _pain(companion: Companion) -> Iterator[Entry]:
    title = _("Pain")
    if companion.pain is not None:
        leg = _("A leg hurts too.") if companion.leg else _("No leg pain.")
        said = _("%(pain)s of 10.") % {"pain": companion.pain}
        yield Entry(companion.started_at, "pain", title, sentences([said, leg]))
    for note in PainNote.objects.filter(companion=companion):
        yield Entry(note.noted_at, "pain", title, _("%(pain)s of 10.") % {"pain": note.pain})


def _asked(companion: Companion, knowledge: Library) -> Iterator[Entry]:
    reviews = list(Review.objects.filter(companion=companion))
    within = {review.said_at for review in reviews}
    for asked in DangerSignsAsked.objects.filter(companion=companion):
        if asked.asked_at not in within:
            text = _("One was there, or not sure.") if asked.any_sign else _("None was there.")
            yield Entry(asked.asked_at, "asked", _("Danger signs"), text)
    words = knowledge.care.words(page_language()).companion.check_ins
    for review in reviews:
        said = words[review.check_in]
        parts = [_("%(answer)s.") % {"answer": said.answers[review.outcome]}]
        if review.pain is not None:
            parts.append(_("Pain %(pain)s of 10.") % {"pain": review.pain})
        yield Entry(review.said_at, "asked", said.title, sentences(parts))


def _sleep(companion: Companion, until: datetime) -> Iterator[Entry]:
    mornings = CheckIn.objects.filter(
        person=companion.person, said_at__gte=companion.began_at, said_at__lte=until
    )
    for morning in mornings:
        text = _("Slept %(sleep)s of 10. Pain on waking: %(pain)s of 10.") % {
            "sleep": morning.sleep,
            "pain": morning.pain,
        }
        yield Entry(morning.said_at, "sleep", _("Night"), text)


def _medicine(companion: Companion, until: datetime) -> Iterator[Entry]:
    doses = Dose.objects.filter(
        person=companion.person, taken_at__gte=companion.began_at, taken_at__lte=until
    )
    for dose in doses:
        name, amount = what_was_taken(dose), how_much(dose)
        text = _("%(name)s: %(amount)s") % {"name": name, "amount": amount} if amount else name
        yield Entry(dose.taken_at, "medicine", _("Taken"), text)


def _packs(companion: Companion, until: datetime, knowledge: Library) -> Iterator[Entry]:
    methods = knowledge.care.words(page_language()).heat_cold.methods
    packs = PackUse.objects.filter(
        person=companion.person, started_at__gte=companion.began_at, started_at__lte=until
    )
    for pack in packs:
        yield Entry(pack.started_at, "pack", methods[pack.method].name, pack_words(pack))


def pack_words(pack: PackUse) -> str:
    """How long a pack was on, and what ended it if that was not its time."""
    if pack.ended == PackUse.Ended.OPEN:
        return _("Begun.")
    minutes = max(1, round(timedelta(seconds=pack.seconds) / timedelta(minutes=1)))
    parts = [ngettext("%(count)s minute.", "%(count)s minutes.", minutes) % {"count": minutes}]
    if pack.ended == PackUse.Ended.SKIN:
        parts.append(_("Stopped because of the skin."))
    elif pack.ended == PackUse.Ended.NO_ANSWER:
        parts.append(_("Stopped without an answer."))
    return sentences(parts)


def _evenings(companion: Companion, until: datetime, knowledge: Library) -> Iterator[Entry]:
    words = knowledge.words(page_language())
    evenings = SessionRecord.objects.filter(
        person=companion.person, started_at__gte=companion.began_at, started_at__lte=until
    ).select_related("plan")
    for evening in evenings:
        pain = pain_words(evening)
        line = evening_words(evening, words)
        text = sentences([_("%(said)s.") % {"said": pain}, line]) if pain else line
        yield Entry(evening.started_at, "evening", _("Evening"), text)
