"""The first 48 hours: who may begin, what is asked when, and what comes before everything else."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone
from msgspec import structs

from lumbar.check.actions import call_for_recheck
from lumbar.check.models import Recheck, StoredAssessment
from lumbar.check.queries import recheck_called_for
from lumbar.clinical.library import library
from lumbar.clinical.values import Edit
from lumbar.companion import actions, queries
from lumbar.companion.models import Companion, DangerSignsAsked, PainNote, Review
from lumbar.companion.tests.helpers import begun, guest_at
from lumbar.journal.models import CheckIn
from lumbar.people.models import Person
from lumbar.plans.actions import current_plan
from lumbar.plans.models import StoredPlan
from lumbar.plans.queries import standing
from lumbar.plans.tests.helpers import calm_guest, check, guest

pytestmark = pytest.mark.django_db

WORDS = library().care.words("en").companion
EXERCISES = [one.name for one in library().words("en").exercises.values()]
START = {"began": "3", "pain": "6", "leg": "no"}


def page(browser: Client, path: str = "/companion") -> str:
    answer = browser.get(path)
    assert answer.status_code == 200, answer
    return answer.content.decode()


def check_is(person: Person, **ago: float) -> None:
    """The check was made so long ago."""
    StoredAssessment.objects.filter(person=person).update(
        created_at=timezone.now() - timedelta(**ago)
    )


def test_a_check_comes_first():
    assert "First, a short check" in page(Client())
    _person, browser = guest()
    assert "First, a short check" in page(browser)
    assert browser.post("/companion", START).status_code == 200
    assert not Companion.objects.exists()


def test_it_starts_after_a_check_of_this_pain_and_only_once():
    person, browser, _assessment = calm_guest(duration="under_2_days", pain_now=7)
    assert queries.may_be_offered(person, timezone.now())
    assert 'value="7" checked' in page(browser), "what was just told is not asked again"
    # A double tap.
    for _tap in range(2):
        assert browser.post("/companion", START).headers["Location"] == "/companion"
    companion = Companion.objects.get()
    assert (companion.pain, companion.leg) == (6, False)
    assert timezone.now() - companion.began_at >= timedelta(hours=3)
    assert "Hour 3 of 48" in page(browser)
    assert not queries.may_be_offered(person, timezone.now())
    # Ended by hand, the next one is a row of its own.
    assert browser.post("/companion/end").headers["Location"] == "/"
    browser.post("/companion", START)
    assert Companion.objects.count() == 2
    assert Companion.objects.filter(ended_at=None).count() == 1


@pytest.mark.parametrize(
    ("sent", "named"),
    [({}, {"began", "pain", "leg"}), ({**START, "pain": "11"}, {"pain"}),
     ({**START, "began": "5"}, {"began"}), ({**START, "leg": "maybe"}, {"leg"})],
)  # fmt: skip
def test_what_is_missing_is_named_and_nothing_is_lost(sent, named):
    _person, browser, _assessment = calm_guest()
    answer = browser.post("/companion", sent)
    assert answer.status_code == 400
    text = answer.content.decode()
    assert {name for name in START if f'href="#{name}"' in text} == named
    assert text.count(" checked") == len([v for k, v in sent.items() if k not in named])
    assert not Companion.objects.exists()


def test_a_pain_that_began_after_the_check_wants_a_new_one():
    person, browser, _assessment = calm_guest()
    check_is(person, hours=10)
    text = browser.post("/companion", START).content.decode()
    assert "before this pain began" in text
    assert not Companion.objects.exists()


def test_a_pain_of_more_than_two_days_has_no_first_hours():
    _person, browser, _assessment = calm_guest()
    text = browser.post("/companion", {"began": "longer"}).content.decode()
    assert "The first 48 hours are over" in text
    assert not Companion.objects.exists()


@pytest.mark.parametrize(
    "said", [{"saddle_numbness": "yes"}, {"fever": "yes", "fever_cause": "no_clear_cause"}]
)
def test_a_pressing_result_is_all_there_is(said):
    person, browser, _companion = guest_at(30)
    result = f"/check/result/{check(person, **said).pk}"
    for path in ("/companion", "/companion/danger-signs", "/companion/pack/cold"):
        answer = browser.get(path, follow=True)
        assert answer.redirect_chain[-1][0] == result
        assert not [one for one in EXERCISES if one in answer.content.decode()]
    assert queries.companion_due(person, timezone.now()) is None
    # A call for a new check does not take the place of the emergency step.
    call_for_recheck(person=person, by="progress", now=timezone.now())
    assert queries.closed_because(person) == "level"


def test_a_gate_wants_a_clinician():
    person, browser, _assessment = calm_guest(limits=["recent_operation"])
    assert queries.closed_because(person) == "gate"
    text = page(browser)
    assert "Here a clinician should guide you" in text
    assert library().words("en").gates["recent-operation"].reason in text


def test_each_hour_shows_its_own_and_no_exercise_on_the_first_day():
    _person, browser, _companion = guest_at(5)
    first = page(browser)
    for line in WORDS.stages["first-day"].do.values():
        assert line in first
    assert WORDS.stages["start"].leave["heavy-lifts"] in first, "it is still to be left"
    assert "Pelvic tilt" not in first
    _person, browser, _companion = guest_at(30, asked=(12, 24))
    second = page(browser)
    assert WORDS.stages["second-day"].do["short-walks"] in second
    for name in ("Pelvic tilt", "Knee rolls", "Belly breathing"):
        assert name in second


def test_gentle_moves_are_only_those_that_fit():
    """Knees are not drawn to the chest where bending sends pain down the leg."""
    said = {
        "pain_areas": ["low_back_left", "calf_left"],
        "leg_worse_when": ["bending"],
        "worse_when": ["bending"],
    }
    _person, browser, _companion = guest_at(30, asked=(12, 24), **said)
    assert "Single knee to chest" not in page(browser)


def test_gentle_moves_are_none_that_a_clinician_took_out():
    """Neither from the plan that stands, nor before the plan of a new check is made."""
    person, browser, _companion = guest_at(30, asked=(12, 24))
    made = current_plan(person=person)
    out = structs.replace(made.value(), edit=Edit(by="Cora Lee", out=("knee-rolls",)))
    StoredPlan.objects.filter(pk=made.pk).update(plan=out.to_json())
    assert "Pelvic tilt" in page(browser)
    assert "Knee rolls" not in page(browser)
    older = StoredAssessment.objects.get(person=person)
    older.pk, older._state.adding = uuid.uuid4(), True
    older.save()
    StoredAssessment.objects.filter(pk=older.pk).update(created_at=timezone.now())
    assert standing(person).plan is None
    assert "Pelvic tilt" in page(browser)
    assert "Knee rolls" not in page(browser)


@pytest.mark.parametrize("answer", ["yes", "not_sure"])
def test_a_sign_leads_to_the_check_and_stops_the_exercises(answer):
    person, browser, companion = guest_at(30, asked=(12,))
    due = queries.companion_due(person, timezone.now())
    assert due is not None and due.key == "danger-signs:24"
    assert "Has any of this come, or changed?" in page(browser)
    # A double tap.
    for _tap in range(2):
        assert browser.post("/companion/danger-signs", {"signs": answer}).status_code == 302
    asked = DangerSignsAsked.objects.filter(companion=companion).last()
    assert asked is not None and (asked.hour, asked.any_sign) == (24, True)
    assert Recheck.objects.filter(person=person).count() == 1
    text = page(browser)
    assert "First, the danger signs again" in text
    assert 'action="/check"' in text
    assert not [one for one in EXERCISES if one in text]
    assert browser.get("/tonight").status_code == 302
    for path in ("/companion/danger-signs", "/companion/review", "/companion/pack/heat"):
        assert browser.get(path).headers["Location"] == "/companion"
    assert browser.post("/companion/pain", {"pain": "3"}).headers["Location"] == "/companion"
    assert not PainNote.objects.exists()
    assert queries.companion_due(person, timezone.now()) is None

    # A new, calm check opens it again, and counts as having gone through the signs
    check(person, duration="under_2_days")
    assert "Hour 30 of 48" in page(browser)
    assert queries.companion_due(person, timezone.now()) is None


def test_none_of_these_is_noted_and_asked_again_at_the_next_hour():
    person, browser, companion = guest_at(13)
    assert browser.post("/companion/danger-signs", {}).status_code == 400
    browser.post("/companion/danger-signs", {"signs": "no"})
    assert WORDS.asking.none in page(browser)
    assert queries.companion_due(person, timezone.now()) is None
    coming = queries.companion_coming(person, timezone.now())
    assert coming is not None and coming.at_hours == 24
    assert recheck_called_for(person) is None
    # Something new, at any time
    later = timezone.now() + timedelta(hours=2)
    actions.answer_signs(companion=companion, any_sign=False, now=later)
    assert [one.hour for one in companion.asked.all()] == [12, None]


def test_pain_is_noted_in_one_tap_and_a_slip_is_put_right():
    _person, browser, companion = guest_at(5)
    for given in ("8", "3"):
        browser.post("/companion/pain", {"pain": given})
    assert [note.pain for note in companion.pain_notes.all()] == [3]
    text = browser.post("/companion/pain", {"pain": "eleven"}, follow=True).content.decode()
    assert "Choose a number from 0 to 10." in text


def test_not_better_after_two_days_is_an_offer_with_the_diary():
    person, browser, companion = guest_at(49, asked=(12, 24))
    now = timezone.now()
    actions.note_pain(companion=companion, pain=8, now=now - timedelta(hours=20))
    CheckIn.objects.create(
        person=person, morning=timezone.localdate(), pain=7, sleep=2, said_at=now
    )
    assert "How is your back, next to two days ago?" in page(browser)
    answer = browser.post("/companion/review", {"signs": "no", "outcome": "worse"})
    assert answer.status_code == 400
    assert answer.content.decode().count(" checked") == 2
    browser.post("/companion/review", {"signs": "no", "outcome": "worse", "pain": "8"})
    text = page(browser)
    review = Review.objects.get()
    assert (review.check_in, review.outcome, review.pain) == ("two-days", "worse", 8)
    assert library().words("en").levels["clinician_soon"].label in text
    assert WORDS.check_ins["two-days"].outcomes["worse"] in text
    for noted in ("8 of 10.", "Slept 2 of 10.", "Worse. Pain 8 of 10.", "None was there."):
        assert noted in text
    # Answered is answered
    assert browser.get("/companion/review").headers["Location"] == "/companion"
    coming = queries.companion_coming(person, timezone.now())
    assert coming is not None and coming.key == "review:two-weeks"


def test_a_sign_in_a_review_goes_before_the_review():
    person, browser, companion = guest_at(49, asked=(24,))
    browser.post("/companion/review", {"signs": "not_sure"})
    assert recheck_called_for(person) is not None
    assert not Review.objects.exists()
    asked = companion.asked.last()
    assert asked is not None and (asked.hour, asked.any_sign) == (48, True)
    check(person, duration="2_to_14_days")
    due = queries.companion_due(person, timezone.now())
    assert due is not None and due.key == "review:two-days", "it is asked after the check"


def test_a_review_that_is_not_due_is_not_kept():
    _person, browser, companion = guest_at(20, asked=(12,))
    said = {"signs": "no", "outcome": "worse", "pain": "8"}
    assert browser.post("/companion/review", said).headers["Location"] == "/companion"
    with pytest.raises(actions.NotDue):
        actions.answer_review(
            companion=companion, outcome="worse", any_sign=False, pain=8, now=timezone.now()
        )
    late = timezone.now() + timedelta(hours=30)
    with pytest.raises(KeyError):
        actions.answer_review(
            companion=companion, outcome="danger-sign", any_sign=False, pain=8, now=late
        )


def test_after_four_weeks_it_is_over_and_a_new_pain_can_begin():
    person, browser, companion = guest_at(24 * 28 + 1)
    browser.post("/companion/review", {"signs": "no", "outcome": "back-to-usual", "pain": "0"})
    assert "This time is over" in page(browser)
    check_is(person, minutes=30)
    browser.post("/companion", {**START, "began": "1"})
    companion.refresh_from_db()
    assert companion.ended_at is not None
    assert "Hour 1 of 48" in page(browser)


def test_a_companion_is_the_persons_own():
    person, _browser, _companion = guest_at(30)
    other, browser, _assessment = calm_guest()
    assert queries.companion_of(other) is None
    browser.post("/companion/pain", {"pain": "3"})
    browser.post("/companion/danger-signs", {"signs": "yes"})
    assert not PainNote.objects.exists()
    assert not Recheck.objects.exists()
    # What a looker sends is not kept either
    assert Client().post("/companion/end").headers["Location"] == "/companion"
    assert queries.companion_of(person) is not None


def test_it_can_be_told_in_chinese():
    _person, browser, _companion = guest_at(49)
    browser.cookies["language"] = "zh-hant"
    words = library().care.words("zh-hant").companion
    assert words.check_ins["two-days"].ask in page(browser)
    text = page(browser, "/companion/review")
    for answer in words.check_ins["two-days"].answers.values():
        assert answer in text


def test_begun_by_two_taps_at_once_is_one():
    person, _browser, _assessment = calm_guest()
    now = timezone.now()
    one, two = (
        actions.begin_companion(
            person=person, began_at=now - timedelta(hours=1), pain=5, leg=True, now=now
        )
        for _tap in range(2)
    )
    assert one == two
    other, _browser, _assessment = calm_guest()
    check(other, saddle_numbness="yes")
    with pytest.raises(actions.NotNow) as refused:
        actions.begin_companion(person=other, began_at=now, pain=5, leg=True, now=now)
    assert refused.value.reason == "level"
    assert begun(other, 3).person == other
