"""The report: look back, read the same as a table, write a question down, take it all along."""

from __future__ import annotations

import re
from collections.abc import Callable

from playwright.sync_api import Page, expect

from lumbar.reports.models import OwnQuestion
from lumbar.reports.tests.helpers import kept_journal
from tests.journeys.visitor import Visitor, given_a_check


def test_a_person_looks_back_and_takes_it_to_the_clinic(
    visitor: Visitor, accessible: Callable[[Page], None]
) -> None:
    person = given_a_check(visitor.page.context, visitor.site).person
    kept_journal(person, 40)
    visitor.opens("/report")
    visitor.headline("My report")
    visitor.follows("3 months")
    expect(visitor.main.get_by_role("link", name="3 months")).to_have_attribute(
        "aria-current", "page"
    )
    visitor.sees("8 → 2", "39 of 39", "Most people notice so large a change.")

    # A chart is one picture with a name and what it shows.
    chart = visitor.main.get_by_role("img", name=re.compile("^Pain on waking 40 days told: from 8"))
    expect(chart).to_be_visible()
    assert visitor.main.get_by_role("img").count() == 6

    # By keyboard: open the fold, and scroll the table within it.
    fold = visitor.main.get_by_text("The same as a table", exact=True)
    table = visitor.main.get_by_role("table", name="Day by day")
    expect(table).not_to_be_visible()
    visitor.tabs_to(fold)
    visitor.page.keyboard.press("Enter")
    expect(table).to_be_visible()
    visitor.tabs_to(visitor.main.get_by_role("region", name="Day by day"))
    assert table.get_by_role("row").count() == 41

    question = "May I play badminton?"
    visitor.main.get_by_label("A question").fill(question)
    visitor.presses("Put it on the list")
    visitor.is_at(r"/report\?range=months#questions$")
    visitor.sees(question)
    accessible(visitor.page)

    sheet = visitor.main.get_by_role("link", name="One page for the clinician (PDF)")
    answer = visitor.page.request.get(visitor.site + (sheet.get_attribute("href") or ""))
    assert (answer.status, answer.headers["content-type"]) == (200, "application/pdf")
    with visitor.page.expect_download() as download:
        visitor.follows("All days as a table (CSV)")
    assert re.fullmatch(r"lumbar-days-[\d-]+\.csv", download.value.suggested_filename)

    visitor.main.get_by_role("button", name=f"Take off: {question}").click()
    expect(visitor.main.get_by_text(question)).to_have_count(0)
    assert not OwnQuestion.objects.filter(person=person).exists()
