"""A case from a course to everybody's page, and gone again by the person's own word."""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from playwright.sync_api import Page, expect

from lumbar.cases.models import Case
from lumbar.cases.tests.helpers import somebody
from lumbar.people.guests import GUEST_COOKIE
from lumbar.people.models import Clinic, Role
from lumbar.people.tests.staff import a_member, signed_in
from tests.journeys.conftest import DESK
from tests.journeys.visitor import Visitor

TITLE, STORY = "Eight weeks with a sore back", "It hurt in the mornings. Walking helped."
TITLE_ZH, STORY_ZH = "腰痛的八個星期", "早上會痛。走路有幫助。"


def test_from_a_course_to_everybody_and_gone_at_once(
    visitor_in: Callable[..., Visitor], accessible: Callable[[Page], None]
) -> None:
    clinic = Clinic.objects.get()
    patient, browser = somebody(clinic)
    cora = visitor_in(**DESK)
    cookie = signed_in(a_member(clinic, Role.CLINICIAN, "Cora Lee")).cookies[
        settings.SESSION_COOKIE_NAME
    ]
    cora.page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": cora.site}])
    person = visitor_in()
    token = browser.cookies[GUEST_COOKIE].value
    person.page.context.add_cookies([{"name": GUEST_COOKIE, "value": token, "url": person.site}])
    anybody = visitor_in()

    # The clinician begins with the course. A place stands in the story: it is looked at first.
    cora.opens(f"/desk/people/{patient.pk}")
    cora.main.get_by_role("button", name="Begin a case about this course").click()
    cora.headline("A new case")
    for label, text in {
        "Title in English": TITLE, "Story in English": f"{STORY} In Mong Kok too.",
        "Title in Chinese": TITLE_ZH, "Story in Chinese": STORY_ZH,
    }.items():  # fmt: skip
        cora.main.get_by_label(label).fill(text)
    cora.presses("Keep and ask the person")
    cora.sees("Words that may say who it is", "“Mong Kok”")
    expect(cora.page.get_by_role("alert")).to_be_focused()
    cora.main.get_by_label("Story in English").fill(STORY)
    cora.presses("Keep and ask the person")
    cora.sees("The person is asked now. They see exactly this.")

    # The person reads exactly that, in both languages, and agrees.
    person.opens("/cases/mine")
    person.follows(TITLE)
    person.headline("May we tell your story?")
    person.sees(TITLE, STORY, TITLE_ZH, STORY_ZH)
    assert "Mong Kok" not in person.main.inner_text()
    accessible(person.page)
    person.main.get_by_role("checkbox").check()
    person.presses("I agree")
    person.sees("You can take it back whenever you like.")
    story = f"/cases/{Case.objects.get().pk}"
    assert anybody.page.request.get(anybody.site + story).status == 404

    # Only now can it be shown, and everybody reads it as it was agreed to.
    cora.page.reload()
    cora.presses("Show it to everybody")
    cora.sees("It is shown to everybody now.")
    anybody.opens("/cases")
    anybody.follows(TITLE)
    anybody.sees(STORY)
    assert "Chan" not in anybody.main.inner_text()

    # The person takes it back: it is gone for who has it open, and cannot be shown again.
    person.opens("/cases/mine")
    person.follows(TITLE)
    person.presses("Take it back")
    person.sees("It is shown to nobody any more.")
    assert anybody.page.request.get(anybody.page.url).status == 404
    anybody.opens("/cases")
    expect(anybody.main.get_by_text(TITLE)).to_have_count(0)
    cora.page.reload()
    expect(cora.button("Show it to everybody")).to_have_count(0)
