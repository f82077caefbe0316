"""Every page, in both languages and both themes: accessible, tidy, and no wider than the phone.

A theme changes colours and a language changes words and their widths, so not every pair of them
is looked at: English is looked at by night, Chinese by day.

The list is made from the site's addresses, so a new page is looked at without being named here;
one that needs a row is named in `arguments`, or the test fails.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page, expect

from lumbar.cases.models import Case
from lumbar.check.actions import save_screen
from lumbar.check.models import StoredAssessment
from lumbar.clinical.library import library
from lumbar.companion.models import Companion
from lumbar.journal.measuring.actions import also_ask, keep_response
from lumbar.journal.models import CheckIn, Goal
from lumbar.medicines.models import AskedFirst, Dose
from lumbar.people.models import Person
from lumbar.plans.actions import current_plan
from lumbar.reminders.links import confirm_path, identity, stop_path
from lumbar.tonight.actions import keep_said
from lumbar.tonight.models import SessionRecord
from lumbar.tonight.tests.helpers import begun
from lumbar.wellbeing.models import BreathingSession, Day, PressureReading, Steps
from tests.access.booked import ADDRESSES, booking_arguments
from tests.access.somebody import NERVES, given_case
from tests.access.table import TABLE
from tests.journeys.conftest import CHINESE, DESK, violations
from tests.journeys.visitor import Evening, Visitor, given_a_check

NOT_PAGES = {
    "healthz": "for machines",
    "service_worker": "for machines",
    "manifest": "for machines",
    "privacy_export": "a file",
    "plan_handout": "a file",
    "set_theme": "takes a form",
    "set_language": "takes a form",
    "set_figure": "takes a form",
    "figure_still": "a picture",
    "check_finish": "takes a form",
    "check_change": "takes a form",
    "plan_change": "takes a form",
    "plan_back": "takes a form",
    "check_in_also": "takes a form",
    "goal_change": "takes a form",
    "answer_heard": "takes a form",
    "answer_shorter": "takes a form",
    "set_sleep": "takes a form",
    "token": "for machines",
    "join": "takes a form",
    "what_helps_coin": "takes a form",
    "report_questions": "takes a form",
    "report_pdf": "a file",
    "report_csv": "a file",
    "companion_pain": "takes a form",
    "companion_end": "takes a form",
    "companion_time": "takes a form",
    "pack_off": "takes a form",
    "keep_pack": "for machines",
    "keep_evening": "for machines",
    "keep_morning": "for machines",
    "keep_dose": "for machines",
    "keep_breathing": "for machines",
    "pressure_standard": "takes a form",
    "pressure_delete": "takes a form",
    "steps_delete": "takes a form",
    "dose_remove": "takes a form",
    "dose_restore": "takes a form",
    "did_tonight": "takes a form",
    "make_calendar": "takes a form",
    "revoke_calendar": "takes a form",
    "ask_for_address": "takes a form",
    "forget_address": "takes a form",
    "stop_everything": "takes a form",
    "push": "for machines",
    "calendar_feed": "a file",
    "visit_file": "a file",
    "practitioner_feed": "a file",
    "count_in": "takes a form",
    "clinic_logo": "a picture",
    "demo": "only on one's own machine, with the demo clinic",
}
MAIN = (
    "home",
    "check_result",
    "plan",
    "tonight",
    "evening_list",
    "history",
    "report",
    "learn",
    "how_we_decide",
    "book_times",
)
SAME_FOR_EVERYBODY = {
    "learn",
    "learn_topic",
    "exercises",
    "exercise",
    "how_we_decide",
    "positions",
    "figure_patterns",
    "offline",
    "stop_reminders",
    "confirm_email",
}
COLOUR_RULES = ["color-contrast", "link-in-text-block"]
"""What another theme can break."""
LAYOUT_RULES = ["target-size", "scrollable-region-focusable"]
"""What another width can break."""
EMERGENCY = {"saddle_numbness": "yes"}
LANGUAGES = [pytest.param({}, id="english"), pytest.param(CHINESE, id="chinese")]


@pytest.mark.parametrize("how", LANGUAGES)
def test_for_somebody_new(visitor_in: Callable[..., Visitor], how: dict[str, Any]) -> None:
    visitor = visitor_in(**how)
    needs_a_row = {
        "check_result",
        "check_summary",
        "plan_version",
        "evening_list",
        "finish",
        "evening",
        "check_in",
        "check_in_measure",
        "check_in_done",
        "goals",
        "dose",
        "medicine_ask",
        "companion_signs",
        "companion_review",
        "pack",
        "pressure_reading",
        "pressure_signs",
        "case",
        "case_asked",
    }
    for name in pages():
        # For developers, in English only, and a hundred times as large as any other page.
        if name in needs_a_row or (how and name == "figure_patterns"):
            continue
        if how and name not in SAME_FOR_EVERYBODY:
            # With rows in it the page is looked at closely below; empty it only has to fit.
            visitor.opens(reverse(name, args=arguments(name)))
            fits(visitor.page, name)
        else:
            looks_well(visitor, reverse(name, args=arguments(name)), name)
    looks_well(visitor, "/no-such-page", "404")


@pytest.mark.parametrize("how", LANGUAGES)
def test_for_somebody_with_a_plan(visitor_in: Callable[..., Visitor], how: dict[str, Any]) -> None:
    visitor = visitor_in(**how)
    assessment = given_a_check(visitor.page.context, visitor.site, minutes="5")
    person = assessment.person
    save_screen(person=person, answers=library().answers({"saddle_numbness": "no", **NERVES}))
    plan = current_plan(person=person)
    unfinished, done = begun(plan).pk, begun(plan).pk
    keep_said(person=person, uuid=done, items=[0, 1], pain_after=None, now=timezone.now())
    CheckIn.objects.create(
        person=person, morning=timezone.localdate(), pain=4, sleep=6, said_at=timezone.now()
    )
    given_a_week(person)
    reading = given_notes(person)
    two_days_ago = timezone.now() - timedelta(hours=49)
    Companion.objects.create(person=person, began_at=two_days_ago, started_at=two_days_ago, pain=6)
    given_case(person)
    told = Case.objects.get().pk
    rows: dict[str, Any] = {
        "case": told,
        "case_asked": told,
        "dose": given_too_much(person).pk,
        "check_result": assessment.pk,
        "check_summary": assessment.pk,
        "plan_version": plan.pk,
        "pressure_reading": reading.pk,
        "pressure_signs": reading.pk,
        "evening_list": unfinished,
        "finish": done,
        "evening": done,
    }
    for name in pages():
        if name not in SAME_FOR_EVERYBODY:
            args = [rows[name]] if name in rows else arguments(name)
            looks_well(visitor, reverse(name, args=args), name)
    visitor.opens(reverse("tonight"))
    Evening.chooses_lights(visitor, "on")
    assert not violations(visitor.page)
    visitor.presses("Start without a number")
    visitor.sees(visitor.label("Get into place"))
    assert not violations(visitor.page)
    visitor.presses("This hurts")
    expect(visitor.page.get_by_role("dialog")).to_be_visible()
    assert not violations(visitor.page)


@pytest.mark.parametrize(
    ("how", "said"),
    [
        pytest.param({}, EMERGENCY, id="emergency"),
        pytest.param(CHINESE, EMERGENCY, id="emergency-chinese"),
        pytest.param({}, {"fever": "yes", "fever_cause": "no_clear_cause"}, id="same_day"),
        pytest.param(CHINESE, {"pregnancy": "could_be"}, id="clinician_chooses-chinese"),
    ],
)
def test_for_somebody_without_a_plan(
    visitor_in: Callable[..., Visitor], how: dict[str, Any], said: dict[str, Any]
) -> None:
    visitor = visitor_in(**how)
    assessment: StoredAssessment = given_a_check(visitor.page.context, visitor.site, **said)
    looks_well(visitor, reverse("check_result", args=[assessment.pk]), "check_result")
    looks_well(visitor, reverse("check_summary", args=[assessment.pk]), "check_summary")
    looks_well(visitor, reverse("plan"), "plan")
    looks_well(visitor, reverse("home"), "home")


def test_after_a_stopped_evening(visitor: Visitor) -> None:
    assessment = given_a_check(visitor.page.context, visitor.site)
    record = begun(current_plan(person=assessment.person))
    record.state, record.finished_at = SessionRecord.State.STOPPED, timezone.now()
    record.hurts = [{"item": 0, "position": 1000, "answer": "saddle"}]
    record.save()
    for path in ("/tonight", f"/history/{record.pk}", "/history"):
        looks_well(visitor, path, "stopped")


@pytest.mark.parametrize("how", LANGUAGES)
def test_every_screen_of_a_long_check(
    visitor_in: Callable[..., Visitor], how: dict[str, Any]
) -> None:
    """A check that opens nearly every follow-up; each screen empty, and one with its errors."""
    visitor = visitor_in(**how)
    said: dict[str, Any] = {
        "both_legs": "yes",
        "both_legs_when": "only_walking",
        "both_legs_since": "long_unchanged",
        "pregnancy": "no",
        "pain_areas": ["low_back_left", "calf_left"],
        "duration": "over_3_months",
        "limits": ["hip_replacement"],
        "hip_when": "over_12_weeks",
    }
    visitor.opens("/check")
    visitor.starts_the_check()
    seen = []
    while (screen := visitor.screen()) is not None:
        seen.append(screen.id)
        # All screens share their parts: in the second language axe-core looks at some.
        if not how or len(seen) % 3 == 1 or screen.id == "body_map":
            is_well(visitor, f"check: {screen.id}")
        else:
            fits(visitor.page, f"check: {screen.id}")
        if screen.id in {"about_you", "body_map"}:
            visitor.next_button.click()
            expect(visitor.main.get_by_role("alert")).to_be_focused()
            is_well(visitor, f"check: {screen.id} with errors")
        if screen.id == "body_map":
            visitor.presses("Use a list of body areas instead")
            is_well(visitor, "check: body_map as a list")
            visitor.presses("Use the picture instead")
        visitor.answers_screen(**said)
    assert len(seen) >= 20, seen
    visitor.is_at("/check/result/")


def test_every_exercise(visitor: Visitor) -> None:
    """All share one page, so axe-core looks at some, and the width is held for each."""
    for number, slug in enumerate(library().exercises):
        visitor.opens(reverse("exercise", args=[slug]))
        visitor.headline(visitor.exercise(slug))
        if number % 5 == 0:
            is_well(visitor, slug)
        else:
            fits(visitor.page, slug)


def test_every_topic(visitor: Visitor) -> None:
    """As with the exercises."""
    visitor.opens(reverse("learn"))
    topics = {link.get_attribute("href") for link in visitor.main.get_by_role("link").all()}
    assert len(topics) > 10
    for number, path in enumerate(sorted(str(one) for one in topics)):
        visitor.opens(path)
        if number % 3 == 0:
            is_well(visitor, path)
        else:
            fits(visitor.page, path)


def given_a_week(person: Person) -> None:
    """A goal, and a check-in a week ago and today: better, with a low mood."""
    now = timezone.now()
    Goal.objects.create(person=person, text="Carry the shopping home", set_at=now)
    also_ask(person=person, measure="phq-2", on=True, now=now)
    for measure, weeks_ago, answers in (
        ("pain-nrs", 1, {"now": 6, "average": 6, "worst": 8}),
        ("pain-nrs", 0, {"now": 3, "average": 4, "worst": 7}),
        ("phq-2", 0, {"interest": 2, "low": 2}),
    ):
        keep_response(
            person=person,
            measure=library().care.measures.of(measure),
            answers=answers,
            items=list(answers),
            now=now - timedelta(weeks=weeks_ago),
            knowledge=library(),
        )


def given_too_much(person: Person) -> Dose:
    """Entries that make the log speak up."""
    AskedFirst.objects.create(
        person=person, medicine="ibuprofen", applies=["asthma"], said_at=timezone.now()
    )
    for medicine, name in (("ibuprofen", ""), ("other", "Voltaren"), ("other", "Ginger tea")):
        dose = Dose.objects.create(
            person=person, medicine=medicine, name=name, amount="9", taken_at=timezone.now(),
            tablets=9, milligrams_each=500, milligrams=4500,
        )  # fmt: skip
    return dose


def given_notes(person: Person) -> PressureReading:
    """Days of tension and walks, steps, a breathing, and a very high reading of yesterday."""
    today, now = timezone.localdate(), timezone.now()
    for ago in range(9):
        day = today - timedelta(days=ago)
        Day.objects.create(person=person, day=day, tension=7 + ago % 3, pulse=66, walking_minutes=9)
        Steps.objects.create(person=person, day=day, count=5210, source="csv", imported_at=now)
    BreathingSession.objects.create(person=person, started_at=now, seconds=300)
    yesterday = now - timedelta(hours=30)
    return PressureReading.objects.create(
        person=person, taken_at=yesterday, systolic=190, diastolic=101
    )


def pages() -> Iterator[str]:
    """The names of all addresses that show a page; those of staff and of accounts are looked at by
    test_every_desk_page.py."""
    named = {line.name for line in TABLE}
    assert set(NOT_PAGES) <= named
    yield from sorted(named - set(NOT_PAGES))


def arguments(name: str) -> list[Any]:
    """What the address of this name needs when anybody may ask for it."""
    if name in ADDRESSES:
        return booking_arguments(name, None)
    mailbox = identity("ada@example.org")
    needed: dict[str, list[Any]] = {
        "stop_reminders": [stop_path("email", "tonight", mailbox).rpartition("/")[2]],
        "confirm_email": [confirm_path("nobody", mailbox).rpartition("/")[2]],
        "check_screen": ["nerves"],
        "plan_swap": [1],
        "check_in_measure": ["goals"],
        "learn_topic": ["sprain"],
        "exercise": ["bird-dog"],
        "pack": ["cold"],
        "medicine_ask": ["ibuprofen"],
    }
    return needed.get(name, [])


def looks_well(visitor: Visitor, path: str, name: str) -> None:
    """Hold the page to everything; the main ones at the desk and on a tiny phone too."""
    visitor.opens(path)
    is_well(visitor, name)
    if name in MAIN and visitor.language == "en":
        visitor.page.set_viewport_size(DESK["viewport"])
        assert not violations(visitor.page, LAYOUT_RULES), f"{name} at the desk"
        visitor.page.set_viewport_size({"width": 320, "height": 640})
        assert not violations(visitor.page, LAYOUT_RULES), f"{name} at 320"
        visitor.page.set_viewport_size({"width": 390, "height": 844})


def is_well(visitor: Visitor, name: str) -> None:
    """No violation with everything unfolded, and no scrolling sideways. In English it is night and
    everything is held; in Chinese it is day, and what colours can break: that every name is there
    in Chinese too is what `lumbar/site/tests/test_translations.py` holds."""
    page = visitor.page
    fits(page, name)
    page.evaluate("for (const fold of document.querySelectorAll('details')) fold.open = true")
    wrong = violations(page, () if visitor.language == "en" else COLOUR_RULES)
    assert not wrong, "\n".join([f"{name}: {page.url}", *wrong])


def fits(page: Page, name: str) -> None:
    """At 320 px nothing makes the page scroll sideways."""
    size = page.viewport_size
    assert size is not None
    page.set_viewport_size({"width": 320, "height": 640})
    width = page.evaluate("document.documentElement.scrollWidth")
    page.set_viewport_size(size)
    assert width <= 320, f"{name} is {width} px wide at 320: {page.url}"
