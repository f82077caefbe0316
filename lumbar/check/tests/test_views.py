"""The check as a browser meets it: resume, go back, edit, end early, result."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from lumbar.check.models import CheckDraft, StoredAssessment
from lumbar.clinical.library import library
from lumbar.clinical.triage import assess, next_screen
from lumbar.people.actions import load_demo_clinic

pytestmark = pytest.mark.django_db

WELL: dict[str, Any] = {
    "age": "20_to_44",
    "pregnancy": "not_for_me",
    "pain_areas": ["low_back_left", "low_back_right"],
    "started": "strain",
    "minor_injury": "no",
    "duration": "2_to_14_days",
    "pain_now": 4,
    "trend": "better",
    "worse_when": ["bending"],
    "better_when": ["lying_down"],
    "limits": "none_of_these",
    "place": "bed",
    "minutes": "10",
}


def post(client: Client, screen_id: str, **sent: Any) -> Any:
    return client.post(reverse("check_screen", args=[screen_id]), sent)


def started() -> Client:
    client = Client()
    client.post(reverse("check"))
    return client


def answer_all(client: Client, **changed: Any) -> Any:
    """Answer as somebody with simple back pain would, but for what is changed."""
    said = {**WELL, **changed}
    response = client.get(reverse("check"))
    for _ in range(40):
        draft = CheckDraft.objects.first()
        if draft is None:
            return response
        screen = next_screen(draft.value(), library())
        assert screen is not None
        sent = {q: said[q] for q in screen.questions if q in said}
        for question in screen.questions:
            if library().questions[question].kind == "many":
                sent.setdefault(question, "none_of_these")
            elif library().questions[question].kind in ("yes_no", "one"):
                sent.setdefault(question, said.get(question, "no"))
        response = post(client, screen.id, **sent)
        assert response.status_code == 302, response.content.decode()[:3000]
    raise AssertionError("the check did not end")


def body(client: Client, address: str, language: str = "en") -> str:
    response = client.get(address, headers={"accept-language": language})
    assert response.status_code == 200
    return response.content.decode()


def test_looking_keeps_nothing() -> None:
    client = Client()
    client.get(reverse("check"))
    assert client.get(reverse("check_screen", args=["nerves"])).status_code == 302
    assert not CheckDraft.objects.exists()
    assert set(client.cookies) <= {"csrftoken"}


def test_answers_survive_closing_the_tab() -> None:
    client = started()
    post(client, "nerves", rest="no")
    page = body(client, reverse("check"))
    assert "Carry on" in page
    assert reverse("check_screen", args=["legs"]) in page
    post(client, "legs", leg_swelling="not_sure", rest="no")
    page = body(client, reverse("check_screen", args=["legs"]))
    assert re.search(r'name="leg_swelling" value="not_sure" checked', page)


def test_another_person_sees_nothing_of_it() -> None:
    client = started()
    response = answer_all(client)
    assert Client().get(response.url).status_code == 404
    assert Client().get(response.url + "/summary").status_code == 404
    assert Client().post(response.url + "/change").status_code == 404
    assert "Carry on" not in body(Client(), reverse("check"))


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", "Please look at this again"), ("zh-HK", "請再看看這裡")],
)
def test_a_missing_answer_is_told_and_what_was_said_is_kept(language: str, words: str) -> None:
    client = started()
    response = client.post(
        reverse("check_screen", args=["nerves"]),
        {"bladder_change": "not_sure"},
        headers={"accept-language": language},
    )
    page = response.content.decode()
    assert response.status_code == 422
    assert words in page
    assert 'href="#saddle_numbness"' in page and 'id="saddle_numbness"' in page
    assert page.count('aria-invalid="true"') == 4
    assert re.search(r'name="bladder_change" value="not_sure" checked', page)


def test_a_danger_sign_ends_the_check_with_the_emergency_step_only() -> None:
    load_demo_clinic()
    client = started()
    response = post(client, "nerves", saddle_numbness="yes", rest="no")
    stored = StoredAssessment.objects.get()
    assert response.url == reverse("check_result", args=[stored.uuid])
    assert stored.level == "emergency"
    page = body(client, response.url)
    main = page[page.index("<main") : page.index("</main>")]
    assert 'href="tel:999"' in main
    assert reverse("plan") not in main and reverse("tonight") not in main
    assert "tel:+852" not in main
    assert not CheckDraft.objects.exists()


def test_self_care_result_says_why_and_never_all_clear() -> None:
    client = started()
    response = answer_all(client)
    stored = StoredAssessment.objects.get()
    assert stored.level == "self_care"
    assert stored.value() == assess(stored.heard(), library())
    for language in ("en", "zh-HK"):
        page = body(client, response.url, language)
        words = library().words("zh-hant" if language == "zh-HK" else "en")
        assert words.levels["self_care"].honest in page.replace("&#x27;", "'")
        assert reverse("plan") in page
        assert "all clear" not in page.lower()
    summary = body(client, response.url + "/summary")
    assert "2026.11" in summary


def test_going_back_walks_forward_again_through_what_was_answered() -> None:
    client = started()
    post(client, "nerves", rest="no")
    post(client, "legs", rest="no")
    assert post(client, "nerves", rest="no").url == reverse("check_screen", args=["legs"])
    page = body(client, reverse("check_screen", args=["legs"]))
    assert reverse("check_screen", args=["nerves"]) in page


def test_editing_from_the_summary_comes_back_to_it_and_drops_what_is_no_longer_asked() -> None:
    client = started()
    answer_all(client)
    first = StoredAssessment.objects.get()
    assert "minor_injury" in first.answers
    client.post(reverse("check_change", args=[first.uuid]))
    page = body(client, reverse("check_answers"))
    assert reverse("check_screen", args=["start"]) + "?from=answers" in page
    sent = {"started": "gradual", "duration": "2_to_14_days", "from": "answers"}
    response: Any = client.post(reverse("check_screen", args=["start"]), sent)
    assert response.url == reverse("check_answers")
    response = client.post(reverse("check_finish"))
    second = StoredAssessment.objects.exclude(pk=first.pk).get()
    assert response.url == reverse("check_result", args=[second.uuid])
    assert "minor_injury" not in second.answers
    assert "earlier result" in body(client, reverse("check_result", args=[first.uuid]))


def test_a_danger_sign_found_while_editing_is_shown_at_once() -> None:
    client = started()
    answer_all(client)
    client.post(reverse("check_change", args=[StoredAssessment.objects.get().uuid]))
    sent = {"saddle_numbness": "yes", "rest": "no", "from": "answers"}
    response: Any = client.post(reverse("check_screen", args=["nerves"]), sent)
    assert "/check/result/" in response.url
    assert StoredAssessment.objects.filter(level="emergency").count() == 1


def test_a_stored_assessment_never_changes() -> None:
    client = started()
    answer_all(client)
    stored = StoredAssessment.objects.get()
    stored.level = "emergency"
    with pytest.raises(TypeError):
        stored.save()


def test_body_map_without_javascript_keeps_marks_and_shows_them() -> None:
    client = started()
    for screen_id in ("nerves", "legs", "sudden", "unwell", "health"):
        post(client, screen_id, rest="no")
    post(client, "about_you", age="20_to_44", pregnancy="not_for_me")
    response = post(client, "body_map", mark="1", brush="numb_areas", region=["calf_left"])
    assert "brush=numb_areas" in response.url
    page = body(client, response.url.split("#")[0])
    assert '<input type="hidden" name="numb_areas" value="calf_left">' in page
    assert page.count('class="mark mark--3" d=') == 1
    assert 'name="region" value="calf_left" checked' not in page
    response = post(
        client,
        "body_map",
        numb_areas=["calf_left"],
        remove="numb_areas:calf_left",
        brush="numb_areas",
    )
    assert 'value="calf_left">' not in re.sub(
        r'<input class="region__tick"[^>]*>', "", body(client, response.url.split("#")[0])
    )
    listed = body(client, reverse("check_screen", args=["body_map"]) + "?list=1")
    assert listed.count('name="pain_areas"') == len(library().body_map) + 1


def test_an_unknown_screen_is_not_found_and_one_that_is_not_asked_goes_on() -> None:
    client = started()
    assert client.get(reverse("check_screen", args=["nonsense"])).status_code == 404
    response: Any = client.get(reverse("check_screen", args=["tonight"]))
    assert response.url == reverse("check_screen", args=["nerves"])


def test_an_answer_the_knowledge_no_longer_offers_is_asked_again() -> None:
    client = started()
    post(client, "nerves", rest="no")
    draft = CheckDraft.objects.get()
    draft.answers = {**draft.answers, "bladder_change": "sometimes", "gone": "yes"}
    draft.save()
    response: Any = client.get(reverse("check_screen", args=["legs"]))
    assert response.url == reverse("check_screen", args=["nerves"])


def test_everything_the_check_keeps_is_in_the_export() -> None:
    client = started()
    answer_all(client)
    part = client.get(reverse("privacy_export")).json()["check"]
    assert part["open_check"] is None
    assert part["assessments"][0]["answers"]["pain_now"] == 4
