"""A borrowed phone: what waits on it goes to whoever did it, and to nobody else."""

from __future__ import annotations

from collections.abc import Callable

from playwright.sync_api import expect

from lumbar.medicines.models import Dose
from lumbar.people.models import Account
from lumbar.plans.tests.helpers import guest
from tests.journeys.conftest import Watch
from tests.journeys.visitor import Visitor, eventually, given_a_check, kept_on_device

PASSWORD = "walnut ferry lantern"
KEEPS_A_PAGE = """async () => {
  const cache = await caches.open("lumbar-private-1");
  await cache.put("/tonight", new Response("the owner's evening"));
}"""
NO_NETWORK = "net::ERR_INTERNET_DISCONNECTED"


def writes_down(visitor: Visitor, amount: str) -> None:
    """One dose of a medicine that asks nothing first."""
    visitor.main.locator("label:has([name=medicine][value='opioid'])").click()
    visitor.page.locator("#amount").fill(amount)
    visitor.presses("Write it down")


def signs_in(visitor: Visitor) -> None:
    visitor.opens("/sign-in")
    visitor.page.get_by_label("E-mail address").fill("ada@example.org")
    visitor.page.get_by_label("Password", exact=True).fill(PASSWORD)
    visitor.presses("Sign in")


def test_a_dose_that_waits_goes_into_its_own_journal(
    visitor_in: Callable[..., Visitor], watch: Watch
) -> None:
    visitor = visitor_in()
    watch.forgives(NO_NETWORK)
    context = visitor.page.context
    owner = given_a_check(context, visitor.site).person
    ada = Account.objects.create_user("ada@example.org", PASSWORD)
    ada.person, _browser = guest()
    ada.save()

    # Given the phone's owner, who wrote something down without a network
    visitor.opens("/medicines")
    context.set_offline(True)
    writes_down(visitor, "the owner's")
    visitor.sees("Kept on this phone. We compare it with the label when there is a network.")
    visitor.page.close()
    context.set_offline(False)

    # When a friend signs in on it and keeps the two apart, and writes something down
    visitor.page = context.new_page()
    visitor.opens("/sign-in")
    visitor.page.evaluate(KEEPS_A_PAGE)
    signs_in(visitor)
    visitor.presses("Keep them apart")
    visitor.opens("/medicines")
    eventually(lambda: not visitor.page.evaluate("caches.has('lumbar-private-1')"), visitor.page)
    expect(visitor.main.locator("[data-part=waiting]")).to_be_hidden()
    writes_down(visitor, "Ada's")
    visitor.is_at("/medicines#kept$")

    # Then only that is in her journal, and the owner's still waits
    assert list(Dose.objects.values_list("amount", "person")) == [("Ada's", ada.person.pk)]
    [waiting] = kept_on_device(visitor.page)
    assert waiting["body"]["amount"] == "the owner's"

    # When she leaves without a line to her last one, then it stays as hers
    visitor.page.route("**/record", lambda route: route.abort())
    watch.forgives("net::ERR_FAILED")
    writes_down(visitor, "Ada's second")
    eventually(lambda: len(kept_on_device(visitor.page)) == 2, visitor.page)
    visitor.opens("/account")
    visitor.presses("Sign out")
    visitor.sees("One record has not been sent yet.")
    visitor.presses("Sign out")
    visitor.sees("What could not be sent waits on this device until you sign in here again.")
    visitor.page.unroute("**/record")

    # And the owner's arrives with the next page, where it belongs
    visitor.opens("/medicines")
    eventually(lambda: Dose.objects.filter(amount="the owner's").exists(), visitor.page)
    assert Dose.objects.get(amount="the owner's").person == owner
    eventually(lambda: len(kept_on_device(visitor.page)) == 1, visitor.page)
    assert Dose.objects.filter(person=ada.person).count() == 1

    # And hers when she is back, who is not asked again
    signs_in(visitor)
    visitor.sees("You are signed in.")
    eventually(lambda: not kept_on_device(visitor.page), visitor.page)
    assert Dose.objects.get(amount="Ada's second").person == ada.person
