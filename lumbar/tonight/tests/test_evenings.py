"""Evenings: begun once, never lost, stopped by danger signs, and only the person's own."""

from __future__ import annotations

import json
import uuid
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from lumbar.clinical.library import library
from lumbar.people.actions import erase_person
from lumbar.plans.models import StoredPlan
from lumbar.plans.tests.helpers import calm_guest, check, guest
from lumbar.tonight.hurts import hurt_answers
from lumbar.tonight.models import SessionRecord
from lumbar.tonight.privacy import export_person
from lumbar.tonight.queries import evening_date, states_by_evening
from lumbar.tonight.routines import offers, planned_seconds
from lumbar.tonight.tests.helpers import sent

pytestmark = pytest.mark.django_db


def begin(browser: Client, pain: str = "5") -> SessionRecord:
    identifier = uuid.uuid4()
    answer = browser.post(reverse("tonight"), {"id": identifier, "pain_before": pain})
    assert answer.status_code == 302, answer.content[:500]
    return SessionRecord.objects.get(pk=identifier)


def send(browser: Client, record: SessionRecord, copy: Any, **changes: Any) -> Any:
    return put(browser, record.pk, sent(record, copy, **changes))


def put(browser: Client, identifier: object, body: Any) -> Any:
    return browser.put(
        reverse("keep_evening", args=[identifier]),
        json.dumps(body),
        content_type="application/json",
    )


def copy_of(record: SessionRecord, **changes: Any) -> dict[str, Any]:
    (item, side), seconds = next(iter(planned_seconds(record.tonight()).items()))
    step = {"item": item, "side": side, "seconds": seconds, "how": "done"}
    return {"position": 30_000, "steps": [step], "hurts": [], "state": "open", **changes}


def page_data(browser: Client) -> dict[str, Any]:
    page = browser.get(reverse("tonight")).content.decode()
    data: dict[str, Any] = json.loads(
        page.split('<script id="evening" type="application/json">')[1].split("</script>")[0]
    )
    return data


def test_one_tap_begins_the_evening_and_the_same_id_begins_it_once():
    _person, browser, _assessment = calm_guest()
    page = browser.get(reverse("tonight")).content.decode()
    identifier = page.split('name="id" value="')[1].split('"')[0]
    for _ in range(2):
        answer = browser.post(reverse("tonight"), {"id": identifier, "pain_before": "6"})
        assert answer.headers["Location"] == reverse("evening_list", args=[identifier])
    record = SessionRecord.objects.get()
    assert (record.pain_before, record.state) == (6, "open")


def test_the_number_may_be_left_out():
    _person, browser, _assessment = calm_guest()
    assert begin(browser, "").pain_before is None


def test_the_length_and_a_bad_night_can_be_chosen_without_javascript():
    _person, browser, _assessment = calm_guest()
    for data, minutes, bad_night in (
        ({"length": "15", "pain_before": "3"}, 15, False),
        ({"length": "15", "evening": "bad_night"}, 2, True),
    ):
        answer = browser.post(reverse("tonight"), {"id": str(uuid.uuid4()), **data})
        record = SessionRecord.objects.get(pk=answer.headers["Location"].rsplit("/", 1)[1])
        assert (record.minutes, record.bad_night) == (minutes, bad_night)


@pytest.mark.parametrize("data", [{"pain_before": "11"}, {"pain_before": "-1"}, {"id": "x"}])
def test_a_broken_start_is_refused(data: dict[str, str]):
    _person, browser, _assessment = calm_guest()
    sent = {"id": str(uuid.uuid4()), "pain_before": "1", **data}
    assert browser.post(reverse("tonight"), sent).status_code == 400


def test_a_begun_evening_is_offered_again():
    _person, browser, _assessment = calm_guest()
    record = begin(browser)
    begun = page_data(browser)["begun"]
    assert begun["id"] == str(record.pk)
    assert begun["record"]["pain_before"] == 5
    assert begun["evening"]["items"] == record.items


