"""Accounts: what a guest did becomes theirs, and a device that is left knows nobody."""

from __future__ import annotations

import re
import time
from datetime import timedelta

import pytest
from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from allauth.mfa.totp.internal.auth import (
    format_hotp_value,
    hotp_value,
    yield_hotp_counters_from_time,
)
from django.contrib.sessions.models import Session
from django.core import mail
from django.http import HttpRequest
from django.test import Client, override_settings
from django.utils import timezone

from lumbar.people.accounts.fresh import SIGNED_IN_AT, STAFF_STAY_IN
from lumbar.people.actions import make_join_code
from lumbar.people.guests import GUEST_COOKIE
from lumbar.people.models import Account, Device, Membership, Patient, Person, Role, Sharing
from lumbar.people.queries import scope_of
from lumbar.people.sharing import share
from lumbar.people.team import invite
from lumbar.people.tests.staff import a_clinic, a_member, signed_in, signed_in_account
from lumbar.people.tests.test_privacy import rows_naming
from lumbar.plans.tests.helpers import calm_guest
from lumbar.site import settings as as_served

pytestmark = pytest.mark.django_db

SAID = {"email": "Ada@Example.org", "password1": "walnut ferry lantern"}
SIGN_IN = {"login": "ada@example.org", "password": "walnut ferry lantern"}


def knows_a_plan(browser: Client) -> bool:
    return browser.get("/tonight").status_code == 200


def test_what_a_guest_did_joins_the_account_made_here_and_the_device_forgets_them():
    person, browser, _assessment = calm_guest()
    assert browser.post("/sign-up", SAID).headers["Location"] == "/"
    account = Account.objects.get(email="ada@example.org")
    assert account.person == person
    assert browser.cookies[GUEST_COOKIE].value == ""
    assert knows_a_plan(browser)

    answer = browser.post("/sign-out")
    assert answer.headers["Clear-Site-Data"] == '"cache"', "what could not be sent waits there"
    assert not knows_a_plan(browser)
    person.refresh_from_db()
    assert person.guest_token_hash is None

    elsewhere = Client()
    assert elsewhere.post("/sign-in", SIGN_IN | {"password": "walnut"}).status_code == 400
    elsewhere.post("/sign-in", SIGN_IN)
    assert knows_a_plan(elsewhere)


def test_on_another_device_one_is_asked_before_what_was_done_there_joins_the_account():
    guest, browser, _assessment = calm_guest()
    _person, tablet, _assessment = calm_guest()
    tablet.post("/devices/join", {"code": make_join_code(person=guest, now=timezone.now())})
    into, own, _assessment = calm_guest()
    own.post("/sign-up", SAID)
    assert "We ask before" in browser.get("/sign-in").content.decode()
    # A friend's phone: nothing of its owner's goes anywhere, and it is theirs again afterwards.
    asks = browser.post("/sign-in", SIGN_IN | {"next": "/plan"}).headers["Location"]
    assert asks == "/account/this-device?next=%2Fplan"
    assert "cannot be undone" in browser.get(asks).content.decode()
    assert browser.post("/account/this-device", {"next": "/plan"}).status_code == 400
    apart = browser.post("/account/this-device", {"do": "apart", "next": "/plan"})
    assert apart.headers["Location"] == "/plan"
    assert "kept on this device without" in browser.get("/account").content.decode()
    browser.post("/sign-out")
    assert knows_a_plan(browser) and knows_a_plan(tablet)
    assert set(Person.objects.all()) == {guest, into}

    # They are not asked again, but may still join it themselves.
    assert browser.post("/sign-in", SIGN_IN).headers["Location"] == "/"
    asks = "/account/this-device"
    assert asks in browser.get("/account").content.decode()
    assert browser.post(asks, {"do": "join"}).headers["Location"] == "/"
    assert list(Person.objects.all()) == [into]
    assert browser.get(asks).headers["Location"] == "/", "there is nothing left to join"
    # The guest's other device was not asked, so it does not open the account.
    assert not Device.objects.exists()
    assert not knows_a_plan(tablet)
    browser.post("/sign-out")
    assert not knows_a_plan(browser)


def test_a_code_opens_an_account_to_the_two_devices_it_passed_between_and_to_no_other():
    for code_from_the_guest in (True, False):
        guest, phone, _assessment = calm_guest()
        _person, tablet, _assessment = calm_guest()
        tablet.post("/devices/join", {"code": make_join_code(person=guest, now=timezone.now())})
        _into, own, _assessment = calm_guest()
        address = {"email": f"ada{code_from_the_guest}@example.org"}
        own.post("/sign-up", SAID | address)
        here, there = (phone, own) if code_from_the_guest else (own, phone)
        page = here.post("/devices").content.decode()
        code = page.split("<strong>")[1].split("</strong>")[0]
        assert there.post("/devices/join", {"code": code}).headers["Location"] == "/"
        assert [knows_a_plan(one) for one in (own, phone, tablet)] == [True, True, False]


