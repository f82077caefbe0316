"""Cold and warmth on the server: asked first, kept once, joined whatever order copies come in."""

from __future__ import annotations

import json
import uuid
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from lumbar.clinical import packs
from lumbar.clinical.library import library
from lumbar.companion import actions
from lumbar.companion.joined import join
from lumbar.companion.models import Companion, PackAsked, PackUse
from lumbar.companion.privacy import export_person
from lumbar.companion.tests.helpers import begun, guest_at
from lumbar.people.models import Person
from lumbar.plans.tests.helpers import calm_guest, guest

pytestmark = pytest.mark.django_db

CASES = json.loads((Path(__file__).parent / "pack-cases.json").read_text(encoding="utf-8"))
HEAT_COLD = library().care.heat_cold
WORDS = library().care.words("en").heat_cold


def cold(**changes: Any) -> dict[str, Any]:
    """A use as a device sends it."""
    started = timezone.now() - timedelta(minutes=12)
    sent = {"method": "cold", "started_at": started.isoformat(), "clock_behind": 0}
    return {**sent, "minutes": 10, "seconds": 600, "ended": "over", **changes}


def put(browser: Client, identifier: uuid.UUID, sent: object) -> Any:
    return browser.put(
        f"/companion/pack/{identifier}/record", json.dumps(sent), content_type="application/json"
    )


def opened() -> tuple[Person, Client]:
    """Somebody for whom nothing speaks against cold."""
    person, browser, _assessment = calm_guest()
    browser.post("/companion/pack/cold", {"action": "ask", "applies": "none"})
    return person, browser


def test_the_browser_and_the_core_agree() -> None:
    for id, facts in CASES["methods"].items():
        method = packs.method_of(id, HEAT_COLD)
        assert facts == {
            "at_most": method.at_most,
            "look_every": method.look_at_skin_every,
            "answer_seconds": HEAT_COLD.timer.answer_seconds,
        }
    for case in CASES["cases"]:
        method = packs.method_of(case["method"], HEAT_COLD)
        found = packs.standing(
            method, HEAT_COLD.timer, case["minutes"], case["elapsed"], case["fine"]
        )
        assert found._asdict() == case["standing"], case["name"]


def test_what_speaks_against_it_is_asked_first():
    person, browser, _assessment = calm_guest()
    text = browser.get("/companion/pack/cold").content.decode()
    for question in [*WORDS.methods["cold"].never.values(), *WORDS.methods["cold"].care.values()]:
        assert question[1:] in text
    assert 'data-part="start"' not in text
    # Silence opens nothing, and neither do two answers that exclude each other
    for applies in ([], ["none", "diabetes"], ["no-such-thing"]):
        answer = browser.post("/companion/pack/cold", {"action": "ask", "applies": applies})
        assert answer.status_code == 400
    assert answer.content.decode().count(" checked") == 0
    start = {"action": "start", "id": str(uuid.uuid4()), "minutes": "10"}
    assert browser.post("/companion/pack/cold", start).status_code == 302
    assert not PackUse.objects.exists()

    # "Never" closes it, with the reason
    browser.post(
        "/companion/pack/cold", {"action": "ask", "applies": ["white-fingers", "diabetes"]}
    )
    text = browser.get("/companion/pack/cold").content.decode()
    assert WORDS.timer.closed in text
    assert WORDS.methods["cold"].never["white-fingers"][1:] in text
    assert 'data-part="start"' not in text
    browser.post("/companion/pack/cold", {"action": "agreed"})
    browser.post("/companion/pack/cold", start)
    assert not PackUse.objects.exists(), "never stays never"

    # "Care" wants a clinician first
    browser.post("/companion/pack/cold", {"action": "again"})
    browser.post("/companion/pack/cold", {"action": "ask", "applies": ["diabetes"]})
    text = browser.get("/companion/pack/cold").content.decode()
    assert WORDS.timer.ask_first in text
    assert 'data-part="start"' not in text
    browser.post("/companion/pack/cold", {"action": "agreed"})
    assert 'data-part="start"' in browser.get("/companion/pack/cold").content.decode()

    # After a day it is asked again: bruises and creams come and go
    PackAsked.objects.filter(person=person).update(said_at=timezone.now() - timedelta(hours=25))
    assert 'name="applies"' in browser.get("/companion/pack/cold").content.decode()