def test_the_player_has_every_evening_its_words_and_the_consequences():
    _person, browser, _assessment = calm_guest()
    record = begin(browser)
    data = page_data(browser)
    assert set(data["evenings"]) == {"5", "10", "15", "bad_night"}
    for offer in offers(record.plan, "side"):
        evening = data["evenings"][offer.name]
        assert sum(step[3] for step in evening["steps"]) == pytest.approx(offer.tonight.seconds)
        for _at, does, what, _step, item, _loudness in evening["cues"]:
            if does == "say":
                said = data["exercises"][evening["keys"][item]]["says"] if item >= 0 else None
                text, recording, lasts = (said or data["says"][evening["place"]])[what]
                assert text
                assert recording, f"nobody recorded {text!r}"
                assert lasts > 0
    page = browser.get(reverse("tonight")).content.decode()
    words = library().words("en")
    for answer in hurt_answers(library(), words.routine):
        assert f'data-answer="{answer.rule.id}"' in page
        assert f'data-consequence="{answer.rule.id}"' in page
        assert data["hurts"][f"advice_{answer.rule.advice}"][0] == answer.advice
    assert words.levels["emergency"].headline in page
    assert "tel:999" in page


def test_tonight_may_be_kept_on_the_device_and_nowhere_else():
    _person, browser, _assessment = calm_guest()
    answer = browser.get(reverse("tonight"))
    assert answer.headers["X-Lumbar-Offline"] == "keep"
    assert answer.headers["Cache-Control"] == "no-store"
    assert 'id="offline-needs"' in answer.content.decode()


def test_the_evening_ends_as_the_person_sleeps():
    _person, browser, _assessment = calm_guest()
    assert page_data(browser)["evenings"]["10"]["choice"]["sleep"] == "side"
    assert browser.post(reverse("set_sleep"), {"sleep": "back"}).status_code == 302
    data = page_data(browser)
    assert {one["choice"]["sleep"] for one in data["evenings"].values()} == {"back"}
    assert "rest-on-back" in data["rest"]["clip"]
    assert browser.post(reverse("set_sleep"), {"sleep": "upright"}).status_code == 400


def test_the_place_is_changed_on_the_spot():
    _person, browser, _assessment = calm_guest()
    answer = browser.post(reverse("plan_change"), {"place": "chair", "next": "tonight"})
    assert answer.headers["Location"] == reverse("tonight")
    assert {one["place"] for one in page_data(browser)["evenings"].values()} == {"chair"}


def test_a_position_that_does_not_fit_is_not_offered():
    _person, browser, _assessment = calm_guest(pregnancy="from_20_weeks")
    browser.post(reverse("set_sleep"), {"sleep": "back"})
    page = browser.get(reverse("tonight")).content.decode()
    assert 'name="sleep" value="side"' in page
    assert 'name="sleep" value="back"' not in page
    assert page_data(browser)["evenings"]["10"]["choice"]["sleep"] == "side"


def test_an_evening_begun_without_the_network_is_kept_once():
    _person, browser, _assessment = calm_guest()
    data, identifier = page_data(browser), uuid.uuid4()
    evening = data["evenings"]["bad_night"]
    now = timezone.now()
    body = {
        "plan": data["plan"],
        "items": evening["items"],
        "choice": evening["choice"],
        # By a clock that is three years slow
        "started_at": (now - timedelta(days=1100, hours=9)).isoformat(),
        "clock_behind": 1100 * 86_400,
        "record": {"position": 120_000, "steps": [], "hurts": [], "state": "done"}
        | {"pain_before": 7, "pain_after": 4},
    }
    for _ in range(3):
        answer = put(browser, identifier, body)
        assert answer.status_code == 200
    assert answer.json()["record"]["state"] == "done"
    record = SessionRecord.objects.get()
    assert (record.pk, record.bad_night, record.state) == (identifier, True, "done")
    assert (record.pain_before, record.pain_after) == (7, 4)
    assert abs(record.started_at - (now - timedelta(hours=9))) < timedelta(seconds=5)
    # It counts as kept.
    assert states_by_evening(record.person, evening_date(now))[evening_date(record.started_at)] == (
        "done"
    )


def test_two_devices_that_did_parts_of_one_evening_make_one():
    _person, browser, _assessment = calm_guest()
    record = begin(browser)
    keys = list(planned_seconds(record.tonight()))
    one, other = (
        [{"item": item, "side": side, "seconds": 3, "how": "part"}] for item, side in keys[:2]
    )
    send(browser, record, copy_of(record, steps=one, position=40_000))
    answer = send(browser, record, copy_of(record, steps=other, position=90_000))
    assert len(answer.json()["record"]["steps"]) == 2
    assert SessionRecord.objects.count() == 1


