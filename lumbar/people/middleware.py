"""Tells every view who is asking and which clinic it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.functional import SimpleLazyObject

from lumbar.people.actions import note_seen
from lumbar.people.guests import GUEST_COOKIE, GUEST_COOKIE_AGE
from lumbar.people.http import Request
from lumbar.people.marks import OWNER_HEADER, marks_of
from lumbar.people.models import Account, Clinic, Membership, today
from lumbar.people.queries import clinic_at, is_account, membership_of, person_by_token


class PersonMiddleware:
    """Sets `request.person` (None for somebody new) and `request.clinic`; keeps the guest cookie.

    The person is the signed-in account's, else the guest's. A request without a cookie costs no
    query. The cookie is sent when a guest is made, renewed (as is a session) when a page is opened
    on a new day, and removed after erasing and when the guest has become an account's.

    A record from a device that is another person's than who asks is answered with 409 (401 where
    nobody is known), before any view reads it: it stays on the device until its owner is back.
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, plain_request: HttpRequest) -> HttpResponse:
        request = cast(Request, plain_request)
        request.guest_token = None
        request.guest_erased = False
        host = plain_request.get_host().partition(":")[0]
        request.clinic = cast("Clinic | None", SimpleLazyObject(lambda: clinic_at(host)))
        request.membership = cast(
            "Membership | None",
            SimpleLazyObject(lambda: membership_of(request.user, request.clinic)),
        )
        token = request.COOKIES.get(GUEST_COOKIE, "")
        # Without a session's cookie nobody can be signed in: nothing to look up.
        signed_in = settings.SESSION_COOKIE_NAME in request.COOKIES and is_account(request.user)
        if signed_in:
            # Not the device's guest, who may be somebody else.
            request.person = cast("Account", request.user).person
        else:
            request.person = person_by_token(token) if token else None
        owner = request.headers.get(OWNER_HEADER)
        if owner is not None and owner not in marks_of(request.person):
            return JsonResponse({"error": "not yours"}, status=409 if request.person else 401)
        if request.person is not None and request.person.last_seen < today():
            note_seen(person=request.person)
            if signed_in:
                request.session.modified = True
            else:
                request.guest_token = token
        response = self.get_response(request)
        if request.guest_erased:
            response.delete_cookie(GUEST_COOKIE, samesite="Lax")
        elif request.guest_token is not None:
            response.set_cookie(
                GUEST_COOKIE,
                request.guest_token,
                max_age=GUEST_COOKIE_AGE,
                secure=settings.LUMBAR.https or request.is_secure(),
                httponly=True,
                samesite="Lax",
            )
        return response
