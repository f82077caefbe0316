"""The check-in: what is due, one measure a screen, what it came to; goals; a clinic's forms."""

from __future__ import annotations

import argparse
import json
import re
from datetime import timedelta
from typing import Any

import pytest
from django.conf import settings
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lumbar.clinical.library import library
from lumbar.clinical.tests.invented import (
    graded_form,
    item,
    questionnaire,
    start_form,
    yes_no_form,
)
from lumbar.journal.commands import register
from lumbar.journal.joined import join
from lumbar.journal.measuring import actions, queries
from lumbar.journal.models import AlsoAsked, Goal, MeasureResponse, Questionnaire
from lumbar.journal.privacy import export_person
from lumbar.people.models import Person
from lumbar.people.tests.staff import a_clinic
from lumbar.plans.tests.helpers import guest

pytestmark = pytest.mark.django_db

M = library().care.measures
PAIN = {"now": 3, "average": 4, "worst": 7}


def keep(person: Person, measure: str, answers: dict[str, int], ago: int = 0) -> MeasureResponse:
    found = M.of(measure)
    return actions.keep_response(
        person=person,
        measure=found,
        answers=answers,
        items=list(answers) if found.per_goal else found.item_ids(),
        now=timezone.now() - timedelta(days=ago),
        knowledge=library(),
    )


def goal(person: Person, text: str) -> Goal:
    return actions.set_goal(person=person, text=text, now=timezone.now(), most=5)


def install(measure: str, resource: object) -> None:
    actions.install_questionnaire(resource=resource, measure=M.of(measure), now=timezone.now())


def command(*words: str) -> int:
    """Run `lumbar questionnaire` with these words."""
    parser = argparse.ArgumentParser()
    register(parser.add_subparsers())
    options = parser.parse_args(["questionnaire", *words])
    return int(options.run(options))


def at(measure: str) -> str:
    return reverse("check_in_measure", args=[measure])


def page(browser: Client, address: str) -> str:
    answer = browser.get(address)
    assert answer.status_code == 200, answer
    return str(answer.content.decode())


# --- what is due ---------------------------------------------------------------------------------


def test_the_first_check_in_is_due_at_once_and_the_next_after_a_week():
    person, _browser = guest()
    today = timezone.localdate()
    first = ["pain-nrs", "peg", "energy", "mood"]
    assert queries.measures_due(person, today) == first
    assert queries.next_check_in(person, today) == today
    assert queries.measures_due(None, today) == []
    for measure, answers in (
        ("pain-nrs", PAIN),
        ("peg", {"pain": 4, "enjoyment": 3, "activity": 5}),
        ("energy", {"how-much": 5}),
        ("mood", {"how-good": 5}),
    ):
        keep(person, measure, answers)
    assert queries.measures_due(person, today) == []
    assert queries.next_check_in(person, today) == today + timedelta(days=7)
    assert queries.measures_due(person, today + timedelta(days=6)) == []
    assert queries.measures_due(person, today + timedelta(days=7)) == first
    # After four weeks it is asked what has changed since; two days early, with the rest.
    assert "pgic" in queries.measures_due(person, today + timedelta(days=26))


def test_a_new_goal_an_installed_form_and_what_was_switched_on_are_due():
    person, _browser = guest()
    today = timezone.localdate()
    one = goal(person, "Walk to work")
    keep(person, "goals", {str(one.pk): 3})
    assert "goals" not in queries.measures_due(person, today)
    goal(person, "Sit through a film")
    assert "goals" in queries.measures_due(person, today)
    install("rmdq", yes_no_form())
    actions.also_ask(person=person, measure="gad-2", on=True, now=timezone.now())
    due = queries.measures_due(person, today)
    assert due.index("mood") < due.index("rmdq") < due.index("gad-2")
    assert "phq-2" not in due
    # A file that no longer fits its measure is not asked.
    Questionnaire.objects.filter(pk="rmdq").update(resource=yes_no_form(23))
    assert "rmdq" not in queries.measures_due(person, today)


# --- the screens ---------------------------------------------------------------------------------


