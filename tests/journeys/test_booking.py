"""Booking: a visitor without an account, from the first look to the last change; and what a check
makes of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.core import mail
from django.utils import timezone
from playwright.sync_api import expect

from lumbar.booking.models import Appointment
from lumbar.booking.tests.book import a_book
from lumbar.people.models import Clinic
from lumbar.reminders.tests.helpers import set_up_mail
from lumbar.site.worker import Worker
from tests.journeys.conftest import CHINESE, violations
from tests.journeys.visitor import Visitor, given_a_check


def test_a_visitor_books_confirms_moves_and_cancels_without_a_script(
    visitor_in: Callable[..., Visitor], settings: Any
) -> None:
    # Given a clinic with something to book, and somebody it does not know
    book = a_book(practitioners=2, clinic=Clinic.objects.first(), notice_hours=30)
    set_up_mail(settings)
    visitor = visitor_in(java_script_enabled=False, **CHINESE)
    settings.LUMBAR = settings.LUMBAR._replace(public_url=visitor.site)

    # When they choose the second of the earliest times
    visitor.opens("/book")
    visitor.main.locator("a.service", has_text=book.service.name_zh_hant).click()
    visitor.main.locator("a.time--row").nth(1).click()
    page = visitor.page
    page.locator("#name").fill("陳小明")
    visitor.presses("Book and confirm by e-mail")
    expect(visitor.main.get_by_role("alert")).to_be_visible()
    expect(page.locator("#name")).to_have_value("陳小明")
    page.locator("#email").fill("ming@example.org")
    page.locator("#reason").fill("久坐後痛")
    visitor.presses("Book and confirm by e-mail")
    visitor.headline(visitor.label("One more step: open the link"))

    # Then the message asks them, in their language, and its link confirms with one press
    clock = [timezone.now()]
    worker = Worker(lambda: clock[0])
    worker.round()
    [asking] = mail.outbox
    assert asking.subject == visitor.label("Please confirm your visit")
    mailbox = visitor_in(**CHINESE)
    mailbox.opens(link_in(asking, mailbox))
    assert not violations(mailbox.page)
    mailbox.presses("Yes, I will come")
    mailbox.headline(mailbox.label("My visit"))
    mailbox.sees(mailbox.label("Booked"))
    assert "久坐" not in mailbox.main.inner_text()

    # And it is moved, by the keyboard, and cancelled; once each is told
    clock[0] += timedelta(minutes=4)
    worker.round()
    mailbox.opens(link_in(mail.outbox[-1], mailbox))
    mailbox.follows("Move")
    assert not violations(mailbox.page)
    mailbox.tabs_to(mailbox.main.locator("a.time--row").last)
    mailbox.page.keyboard.press("Enter")
    mailbox.headline(mailbox.label("Move to this time?"))
    mailbox.presses("Move the visit")
    mailbox.sees(mailbox.label("Your visit has a new time."))
    clock[0] += timedelta(minutes=4)
    worker.round()
    mailbox.opens(link_in(mail.outbox[-1], mailbox))
    mailbox.follows("Cancel the visit")
    assert not violations(mailbox.page)
    mailbox.presses("Yes, cancel it")
    mailbox.sees(mailbox.label("Your visit is cancelled."))
    clock[0] += timedelta(minutes=4)
    worker.round()
    assert len(mail.outbox) == 4
    assert Appointment.objects.get().status == "cancelled"


def test_what_a_check_makes_of_booking(visitor_in: Callable[..., Visitor], settings: Any) -> None:
    book = a_book(clinic=Clinic.objects.first())
    set_up_mail(settings)

    # Somebody to be seen soon goes from the result to a visit, and lets the summary travel along
    soon = visitor_in()
    assessment = given_a_check(soon.page.context, soon.site, fever="yes")
    assert assessment.level == "clinician_soon"
    soon.opens(f"/check/result/{assessment.pk}")
    soon.follows("Book a visit")
    soon.sees(soon.label("Your check says: be seen soon"))
    soon.main.locator("a.service", has_text=book.service.name_en).click()
    soon.main.locator("a.time--row").first.click()
    soon.page.locator("#name").fill("Ada")
    soon.page.locator("#email").fill("ada@example.org")
    soon.main.get_by_role("checkbox").check()
    assert not violations(soon.page)
    soon.presses("Book and confirm by e-mail")
    soon.headline(soon.label("One more step: open the link"))
    visit = Appointment.objects.get()
    assert (visit.level, visit.assessment_id) == ("clinician_soon", assessment.pk)

    # Somebody with an emergency sees what to do, and no way to a form
    hurt = visitor_in()
    given_a_check(hurt.page.context, hurt.site, saddle_numbness="yes")
    for path in ("/book", f"/book/{book.service.pk}"):
        hurt.opens(path)
        hurt.headline(hurt.words.levels["emergency"].headline)
        expect(hurt.main.locator("a[href^='/book'], textarea")).to_have_count(0)
        expect(hurt.main.locator("a[href='tel:999']")).to_be_visible()
    assert not violations(hurt.page)


def link_in(message: Any, visitor: Visitor) -> str:
    """The path of the link in a message."""
    found = re.search(re.escape(visitor.site) + r"(/visit/\S+)", str(message.body))
    assert found, message.body
    return found.group(1)
