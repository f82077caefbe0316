"""The team of a clinic: who is on it, who is invited, and joining it."""

from __future__ import annotations

import logging
from smtplib import SMTPException
from typing import cast
from uuid import UUID

from allauth.account.adapter import get_adapter
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.mail import EmailMessage
from django.db.models import Exists, OuterRef
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from lumbar.people.forms import ROLE_WORDS, InvitationForm, MemberForm
from lumbar.people.http import Request, clinic_here, next_page
from lumbar.people.models import Account, Invitation, Membership, Role
from lumbar.people.queries import is_account, second_factors
from lumbar.people.roles import May, staff_only, the_member
from lumbar.people.team import (
    INVITED,
    LastOwner,
    accept,
    change_member,
    invitation_of,
    remove_member,
    sent_by_mail,
    withdraw_invitation,
)
from lumbar.people.team import invite as make_invitation

logger = logging.getLogger(__name__)


def _team_page(
    request: Request, form: InvitationForm, link: str = "", **more: object
) -> dict[str, object]:
    clinic = clinic_here(request)
    members = clinic.memberships.filter(active=True).select_related("account")
    return {
        "members": members.annotate(second_factor=Exists(second_factors(OuterRef("account")))),
        "invitations": clinic.invitations.filter(accepted_at=None, expires_at__gt=timezone.now()),
        "form": form,
        "link": link,
        "mail": bool(settings.LUMBAR.email),
        **more,
    }


@staff_only(May.TEAM)
@require_safe
def team(request: Request) -> HttpResponse:
    """Who is on the team, who is invited, and the form to invite somebody."""
    form = InvitationForm(initial={"role": Role.CLINICIAN.value})
    return render(request, "people/team.html", _team_page(request, form))


@staff_only(May.TEAM)
@require_POST
def invite(request: Request) -> HttpResponse:
    """Invite somebody by e-mail; without a mail server the link is shown, this once."""
    form = InvitationForm(request.POST)
    if not form.is_valid():
        return render(request, "people/team.html", _team_page(request, form), status=400)
    said = form.cleaned_data
    invitation, token = make_invitation(
        clinic=clinic_here(request), email=said["email"], name=said["name"],
        role=Role(said["role"]), treats=said["treats"], by=the_member(request), now=timezone.now(),
    )  # fmt: skip
    link = request.build_absolute_uri(reverse("invited", args=[token]))
    if _sent(invitation, link):
        sent_by_mail(invitation=invitation)
        messages.success(
            request, _("The invitation is on its way to %(email)s.") % {"email": invitation.email}
        )
        return redirect("team")
    fresh = InvitationForm(initial={"role": Role.CLINICIAN.value})
    return render(request, "people/team.html", _team_page(request, fresh, link, invited=invitation))


def _sent(invitation: Invitation, link: str) -> bool:
    """Send the link to whom it is for; False when there is no mail server or it did not take it."""
    if not settings.LUMBAR.email:
        return False
    parts = {"invitation": invitation, "link": link, "role": ROLE_WORDS[Role(invitation.role)][0]}
    message = EmailMessage(
        subject=_("Join %(clinic)s on Lumbar") % {"clinic": invitation.clinic.name},
        body=render_to_string("people/mail/invitation.txt", parts),
        to=[invitation.email],
    )
    try:
        message.send()
    except (SMTPException, OSError):
        logger.exception("An invitation could not be sent.")
        return False
    return True


@staff_only(May.TEAM)
@require_POST
def withdraw(request: Request, uuid: UUID) -> HttpResponse:
    """The invitation's link stops working."""
    invitation = get_object_or_404(clinic_here(request).invitations, pk=uuid, accepted_at=None)
    withdraw_invitation(invitation=invitation, by=the_member(request), now=timezone.now())
    messages.success(request, _("The invitation no longer works."))
    return redirect("team")


def _member_of(request: Request, uuid: UUID) -> Membership:
    members = clinic_here(request).memberships.select_related("account")
    return get_object_or_404(members, pk=uuid, active=True)


@staff_only(May.TEAM)
@require_http_methods(["GET", "HEAD", "POST"])
def member(request: Request, uuid: UUID) -> HttpResponse:
    """One on the team: how they are called and what they may."""
    found = _member_of(request, uuid)
    before = {"name": found.name, "role": found.role, "treats": found.treats}
    form = MemberForm(request.POST if request.method == "POST" else None, initial=before)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        try:
            change_member(
                member=found, name=said["name"], role=Role(said["role"]), treats=said["treats"],
                by=the_member(request), now=timezone.now(),
            )  # fmt: skip
        except LastOwner:
            form.add_error("role", _last_owner())
        else:
            messages.success(request, _("Kept."))
            return redirect("team")
    status = 400 if form.errors else 200
    return render(request, "people/member.html", {"member": found, "form": form}, status=status)


@staff_only(May.TEAM)
@require_POST
def remove(request: Request, uuid: UUID) -> HttpResponse:
    """Somebody leaves the team."""
    found = _member_of(request, uuid)
    try:
        remove_member(member=found, by=the_member(request), now=timezone.now())
    except LastOwner:
        messages.error(request, _last_owner())
        return redirect("team_member", found.pk)
    messages.success(request, _("%(name)s is no longer on the team.") % {"name": found.name})
    return redirect("team")


def _last_owner() -> str:
    return _("A clinic needs an owner. Make somebody else one first.")


@require_http_methods(["GET", "HEAD", "POST"])
def invited(request: Request, token: str) -> HttpResponse:
    """The link of an invitation: what it is for (GET), and joining the team (POST)."""
    clinic = clinic_here(request)
    invitation = invitation_of(clinic, token, timezone.now())
    if invitation is None:
        return render(request, "people/invited.html", status=404)
    account = request.user if is_account(request.user) else None
    if request.method == "POST" and account is not None:
        joined = accept(invitation=invitation, account=account, now=timezone.now())
        if joined is None:
            return render(request, "people/invited.html", status=409)
        messages.success(request, _("Welcome to the team of %(clinic)s.") % {"clinic": clinic.name})
        return redirect("/desk")
    if account is None:
        request.session[INVITED] = str(invitation.pk)
        if invitation.by_mail:
            # The link was only ever in their mailbox, so the address is theirs.
            get_adapter(request).stash_verified_email(request, invitation.email)
    after = urlencode({"next": request.path, "email": invitation.email})
    return render(
        request,
        "people/invited.html",
        {
            "invitation": invitation,
            "role": ROLE_WORDS[Role(invitation.role)],
            "account": account,
            "sign_up": f"{reverse('account_signup')}?{after}",
            "sign_in": f"{reverse('account_login')}?{urlencode({'next': request.path})}",
        },
    )


@login_required
@require_safe
def second_factor(request: Request) -> HttpResponse:
    """Why staff need a second factor, and the two ways to have one."""
    after = next_page(request, "/desk")
    if second_factors(cast(Account, request.user).pk).exists():
        return redirect(after)
    return render(request, "people/second_factor.html")
