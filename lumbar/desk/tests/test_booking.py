"""Booking at the desk: one page, a series, time taken out of the book."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from lumbar.booking.models import Appointment, Block, DayException, Service
from lumbar.desk.forms import read_time
from lumbar.desk.tests.helpers import ZONE, TheDesk
from lumbar.desk.times import code_of, in_weeks, slot_of_code
from lumbar.people.models import Patient
from lumbar.people.tests.staff import a_clinic
from lumbar.scheduling.instants import instant, local
from lumbar.scheduling.values import Slot

pytestmark = pytest.mark.django_db


def test_codes_times_and_weeks():
    assert [str(read_time(text)) for text in ("9", "930", "0930", "9:30", "14.05")] == [
        "09:00:00", "09:30:00", "09:30:00", "09:30:00", "14:05:00"
    ]  # fmt: skip
    assert read_time("25:00") is None and read_time("soon") is None
    # Nine in the morning stays nine when the clock changes (London, March 2027).
    start = instant(local(1806223200, "Europe/London").replace(hour=9))
    hours = [
        local(slot.starts, "Europe/London").hour
        for slot in in_weeks(Slot(start, start + 1800, 1, 1, None), "Europe/London", 1, 4)
    ]
    assert hours == [9, 9, 9, 9]


def test_somebody_known_is_found_and_booked_without_javascript():
    desk = TheDesk(practitioners=2, notice_hours=48)
    caller = desk.book.patient("Chan Tai Man")
    text = desk.browser.get("/desk/book?q=tai").content.decode()
    assert f"patient={caller.pk}" in text
    page = desk.browser.get(f"/desk/book?patient={caller.pk}&day={desk.tomorrow}")
    times = page.context["times"]
    # Within the notice people have to keep: the desk need not.
    assert times[0]["clock"] == "09:00" and page.context["chosen"] == times[0]["code"]
    assert slot_of_code(times[0]["code"], desk.book.service) == desk.slot(9)
    form = {
        "do": "book", "patient": str(caller.pk), "service": desk.book.service.pk,
        "slot": times[0]["code"], "reason": "Sore since Monday",
    }  # fmt: skip
    answer = desk.browser.post("/desk/book", form)
    made = Appointment.objects.get()
    assert answer.headers["Location"] == f"/desk/appointments/{made.pk}"
    assert (made.patient, made.made_by, made.reason) == (caller, desk.fay, "Sore since Monday")
    # The same once more: the time is gone, the next ones are shown, what was typed is there.
    again = desk.browser.post("/desk/book", form)
    text = again.content.decode()
    assert again.status_code == 409 and "Somebody else has that time." in text
    assert "Sore since Monday" in text and again.context["times"] and not again.context["chosen"]
    assert str(caller.pk) in text and Appointment.objects.count() == 1


def test_somebody_new_is_entered_only_when_the_visit_is_booked():
    desk = TheDesk()
    form = {"do": "book", "service": desk.book.service.pk, "slot": code_of(desk.slot(9))}
    nobody = desk.browser.post("/desk/book", form)
    assert nobody.status_code == 400 and "Who is it?" in nobody.content.decode()
    new = {**form, "name": "Ada Low", "phone": "9123 4567"}
    desk.visit(9)
    assert desk.browser.post("/desk/book", new).status_code == 409
    assert not Patient.objects.filter(name="Ada Low").exists()
    # A time of the desk's own, outside the hours.
    own = {**new, "slot": "", "other_day": str(desk.tomorrow), "other_time": "2030"}
    assert desk.browser.post("/desk/book", own).status_code == 302
    made = Appointment.objects.get(patient__name="Ada Low")
    assert f"{local(instant(made.starts_at), ZONE):%H:%M}" == "20:30"
    wrong = desk.browser.post("/desk/book", {**own, "other_time": "20:30", "name": "B Low"})
    assert wrong.status_code == 400 and "Somebody else has that time." in wrong.content.decode()
    for bad in ({"other_time": "late"}, {"other_day": "2020-01-01"}, {"count": "99"},
                {"phone": "x"}, {"email": "x", "phone": ""}):  # fmt: skip
        answer = desk.browser.post("/desk/book", {**own, "name": "C Low", **bad})
        assert answer.status_code == 400 and "C Low" in answer.content.decode(), bad
    # What another clinic has is as if it were not there.
    elsewhere = Patient.objects.create(clinic=a_clinic("other.example.org"), name="Elsewhere")
    page = desk.browser.get(f"/desk/book?patient={elsewhere.pk}")
    assert "Elsewhere" not in page.content.decode()


def test_the_time_that_was_chosen_stays_or_none_is():
    desk = TheDesk()
    chosen = code_of(desk.slot(15, days=10))
    form = {
        "do": "book", "patient": str(desk.book.patient().pk), "service": desk.book.service.pk,
        "slot": chosen, "count": "99",
    }  # fmt: skip
    answer = desk.browser.post("/desk/book", form)
    assert answer.status_code == 400 and answer.context["chosen"] == chosen
    assert f'value="{chosen}" checked' in answer.content.decode()
    desk.visit(15, days=10)
    answer = desk.browser.post("/desk/book", form)
    assert answer.status_code == 400 and answer.context["chosen"] == ""
    assert "checked" not in answer.content.decode().partition('id="book-slot"')[2]


def test_a_series_is_booked_whole_or_not_at_all():
    desk = TheDesk()
    caller, taken = desk.book.patient(), desk.visit(10, days=8)
    form = {
        "do": "book", "patient": str(caller.pk), "service": desk.book.service.pk,
        "slot": code_of(desk.slot(10)), "every": "1", "count": "3",
    }  # fmt: skip
    answer = desk.browser.post("/desk/book", form)
    rows = answer.context["sheet"].series
    assert answer.status_code == 409 and caller.appointments.count() == 0
    assert [bool(row["why"]) for row in rows] == [False, True, False]
    instead = rows[1]["near"][0][0]
    assert desk.browser.post("/desk/book", {**form, "visit_1": instead}).status_code == 302
    visits = list(caller.appointments.order_by("starts_at"))
    assert len(visits) == 3 and len({visit.series for visit in visits}) == 1
    assert visits[1].starts_at != taken.starts_at
    other = desk.book.patient("Somebody Else")
    left_out = {**form, "patient": str(other.pk), "slot": code_of(desk.slot(11)), "visit_2": "none"}
    assert desk.browser.post("/desk/book", left_out).status_code == 302
    assert other.appointments.count() == 2
    # The rest of it goes together, from its second visit on.
    second = visits[1]
    desk.browser.post(
        f"/desk/appointments/{second.pk}/change",
        {"do": "cancel", "which": "rest", "who": "person", "version": second.version},
    )
    states = list(caller.appointments.order_by("starts_at").values_list("status", flat=True))
    assert states == ["booked", "cancelled", "cancelled"]
    text = desk.browser.get(f"/desk/appointments/{visits[0].pk}").content.decode()
    assert "Series of 3 visits" in text


def test_time_is_blocked_given_back_and_visits_in_it_are_shown():
    desk = TheDesk(rooms=1)
    visit = desk.visit(10)
    form = {
        "whose": f"who:{desk.book.practitioners[0].pk}", "day": str(desk.tomorrow),
        "starts": "09:30", "ends": "11:00", "why": "Staff meeting",
    }  # fmt: skip
    assert "1 visit lies" in desk.browser.post("/desk/block", form, follow=True).content.decode()
    page = desk.browser.get("/desk/block").content.decode()
    assert "Staff meeting" in page and f"/desk/appointments/{visit.pk}" in page
    assert "taken out of the book" in desk.browser.get(
        f"/desk/appointments/{visit.pk}").content.decode()  # fmt: skip
    for bad in ({"whose": "who:999"}, {"whose": ""}, {"ends": "09:00"}, {"day": "x"},
                {"last": str(desk.today)}):  # fmt: skip
        answer = desk.browser.post("/desk/block", {**form, **bad})
        assert answer.status_code == 400 and "Staff meeting" in answer.content.decode(), bad
    block = Block.objects.get()
    with CaptureQueriesContext(connection) as one:
        desk.browser.get("/desk/block")
    desk.browser.post("/desk/block", {**form, "starts": "10:15", "ends": "12:00"})
    with CaptureQueriesContext(connection) as two:
        text = desk.browser.get("/desk/block").content.decode()
    assert text.count(f"/desk/appointments/{visit.pk}") == 2 and len(two) == len(one)
    Block.objects.exclude(pk=block.pk).delete()
    assert desk.browser.post(f"/desk/block/{block.pk}/remove").status_code == 302
    room = {**form, "whose": f"room:{desk.book.rooms[0].pk}", "ends": "00:00",
            "last": str(desk.tomorrow + timedelta(days=1))}  # fmt: skip
    assert desk.browser.post("/desk/block", room).status_code == 302
    assert Block.objects.get().room == desk.book.rooms[0]


def test_a_pressed_time_that_does_not_suit_chooses_nothing():
    desk = TheDesk(minutes=45)
    desk.visit(9)
    desk.visit(10, 15)
    # Half an hour is free between them, which the first service does not fit.
    at = desk.slot(9, 45).starts
    asked = f"at={at}&with={desk.book.practitioners[0].pk}"
    page = desk.browser.get(f"/desk/book?{asked}")
    assert "It is too long for this gap." in page.content.decode()
    assert page.context["times"] and not page.context["chosen"]
    # Of two services the one that fits.
    short = Service.objects.create(
        clinic=desk.clinic, name_en="Short", name_zh_hant="短", minutes=30, order=1
    )
    alien = Service.objects.create(clinic=desk.clinic, name_en="X", name_zh_hant="X", minutes=5)
    short.practitioners.set(desk.book.practitioners)
    page = desk.browser.get(f"/desk/book?{asked}")
    assert page.context["sheet"].service == short
    assert page.context["chosen"].startswith(f"{at}.")
    page = desk.browser.get(f"/desk/book/times.html?{asked}&service={alien.pk}")
    assert "It is not offered by them." in page.content.decode() and not page.context["chosen"]


def test_a_time_that_was_free_when_the_day_was_drawn_says_that_they_are_off():
    desk = TheDesk()
    who = desk.book.practitioners[0]
    DayException.objects.create(practitioner=who, day=desk.tomorrow)
    asked = f"at={desk.slot(9).starts}&with={who.pk}"
    page = desk.browser.get(f"/desk/book?{asked}")
    assert page.content.decode().count("outside their hours") == 1
    assert not page.context["chosen"]
    form = {
        "do": "book", "service": desk.book.service.pk, "slot": code_of(desk.slot(9)),
        "patient": str(desk.book.patient().pk),
    }  # fmt: skip
    booked = desk.browser.post("/desk/book", form, follow=True).content.decode()
    assert "This time lies outside their hours." in booked
