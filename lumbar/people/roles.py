"""What each role of a clinic's staff may do: one table, and the guard that reads it."""

from __future__ import annotations

from collections.abc import Callable
from enum import StrEnum
from functools import wraps
from typing import Any

from django.contrib.auth import logout
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.http import urlencode

from lumbar.people.accounts.fresh import is_fresh, showed_second_factor
from lumbar.people.http import Request
from lumbar.people.models import Membership, Role


class May(StrEnum):
    """Something staff do."""

    BOOK = "book"
    """See the day and the week; book, move, cancel, check in; find and enter patients."""
    BLOCK_TIME = "block_time"
    """Take time out of the book."""
    TAKE_BOARD = "take_board"
    """Read the morning board, take, snooze and close its lines. Lines about health are only shown
    to who may `SEE_COURSE`."""
    SEE_COURSE = "see_course"
    """See what a person shares of their health."""
    WRITE_COURSE = "write_course"
    """Change a person's plan, write notes to a visit about health."""
    MESSAGE = "message"
    """Read and write messages with a person."""
    WRITE_CASES = "write_cases"
    """Draft, ask for and publish cases."""
    CALENDARS = "calendars"
    """See to one's own calendar feed and outside calendars; with `SETTINGS`, to everybody's."""
    SETTINGS = "settings"
    """Change hours, services, rooms, wording."""
    TEAM = "team"
    """Invite and remove staff, change roles."""
    AUDIT = "audit"
    """Read who of the team did what, and when."""


ROLES: dict[May, frozenset[Role]] = {
    May.BOOK: frozenset({Role.OWNER, Role.CLINICIAN, Role.FRONT_DESK}),
    May.BLOCK_TIME: frozenset({Role.OWNER, Role.CLINICIAN, Role.FRONT_DESK}),
    May.TAKE_BOARD: frozenset({Role.OWNER, Role.CLINICIAN, Role.FRONT_DESK}),
    May.SEE_COURSE: frozenset({Role.CLINICIAN}),
    May.WRITE_COURSE: frozenset({Role.CLINICIAN}),
    May.MESSAGE: frozenset({Role.CLINICIAN}),
    May.WRITE_CASES: frozenset({Role.CLINICIAN}),
    May.CALENDARS: frozenset({Role.OWNER, Role.CLINICIAN}),
    May.SETTINGS: frozenset({Role.OWNER}),
    May.TEAM: frozenset({Role.OWNER}),
    May.AUDIT: frozenset({Role.OWNER}),
}
"""Running a clinic is no reason to read what people tell their clinician: an owner sees it only as
one who treats people too (``Membership.treats``)."""


def may_do(membership: Membership, may: May) -> bool:
    """Whether one of their roles allows it."""
    return bool(membership.roles & ROLES[may])


View = Callable[..., HttpResponse]


def staff_only(may: May) -> Callable[[View], View]:
    """Let a view be opened only by staff of this clinic whose role may do this.

    Who is not signed in is asked to; who is no staff of this clinic gets 404, as if there were no
    such page; staff set up a second factor before anything else, and sign in anew after 12 hours
    or in a session that has not shown one; staff whose role may not gets 403. Inside the view
    ``request.membership`` is theirs.
    """

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: Request, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return _first("account_login", request)
            # Lazy: only its truth tells whether there is one.
            if not request.membership:
                raise Http404
            if not is_fresh(request):
                logout(request)
                return _first("account_login", request)
            if not request.membership.has_second_factor:
                return _first("second_factor", request)
            if not showed_second_factor(request, request.user):
                logout(request)
                return _first("account_login", request)
            if not may_do(request.membership, may):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.may = may  # type: ignore[attr-defined]
        return guarded

    return guard


def _first(name: str, request: Request) -> HttpResponse:
    """Send somebody to another page, and then back here."""
    return redirect(f"{reverse(name)}?{urlencode({'next': request.get_full_path()})}")


def the_member(request: Request) -> Membership:
    """Who asks, in a view that `staff_only` guards. Raises ``Http404`` where nothing guards it."""
    if not request.membership:
        raise Http404
    return request.membership
