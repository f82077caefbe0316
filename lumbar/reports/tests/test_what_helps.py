"""What helps you: nights gathered, findings in words, and the coin."""

from __future__ import annotations

import re
import subprocess
import sys
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone, translation
from hypothesis import given
from hypothesis import strategies as st

from lumbar.check.models import Recheck
from lumbar.experiment.values import Effect, Night, Verdict
from lumbar.people.export import export_everything
from lumbar.people.joining import join_people
from lumbar.people.models import Person
from lumbar.plans.actions import current_plan
from lumbar.plans.tests.helpers import calm_guest, check, guest
from lumbar.reports.models import CoinNight, CoinTrial
from lumbar.reports.tests.nights import at, keep_evening, keep_morning, keep_nights, mixed
from lumbar.reports.what_helps.actions import NoCoin, begin_coin_trial, draw_coin, end_coin_trial
from lumbar.reports.what_helps.picture import WIDTH, strip
from lumbar.reports.what_helps.queries import (
    barred,
    coin_tonight,
    nights_of,
    running_trial,
    what_helps_of,
)
from lumbar.reports.what_helps.words import (
    between,
    exercise_pain,
    points,
    routine_pain,
    routine_sleep,
    said,
)
from lumbar.tonight.models import SessionRecord
from lumbar.tonight.queries import evening_date

DAY = date(2026, 11, 20)
NOW = at(DAY, 21)
NEXT = NOW + timedelta(days=1)


# --- nights -------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_an_evening_meets_the_morning_after_it():
    person, _browser, _assessment = calm_guest(minutes="10")
    plan = current_plan(person=person)
    ids = [item.exercise for item in plan.value().items]
    some = frozenset(ids[:2])
    keep_evening(plan, Night(DAY, routine=True, exercises=some, evening_pain=6))
    # Past midnight it is still the evening before; the longer one counts.
    late = keep_evening(plan, Night(DAY - timedelta(days=1), routine=True))
    SessionRecord.objects.filter(pk=late.pk).update(started_at=at(DAY, 1))
    keep_evening(plan, Night(DAY - timedelta(days=1), routine=None, exercises=some))
    # Left in the middle; ended by a danger sign; opened and nothing done; a morning alone.
    keep_evening(plan, Night(DAY - timedelta(days=2), routine=None, exercises=some))
    stopped = keep_evening(plan, Night(DAY - timedelta(days=3), routine=True))
    SessionRecord.objects.filter(pk=stopped.pk).update(state="stopped")
    opened = keep_evening(plan, Night(DAY - timedelta(days=4), routine=None))
    SessionRecord.objects.filter(pk=opened.pk).update(steps=[])
    for ago, pain in ((0, 3), (1, 4), (5, 7)):
        keep_morning(person, DAY - timedelta(days=ago), pain, 6)
    trial = CoinTrial.objects.create(person=person, begun_on=DAY)
    CoinNight.objects.create(trial=trial, evening=DAY, routine=False)
    other, _browser, _assessment = calm_guest(minutes="10")
    keep_nights(current_plan(person=other), mixed(DAY, 3, 0))

    nights = {(DAY - night.evening).days: night for night in nights_of(person, NEXT)}
    assert sorted(nights) == [0, 1, 2, 3, 4, 5]
    assert nights[0] == Night(DAY, True, some, evening_pain=6, coin=False, pain=3, sleep=6)
    assert (nights[1].routine, nights[1].exercises, nights[1].pain) == (True, frozenset(ids), 4)
    assert [nights[ago].routine for ago in (2, 3, 4, 5)] == [None, None, False, False]


@pytest.mark.django_db
def test_the_page_grows_from_nothing_to_an_answer(client, django_assert_max_num_queries):
    page = client.get("/what-helps").content.decode()
    assert "Not enough nights yet" in page
    assert Person.objects.count() == 0
    person, browser, _assessment = calm_guest(minutes="10")
    plan, today = current_plan(person=person), evening_date(timezone.now())
    keep_nights(plan, mixed(today, 12, 2))
    page = browser.get("/what-helps").content.decode()
    assert "16 more nights" in page and "12 of 28 nights" in page
    keep_nights(plan, mixed(today - timedelta(days=12), 60, 2))
    with django_assert_max_num_queries(14):
        page = browser.get("/what-helps").content.decode()
    assert "Mornings after the routine hurt about 2 points less." in page
    assert "only a pattern" in page
    # Decimals are for the clinician's table alone.
    for_people, _, for_clinicians = page.partition("Exact numbers")
    in_words = re.sub(r"<[^>]*>", "", for_people.partition("<main")[2])
    assert not re.search(r"\d\.\d", in_words)
    assert re.search(r"−\d\.\d\d", for_clinicians)