def test_a_check_in_from_start_to_end():
    person, browser = guest()
    assert "How was your week?" in page(browser, reverse("check_in"))
    answer = browser.post(at("pain-nrs"), PAIN)
    assert answer.headers["Location"] == at("peg")
    peg = page(browser, at("peg"))
    # How strong the pain was on average has just been said.
    assert 'name="pain"' not in peg
    assert 'name="enjoyment"' in peg
    browser.post(at("peg"), {"enjoyment": "2", "activity": "3"})
    assert queries.series(person, "peg") == [(timezone.localdate(), 3.0)]
    assert f'href="{at("peg")}"' in page(browser, at("energy")), "the way back"
    assert "Carry on with your check-in?" in page(browser, reverse("check_in"))
    browser.post(at("energy"), {"how-much": "6"})
    answer = browser.post(at("mood"), {"how-good": "5"})
    assert answer.headers["Location"] == reverse("check_in_done")
    done = page(browser, reverse("check_in_done"))
    for said in ("4 of 10", "Medium", "7 of 10", "about", "This is the start."):
        assert (said in done) == (said != "about"), said
    assert "You are up to date" in page(browser, reverse("check_in"))
    # Said again, the same day: it is set right and not there twice.
    assert 'value="6" checked' in page(browser, at("energy"))
    browser.post(at("energy"), {"how-much": "7"})
    assert MeasureResponse.objects.get(measure="energy").score == 7
    # A day later there is nothing to change any more.
    MeasureResponse.objects.update(day=timezone.localdate() - timedelta(days=1))
    assert browser.get(at("energy")).headers["Location"] == reverse("check_in")
    assert browser.get(at("no-such-measure")).status_code == 404


def test_what_is_missing_is_asked_for_and_nothing_is_lost():
    person, browser = guest()
    answer = browser.post(at("pain-nrs"), {"now": "3", "worst": "11"})
    said = answer.content.decode()
    assert answer.status_code == 400
    assert '<a href="#q-worst">' in said
    assert 'name="now" value="3" checked' in said
    assert "That answer is not one of the choices." in said
    answer = browser.post(at("pain-nrs"), {"now": "3", "worst": "9"})
    assert '<a href="#q-average">' in answer.content.decode()
    assert 'name="worst" value="9" checked' in answer.content.decode()
    assert not person.responses.exists()


def test_what_came_of_it_is_said_in_plain_words():
    person, browser = guest()
    one, other = goal(person, "Walk to work"), goal(person, "Sit through a film")
    for ago, pain, later in ((21, 8, {}), (14, 6, {}), (0, 5, {str(other.pk): 9})):
        keep(person, "pain-nrs", {**PAIN, "average": pain}, ago)
        keep(person, "goals", {str(one.pk): 10 - pain, **later}, ago)
    keep(person, "peg", {"pain": 5, "enjoyment": 4, "activity": 4})
    keep(person, "pgic", {"change": 6})
    done = page(browser, reverse("check_in_done"))
    assert "from 6 to 5. About the same." in done
    assert "from 8 to 5. Better. Most people notice" in done
    assert "about 4 of 10" in done, "no decimals"
    assert "Much better" in done
    # The goal that came later is not held against the time before it.
    assert "from 4 to 5. About the same." in done
    assert "from 2 to 5. Better." in done
    assert "5 of 10</dd>" in done or "5 of 10 <" in done
    assert "{" not in done.split("</main>")[0].split("<main")[1]
    browser.cookies["language"] = "zh-hant"
    assert "由8變為5。好轉了。" in page(browser, reverse("check_in_done"))


@pytest.mark.parametrize(("low", "helps", "crisis"), [(0, False, False), (1, True, True)])
def test_low_mood_leads_to_help_and_never_to_a_name(low, helps, crisis):
    person, browser = guest()
    clinic = a_clinic()
    actions.also_ask(person=person, measure="phq-2", on=True, now=timezone.now())
    answer = browser.post(at("phq-2"), {"interest": "2", "low": str(low)})
    assert answer.headers["Location"] == reverse("check_in_done")
    for address in (reverse("check_in_done"), reverse("check_in"), at("energy")):
        said = page(browser, address)
        assert ("call your emergency number, 999, now" in said) == crisis
        assert "depress" not in said.lower()
    done = page(browser, reverse("check_in_done"))
    assert ("A talk with a doctor may help." in done) == helps
    # What suggests to be seen offers a visit: by phone where nothing is booked here.
    assert (f'href="{clinic.phone_uri}">Book by phone' in done) == helps


def test_optional_questions_are_switched_on_and_off():
    person, browser = guest()
    for on, kept in (("yes", 1), ("yes", 1), ("no", 0), ("no", 0)):
        browser.post(reverse("check_in_also"), {"measure": "phq-2", "on": on})
        assert AlsoAsked.objects.filter(person=person).count() == kept
    answer = browser.post(reverse("check_in_also"), {"measure": "pain-nrs", "on": "yes"})
    assert answer.status_code == 404
    assert browser.get(at("phq-2")).headers["Location"] == reverse("check_in")


