"""What a reminder says, in the language of the page or of ``translation.override``.

Unless the person chose otherwise no word is about health: a notification lies on a table, a
calendar hangs in an office.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from django.utils.translation import gettext as _

from lumbar.reminders.models import CONFIRM, Kind, Way


class Words(NamedTuple):
    """A reminder's title, one sentence, and what its button says."""

    title: str
    sentence: str
    action: str


def reminder_words(kind: str, health_words: bool) -> Words:
    """The words of one kind of message."""
    if kind == CONFIRM:
        return Words(
            _("Please confirm your address"),
            _("Somebody asked Lumbar to send reminders here. We hope it was you."),
            _("Confirm this address"),
        )
    return (_open_words() if health_words else _discreet_words())[kind]


def _discreet_words() -> dict[str, Words]:
    return {
        Kind.TONIGHT: Words(
            _("A few minutes for yourself"), _("Everything is ready for tonight."), _("Begin")
        ),
        Kind.MORNING: Words(_("Good morning"), _("Two taps, and you are done."), _("Answer now")),
        Kind.MEASURES: Words(
            _("A few short questions"), _("They take about two minutes."), _("Answer now")
        ),
        Kind.COMPANION: Words(
            _("Time for a short look"), _("It takes about a minute."), _("Answer now")
        ),
    }


def _open_words() -> dict[str, Words]:
    return {
        Kind.TONIGHT: Words(
            _("Tonight’s exercises for your back"),
            _("Gentle moves in bed, with the lights off if you like."),
            _("Begin"),
        ),
        Kind.MORNING: Words(
            _("How is your back this morning?"),
            _("Tell us how you woke and how you slept."),
            _("Answer now"),
        ),
        Kind.MEASURES: Words(
            _("How has your back been lately?"),
            _("A few questions show how things are going."),
            _("Answer now"),
        ),
        Kind.COMPANION: Words(
            _("Your sore back: time to look again"),
            _("We ask about signs that need to be seen soon."),
            _("Answer now"),
        ),
    }


def kind_words() -> dict[str, tuple[str, str]]:
    """What the page calls each kind, and what is said about it."""
    return {
        Kind.TONIGHT: (
            _("Tonight’s exercises"),
            _("Each evening, unless you have begun. Never while a warning sign needs a look."),
        ),
        Kind.MORNING: (_("The morning’s two taps"), _("Each morning, unless you have answered.")),
        Kind.MEASURES: (
            _("The longer questions"),
            _("When they are due, and a week later if you have not answered."),
        ),
        Kind.COMPANION: (
            _("The first 48 hours"),
            _("When it is time to look at your back again, counted from when the pain began."),
        ),
    }


def way_words() -> dict[str, str]:
    return {Way.FEED: _("Calendar"), Way.EMAIL: _("E-mail"), Way.PUSH: _("Notification")}


PAGES: Mapping[str, str] = {
    Kind.TONIGHT: "tonight",
    Kind.MORNING: "morning",
    Kind.MEASURES: "check_in",
    Kind.COMPANION: "companion",
}
"""The name of the page each kind opens."""
