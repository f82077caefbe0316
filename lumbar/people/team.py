"""A clinic's team: inviting, joining, changing, leaving. Each leaves an audit line."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone

from lumbar.people.guests import is_token, new_token, token_hash
from lumbar.people.models import Account, Clinic, Invitation, Membership, Role, today
from lumbar.people.who import staff_did

INVITATION_LIVES = timedelta(days=7)


class LastOwner(Exception):
    """A clinic cannot be left without an owner."""


@transaction.atomic
def invite(
    *,
    clinic: Clinic,
    email: str,
    name: str,
    role: Role,
    treats: bool,
    by: Membership | None,
    now: datetime,
) -> tuple[Invitation, str]:
    """Make an invitation; return it with the secret of its link, which is not kept. An open one to
    the same address stops working. ``by`` is None for the operator of this installation."""
    email = email.strip().lower()
    Invitation.objects.filter(clinic=clinic, email=email, accepted_at=None).delete()
    token = new_token()
    invitation = Invitation.objects.create(
        clinic=clinic, email=email, name=name.strip(), role=role,
        treats=treats and role == Role.OWNER, token_hash=token_hash(token), invited_by=by,
        made_at=now, expires_at=now + INVITATION_LIVES,
    )  # fmt: skip
    if by is not None:
        staff_did(by, "invited", now=now, subject=f"invitation:{invitation.pk}",
                  details={"role": role.value, "treats": invitation.treats})  # fmt: skip
    return invitation, token


def sent_by_mail(*, invitation: Invitation) -> None:
    """The link is on its way to the mailbox it is for, and was shown to nobody."""
    Invitation.objects.filter(pk=invitation.pk).update(by_mail=True)


@transaction.atomic
def withdraw_invitation(*, invitation: Invitation, by: Membership, now: datetime) -> None:
    """Make an invitation's link stop working."""
    staff_did(by, "withdrew_invitation", now=now, subject=f"invitation:{invitation.pk}")
    invitation.delete()


def invitation_of(clinic: Clinic, token: str, now: datetime) -> Invitation | None:
    """The open invitation to this clinic with this secret; None for a wrong, used or old one."""
    if not is_token(token):
        return None
    return Invitation.objects.filter(
        clinic=clinic, token_hash=token_hash(token), accepted_at=None, expires_at__gt=now
    ).first()


INVITED = "invited"
"""In the session of who opened an invitation's link: its id."""


def came_by_invitation(request: HttpRequest) -> bool:
    """Whether this browser has opened the link of an invitation that is still open."""
    known = request.session.get(INVITED)
    open_ones = Invitation.objects.filter(accepted_at=None, expires_at__gt=timezone.now())
    return known is not None and open_ones.filter(pk=known).exists()


@transaction.atomic
def accept(*, invitation: Invitation, account: Account, now: datetime) -> Membership | None:
    """Join the team with this account. None when the invitation was just used by another.

    Who is on the team already keeps what they are; who had left comes back as what they were
    invited as.
    """
    open_ones = Invitation.objects.select_for_update().filter(accepted_at=None)
    found = open_ones.filter(pk=invitation.pk).first()
    if found is None:
        return None
    found.accepted_at = now
    found.save(update_fields=["accepted_at"])
    what = {
        "role": found.role, "treats": found.treats, "name": found.name,
        "active": True, "since": today(),
    }  # fmt: skip
    member, new = Membership.objects.get_or_create(
        clinic_id=found.clinic_id, account=account, defaults=what
    )
    if not new and not member.active:
        Membership.objects.filter(pk=member.pk).update(**what)
        member.refresh_from_db()
    staff_did(member, "joined_team", now=now, subject=f"invitation:{found.pk}",
              details={"role": member.role, "treats": member.treats})  # fmt: skip
    return member


@transaction.atomic
def change_member(
    *, member: Membership, name: str, role: Role, treats: bool, by: Membership, now: datetime
) -> None:
    """Change what somebody is and how they are called. Raises `LastOwner`."""
    treats = treats and role == Role.OWNER
    _keep_an_owner(member, role)
    before = {"role": member.role, "treats": member.treats}
    member.name, member.role, member.treats = name.strip(), role, treats
    member.save(update_fields=["name", "role", "treats"])
    after = {"role": member.role, "treats": member.treats}
    if before != after:
        staff_did(by, "changed_role", now=now, subject=f"member:{member.pk}",
                  details={"from": before, "to": after})  # fmt: skip


@transaction.atomic
def remove_member(*, member: Membership, by: Membership, now: datetime) -> None:
    """Take somebody off the team; what they did stays theirs. Raises `LastOwner`."""
    _keep_an_owner(member, None)
    member.active = False
    member.save(update_fields=["active"])
    staff_did(by, "removed_member", now=now, subject=f"member:{member.pk}")


def _keep_an_owner(member: Membership, role: Role | None) -> None:
    """Raise `LastOwner` if the clinic had none once this member is ``role`` (None: gone)."""
    owners = Membership.objects.select_for_update().filter(
        clinic_id=member.clinic_id, active=True, role=Role.OWNER
    )
    if role != Role.OWNER and {owner.pk for owner in owners} <= {member.pk}:
        raise LastOwner
