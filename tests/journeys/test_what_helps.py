"""What helps you: too few nights, then an answer; and a coin that is tossed and stopped."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta

from django.utils import timezone
from playwright.sync_api import Page, expect

from lumbar.plans.actions import current_plan
from lumbar.reports.models import CoinNight, CoinTrial
from lumbar.reports.tests.nights import keep_nights, mixed
from lumbar.tonight.queries import evening_date
from tests.journeys.visitor import Visitor, given_a_check


def test_from_too_few_nights_to_an_answer_and_a_coin(
    visitor: Visitor, accessible: Callable[[Page], None]
) -> None:
    assessment = given_a_check(visitor.page.context, visitor.site, minutes="10")
    person, today = assessment.person, evening_date(timezone.now())
    plan = current_plan(person=person)
    keep_nights(plan, mixed(today, 20, 2))
    visitor.opens("/what-helps")
    visitor.headline(visitor.label("What helps you"))
    visitor.sees(visitor.label("Not enough nights yet"))
    progress = visitor.main.get_by_role("progressbar")
    expect(progress).to_have_attribute("value", "20")
    expect(progress).to_have_attribute("max", "28")

    keep_nights(plan, mixed(today - timedelta(days=20), 60, 2))
    visitor.opens("/what-helps")
    answer = "Mornings after the routine hurt about 2 points less."
    visitor.sees(answer)
    # The picture says in words what it shows, and the numbers stand in a table.
    expect(visitor.main.get_by_role("img").first).to_have_accessible_name(
        re.compile(re.escape(answer))
    )
    visitor.main.get_by_text(visitor.label("Exact numbers, for clinicians"), exact=True).click()
    expect(visitor.main.get_by_role("table")).to_contain_text("−")
    accessible(visitor.page)

    # By keyboard, as without a mouse.
    visitor.tabs_to(visitor.button("Turn the coin on"))
    visitor.page.keyboard.press("Enter")
    visitor.sees(visitor.label("Tonight’s coin is not tossed yet."))
    # Its own nights only, and there are none yet.
    expect(progress).to_have_attribute("value", "0")
    visitor.presses("Toss tonight’s coin")
    tossed = CoinNight.objects.get(trial__person=person)
    said = (
        "Tonight the coin says: the routine." if tossed.routine else "Tonight the coin says: rest."
    )
    visitor.sees(visitor.label(said))
    accessible(visitor.page)
    # Looking again is no second toss.
    visitor.opens("/what-helps")
    visitor.sees(visitor.label(said))

    visitor.presses("Stop the coin")
    visitor.sees(answer)
    expect(visitor.button("Turn the coin on")).to_be_visible()
    trial = CoinTrial.objects.get(person=person)
    assert trial.ended_on is not None
    assert CoinNight.objects.count() == 1