def test_progress_is_joined_and_repeating_it_changes_nothing():
    _person, browser, _assessment = calm_guest()
    record = begin(browser)
    later = copy_of(record, position=90_000)
    first = send(browser, record, later)
    earlier = copy_of(record, position=1_000)
    earlier["steps"][0] = {**earlier["steps"][0], "seconds": 1, "how": "part"}
    second = send(browser, record, earlier)
    assert first.status_code == second.status_code == 200
    assert first.json() == second.json()
    assert first.json()["over"] is False
    record.refresh_from_db()
    assert record.position == 90_000
    assert record.finished_at is None


def test_what_the_plan_does_not_have_is_refused_and_nothing_changes():
    _person, browser, _assessment = calm_guest()
    record = begin(browser)
    send(browser, record, copy_of(record))
    wrongs: tuple[Any, ...] = (
        copy_of(record, steps=[{"item": 9, "side": "", "seconds": 1, "how": "done"}]),
        copy_of(record, hurts=[{"item": 0, "position": 1, "answer": "tickles"}]),
        copy_of(record, pain_after=11),
        {"position": 1},
        [],
    )
    for wrong in wrongs:
        assert send(browser, record, wrong).status_code == 400
    for changes in (
        {"plan": "x"},
        {"items": [{"exercise": "handstand", "variant": "standard"}]},
        {"items": record.items * 2},
        {"choice": {"minutes": 7, "sleep": "side", "bad_night": False}},
        {"choice": {"minutes": 10, "sleep": "upright", "bad_night": False}},
        {"started_at": "yesterday"},
        {"clock_behind": "late"},
    ):
        assert send(browser, record, copy_of(record), **changes).status_code == 400, changes
    address = reverse("keep_evening", args=[record.pk])
    assert browser.put(address, b"{", content_type="application/json").status_code == 400
    assert browser.post(address, {}).status_code == 405
    record.refresh_from_db()
    assert record.position == 30_000


def test_a_record_wants_the_token_and_a_fresh_one_is_to_be_had():
    _person, browser, _assessment = calm_guest()
    record = begin(browser)
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = browser.cookies
    assert send(strict, record, copy_of(record)).status_code == 403
    token = strict.get(reverse("token")).json()["token"]
    answer = strict.put(
        reverse("keep_evening", args=[record.pk]),
        json.dumps(sent(record, copy_of(record))),
        content_type="application/json",
        headers={"X-CSRFToken": token},
    )
    assert answer.status_code == 200


def test_a_danger_sign_stops_the_evening_whatever_the_copy_says():
    person, browser, _assessment = calm_guest()
    record = begin(browser)
    danger = next(rule.id for rule in library().stop_rules.values() if rule.then == "evening-over")
    hurt = {"item": 0, "position": 9_000, "answer": danger}
    answer = send(browser, record, copy_of(record, hurts=[hurt], state="done"))
    record.refresh_from_db()
    assert answer.json() == {"record": record.copy().to_json(), "over": True}
    assert record.state == "stopped"
    assert record.finished_at is not None
    # No exercise until the danger signs have been answered again.
    page = browser.get(reverse("tonight")).content.decode()
    assert f'action="{reverse("check")}"' in page
    assert 'name="pain_before"' not in page
    assert browser.get(reverse("evening_list", args=[record.pk])).status_code == 302
    check(person)
    assert 'name="pain_before"' in browser.get(reverse("tonight")).content.decode()


def test_a_newer_check_ends_the_player_but_keeps_what_was_done():
    person, browser, _assessment = calm_guest()
    record = begin(browser)
    check(person, saddle_numbness="yes")
    answer = send(browser, record, copy_of(record))
    assert (answer.status_code, answer.json()["over"]) == (200, True)
    record.refresh_from_db()
    assert record.steps
    assert browser.get(reverse("evening_list", args=[record.pk])).status_code == 302
    assert (
        browser.post(reverse("tonight"), {"id": uuid.uuid4(), "pain_before": "1"}).status_code
        == 302
    )
    assert SessionRecord.objects.count() == 1


