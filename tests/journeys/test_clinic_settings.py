"""An owner sets up a clinic from nothing, and then its times can be booked."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from playwright.sync_api import Page

from lumbar.people.models import Clinic, Role
from lumbar.people.tests.staff import a_member, signed_in
from tests.journeys.conftest import DESK
from tests.journeys.visitor import Visitor


def test_from_nothing_to_a_time_that_can_be_booked(
    visitor_in: Callable[..., Visitor], accessible: Callable[[Page], None]
) -> None:
    clinic = Clinic.objects.get()
    owner = visitor_in(**DESK)
    cookie = signed_in(a_member(clinic, Role.OWNER, "Olive Lo")).cookies[
        settings.SESSION_COOKIE_NAME
    ]
    owner.page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": owner.site}])
    owner.opens("/desk/settings")
    owner.headline("Set up your clinic")
    accessible(owner.page)

    owner.follows("A location")
    owner.main.get_by_label("Name in English").fill("Pier")
    owner.presses("Save")
    owner.sees("Something does not fit yet.")
    accessible(owner.page)
    owner.main.get_by_label("Name in Chinese").fill("碼頭")
    owner.presses("Save")
    owner.headline("Locations and rooms")

    owner.opens("/desk/settings")
    owner.follows("A clinician")
    for label, text in {
        "Name in English": "Dr Hazel Ho", "Name in Chinese": "何秋樺",
        "Profession in English": "Chiropractor", "Profession in Chinese": "脊醫",
    }.items():  # fmt: skip
        owner.main.get_by_label(label).fill(text)
    owner.presses("Save")

    owner.headline("Hours: Dr Hazel Ho")
    monday = owner.main.get_by_role("group", name="Monday")
    monday.get_by_label("Monday: from", exact=True).first.fill("09:00")
    monday.get_by_label("Monday: to", exact=True).first.fill("08:00")
    owner.presses("Save")
    owner.sees("It ends before it begins.")
    monday.get_by_label("Monday: to", exact=True).first.fill("13:00")
    monday.get_by_label("Tuesday to Friday the same").check()
    owner.presses("Save")
    owner.sees("The hours are saved.")
    accessible(owner.page)

    owner.opens("/desk/settings")
    owner.follows("A service")
    owner.main.get_by_label("Name in English").fill("First visit")
    owner.main.get_by_label("Name in Chinese").fill("首次診症")
    owner.presses("Save")
    owner.headline("Services")
    owner.opens("/desk/settings")
    owner.headline("Settings")

    # Somebody else looks for a time, without an account.
    somebody = visitor_in()
    somebody.opens("/book")
    somebody.main.get_by_role("link", name="First visit").click()
    somebody.sees("09:00")