# --- a clinic's forms ----------------------------------------------------------------------------


def test_statements_are_ticked_and_blank_counts_as_no():
    _person, browser = guest()
    install("rmdq", yes_no_form(copyright="© Invented"))
    said = page(browser, at("rmdq"))
    assert said.count('type="checkbox"') == 24
    assert "© Invented" in said
    assert "Invented form" in said
    browser.cookies["language"] = "zh-hant"
    assert "虛構項目3" in page(browser, at("rmdq"))
    browser.cookies["language"] = "en"
    browser.post(at("rmdq"), {"3": "0", "24": "0"})
    response = MeasureResponse.objects.get(measure="rmdq")
    assert (response.score, response.answers) == (2, {"3": 1, "24": 1})
    done = page(browser, reverse("check_in_done"))
    assert "2 of 24" in done
    assert "count as recovered" in done


def test_options_that_count_the_same_are_told_apart():
    person, browser = guest()
    install("start-back", start_form())
    sent = {str(place): "1" for place in range(1, 9)} | {"9": "2"}
    browser.post(at("start-back"), sent)
    response = MeasureResponse.objects.get(person=person, measure="start-back")
    assert (response.score, response.answers["9"], response.chosen["9"]) == (8, 0, 2)
    assert 'name="9" value="2" checked' in page(browser, at("start-back"))
    done = page(browser, reverse("check_in_done"))
    assert "8 of 9" in done
    # Its groups are for the clinician's eyes.
    assert "high" not in done.split("<main")[1].split("</main>")[0].lower()


def test_some_questions_may_be_left_out():
    person, browser = guest()
    install("odi", graded_form())
    assert "You may leave out up to 2 questions" in page(browser, at("odi"))
    seven = {str(place): "3" for place in range(1, 8)}
    answer = browser.post(at("odi"), seven)
    assert answer.status_code == 400
    assert "Please answer at least 8 of the questions." in answer.content.decode()
    assert answer.content.decode().count('value="3" checked') == 7
    browser.post(at("odi"), {**seven, "8": "3"})
    assert MeasureResponse.objects.get(person=person).score == 60


def test_a_form_in_one_language_says_which():
    _person, browser = guest()
    install("rmdq", questionnaire([item(p, both=False) for p in range(1, 25)]))
    browser.cookies["language"] = "zh-hant"
    said = page(browser, at("rmdq"))
    assert '<fieldset class="ticks" lang="en-GB">' in said
    assert "Invented item 24" in said
    assert "診所只有此問卷的英文版。" in said


def test_the_command_installs_lists_and_removes(tmp_path, capsys):
    file = tmp_path / "form.json"
    file.write_text(json.dumps(graded_form()))
    assert command("install", str(file), "--measure", "odi", "--check") == 0
    assert not Questionnaire.objects.exists()
    assert command("install", str(file), "--measure", "odi") == 0
    said = capsys.readouterr().out
    assert "Installed. odi, in en and zh-hant" in said
    assert "1. [q1] Invented option 0 = 0, " in said
    assert command("install", str(file), "--measure", "odi") == 0
    assert "Replaced." in capsys.readouterr().out
    assert command("list") == 0
    listed = capsys.readouterr().out
    assert "odi: installed" in listed
    assert "rmdq: not installed" in listed
    assert command("remove", "odi") == 0
    assert not Questionnaire.objects.exists()


@pytest.mark.parametrize(
    ("content", "measure", "says"),
    [
        ("{", "odi", "is not JSON"),
        (json.dumps(graded_form(9)), "odi", "It has 9 questions, odi has 10."),
        (json.dumps(graded_form(status="draft")), "odi", "nothing was changed"),
        (json.dumps(graded_form()), "sf-36", "there is no measure “sf-36”"),
        ("[" * 100_000, "odi", "is not JSON"),
        (" " * 1_000_001, "odi", "is larger"),
    ],
)
def test_the_command_says_in_words_what_is_wrong(tmp_path, capsys, content, measure, says):
    file = tmp_path / "form.json"
    file.write_text(content)
    assert command("install", str(file), "--measure", measure) == 1
    assert says in capsys.readouterr().err
    assert not Questionnaire.objects.exists()