def test_a_finished_evening_asks_for_the_pain_and_says_good_night():
    _person, browser, _assessment = calm_guest()
    record = begin(browser)
    send(browser, record, copy_of(record, state="done"))
    assert browser.get(reverse("evening_list", args=[record.pk])).headers["Location"] == reverse(
        "finish", args=[record.pk]
    )
    answer = browser.post(reverse("finish", args=[record.pk]), {"pain_after": "3"})
    page = browser.get(answer.headers["Location"]).content.decode()
    assert library().words("en").routine.finish in page
    assert "5 → 3" in page
    for wrong in ("12", "x"):
        refused = browser.post(reverse("finish", args=[record.pk]), {"pain_after": wrong})
        assert refused.status_code == 400


def test_without_javascript_the_list_keeps_the_evening():
    _person, browser, _assessment = calm_guest()
    record = begin(browser)
    answer = browser.post(
        reverse("did_tonight", args=[record.pk]), {"did": ["0", "2"], "pain_after": "4"}
    )
    assert answer.status_code == 302
    record.refresh_from_db()
    assert (record.state, record.pain_after) == ("done", 4)
    assert {step["item"] for step in record.steps} == {0, 2}
    assert all(step["seconds"] is None for step in record.steps)
    assert browser.get(answer.headers["Location"]).status_code == 200


def test_anothers_evening_is_not_found():
    _person, browser, _assessment = calm_guest()
    record = begin(browser)
    _other, other_browser, _assessment = calm_guest()
    for stranger in (other_browser, Client()):
        for name in ("evening_list", "finish", "evening"):
            assert stranger.get(reverse(name, args=[record.pk])).status_code == 404
        assert send(stranger, record, copy_of(record)).status_code in (401, 404)
        assert (
            stranger.post(reverse("did_tonight", args=[record.pk]), {"did": "0"}).status_code == 404
        )
        assert (
            stranger.post(reverse("finish", args=[record.pk]), {"pain_after": "0"}).status_code
            == 404
        )
    taken = other_browser.post(reverse("tonight"), {"id": record.pk, "pain_before": "1"})
    assert taken.status_code == 404
    record.refresh_from_db()
    assert (record.steps, record.pain_before) == ([], 5)


def test_history_lists_evenings_checks_and_plans():
    _person, browser, _assessment = calm_guest()
    record = begin(browser)
    hurt = {"item": 0, "position": 9_000, "answer": "strong"}
    send(browser, record, copy_of(record, state="done", hurts=[hurt]))
    browser.post(reverse("finish", args=[record.pk]), {"pain_after": "2"})
    page = browser.get(reverse("history")).content.decode()
    assert reverse("evening", args=[record.pk]) in page
    assert "5 → 2" in page
    assert "1 exercise of" in page
    assert reverse("plan_version", args=[StoredPlan.objects.get().pk]) in page


def test_history_of_a_stranger_is_empty(client: Client):
    page = client.get(reverse("history"))
    assert page.status_code == 200
    assert "No evening yet" in page.content.decode()


def test_history_asks_the_database_the_same_for_many_evenings(django_assert_max_num_queries):
    person, browser, _assessment = calm_guest()
    plan = begin(browser).plan
    now = timezone.now()
    SessionRecord.objects.bulk_create(
        SessionRecord(
            person=person,
            plan=plan,
            items=plan.plan["items"],
            started_at=now - timedelta(days=days),
        )
        for days in range(1, 25)
    )
    with django_assert_max_num_queries(9):
        browser.get(reverse("history"))


def test_half_past_midnight_belongs_to_the_evening_before():
    # Hong Kong is eight hours ahead: 16:30 UTC is 00:30 there.
    assert evening_date(datetime(2026, 11, 22, 16, 30, tzinfo=UTC)) == date(2026, 11, 22)
    assert evening_date(datetime(2026, 11, 22, 21, 0, tzinfo=UTC)) == date(2026, 11, 23)


def test_erasing_takes_the_evenings_and_the_export_has_them():
    person, browser, _assessment = calm_guest()
    record = begin(browser)
    assert export_person(person)["evenings"][0]["id"] == str(record.pk)
    erase_person(person=person)
    assert not SessionRecord.objects.exists()
    assert not StoredPlan.objects.exists()
    _other, other_browser = guest()
    assert other_browser.get(reverse("history")).status_code == 200