def test_no_other_page_waits_for_numpy():
    load = (
        "import django; django.setup(); import lumbar.site.urls, sys; print('numpy' in sys.modules)"
    )
    said = subprocess.run(
        [sys.executable, "-c", load],
        env={"DJANGO_SETTINGS_MODULE": "tests.settings", "PATH": "", "LUMBAR_ENV": "test"},
        capture_output=True,
        text=True,
        check=True,
    )
    assert said.stdout.strip() == "False"


# --- words --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (0.2, ""),
        (-0.4, "half a point"),
        (0.8, "1 point"),
        (-1.4, "1½ points"),
        (2.1, "2 points"),
    ],
)
def test_points_in_halves(value, words):
    assert points(value) == words


@pytest.mark.parametrize(
    ("verdict", "mean", "low", "high", "sentence", "other"),
    [
        ("helps", -1.04, -1.6, -0.45,
         "Mornings after the routine hurt about 1 point less.",
         "Between half a point and 1½ points less, 9 chances in 10."),
        ("helps", -0.2, -0.4, -0.1,
         "Mornings after the routine hurt a little less.",
         "It may be up to half a point less, 9 chances in 10."),
        ("worse", 1.0, 0.9, 1.1,
         "Mornings after the routine hurt about 1 point more.",
         "About 1 point more, 9 chances in 10."),
        ("no_clear_difference", -0.3, -1.1, 0.6,
         "No clear difference so far, with the routine or without.",
         "It may be 1 point less, or half a point more, 9 chances in 10."),
        ("no_clear_difference", 0.3, -0.1, 0.9,
         "No clear difference so far, with the routine or without.",
         "It may be up to 1 point more, 9 chances in 10."),
        ("no_clear_difference", 0.0, -0.1, 0.1,
         "No clear difference so far, with the routine or without.",
         "If there is a difference, it is less than half a point, 9 chances in 10."),
    ],
)  # fmt: skip
def test_a_finding_in_two_sentences(
    verdict: Verdict, mean: float, low: float, high: float, sentence: str, other: str
) -> None:
    effect = Effect(verdict, 30, 30, mean=mean, low=low, high=high, evidence=1.0)
    phrases = routine_pain("pattern")
    assert said(effect, phrases) == sentence
    assert between(effect, phrases) == other


@given(ends=st.tuples(*[st.floats(-6, 6)] * 3), language=st.sampled_from(["en", "zh-hant"]))
def test_every_finding_has_words_and_a_picture(ends: tuple[float, ...], language: str) -> None:
    low, mean, high = sorted(ends)
    sides: list[Verdict] = ["helps", "worse"] if low > 0 or high < 0 else ["no_clear_difference"]
    drawn = strip(low, mean, high)
    assert drawn.start >= 0 and drawn.start + drawn.width <= WIDTH
    # To the tenth of a unit that is drawn.
    assert drawn.start - 0.2 <= drawn.middle <= drawn.start + drawn.width + 0.2
    with translation.override(language):
        for phrases in (routine_pain("coin"), routine_sleep("pattern"), exercise_pain()):
            for verdict in sides:
                effect = Effect(verdict, 9, 9, mean=mean, low=low, high=high)
                text = said(effect, phrases) + between(effect, phrases)
                assert text and "%(" not in text
                assert not re.search(r"\d[.,]\d", text)


# --- the coin -----------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_coin_is_tossed_once_an_evening_and_kept(monkeypatch):
    person, _browser, _assessment = calm_guest()
    assert coin_tonight(person, NOW) is None
    trial = begin_coin_trial(person=person, now=NOW)
    assert begin_coin_trial(person=person, now=NEXT) == trial
    asked = coin_tonight(person, NOW)
    assert asked is not None and (asked.evening, asked.said, asked.done) == (DAY, None, False)
    assert CoinNight.objects.count() == 0, "asking tosses nothing"
    for evening, falls in enumerate((True, False)):
        monkeypatch.setattr("secrets.choice", lambda _sides, falls=falls: falls)
        now = NOW + timedelta(days=evening)
        assert draw_coin(person=person, now=now).routine is falls
        monkeypatch.setattr("secrets.choice", lambda _sides, falls=falls: not falls)
        # Later that evening, past midnight, and after a new beginning it says the same.
        end_coin_trial(person=person, now=now)
        end_coin_trial(person=person, now=now)
        begin_coin_trial(person=person, now=now)
        assert draw_coin(person=person, now=now + timedelta(hours=6)).routine is falls
        shown = coin_tonight(person, now)
        assert shown is not None and shown.said is falls
    assert CoinNight.objects.count() == 2


