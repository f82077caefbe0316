"""One visit at the desk."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from lumbar.audit.models import AuditLine
from lumbar.booking import actions
from lumbar.booking.models import Appointment
from lumbar.desk.tests.helpers import TheDesk
from lumbar.desk.times import code_of
from lumbar.people.models import Patient, Person
from lumbar.plans.tests.helpers import calm_guest

pytestmark = pytest.mark.django_db


def test_the_day_of_a_visit():
    desk = TheDesk()
    visit = desk.visit(10)
    page = f"/desk/appointments/{visit.pk}"

    def does(do: str, **more: object) -> str:
        version = Appointment.objects.get(pk=visit.pk).version
        answer = desk.browser.post(f"{page}/change", {"do": do, "version": version, **more})
        assert answer.status_code == 302, do
        return Appointment.objects.get(pk=visit.pk).status

    assert does("arrive") == "arrived"
    assert does("late", minutes="15") == "arrived"
    text = desk.browser.get(page).content.decode()
    assert "is here" in text and "likely at 10:15" in text
    assert (
        does("reopen") == "booked" and does("fulfil") == "fulfilled" and does("reopen") == "booked"
    )
    # Nobody fails to come to a visit that has yet to be.
    answer = desk.browser.post(f"{page}/change", {"do": "no_show", "version": 5})
    assert answer.status_code == 409
    Appointment.objects.filter(pk=visit.pk).update(starts_at=timezone.now() - timedelta(hours=1))
    assert does("no_show") == "noshow"
    assert "Fay noted that they did not come" in desk.browser.get(page).content.decode()
    version = Appointment.objects.get(pk=visit.pk).version
    for bad in ({"do": "late", "minutes": "x"}, {"do": "explode"}):
        answer = desk.browser.post(f"{page}/change", {**bad, "version": version})
        assert answer.status_code == 400


def test_a_message_that_did_not_arrive():
    desk = TheDesk()
    visit, gone = desk.visit(10), desk.visit(11)
    day, page = f"/desk?day={desk.tomorrow}", f"/desk/appointments/{visit.pk}"
    before = desk.browser.get(day)
    assert b"E-mail failed" not in before.content
    for one in (visit, gone):
        one.notices.filter(kind="booked").update(state="failed", failed_to="typo@example.org")
    again = desk.browser.get(
        before.context["fragment"], HTTP_IF_NONE_MATCH=f'"{before.context["stamp"]}"'
    )
    assert again.content.decode().count("E-mail failed") == 2
    told = "The e-mail to typo@example.org did not arrive."
    text = desk.browser.get(page).content.decode()
    assert f"{told} Please phone." in text and f"Send it again to {visit.send_to}" in text
    # The desk learns the right address; the wrong one was the visit's own.
    Appointment.objects.filter(pk=visit.pk).update(email="typo@example.org")
    Patient.objects.filter(pk=visit.patient.pk).update(email="right@example.org")
    assert "Send it again to right@example.org" in desk.browser.get(page).content.decode()
    for status in (302, 409):
        answer = desk.browser.post(f"{page}/change", {"do": "send_again", "version": 0})
        assert answer.status_code == status
    notice = visit.notices.get(kind="booked")
    visit = Appointment.objects.get(pk=visit.pk)
    assert (notice.state, notice.attempts, visit.send_to) == ("waiting", 0, "right@example.org")
    assert "Fay sent the e-mail again" in desk.browser.get(page).content.decode()
    notice.state, notice.failed_to = "failed", "typo@example.org"
    notice.save()
    # Whoever called it off themselves knows.
    actions.cancel(appointment=gone, by=desk.fay, version=None, now=timezone.now(), for_person=True)
    assert desk.browser.get(day).content.decode().count("E-mail failed") == 1
    Appointment.objects.filter(pk=visit.pk).update(status="noshow")
    text = desk.browser.get(page).content.decode()
    assert told in text and "Please phone" not in text


def test_a_request_is_confirmed_or_declined_and_a_late_cancellation_is_noted():
    desk = TheDesk(cancel_hours=72)
    first, second, third = desk.visit(9), desk.visit(10), desk.visit(11)
    Appointment.objects.filter(pk__in=(first.pk, second.pk)).update(status="pending")
    text = desk.browser.get(f"/desk?day={desk.tomorrow}").content.decode()
    assert "2 requests wait for your yes" in text
    for visit, do, status in ((first, "approve", "booked"), (second, "decline", "cancelled")):
        desk.browser.post(f"/desk/appointments/{visit.pk}/change", {"do": do, "version": 0})
        visit.refresh_from_db()
        assert visit.status == status
    answer = desk.browser.post(
        f"/desk/appointments/{third.pk}/change",
        {"do": "cancel", "who": "person", "version": 0}, follow=True,
    )  # fmt: skip
    third.refresh_from_db()
    assert third.late_cancel and "noted as late" in answer.content.decode()


def test_a_stale_form_is_told_who_did_what_and_keeps_what_was_typed():
    desk = TheDesk()
    visit, seen = desk.visit(10), timezone.now().isoformat()
    actions.arrive(appointment=visit, by=desk.cora, version=None, now=timezone.now())
    answer = desk.browser.post(
        f"/desk/appointments/{visit.pk}/change",
        {"do": "late", "minutes": "25", "version": visit.version, "seen": seen},
    )
    text = answer.content.decode()
    assert answer.status_code == 409 and "Cora noted that they are here" in text
    assert 'value="25"' in text and 'name="version" value="1"' in text
    moved = desk.browser.post(
        f"/desk/appointments/{visit.pk}/move", {"slot": code_of(desk.slot(12)), "version": "0"}
    )
    assert moved.status_code == 409


def test_a_visit_is_moved_and_keeps_its_time_when_the_new_one_is_gone():
    desk = TheDesk(practitioners=2)
    visit, other = desk.visit(10), desk.visit(11)
    page = f"/desk/appointments/{visit.pk}/move"
    text = desk.browser.get(page).content.decode()
    assert "09:00" in text and "Move the visit of Caller 1000" in text
    taken = {"slot": code_of(desk.slot(11)), "version": visit.version}
    assert desk.browser.post(page, taken).status_code == 409
    assert desk.browser.post(page, {"version": visit.version}).status_code == 400
    assert desk.browser.post(
        page, {"slot": code_of(desk.slot(12, who=1)), "version": visit.version}
    ).status_code == 302  # fmt: skip
    visit.refresh_from_db()
    assert visit.practitioner == desk.book.practitioners[1]
    own = {"other_day": str(desk.tomorrow), "other_time": "19:30", "version": visit.version}
    assert desk.browser.post(page, {**own, "with": other.practitioner_id}).status_code == 302
    visit.refresh_from_db()
    assert visit.practitioner == other.practitioner


def test_the_front_desk_reads_nothing_about_health_and_each_look_is_a_line():
    desk = TheDesk()
    visit = desk.visit(10)
    person = Person.objects.create()
    visit.patient.person = person
    visit.patient.save()
    page = f"/desk/appointments/{visit.pk}"
    for text, kind, browser in (
        ("Needs the lift", "desk", desk.browser), ("SLR positive", "clinical", desk.clinician)
    ):  # fmt: skip
        assert browser.post(f"{page}/note", {"text": text, "kind": kind}).status_code == 302
    text = desk.browser.get(page).content.decode()
    assert "Needs the lift" in text
    assert "SLR positive" not in text and "It hurts when I sit" not in text
    assert "Why they come" not in text
    assert desk.browser.get(f"{page}/reason").status_code == 403
    refused = desk.browser.post(f"{page}/note", {"text": "About health", "kind": "clinical"})
    assert refused.status_code == 409 and "About health" in refused.content.decode()
    assert desk.browser.post(f"{page}/note", {"text": " "}).status_code == 400
    assert "SLR positive" not in desk.clinician.get(page).content.decode()
    seen = desk.clinician.get(f"{page}/reason").content.decode()
    assert "SLR positive" in seen and "It hurts when I sit" in seen
    assert AuditLine.objects.filter(did="looked_at_reason", person=person.pk).count() == 1
    # With their tick the check travels along; the front desk does not see that it did.
    _person, _browser, assessment = calm_guest()
    Appointment.objects.filter(pk=visit.pk).update(assessment=assessment)
    seen = desk.clinician.get(f"{page}/reason").content.decode()
    assert "The check of" in seen and "All answers" in seen
    assert "The check of" not in desk.browser.get(page).content.decode()
    # In the other language the page is the same.
    desk.browser.cookies["django_language"] = "zh-hant"
    assert desk.browser.get(page).status_code == 200
