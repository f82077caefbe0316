"""The request as Lumbar's views get it, for type annotations."""

from __future__ import annotations

from django.contrib.auth.models import AnonymousUser
from django.http import Http404, HttpRequest
from django.utils.http import url_has_allowed_host_and_scheme

from lumbar.people.models import Account, Clinic, Membership, Person


class Request(HttpRequest):
    """A request after `PersonMiddleware`.

    Never made directly: Django makes an HttpRequest and the middleware sets these attributes.
    """

    # None until something was written for this person: looking at pages creates nothing.
    person: Person | None
    # Looked up on first use; false when no clinic is set up yet.
    clinic: Clinic | None
    # Who is signed in; Django's AnonymousUser when nobody is.
    user: Account | AnonymousUser
    # What they are at this clinic; None for everybody who is not on its staff.
    membership: Membership | None
    # What the middleware does with the guest cookie when the response leaves.
    guest_token: str | None
    guest_erased: bool


def next_page(request: HttpRequest, otherwise: str) -> str:
    """The page of this site that ``next`` of the address or the form names, else another."""
    wanted = request.POST.get("next") or request.GET.get("next", "")
    return wanted if url_has_allowed_host_and_scheme(wanted, allowed_hosts=None) else otherwise


def clinic_here(request: Request) -> Clinic:
    """The clinic of this address. Raises ``Http404`` while none is set up."""
    if not request.clinic:
        raise Http404
    return request.clinic