def test_an_account_that_keeps_nothing_yet_takes_a_guest_over_with_what_they_said_to_clinics():
    clinic = a_clinic()
    guest, phone, _assessment = calm_guest()
    share(person=guest, clinic=clinic, scope=Sharing.Scope.JOURNAL, now=timezone.now())
    account = Account.objects.create_user("ada@example.org", "walnut ferry lantern")
    code = phone.post("/devices").content.decode().split("<strong>")[1].split("</strong>")[0]
    laptop = signed_in_account(account)
    assert laptop.post("/devices/join", {"code": code}).headers["Location"] == "/"
    account.refresh_from_db()
    assert account.person == guest and scope_of(clinic, guest) == "journal"
    assert knows_a_plan(laptop) and knows_a_plan(phone)


def test_joining_lets_no_clinic_see_more_than_both_let_it_see():
    clinic, other = a_clinic(), a_clinic("other.example.org")
    one, browser, _assessment = calm_guest()
    into, own, _assessment = calm_guest()
    own.post("/sign-up", SAID)
    now = timezone.now()
    for person, where, scope in (
        (into, clinic, "journal"), (one, clinic, "result"), (one, other, "journal"),
    ):  # fmt: skip
        Sharing.objects.create(person=person, clinic=where, scope=scope, said_at=now)
    browser.post("/sign-in", SIGN_IN)
    answer = browser.post("/account/this-device", {"do": "join"})
    assert answer.headers["Location"] == "/sharing"
    assert dict(into.sharings.values_list("clinic", "scope")) == {
        clinic.pk: "result", other.pk: "nothing",
    }  # fmt: skip
    page = browser.get("/sharing").content.decode()
    assert "Please choose again" in page and f"{other.name}: Nothing" in page
    browser.post("/sharing", {"scope": "result"})
    assert "Please choose again" not in browser.get("/sharing").content.decode()


def test_a_cookie_of_somebody_with_an_account_joins_no_other_account():
    person, browser, _assessment = calm_guest()
    account = Account.objects.create_user("eve@example.org", "another long password")
    Account.objects.create_user("ada@example.org").person = person
    Account.objects.filter(email="ada@example.org").update(person=person)
    browser.post("/sign-in", {"login": account.email, "password": "another long password"})
    account.refresh_from_db()
    assert account.person is None
    assert not knows_a_plan(browser)


def test_staff_signing_in_take_nothing_of_who_used_the_device_and_see_nothing_of_it():
    person, browser, _assessment = calm_guest()
    account = Account.objects.create_user(SIGN_IN["login"], SIGN_IN["password"])
    Membership.objects.create(clinic=a_clinic(), account=account, role=Role.CLINICIAN, name="Ada")
    assert browser.post("/sign-in", SIGN_IN).headers["Location"] == "/desk"
    browser.post("/account/this-device", {"do": "join"})
    account.refresh_from_db()
    assert account.person is None
    assert not knows_a_plan(browser)
    browser.post("/sign-out")
    assert knows_a_plan(browser), "the visitor's is still theirs"
    assert Person.objects.get() == person


def test_who_is_invited_takes_nothing_of_the_last_visitor_of_the_clinics_computer():
    visitor, browser, _assessment = calm_guest()
    _invitation, token = invite(
        clinic=a_clinic(), email="fay@example.org", name="Fay Ho", role=Role.FRONT_DESK,
        treats=False, by=None, now=timezone.now(),
    )  # fmt: skip
    link = f"/join/{token}"
    browser.get(link)
    said = {"email": "fay@example.org", "password1": "walnut ferry lantern", "next": link}
    assert browser.post("/sign-up", said).headers["Location"] == link
    assert not knows_a_plan(browser)
    assert browser.post(link).headers["Location"] == "/desk"
    assert Account.objects.get(email="fay@example.org").person is None
    browser.post("/sign-out")
    assert knows_a_plan(browser)
    assert Person.objects.get() == visitor


def test_somebody_signed_in_who_keeps_nothing_yet_gets_a_person_without_a_cookie():
    account = Account.objects.create_user("ada@example.org")
    browser = signed_in_account(account)
    browser.get("/plan")
    assert not Person.objects.exists()
    browser.post("/check")
    account.refresh_from_db()
    assert account.person is not None
    assert GUEST_COOKIE not in browser.cookies


