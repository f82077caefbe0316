"""A clinic's team: invited by a link, kept with an owner, every step noted."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from allauth.account.models import EmailAddress
from django.core import mail
from django.test import Client
from django.utils import timezone

from lumbar.audit.models import AuditLine
from lumbar.people.models import Account, Invitation, Membership, Role
from lumbar.people.roles import ROLES
from lumbar.people.roles_table import DOES, table
from lumbar.people.tests.staff import a_clinic, a_member, signed_in
from lumbar.site.environment import REPOSITORY

pytestmark = pytest.mark.django_db

HAND = {"name": "Fay Ho", "email": "fay@example.org", "role": "front_desk", "treats": "on"}


def link_in(page: str) -> str:
    return page.split('id="invitation-link"')[1].split('value="')[1].split('"')[0]


def test_an_owner_invites_and_the_invited_joins_once():
    owner = a_member(a_clinic(), Role.OWNER, "Olive Au")
    desk = signed_in(owner)
    first = link_in(desk.post("/desk/team/invite", HAND).content.decode())
    link = link_in(desk.post("/desk/team/invite", HAND).content.decode())
    new = Client()
    assert new.get(first).status_code == 404, "the newest link to an address is the one that works"
    page = new.get(link).content.decode()
    assert "Fay Ho" in page and "Front desk" in page
    new.post("/sign-up", {"email": "fay@example.org", "password1": "walnut ferry lantern"})
    assert new.post(link).headers["Location"] == "/desk"
    member = Membership.objects.get(account__email="fay@example.org")
    assert (member.role, member.treats, member.name) == ("front_desk", False, "Fay Ho")
    assert new.get(link).status_code == 404
    # Without a second factor nothing of the desk opens.
    assert new.get("/desk/team").headers["Location"].startswith("/account/second-factor/first")
    assert "One more lock" in new.get("/account/second-factor/first").content.decode()
    noted = AuditLine.objects.values_list("did", "name").order_by("pk")
    assert list(noted) == [
        ("invited", "Olive Au"), ("invited", "Olive Au"), ("joined_team", "Fay Ho"),
    ]  # fmt: skip


def test_an_old_or_withdrawn_invitation_does_not_work():
    desk = signed_in(a_member(a_clinic(), Role.OWNER))
    link = link_in(desk.post("/desk/team/invite", HAND).content.decode())
    Invitation.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert Client().get(link).status_code == 404
    link = link_in(desk.post("/desk/team/invite", HAND).content.decode())
    desk.post(f"/desk/team/invitations/{Invitation.objects.get().pk}/withdraw")
    assert Client().get(link).status_code == 404


def test_with_a_mail_server_the_link_is_in_the_mailbox_only(settings):
    settings.LUMBAR = settings.LUMBAR._replace(email={"EMAIL_HOST": "mail"})
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    desk = signed_in(a_member(a_clinic(), Role.OWNER))
    assert desk.post("/desk/team/invite", HAND).headers["Location"] == "/desk/team"
    assert mail.outbox[0].to == ["fay@example.org"]
    link = next(word for word in mail.outbox[0].body.split() if "/join/" in word)
    new = Client()
    new.get(link)
    # Who has the link has the mailbox: no second link to confirm the same address.
    said = {"email": "fay@example.org", "password1": "walnut ferry lantern", "next": "/back"}
    assert new.post("/sign-up", said).headers["Location"] == "/back"
    assert new.post(link).headers["Location"] == "/desk"


def test_a_link_that_was_shown_proves_no_address(settings, monkeypatch):
    settings.LUMBAR = settings.LUMBAR._replace(email={"EMAIL_HOST": "mail"})
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    desk = signed_in(a_member(a_clinic(), Role.OWNER))
    with monkeypatch.context() as failing:
        failing.setattr("lumbar.people.team_views.EmailMessage.send", _no_connection)
        link = link_in(desk.post("/desk/team/invite", HAND).content.decode())
    new = Client()
    new.get(link)
    said = {"email": "fay@example.org", "password1": "walnut ferry lantern"}
    assert new.post("/sign-up", said).headers["Location"] == "/sign-up/sent"
    assert not EmailAddress.objects.filter(verified=True).exists()


def _no_connection(*_message):
    raise OSError


def test_the_last_owner_stays_one():
    clinic = a_clinic()
    owner = a_member(clinic, Role.OWNER)
    desk, own = signed_in(owner), f"/desk/team/{owner.pk}"
    a_member(a_clinic("other.example.org"), Role.OWNER)
    answer = desk.post(own, {"name": "Olive", "role": "clinician"})
    assert answer.status_code == 400
    assert "needs an owner" in answer.content.decode()
    assert desk.post(f"{own}/remove").headers["Location"] == own
    second = a_member(clinic, Role.CLINICIAN)
    desk.post(f"/desk/team/{second.pk}", {"name": "Cora", "role": "owner", "treats": "on"})
    second.refresh_from_db()
    assert (second.role, second.treats) == ("owner", True)
    assert desk.post(own, {"name": "Olive", "role": "clinician"}).status_code == 302
    assert desk.get("/desk/team").status_code == 403


def test_who_left_comes_back_as_what_they_are_invited_as():
    clinic = a_clinic()
    owner, hand = a_member(clinic, Role.OWNER), a_member(clinic, Role.CLINICIAN, "Cora Lee")
    desk = signed_in(owner)
    desk.post(f"/desk/team/{hand.pk}/remove")
    gone = signed_in(hand)
    assert gone.get("/desk/team").status_code == 404
    said = HAND | {"email": hand.account.email}
    link = link_in(desk.post("/desk/team/invite", said).content.decode())
    gone.post(link)
    hand.refresh_from_db()
    assert (hand.active, hand.role) == (True, "front_desk")
    assert Account.objects.count() == 2


def test_the_table_of_roles_in_the_documentation_is_the_one_that_is_held():
    assert set(DOES) == set(ROLES)
    written = Path(REPOSITORY / "docs" / "operator" / "roles.md").read_text(encoding="utf-8")
    assert table() in written, f"docs/operator/roles.md must hold:\n{table()}"
