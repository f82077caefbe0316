"""Messages: who may write, that nothing is lost, and what an e-mail says."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django.utils import timezone

from lumbar.audit.models import AuditLine
from lumbar.booking.actions import end_holds, hold_time, patient_for
from lumbar.booking.contact import Contact, Origin
from lumbar.booking.tests.book import HOUR, NOW, a_book
from lumbar.booking.waiting.actions import join, leave
from lumbar.conversation import worker
from lumbar.conversation.actions import write_to_clinic
from lumbar.conversation.mail import message_of
from lumbar.conversation.models import LONGEST, Conversation, Message, MessageNotice
from lumbar.conversation.privacy import export_person
from lumbar.conversation.queries import lines_of, unread_by_person
from lumbar.people.actions import erase_person
from lumbar.people.joining import join_people
from lumbar.people.models import Clinic, Membership, Patient, Person, Role, Sharing
from lumbar.people.tests.staff import a_clinic, a_member, signed_in
from lumbar.plans.tests.helpers import guest
from lumbar.scheduling.waiting import Part

pytestmark = pytest.mark.django_db


@pytest.fixture
def clinic() -> Clinic:
    return a_clinic()


@pytest.fixture
def cora(clinic: Clinic) -> Membership:
    return a_member(clinic, Role.CLINICIAN, "Cora Lee")


def somebody(clinic: Clinic, name: str = "Pat Fong") -> tuple[Person, Client, Patient]:
    person, browser = guest()
    patient = Patient.objects.create(
        clinic=clinic, person=person, name=name, email=f"{uuid.uuid4()}@example.org"
    )
    return person, browser, patient


def writes(browser: Client, text: str, path: str = "/messages", **more: Any) -> Any:
    return browser.post(path, {"id": str(uuid.uuid4()), "text": text, **more})


def last() -> str:
    """The message a page that is opened now shows last."""
    return str(Message.objects.latest("written_at").pk)


def lines(person: Person) -> list[str]:
    found = AuditLine.objects.filter(person=person.pk).order_by("at", "pk")
    return list(found.values_list("did", flat=True))


def test_both_write_and_read(clinic: Clinic, cora: Membership) -> None:
    person, own, patient = somebody(clinic)
    staff = signed_in(cora)
    page = own.get("/messages").content.decode()
    for said in ("Not for emergencies", "call 999", "+852 0000 0000", "If it cannot wait, call."):
        assert said in page
    sent = {"id": str(uuid.uuid4()), "text": " Hello\r\n<b>you</b> http://x.example "}
    for _twice in range(2):
        assert own.post("/messages", sent)["Location"] == "/messages#new"
    message = Message.objects.get()
    assert message.text == "Hello\n<b>you</b> http://x.example"
    assert "Not read yet" in own.get("/messages").content.decode()

    listed = staff.get("/desk/messages").content.decode()
    assert "To be answered" in listed
    assert "New" in listed
    # The list tells nothing of what is written: reading is noted, on the page where it is read.
    assert "Hello" not in listed
    assert lines(person) == []
    path = f"/desk/messages/{patient.pk}"
    shown = staff.get(path).content.decode()
    assert "&lt;b&gt;you&lt;/b&gt; http://x.example" in shown
    assert staff.get(path).status_code == 200
    assert lines(person) == ["read_messages"], "once an hour"
    assert f'name="seen" value="{message.pk}"' in shown
    assert 'href="http' not in shown.split("<main")[1].split("</main>")[0]
    assert ">Read<" not in own.get("/messages").content.decode()
    assert " Read<" in own.get("/messages").content.decode()
    assert Conversation.objects.get().waits_since is not None, "read is not answered"

    assert writes(staff, "Come on Monday.", path, seen=last()).status_code == 302
    assert Conversation.objects.get().waits_since is None
    assert unread_by_person(person) == 1
    page = own.get("/messages").content.decode()
    assert "Come on Monday." in page
    assert "Cora Lee" in page
    assert unread_by_person(person) == 0
    writes(own, "Thank you.")
    assert staff.post(path, {"do": "no-answer", "seen": last()}).status_code == 302
    assert Conversation.objects.get().waits_since is None
    assert lines(person) == ["read_messages", "wrote_message", "put_messages_away"]
    clinic.answer_hours = 48
    clinic.save()
    assert "usually answers within 2 days" in own.get("/messages").content.decode()


def test_what_nobody_saw_is_not_put_away(clinic: Clinic, cora: Membership) -> None:
    _person, own, patient = somebody(clinic)
    staff, path = signed_in(cora), f"/desk/messages/{patient.pk}"
    writes(own, "Thank you.")
    seen = last()
    writes(own, "And now my legs are numb.")
    newer = Message.objects.get(pk=last())
    for _twice in range(2):
        answer = writes(staff, "You are welcome.", path, seen=seen)
        assert answer.status_code == 409
        body = answer.content.decode()
        assert "legs are numb" in body
        assert "You are welcome.</textarea>" in body
        assert f'name="seen" value="{newer.pk}"' in body
    assert Message.objects.count() == 2
    answer = staff.post(path, {"do": "no-answer", "seen": seen, "text": "Typed"})
    assert answer.status_code == 409
    assert "Typed</textarea>" in answer.content.decode()
    assert Conversation.objects.get().waits_since == newer.written_at
    # A form that does not say what it showed puts nothing away.
    assert staff.post(path, {"do": "no-answer"}).status_code == 409
    # The next is later than all before, whatever a server's clock says.
    past = timezone.now() - timedelta(hours=1)
    sent = write_to_clinic(
        clinic=clinic, person=newer.conversation.person, uuid=uuid.uuid4(), text="One more",
        name="", now=past,
    )  # fmt: skip
    assert writes(staff, "Call 999.", path, seen=newer.pk).status_code == 409
    assert writes(staff, "Call 999.", path, seen=sent.pk).status_code == 302
    assert Conversation.objects.get().waits_since is None


def test_nothing_typed_is_lost_and_there_is_a_limit(clinic: Clinic, cora: Membership) -> None:
    _person, own, patient = somebody(clinic)
    for text, words in (("  ", "Write your message first."), ("x" * (LONGEST + 1), "too long")):
        answer = writes(own, text)
        assert answer.status_code == 400
        assert words in answer.content.decode()
    assert "xxx" in answer.content.decode()
    for _n in range(10):
        assert writes(own, "Again").status_code == 302
    answer = writes(own, "Once more")
    assert answer.status_code == 429
    assert "Once more" in answer.content.decode()
    assert Message.objects.count() == 10
    answer = writes(signed_in(cora), "", f"/desk/messages/{patient.pk}")
    assert answer.status_code == 400


def test_who_may_write_to_whom(clinic: Clinic, cora: Membership) -> None:
    person, own = guest()
    assert "once it knows you" in own.get("/messages").content.decode()
    assert writes(own, "Hello").status_code == 404
    assert writes(Client(), "Hello").status_code == 404
    # Who shares with the clinic is known to it; the register learns their name.
    Sharing.objects.create(person=person, clinic=clinic, scope="result", said_at=timezone.now())
    answer = writes(own, "Hello")
    assert answer.status_code == 400
    assert "Tell the clinic your name" in answer.content.decode()
    assert writes(own, "Hello", name="Ada Wong").status_code == 302
    assert clinic.patients.get(person=person).name == "Ada Wong"
    # A message's id is its conversation's.
    _other, others, _patient = somebody(clinic, "Bea")
    taken = str(Message.objects.get().pk)
    assert others.post("/messages", {"id": taken, "text": "Mine?"}).status_code == 404
    assert others.post("/messages", {"id": "no id", "text": "Mine?"}).status_code == 404
    # Another clinic's patient, and one without a phone here.
    elsewhere = Patient.objects.create(clinic=a_clinic("b.example"), name="Else")
    paper = Patient.objects.create(clinic=clinic, name="Paper")
    staff = signed_in(cora)
    assert staff.get(f"/desk/messages/{elsewhere.pk}").status_code == 404
    assert "do not use Lumbar" in staff.get(f"/desk/messages/{paper.pk}").content.decode()
    assert writes(staff, "Hello", f"/desk/messages/{paper.pk}").status_code == 404
    assert signed_in(a_member(clinic, Role.FRONT_DESK)).get("/desk/messages").status_code == 403


def test_one_email_says_there_is_something(
    clinic: Clinic, cora: Membership, settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker, "is_set_up", lambda: True)
    settings.LUMBAR = settings.LUMBAR._replace(public_url="https://back.example.org")
    _person, own, patient = somebody(clinic)
    patient.language = "zh-hant"
    patient.save()
    staff, path = signed_in(cora), f"/desk/messages/{patient.pk}"
    for text in ("Secret one", "Secret two"):
        writes(staff, text, path)
    later = timezone.now() + timedelta(minutes=5)
    assert worker.round(timezone.now) == 0, "who is on the page reads it there"
    assert worker.round(lambda: later) == 1
    assert worker.round(lambda: later) == 0
    (sent,) = mail.outbox
    assert sent.to == [patient.email]
    whole = sent.subject + str(sent.message())
    assert "Secret" not in whole
    assert "碼頭診所" in sent.subject
    assert "https://back.example.org/messages" in sent.body
    # A clinic with a host of its own is found there.
    notice = MessageNotice.objects.get()
    patient.clinic.host = "pier.example.org"
    body = message_of(notice, patient, "a@example.org", later).body
    assert "//pier.example.org/messages" in str(body)
    # Read before the e-mail was due: none is sent.
    writes(staff, "Third", path)
    own.get("/messages")
    later = timezone.now() + timedelta(minutes=5)
    assert worker.round(lambda: later) == 1
    assert len(mail.outbox) == 1
    assert MessageNotice.objects.filter(state="not_needed").count() == 1


def test_two_devices_of_one_person_and_erasing(clinic: Clinic, cora: Membership) -> None:
    one, own, _patient = somebody(clinic)
    writes(own, "From the phone")
    into, other = guest()
    Sharing.objects.create(person=into, clinic=clinic, scope="result", said_at=timezone.now())
    writes(other, "From the tablet", name="Pat")
    join_people(one=one, into=into)
    told = export_person(into)["conversations"]
    assert len(told) == 1
    assert [m["text"] for m in told[0]["messages"]] == ["From the phone", "From the tablet"]
    erase_person(person=into)
    assert not Message.objects.exists()


def test_whom_a_time_is_held_for_is_asked_for_a_name_and_nothing_written_is_lost(
    cora: Membership,
) -> None:
    book = a_book(clinic=cora.clinic)
    person, own = guest()

    def holds(who: Person) -> Patient:
        hold_time(
            clinic=book.clinic, service=book.service, slot=book.slot(who is person), person=who,
            language="en", origin=Origin(str(who.pk), "192.0.2.1"), now=NOW,
        )  # fmt: skip
        return book.clinic.patients.get(person=who)

    entry = holds(person)
    # A time that is held makes nobody known.
    assert writes(own, "Hello").status_code == 404
    Sharing.objects.create(person=person, clinic=book.clinic, scope="result", said_at=NOW)
    assert "Tell the clinic your name" in writes(own, "Hello").content.decode()
    assert writes(own, "Hello", name="Ada Wong").status_code == 302
    # The staff wrote to one without a name.
    other, _browser = guest()
    nameless = holds(other)
    assert writes(signed_in(cora), "Who?", f"/desk/messages/{nameless.pk}").status_code == 302
    end_holds(now=NOW + HOUR)
    assert not book.clinic.appointments.exists()
    entry.refresh_from_db()
    assert entry.name == "Ada Wong"
    assert {line.patient for line in lines_of(book.clinic)} == {entry, nameless}
    # They prove to be somebody the register knows: one entry, with what is written.
    known = book.patient("Bea")
    contact = Contact("Bea", known.email)
    found = patient_for(clinic=book.clinic, person=other, contact=contact, verified=True)
    assert found == known
    assert {line.patient for line in lines_of(book.clinic)} == {entry, known}


@pytest.mark.parametrize("tie", ["wrote", "shows", "nothing"])
def test_who_leaves_the_wait_list_stays_known_to_a_clinic_they_wrote_to_or_show_something(
    clinic: Clinic, tie: str
) -> None:
    book = a_book(clinic=clinic)
    person, own = guest()
    entry = join(
        clinic=clinic, service=book.service, contact=Contact("Ada", "ada@example.org"),
        person=person, grid=[(0, Part.MORNING)], now=NOW,
    )  # fmt: skip
    if tie == "wrote":
        writes(own, "My foot is numb.")
    scope = "journal" if tie == "shows" else "nothing"
    Sharing.objects.create(person=person, clinic=clinic, scope=scope, said_at=NOW)
    leave(entry=entry, now=NOW)
    assert clinic.patients.filter(person=person).exists() == (tie != "nothing")
    assert len(lines_of(clinic)) == (tie == "wrote")
