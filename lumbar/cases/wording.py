"""Words of cases that depend on what they hold."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.translation import gettext as _

from lumbar.cases.errors import Why
from lumbar.cases.models import Case
from lumbar.clinical.case_course import Group, Size


def outcomes() -> Mapping[str, str]:
    return {
        "better": _("Less pain in the end"),
        "same": _("It did not improve"),
        "worse": _("More pain in the end"),
        "unknown": _("How it came out was not noted"),
    }


def ages() -> Mapping[str, str]:
    return {
        "child": _("under 18"),
        "young": _("18 to 44"),
        "middle": _("45 to 65"),
        "old": _("over 65"),
    }


def states() -> Mapping[str, str]:
    state = Case.State
    return {
        state.DRAFT: _("Being written"),
        state.ASKED: _("Waiting for the person"),
        state.AGREED: _("Agreed to, not shown yet"),
        state.DECLINED: _("The person said no"),
        state.PUBLISHED: _("Shown to everybody"),
        state.WITHDRAWN: _("Taken back"),
    }


def kinds() -> Mapping[str, str]:
    """What words that were pointed out may be."""
    return {
        "name": _("a name"),
        "title": _("somebody by title"),
        "number": _("a number to reach somebody"),
        "address": _("an address"),
        "document": _("a document’s number"),
        "date": _("a date"),
        "age": _("an exact age"),
        "place": _("a place"),
        "work": _("where somebody works"),
    }


def refused(why: Why) -> str:
    """Why a case could not go on, and what to do next."""
    return {
        "not-shared": _(
            "This person shows your clinic no journal. Ask them first; they choose it "
            "under “Sharing”."
        ),
        "no-course": _(
            "Too few mornings were noted to draw a course: at least three weeks with three "
            "mornings each. Try again later."
        ),
        "words": _("Both titles and both stories are needed before the person can be asked."),
        "looked-twice": _(
            "Some words may say who it is. Change them, or tick that they can stay, and "
            "keep the case."
        ),
        "too-few": _(
            "Fewer people share the age or pattern it tells than when it was drawn. Draw the "
            "figures again, then ask again."
        ),
        "changed": _(
            "It was changed meanwhile. Look at it as it is now, then try again. What you "
            "typed is still here."
        ),
        "not-asked": _("There is nothing to answer at the moment."),
        "not-agreed": _("The person has not agreed to what it says now. Ask them first."),
        "over": _("This case is over, and nothing of it is kept. Begin a new one."),
    }[why]


def size(of: Size | None) -> str:
    """How many people, as coarsely as it is told."""
    if of is None:
        return ""
    if of.most is None:
        return _("%d or more") % of.least
    return _("%(least)d to %(most)d") % {"least": of.least, "most": of.most}


def of_ten(group: Group) -> list[str]:
    """How it came out for so many of ten, in sentences."""
    if not group.of_ten:
        return []
    better, same, worse = (group.of_ten[one] for one in ("better", "same", "worse"))
    return [
        _("About %d of 10 hurt less in the end.") % better,
        _("About %d of 10 stayed about the same.") % same,
        _("About %d of 10 hurt more.") % worse,
    ]
