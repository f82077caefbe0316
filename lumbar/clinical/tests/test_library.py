"""Loading, releases, and holding answers against their questions."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given

from lumbar.clinical.checks import check
from lumbar.clinical.library import ROOT, digest, library, load
from lumbar.clinical.tests.strategies import anyone
from lumbar.clinical.triage import assess
from lumbar.clinical.values import AnswerError, Answers, Assessment, Level

L = library()


def test_the_knowledge_is_in_order_and_loaded_once() -> None:
    check(L)
    assert library() is L


def test_what_decides_is_what_was_released() -> None:
    """Released rules never change: a stored assessment must stay explainable."""
    assert L.releases[L.version] == digest(L), (
        f"What decides an assessment has changed since release {L.version}. Before that version "
        "has been used by anybody, put the output of `lumbar knowledge digest` into "
        "lumbar/clinical/knowledge/releases.toml. Afterwards, leave the old rule as it is with "
        "`until`, add the new one with `since`, and add a [[release]] of its own."
    )


def test_a_digest_depends_on_the_rules_and_not_on_the_words(tmp_path: Path) -> None:
    root = shutil.copytree(ROOT, tmp_path / "knowledge")
    assert digest(load(root)) == digest(L)
    words = root / "words" / "en" / "rules.toml"
    words.write_text(words.read_text("utf-8").replace("the", "this", 1), "utf-8")
    assert digest(load(root)) == digest(L)
    rules = root / "rules" / "cauda-equina.toml"
    text = rules.read_text("utf-8")
    rules.write_text(text.replace('level = "emergency"', 'level = "same_day"', 1), "utf-8")
    assert digest(load(root)) != digest(L)


def test_an_older_assessment_replays_after_its_rule_was_superseded(tmp_path: Path) -> None:
    root = shutil.copytree(ROOT, tmp_path / "knowledge")
    rules = root / "rules" / "cauda-equina.toml"
    text = rules.read_text("utf-8")
    start = text.index('[[rule]]\nid = "RF01"')
    first = text[start : text.index("[[rule]]", start + 1)]
    ended = first.replace('since = "2026.11"', 'since = "2026.11"\nuntil = "2027.02"')
    later = first.replace('"RF01"', '"RF01_later"', 1).replace(
        'level = "emergency"', 'level = "same_day"\nfacts = "RF01"'
    )
    later = later.replace('since = "2026.11"', 'since = "2027.02"')
    rules.write_text(text.replace(first, ended + later), "utf-8")
    releases = root / "releases.toml"
    releases.write_text(
        releases.read_text("utf-8") + '\n[[release]]\nversion = "2027.02"\ndigest = "new"\n',
        "utf-8",
    )
    newest = load(root)
    assert newest.version == "2027.02"
    answers = newest.answers({"saddle_numbness": "yes"})
    stored = assess(answers, newest.at("2026.11"))
    assert stored.level is Level.EMERGENCY
    assert assess(answers, newest).level is Level.SAME_DAY
    back = Assessment.from_json(stored.to_json())
    assert assess(answers, newest.at(back.knowledge_version)) == back
    assert newest.at("2026.11").at("2027.02").version == "2027.02"
    assert "RF01_later" not in newest.at("2026.11").rules
    assert "RF01" not in newest.rules


def test_there_is_no_release_that_never_was() -> None:
    with pytest.raises(KeyError, match="1999"):
        L.at("1999.01")
    assert L.at(L.version) is L


@pytest.mark.parametrize(
    ("said", "question", "why"),
    [
        ({"shoe_size": "no"}, "shoe_size", "unknown_question"),
        ({"saddle_numbness": "perhaps"}, "saddle_numbness", "unknown_option"),
        ({"saddle_numbness": ["yes"]}, "saddle_numbness", "not_a_choice"),
        ({"saddle_numbness": 1}, "saddle_numbness", "not_a_choice"),
        ({"saddle_numbness": True}, "saddle_numbness", "not_a_choice"),
        ({"saddle_numbness": None}, "saddle_numbness", "not_a_choice"),
        ({"saddle_numbness": {"yes": 1}}, "saddle_numbness", "not_a_choice"),
        ({"saddle_numbness": "skipped"}, "saddle_numbness", "must_choose"),
        ({"age": "not_sure"}, "age", "must_choose"),
        ({"age": "34"}, "age", "unknown_option"),
        ({"pain_now": 11}, "pain_now", "out_of_range"),
        ({"pain_now": -1}, "pain_now", "out_of_range"),
        ({"pain_now": "6"}, "pain_now", "not_a_number"),
        ({"pain_now": 6.5}, "pain_now", "not_a_choice"),
        ({"pain_areas": ["low_back"]}, "pain_areas", "unknown_option"),
        ({"pain_areas": "low_back_left"}, "pain_areas", "not_a_list"),
        ({"pain_areas": [3]}, "pain_areas", "not_a_choice"),
        ({"worse_when": ["bending", "flying"]}, "worse_when", "unknown_option"),
        ({"worse_when": ["not_sure"]}, "worse_when", "unknown_option"),
    ],
)
def test_an_answer_that_does_not_fit_its_question_is_refused(
    said: dict[str, Any], question: str, why: str
) -> None:
    with pytest.raises(AnswerError) as refused:
        L.answers(said)
    assert (refused.value.question, refused.value.why) == (question, why)


@given(anyone())
def test_answers_become_json_and_come_back(said: dict[str, Any]) -> None:
    answers = L.answers(said)
    assert L.answers(answers.to_json()) == answers
    assert Answers.from_json(answers.to_json()) == answers
    assert {id: sorted(v) if isinstance(v, list) else v for id, v in said.items()} == (
        answers.to_json()
    )


def test_answers_change_by_copies() -> None:
    answers = L.answers({"fever": "no", "pain_now": 3})
    assert answers.with_(fever=None, pain_now=4).to_json() == {"pain_now": 4}
    assert answers.to_json() == {"fever": "no", "pain_now": 3}
    assert answers.said("fever")
    assert not answers.said("cancer")
    assert not L.answers({"numb_areas": "skipped"}).said("numb_areas")
    assert L.answers({"fever": "not_sure"}).unsure("fever")
    assert len(answers) == 2
    assert "fever" in repr(answers)


def test_only_two_languages_and_an_unknown_one_is_an_error() -> None:
    assert L.words("en") is L.words("en")
    with pytest.raises(KeyError):
        L.words("fr")