def test_without_javascript_it_goes_by_the_clock():
    person, browser = opened()
    start = {"action": "start", "id": str(uuid.uuid4()), "minutes": "15"}
    for wrong in ({"minutes": "30"}, {"id": "x"}):
        assert browser.post("/companion/pack/cold", {**start, **wrong}).status_code == 400
    for _tap in range(2):
        browser.post("/companion/pack/cold", start)
    use = PackUse.objects.get()
    text = browser.get("/companion/pack/cold").content.decode()
    for minutes in (5, 10, 15):
        assert f"{timezone.localtime(use.started_at + timedelta(minutes=minutes)):%H:%M}" in text
    begun(person, 3)
    assert "On now, until" in browser.get("/companion").content.decode()

    PackUse.objects.update(started_at=timezone.now() - timedelta(minutes=7))
    assert browser.post(f"/companion/pack/{use.pk}/off").status_code == 302
    use.refresh_from_db()
    assert (use.ended, use.seconds // 10) == ("off", 42)
    text = browser.get("/companion/pack/cold").content.decode()
    assert WORDS.timer.off in text
    assert "Your skin rests now. Again from" in text
    browser.post("/companion/pack/cold", {**start, "id": str(uuid.uuid4())})
    assert PackUse.objects.count() == 1, "the skin rests"
    assert "Again from" in browser.get("/companion").content.decode()


def test_one_that_nobody_took_off_ends_at_its_limit():
    person, browser = opened()
    use = PackUse.objects.create(
        person=person, method="cold", minutes=10, started_at=timezone.now() - timedelta(hours=2)
    )
    browser.post(f"/companion/pack/{use.pk}/off", {"skin": "trouble"})
    use.refresh_from_db()
    assert (use.ended, use.seconds) == ("skin", 600)
    again = packs.again_from(
        packs.method_of("cold", HEAT_COLD), HEAT_COLD.timer, [use.value()], timezone.now()
    )
    assert again is not None and again - timezone.now() > timedelta(hours=20)
    # Said twice, the first counts
    browser.post(f"/companion/pack/{use.pk}/off")
    use.refresh_from_db()
    assert use.ended == "skin"


def test_copies_of_a_use_are_joined():
    _person, browser = opened()
    identifier = uuid.uuid4()
    over, under_way = cold(), cold(seconds=0, ended="open")
    for copy in (over, under_way, over):
        assert put(browser, identifier, copy).status_code == 200
    use = PackUse.objects.get()
    assert (use.pk, use.seconds, use.ended) == (identifier, 600, "over")


@pytest.mark.parametrize(
    "wrong",
    [
        {"method": "steam"}, {"minutes": 20}, {"minutes": True}, {"seconds": 601},
        {"seconds": -1}, {"seconds": "600"}, {"ended": "asleep"}, {"started_at": "yesterday"},
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused(wrong):
    _person, browser = opened()
    assert put(browser, uuid.uuid4(), cold(**wrong)).status_code == 400
    assert put(browser, uuid.uuid4(), [wrong]).status_code == 400
    assert not PackUse.objects.exists()


def test_a_use_is_the_persons_own():
    person, browser = opened()
    identifier = uuid.uuid4()
    put(browser, identifier, cold(seconds=0, ended="open"))
    _other, stranger, _assessment = calm_guest()
    assert put(stranger, identifier, cold()).status_code == 404
    assert put(Client(), identifier, cold()).status_code == 401
    assert stranger.post(f"/companion/pack/{identifier}/off").status_code == 404
    assert Client().post(f"/companion/pack/{identifier}/off").status_code == 404
    with pytest.raises(actions.NotTheirs):
        actions.start_pack(
            person=guest()[0], uuid=identifier, method="cold", minutes=10, now=timezone.now()
        )
    assert PackUse.objects.get().person == person
    assert browser.get("/companion/pack/steam").status_code == 404
    assert Client().get("/companion/pack/cold").headers["Location"] == "/companion"


def test_everything_is_in_the_export_and_joined_once():
    one, _browser, older = guest_at(30, asked=(12,))
    into, _other, newer = guest_at(5)
    now = timezone.now()
    actions.note_pain(companion=older, pain=4, now=now)
    for person, applies, ago in ((one, ["diabetes"], 1), (into, [], 2)):
        PackAsked.objects.create(
            person=person, method="cold", applies=applies, said_at=now - timedelta(hours=ago)
        )
        PackUse.objects.create(person=person, method="heat", minutes=15, started_at=now)
    PackAsked.objects.create(person=one, method="heat", said_at=now)

    join(one=one, into=into)

    assert Companion.objects.filter(person=into).count() == 2
    assert Companion.objects.get(person=into, ended_at=None) == newer
    assert PackAsked.objects.get(person=into, method="cold").applies == ["diabetes"]
    assert not Companion.objects.filter(person=one).exists()
    exported = json.loads(json.dumps(export_person(into)))
    assert [len(exported[name]) for name in ("companions", "packs", "packs_asked")] == [2, 2, 2]
    assert exported["companions"][0]["asked"][0]["hour"] == 12
    assert exported["companions"][0]["pain_notes"][0]["pain"] == 4
