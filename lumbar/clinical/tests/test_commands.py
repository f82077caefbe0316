"""The command line: JSON in, JSON out, one sentence when something cannot be used."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest

from lumbar.cli import main
from lumbar.clinical.library import digest, library
from lumbar.clinical.tests.strategies import well

CASES = Path(__file__).parents[3] / "tests" / "knowledge" / "vignettes.json"


@pytest.fixture
def answers_file(tmp_path: Path) -> Path:
    path = tmp_path / "answers.json"
    path.write_text(json.dumps(well()), "utf-8")
    return path


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    try:
        status = main([str(argument) for argument in arguments])
    except SystemExit as stopped:
        status = stopped.code if isinstance(stopped.code, int) else 1
    shown = capsys.readouterr()
    return status, shown.out, shown.err


def shown(capsys: pytest.CaptureFixture[str], *arguments: object) -> Any:
    status, out, error = run(capsys, *arguments)
    assert (status, error) == (0, "")
    return json.loads(out)


def test_assess_tells_level_reasons_sources_and_what_would_change_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "answers.json"
    path.write_text(json.dumps({"answers": well() | {"cancer": "yes"}}), "utf-8")
    assessment = shown(capsys, "assess", path)
    assert assessment["level"] == "clinician_soon"
    assert assessment["knowledge_version"] == library().version
    (finding,) = [f for f in assessment["findings"] if f["rule"] == "RF30"]
    assert finding["reason"]
    assert finding["source"]
    assert finding["tag"] == "verified"
    assert finding["because"] == [{"question": "cancer", "options": ["yes"]}]
    assert {"question", "option", "level", "rule"} == set(assessment["would_change"][0])
    assert isinstance(assessment["patterns"], list)
    assert shown(capsys, "assess", path, "--version", library().version) == assessment


def test_assess_reads_standard_input(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO('{"saddle_numbness": "not_sure"}'))
    assert shown(capsys, "assess", "-")["level"] == "emergency"


def test_plan_gives_the_five_and_the_evening(
    answers_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    made = shown(capsys, "plan", answers_file)
    assert len(made["plan"]["items"]) == 5
    assert made["plan"]["place"] == "bed"
    kinds = [step["kind"] for step in made["tonight"]["steps"]]
    assert (kinds[0], kinds[-2:]) == ("settle", ["sleep", "finish"])
    assert (made["tonight"]["sleep"], made["tonight"]["bad_night"]) == ("side", False)
    said = [cue["what"] for cue in made["tonight"]["cues"] if cue["does"] == "say"]
    assert (said[0], said[-1]) == ("name", "finish")
    # The evening has the plan's exercises, in an order of its own.
    in_plan, in_evening = made["plan"]["items"], made["tonight"]["items"]
    assert sorted(i["exercise"] for i in in_plan) == sorted(i["exercise"] for i in in_evening)
    chair = shown(capsys, "plan", answers_file, "--place", "chair", "--minutes", "15")
    assert (chair["plan"]["place"], chair["plan"]["minutes"]) == ("chair", 15)


def test_no_plan_says_why(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "answers.json"
    for said, why in (
        ({"saddle_numbness": "yes"}, "emergency"),
        ({"rash_strip": "yes"}, "same_day"),
        ({}, "unanswered"),
        (well() | {"limits": ["recent_operation"]}, "gate"),
    ):
        path.write_text(json.dumps(said), "utf-8")
        answer = shown(capsys, "plan", path)
        assert answer["plan"] is None
        assert answer["why"]["reason"] == why


def test_questions_lists_every_question_in_both_languages(
    capsys: pytest.CaptureFixture[str],
) -> None:
    listed = shown(capsys, "questions", "--json")
    asked = [q for screen in listed["screens"] for q in screen["questions"]]
    assert {q["question"]["id"] for q in asked} == set(library().questions)
    assert all(q["words"]["en"]["ask"] and q["words"]["zh-hant"]["ask"] for q in asked)
    assert all(q["words"]["en"]["why"] for q in asked)
    status, out, _ = run(capsys, "questions")
    assert status == 0
    assert "saddle_numbness" in out


def test_knowledge_check_and_digest(capsys: pytest.CaptureFixture[str]) -> None:
    status, out, _ = run(capsys, "knowledge", "check")
    assert status == 0
    assert "All in order" in out
    status, out, _ = run(capsys, "knowledge", "digest")
    assert (status, out.split()) == (0, [library().version, digest(library())])


def test_vignettes_as_json_has_the_shape_others_read(capsys: pytest.CaptureFixture[str]) -> None:
    report = shown(capsys, "vignettes", CASES, "--json")
    assert set(report) == {"cases", "totals"}
    assert len(report["cases"]) == 44
    for case in report["cases"]:
        assert {"id", "level", "patterns", "findings", "unread"} <= set(case)
        assert case["level"] in ("emergency", "same_day", "clinician_soon", "self_care")
        assert all(isinstance(word, str) for word in case["patterns"])
        assert all(rule in library().rules for rule in case["findings"])


def test_vignettes_prints_the_table_the_rates_and_each_miss(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    status, out, _ = run(capsys, "vignettes", CASES)
    assert status == 0
    assert "44 cases, 41 scored" in out
    assert "95 % interval" in out
    assert "within acceptable levels" in out
    cases = json.loads(CASES.read_text("utf-8"))[:1]
    cases[0]["features"] = {"pain_sites": ["jaw"]}
    path = tmp_path / "cases.json"
    path.write_text(json.dumps({"cases": cases}), "utf-8")
    status, out, _ = run(capsys, "vignettes", path)
    assert status == 0
    assert "V01: not read: pain_sites: jaw" in out
    assert "V01: Cauda equina syndrome" in out
    assert "rules none" in out


@pytest.mark.parametrize("command", ["assess", "plan", "vignettes"])
@pytest.mark.parametrize(
    ("content", "why"),
    [
        (None, "cannot be read"),
        (b"{", "is not JSON"),
        (b"\xff\xfe", "is not UTF-8"),
        (b"3", "hold"),
    ],
)
def test_a_file_that_cannot_be_used_is_one_sentence(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    command: str,
    content: bytes | None,
    why: str,
) -> None:
    path = tmp_path / "input.json"
    if content is not None:
        path.write_bytes(content)
    status, out, error = run(capsys, command, path)
    assert (status, out) == (2, "")
    assert error.startswith("lumbar: ")
    assert error.endswith(".\n")
    assert error.count("\n") == 1
    assert why in error


@pytest.mark.parametrize(
    ("command", "content", "why"),
    [
        ("assess", {"shoe_size": "no"}, "shoe_size: unknown question"),
        ("plan", {"pain_now": 12}, "pain_now: out of range"),
        ("vignettes", [{"id": "X1", "features": {"shoe_size": 1}}], "X1: unknown features"),
        ("vignettes", [3], "a case is a table"),
        ("vignettes", {"cases": None}, "a list of cases"),
    ],
)
def test_content_that_cannot_be_used_is_one_sentence(
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    command: str,
    content: object,
    why: str,
) -> None:
    path = tmp_path / "input.json"
    path.write_text(json.dumps(content), "utf-8")
    status, _, error = run(capsys, command, path)
    assert status == 2
    assert why in error
    assert error.count("\n") == 1


def test_an_unknown_version_names_those_there_are(
    answers_file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    status, _, error = run(capsys, "assess", answers_file, "--version", "1999.01")
    assert status == 2
    assert "2026.11" in error