@pytest.mark.django_db
def test_what_is_done_already_is_not_tossed_for():
    person, _browser, _assessment = calm_guest()
    begin_coin_trial(person=person, now=NOW)
    keep_evening(current_plan(person=person), Night(DAY, routine=True))
    with pytest.raises(NoCoin):
        draw_coin(person=person, now=at(DAY, 23))
    shown = coin_tonight(person, NOW)
    assert shown is not None and shown.done
    draw_coin(person=person, now=NEXT)


@pytest.mark.django_db
def test_no_coin_where_no_exercises_are_allowed():
    nobody, _browser = guest()
    assert barred(nobody) == "no_check"
    person, browser, assessment = calm_guest()
    begin_coin_trial(person=person, now=NOW)
    Recheck.objects.create(person=person, asked_at=timezone.now(), by="progress")
    assert barred(person) == "check_again"
    check(person, saddle_numbness="yes")
    assert barred(person) == "no_exercises"
    assert coin_tonight(person, NOW) is None
    for does in (draw_coin, begin_coin_trial):
        with pytest.raises(NoCoin):
            does(person=person, now=NOW)
    page = browser.get("/what-helps").content.decode()
    assert "The coin waits" in page and "Toss" not in page
    # Stopping is always possible.
    assert browser.post("/what-helps/coin", {"do": "end"}).status_code == 302
    assert running_trial(person) is None
    assert "Turn the coin on" not in browser.get("/what-helps").content.decode()
    assert assessment.person == person


@pytest.mark.django_db
def test_the_coins_buttons():
    _person, browser, _assessment = calm_guest()
    new = Client()
    assert new.post("/what-helps/coin", {"do": "begin"}).headers["Location"] == "/"
    assert Person.objects.count() == 1
    for does, goes in (
        ({"do": "toss"}, "/what-helps"),
        ({"do": "begin"}, "/what-helps#coin"),
        ({"do": "toss", "next": "home"}, "/"),
        ({"do": "toss"}, "/what-helps#coin"),
        ({"do": "end"}, "/what-helps#coin"),
    ):
        assert browser.post("/what-helps/coin", does).headers["Location"] == goes
    assert browser.post("/what-helps/coin", {"do": "bet"}).status_code == 400
    assert browser.get("/what-helps/coin").status_code == 405
    assert CoinNight.objects.count() == 1


@pytest.mark.django_db
def test_a_running_trial_counts_only_its_own_nights():
    person, _browser, _assessment = calm_guest(minutes="10")
    plan = current_plan(person=person)
    keep_nights(plan, mixed(DAY - timedelta(days=40), 50, 3))
    trial = CoinTrial.objects.create(person=person, begun_on=DAY - timedelta(days=40))
    keep_nights(plan, mixed(DAY, 20, 0, coin=True), trial)
    found = what_helps_of(person, NOW)
    assert (found.by_coin, found.mornings, found.pain.verdict) == (True, 20, "not_enough")
    end_coin_trial(person=person, now=NOW)
    assert not what_helps_of(person, NOW).by_coin


@pytest.mark.django_db
def test_two_coins_of_one_person_become_one_and_are_exported():
    one, into = (calm_guest()[0] for _ in range(2))
    for person, begun, evenings in ((one, 9, (9, 8, 1)), (into, 3, (3, 1))):
        trial = CoinTrial.objects.create(person=person, begun_on=DAY - timedelta(days=begun))
        for ago in evenings:
            CoinNight.objects.create(
                trial=trial, evening=DAY - timedelta(days=ago), routine=person == into
            )
    ended = CoinTrial.objects.create(
        person=one, begun_on=date(2026, 1, 1), ended_on=date(2026, 2, 1)
    )
    join_people(one=one, into=into)
    running = running_trial(into)
    assert running is not None and running.begun_on == DAY - timedelta(days=9)
    assert list(running.nights.values_list("routine", flat=True)) == [False, False, True, True]
    kept = export_everything(into)["reports"]["coin_trials"]
    assert [trial["ended_on"] for trial in kept] == ["2026-02-01", None]
    assert len(kept[1]["nights"]) == 4
    ended.refresh_from_db()
    assert ended.person == into