def test_a_page_costs_nothing_for_accounts_without_a_session_and_two_queries_with_one(
    django_assert_num_queries,
):
    a_clinic()
    with django_assert_num_queries(0):
        Client().get("/token")
    account = Account.objects.create_user("ada@example.org")
    account.person = Person.objects.create()
    account.save()
    browser = signed_in_account(account)
    with django_assert_num_queries(2):
        browser.get("/token")


def test_erasing_everything_takes_the_account_and_its_sessions_along():
    person, browser, _assessment = calm_guest()
    browser.post("/sign-up", SAID)
    clinic = a_clinic()
    Patient.objects.create(clinic=clinic, person=person, name="Ada", email="ada@example.org")
    browser.post("/sharing", {"scope": "journal"})
    elsewhere = Client()
    elsewhere.post("/sign-in", SIGN_IN)
    account = Account.objects.get()
    assert "ada@example.org" in browser.get("/privacy/export.json").content.decode()
    answer = browser.post("/privacy/erase")
    assert answer.headers["Location"] == "/privacy/erased"
    assert (rows_naming(person), Account.objects.count(), Session.objects.count()) == ([], 0, 0)
    assert not EmailAddress.objects.exists()
    assert str(account.pk) not in str(list(Session.objects.all()))
    assert not knows_a_plan(elsewhere)
    left = Patient.objects.get()
    assert (left.person, left.name, left.email) == (None, "", "")


def test_staff_who_erase_what_is_theirs_keep_the_account_for_the_desk():
    member = a_member(a_clinic(), Role.OWNER)
    member.account.person = Person.objects.create()
    member.account.save()
    signed_in(member).post("/privacy/erase")
    account = Account.objects.get()
    assert (account.person, account.memberships.count()) == (None, 1)


def test_who_was_once_on_a_team_leaves_the_clinic_their_name_and_nothing_to_sign_in_with():
    member = a_member(a_clinic(), Role.CLINICIAN, "Cora Lee")
    Membership.objects.update(active=False)
    account = member.account
    account.person = Person.objects.create()
    account.set_password(SIGN_IN["password"])
    account.save()
    EmailAddress.objects.create(user=account, email=account.email, verified=True, primary=True)
    elsewhere = signed_in(member)
    signed_in(member).post("/privacy/erase")
    member.refresh_from_db()
    assert (member.name, member.account.person, member.account.is_active) == (
        "Cora Lee",
        None,
        False,
    )
    assert not member.account.has_usable_password()
    assert "cora" not in str(list(Account.objects.values()))
    assert not EmailAddress.objects.exists() and not Authenticator.objects.exists()
    assert elsewhere.get("/account").headers["Location"].startswith("/sign-in")
    again = Client().post(
        "/sign-up", {"email": "cora.lee@example.org", "password1": "walnut ferry lantern"}
    )
    assert again.headers["Location"] == "/", "the address is free"


def test_a_session_without_a_second_factor_opens_no_desk_when_another_sets_one_up(monkeypatch):
    account = Account.objects.create_user(SIGN_IN["login"], SIGN_IN["password"])
    Membership.objects.create(clinic=a_clinic(), account=account, role=Role.OWNER, name="Ada")
    stolen, own = Client(), Client()
    for browser in (stolen, own):
        browser.post("/sign-in", SIGN_IN)
    own.post("/account/again", {"password": SIGN_IN["password"]})
    own.get("/account/second-factor/app")
    code = format_hotp_value(
        hotp_value(own.session["mfa.totp.secret"], next(iter(yield_hotp_counters_from_time())))
    )
    with monkeypatch.context() as as_served:
        # A test's transaction is never over; the server's is, before the answer is.
        as_served.setattr("django.db.transaction.on_commit", lambda what: what())
        own.post("/account/second-factor/app", {"code": code})
    assert own.get("/desk/team").status_code == 200, "set up in this session, it counts for it"
    assert stolen.get("/account").headers["Location"].startswith("/sign-in")
    # Even one that goes on: by a factor it adds itself, a session comes by none either.
    older = signed_in_account(account)
    new = Authenticator.objects.create(user=account, type="webauthn", data={"name": "Phone"})
    authenticator_added.send(
        Authenticator, request=RequestWith(older.session), user=account, authenticator=new
    )
    assert older.get("/desk/team").headers["Location"] == "/sign-in?next=%2Fdesk%2Fteam"
    assert "_auth_user_id" not in older.session


class RequestWith(HttpRequest):
    """A request that has a session."""

    def __init__(self, session):
        super().__init__()
        self.session = session


