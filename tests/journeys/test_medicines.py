"""The medicine log: written down in seconds, with a network or without, and it speaks up."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import expect

from lumbar.clinical.library import library
from lumbar.medicines.models import AskedFirst, Dose
from tests.journeys.conftest import CHINESE, Watch, violations
from tests.journeys.visitor import Visitor, eventually, given_a_check, kept_on_device

NO_NETWORK = "net::ERR_INTERNET_DISCONNECTED"
KEPT = "async () => (await caches.match('/medicines', {ignoreVary: true}))?.text() ?? ''"


def chooses(visitor: Visitor, name: str, value: str) -> None:
    """Tap a chip, as a finger does."""
    visitor.main.locator(f"label:has([name={name}][value='{value}'])").click()


def test_writing_down_and_being_warned(visitor_in: Callable[..., Visitor]) -> None:
    # Given somebody who keeps nothing here yet, and wrote nothing down
    visitor = visitor_in(**CHINESE)
    page, words = visitor.page, library().care.words(visitor.language).medicines
    visitor.opens("/medicines")
    visitor.headline(visitor.label("My medicines"))
    question = visitor.main.get_by_role("checkbox", name=words.ask_first["asthma"], exact=True)

    # When they choose a medicine, then its questions come first; the day only where it is asked
    expect(question.filter(visible=True)).to_have_count(0)
    chooses(visitor, "medicine", "ibuprofen")
    expect(question.filter(visible=True)).to_have_count(1)
    expect(page.locator("#name")).to_be_hidden()
    expect(page.locator("#time")).to_be_hidden()
    question.filter(visible=True).check()
    page.locator("#amount").fill("2")
    visitor.presses("Write it down")

    # Then it is kept, and they are told to talk to somebody before the next one
    visitor.is_at("/medicines#kept$")
    visitor.sees(words.talk_first, visitor.label("Written down."))
    assert AskedFirst.objects.get().applies == ["asthma"]
    person = Dose.objects.get().person

    # And when too much is written down, by the device now, the log speaks up first
    chooses(visitor, "medicine", "paracetamol")
    last = visitor.main.get_by_role("checkbox", name=visitor.label("None of these"), exact=True)
    last.filter(visible=True).check()
    page.locator("#tablets").fill("12")
    page.locator("#milligrams_each").fill("500")
    visitor.presses("Write it down")
    alert = visitor.main.get_by_role("alert")
    expect(alert).to_contain_text(words.log_rules["far-over-a-day"].say)
    expect(alert.get_by_role("link")).to_have_attribute("href", "tel:999")
    assert not violations(page)
    assert not kept_on_device(page)

    # When it was a slip of the finger, then it is put right and the warning is gone
    visitor.main.get_by_role("link", name=re.compile("6,000")).click()
    page.locator("#tablets").fill("1")
    visitor.presses("Keep the change")
    visitor.is_at("/medicines#kept$")
    expect(visitor.main.get_by_role("alert")).to_have_count(0)

    # When it is taken out, it can be put back
    visitor.main.locator(".dose-row").first.click()
    visitor.presses("Take it out of the log")
    visitor.is_at("/medicines$")
    assert Dose.objects.filter(person=person).count() == 1
    visitor.presses("Put it back")
    expect(visitor.main.locator(".dose-row")).to_have_count(2)


def test_in_flight_mode_it_stays_on_the_phone(
    visitor_in: Callable[..., Visitor], watch: Watch
) -> None:
    # Given somebody with a plan whose phone has kept the page
    visitor = visitor_in(service_workers="allow")
    watch.forgives(NO_NETWORK)
    page = visitor.page
    given_a_check(page.context, visitor.site)
    visitor.opens("/")
    eventually(lambda: page.evaluate(KEPT), page, within=60)

    # When they write something down, then the copy on the phone has it: it must not say "nothing"
    visitor.opens("/medicines")
    chooses(visitor, "medicine", "opioid")
    page.locator("#amount").fill("half a tablet")
    visitor.presses("Write it down")
    visitor.is_at("/medicines#kept$")
    eventually(lambda: "half a tablet" in page.evaluate(KEPT), page)

    # When they write something down without a network
    page.context.set_offline(True)
    visitor.opens("/medicines")
    chooses(visitor, "medicine", "other")
    page.locator("#name").fill("Voltaren")
    page.locator("#amount").fill("one")
    visitor.presses("Write it down")

    # Then the page says where it is, and that nothing was compared yet
    text = "Kept on this phone. We compare it with the label when there is a network."
    visitor.sees(visitor.label(text), "Voltaren")
    [entry] = kept_on_device(page)
    assert (entry["kind"], entry["body"]["name"]) == ("dose", "Voltaren")
    assert Dose.objects.count() == 1

    # When the network is back, then it is kept once, and its questions are asked
    page.context.set_offline(False)
    visitor.is_at("/medicines/ask/diclofenac$")
    assert Dose.objects.get(medicine="other").name == "Voltaren"
    assert not kept_on_device(page)


def test_by_keyboard_and_without_javascript(visitor_in: Callable[..., Visitor]) -> None:
    visitor = visitor_in(java_script_enabled=False)
    visitor.opens("/medicines")
    opioid = visitor.main.locator("[name=medicine][value=opioid]")
    visitor.main.locator("[name=medicine]").first.focus()
    for _ in range(3):
        visitor.page.keyboard.press("ArrowRight")
    expect(opioid).to_be_checked()
    visitor.page.keyboard.press("Space")
    visitor.page.keyboard.press("Enter")
    expect(visitor.main.get_by_role("alert")).to_be_visible()
    visitor.page.locator("#amount").fill("one")
    visitor.page.keyboard.press("Enter")
    visitor.is_at("/medicines#kept$")
    visitor.sees(library().care.words("en").medicines.medicines["opioid"].about)