def test_the_operators_page_lists_what_can_be_installed():
    text = (settings.PACKAGE.parent / "docs/operator/questionnaires.md").read_text("utf-8")
    listed = set(re.findall(r"^\| `([a-z][\w-]*)` \|", text, re.MULTILINE))
    assert listed == {one.id for one in M.measure if one.installable}


# --- goals ---------------------------------------------------------------------------------------


def test_goals_are_set_ended_and_taken_up_again():
    person, browser = guest()
    for number in (1, 2, 2, 3, 4, 5):
        assert browser.post(reverse("goals"), {"text": f" Goal  {number} "}).status_code == 302
    assert [one.text for one in queries.goals_of(person)] == [f"Goal {n}" for n in range(1, 6)]
    answer = browser.post(reverse("goals"), {"text": "Goal 6"})
    assert answer.status_code == 400
    assert "You have 5 goals. End one of them first." in answer.content.decode()
    first = queries.goals_of(person)[0]
    browser.post(reverse("goal_change", args=[first.pk]), {"do": "end"})
    assert [one.text for one in queries.goals_of(person, ended=True)] == ["Goal 1"]
    for text, says in (("  ", "Write what you want to do again"), ("x" * 121, "That is too long.")):
        answer = browser.post(reverse("goals"), {"text": text})
        assert answer.status_code == 400
        assert says in answer.content.decode()
        assert f'value="{text}"' in answer.content.decode(), "what was typed is still there"
    browser.post(reverse("goal_change", args=[first.pk]), {"do": "again"})
    assert len(queries.goals_of(person)) == 5
    browser.post(reverse("goal_change", args=[first.pk]), {"do": "end"})
    browser.post(reverse("goals"), {"text": "Goal 6"})
    answer = browser.post(reverse("goal_change", args=[first.pk]), {"do": "again"})
    assert answer.status_code == 400
    for rated in queries.goals_of(person):
        assert f'name="{rated.pk}"' in page(browser, at("goals"))
    sent = {str(one.pk): "4" for one in queries.goals_of(person)}
    browser.post(at("goals"), sent)
    assert {len(points) for points in queries.goal_series(person).values()} == {1}
    assert "4 of 10 at the start" in page(browser, reverse("goals"))


# --- taking along, putting together --------------------------------------------------------------


def test_everything_is_in_the_export():
    person, _browser = guest()
    one = goal(person, "Walk to work")
    keep(person, "goals", {str(one.pk): 3})
    actions.also_ask(person=person, measure="phq-2", on=True, now=timezone.now())
    exported = json.loads(json.dumps(export_person(person)))
    assert exported["goals"][0]["text"] == "Walk to work"
    assert exported["measures"][0]["answers"] == {str(one.pk): 3}
    assert exported["also_asked"][0]["measure"] == "phq-2"


def test_two_devices_answers_are_put_together():
    (one, _b), (into, _c) = guest(), guest()
    same = [goal(person, "Walk to work") for person in (one, into)]
    other = goal(one, "Sit through a film")
    keep(into, "goals", {str(same[1].pk): 3})
    keep(one, "goals", {str(same[0].pk): 5, str(other.pk): 9})
    keep(one, "mood", {"how-good": 2}, ago=7)
    keep(one, "energy", {"how-much": 2})
    keep(into, "energy", {"how-much": 8})
    for person in (one, into):
        actions.also_ask(person=person, measure="phq-2", on=True, now=timezone.now())
    actions.also_ask(person=one, measure="gad-2", on=True, now=timezone.now())

    join(one=one, into=into)
    one.delete()

    assert {g.pk for g in queries.goals_of(into)} == {same[1].pk, other.pk}
    rated = queries.responses_on(into, timezone.localdate())
    assert rated["goals"].answers == {str(same[1].pk): 5, str(other.pk): 9}
    assert rated["goals"].score == 7
    assert rated["energy"].score == 8, "said last"
    assert [point.score for point in queries.series(into, "mood")] == [2]
    assert queries.also_asked(into) == {"phq-2", "gad-2"}


def test_home_and_the_screens_ask_little_of_the_database(django_assert_max_num_queries: Any):
    person, browser = guest()
    for ago in range(0, 700, 7):
        keep(person, "pain-nrs", PAIN, ago)
    goal(person, "Walk to work")
    with django_assert_max_num_queries(5):
        queries.measures_due(person, timezone.localdate())
    with django_assert_max_num_queries(14):
        browser.get(reverse("check_in_done"))