def test_an_account_for_which_nothing_is_kept_can_be_deleted():
    browser = signed_in_account(Account.objects.create_user("ada@example.org"))
    assert browser.post("/privacy/erase").headers["Location"] == "/privacy/erased"
    assert not Account.objects.exists()


def test_staff_sign_in_anew_after_twelve_hours():
    browser = signed_in(a_member(a_clinic(), Role.OWNER))
    assert browser.get("/desk/team").status_code == 200
    session = browser.session
    session[SIGNED_IN_AT] = int(time.time()) - STAFF_STAY_IN
    session.save()
    assert browser.get("/desk/team").headers["Location"] == "/sign-in?next=%2Fdesk%2Fteam"


def test_with_a_mail_server_an_address_is_confirmed_and_nobody_learns_who_has_an_account(settings):
    settings.ACCOUNT_EMAIL_VERIFICATION = "mandatory"
    settings.ACCOUNT_EMAIL_NOTIFICATIONS = True
    person, browser, _assessment = calm_guest()
    first = browser.post("/sign-up", SAID)
    assert first.headers["Location"] == "/sign-up/sent"
    assert Account.objects.get().person is None, "nothing before the address is proved to be theirs"
    # The same answer for an address that has an account; the mail says the rest.
    Account.objects.create_user("eve@example.org", "another long password")
    again = Client().post("/sign-up", SAID | {"email": "eve@example.org"})
    assert (again.status_code, again.headers["Location"]) == (302, "/sign-up/sent")
    assert [one.subject for one in mail.outbox] == [
        "Confirm your e-mail address", "You have an account already",
    ]  # fmt: skip
    assert "/password/forgotten" in mail.outbox[1].body
    link = re.search(r"/sign-up/confirm/\S+", str(mail.outbox[0].body))
    assert link is not None
    browser.post(link[0])
    assert Account.objects.get(email="ada@example.org").person == person
    for address in ("ada@example.org", "nobody@example.org"):
        answer = Client().post("/password/forgotten", {"email": address})
        assert answer.headers["Location"] == "/password/forgotten/sent"
    assert [one.to for one in mail.outbox[2:]] == [["ada@example.org"]]


def test_guessing_is_slowed_down_for_all_processes_together():
    Account.objects.create_user("ada@example.org", "walnut ferry lantern")
    wrong = SIGN_IN | {"password": "a guess"}
    pages = [Client().post("/sign-in", wrong).content.decode() for _ in range(6)]
    assert "is not right" in pages[0]
    assert "Wait five minutes" in pages[-1]
    assert "Wait five minutes" in Client().post("/sign-in", SIGN_IN).content.decode()


def test_passwords_are_hashed_with_argon2_and_short_or_common_ones_are_refused():
    assert as_served.PASSWORD_HASHERS[0].endswith("Argon2PasswordHasher")
    for password in ("short", "password123", "ada@example.org"):
        answer = Client().post("/sign-up", SAID | {"password1": password})
        assert answer.status_code == 400
        assert 'value="Ada@Example.org"' in answer.content.decode()


def test_a_person_chooses_what_the_clinic_sees_and_reads_who_looked():
    from lumbar.people.queries import scope_of
    from lumbar.people.who import staff_did

    person, browser, _assessment = calm_guest()
    clinic = a_clinic()
    assert scope_of(clinic, person) == Sharing.Scope.NOTHING
    assert browser.post("/sharing", {"scope": "everything"}).status_code == 400
    browser.post("/sharing", {"scope": "journal"})
    assert scope_of(clinic, person) == Sharing.Scope.JOURNAL
    member = a_member(clinic, Role.CLINICIAN, "Cora Lee")
    staff_did(member, "looked_at_journal", now=timezone.now() + timedelta(seconds=1), person=person)
    page = browser.get("/sharing").content.decode()
    assert "Cora Lee" in page and "Looked at your journal" in page
    assert str(person.pk) not in page
    other = a_clinic("other.example.org", "Other Clinic")
    Sharing.objects.create(person=person, clinic=other, scope="result", said_at=timezone.now())
    assert "Other Clinic" in browser.get("/sharing").content.decode()
    browser.post("/sharing", {"stop": other.pk})
    assert scope_of(other, person) == Sharing.Scope.NOTHING
    assert browser.post("/sharing", {"stop": "nobody's"}).status_code == 404
    with override_settings(ALLOWED_HOSTS=["other.example.org"]):
        elsewhere = browser.get("/sharing", headers={"host": "other.example.org"})
        assert "Other Clinic" in elsewhere.content.decode()
