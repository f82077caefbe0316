"""The knowledge is whole, and a knowledge folder with one thing wrong is refused.

Each refusal plants one fault in a copy and expects the message to say where it is.
"""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from lumbar.clinical.checks import check
from lumbar.clinical.errors import KnowledgeError
from lumbar.clinical.library import ROOT, library, load
from lumbar.clinical.words import LANGUAGES

L = library()

# Rows of the clinical facts A.1 to A.3 and the least urgent level each may reach at its strongest.
ROWS = {
    "emergency": (
        "RF01", "RF02", "RF03", "RF04", "RF05", "RF06", "RF07", "RF08", "RF09", "RF10", "RF11",
        "RF12", "RF13", "RF14", "RF15", "RF16",
    ),
    "same_day": ("RF20", "RF21", "RF22", "RF23", "RF24", "RF25", "RF26", "RF27", "RF28"),
    "clinician_soon": (
        "RF30", "RF31", "RF32", "RF33", "RF34", "RF35", "RF36", "RF37", "RF38", "RF39", "RF40",
        "RF41",
    ),
}  # fmt: skip

# The groups of A.4: the rules, flags and gates that carry each.
GROUPS = {
    "under 18": {"gate child", "rule A4_child", "rule A4_young_child", "rule A4_child_signs"},
    "pregnant": {"rule A4_pregnant", "rule RF27", "flag pregnant", "flag pregnant-20-weeks"},
    "blood thinner": {"rule RF11", "rule RF11_new"},
    "weak immunity, injected drugs, diabetes": {"rule RF22"},
    "weak bones, long steroids": {"rule RF25", "flag osteoporosis"},
    "recent operation or new hip": {
        "gate recent-operation",
        "rule A4_operation",
        "flag hip-posterior",
        "flag hip-anterior",
    },
}
GROUP_QUESTIONS = {
    "rule RF11": {"blood_thinner"},
    "rule RF22": {"weak_immunity", "injected_drugs", "diabetes", "steroids", "recent_infection"},
    "rule RF25": {"osteoporosis", "steroids", "age"},
    "flag osteoporosis": {"osteoporosis", "steroids"},
}


@pytest.mark.parametrize(
    ("level", "row"), [(level, row) for level, rows in ROWS.items() for row in rows]
)
def test_every_row_of_the_facts_is_carried_by_a_rule(level: str, row: str) -> None:
    levels = {rule.level for rule in L.rules.values() if (rule.facts or rule.id) == row}
    assert level in levels


@pytest.mark.parametrize("group", GROUPS)
def test_every_group_of_the_facts_is_carried(group: str) -> None:
    there = (
        {f"rule {id}" for id in L.rules}
        | {f"flag {id}" for id in L.flags}
        | {f"gate {id}" for id in L.gates}
    )
    assert GROUPS[group] <= there


@pytest.mark.parametrize("carrier", GROUP_QUESTIONS)
def test_a_group_is_asked_for_everything_it_names(carrier: str) -> None:
    kind, _, id = carrier.partition(" ")
    conditions = (
        {rule.id: rule.when for rule in L.rules.values()}
        if kind == "rule"
        else {flag.id: flag.when for flag in L.flags.values()}
    )
    row = [str(when) for key, when in conditions.items() if key == id or key.startswith(f"{id}_")]
    for question in GROUP_QUESTIONS[carrier]:
        assert any(f"'{question}'" in when for when in row), question


def test_a_combination_is_more_urgent_than_its_parts() -> None:
    """Rows that grade by company have a stronger and a weaker rule."""
    for row in ("RF04", "RF13", "RF16", "RF23", "RF24", "RF25", "RF31"):
        levels = {rule.level for rule in L.rules.values() if (rule.facts or rule.id) == row}
        assert len(levels) >= 2, row


def test_nothing_goes_without_a_source() -> None:
    assert all(rule.source for rule in L.rules.values())
    assert all(f.source for p in L.patterns.values() for f in p.feature)
    assert len(L.exercises) == 20
    assert len(L.body_map) >= 45


# --- refusals ----------------------------------------------------------------------------------


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    return shutil.copytree(ROOT, tmp_path / "knowledge")


def refusal(root: Path) -> str:
    """What is wrong with a knowledge folder, in words."""
    with pytest.raises(KnowledgeError) as refused:
        check(load(root))
    return str(refused.value)


def edit(path: Path, old: str, new: str, after: str = "") -> None:
    """Replace the first ``old`` that comes after ``after``."""
    text = path.read_text(encoding="utf-8")
    at = text.index(old, text.index(after))
    path.write_text(text[:at] + new + text[at + len(old) :], encoding="utf-8")


def append(path: Path, text: str) -> None:
    path.write_text(path.read_text(encoding="utf-8") + text, encoding="utf-8")


RULE = """
[[rule]]
id = "RF99"
level = "same_day"
suspects = ["cauda-equina"]
since = "2026.11"
source = ["girft-2023"]
tag = "design"
{more}
[[rule.example]]
answers = {{ fever = "yes" }}
fires = true
[[rule.example]]
answers = {{ fever = "no" }}
fires = false
"""


def planted_rule(root: Path, more: str) -> str:
    """The refusal of one more rule, for which words are there."""
    append(root / "rules" / "course.toml", RULE.format(more=more))
    for language in LANGUAGES:
        append(
            root / "words" / language / "rules.toml",
            '\n[rule.RF99]\nname = "Fever"\nreason = "Fever matters."\n',
        )
    return refusal(root)


def test_an_untouched_copy_is_accepted(copy: Path) -> None:
    check(load(copy))


def test_the_planted_rule_is_fine_without_a_fault(copy: Path) -> None:
    with pytest.raises(pytest.fail.Exception):
        planted_rule(copy, 'when = { fever = ["yes"] }')


@pytest.mark.parametrize(
    ("when", "why"),
    [
        ('{ shoe_size = ["yes"] }', "no question 'shoe_size'"),
        ('{ fever = ["perhaps"] }', "'fever' has no option 'perhaps'"),
        ('{ pain_areas = ["tail"] }', "'pain_areas' has no option 'tail'"),
        ("{ pain_now = { at_least = 11 } }", "lies outside 0 to 10"),
        ("{ pain_now = { at_least = 0 } }", "always true"),
        ("{ fever = { at_least = 1 } }", "'fever' is not a number"),
        ('{ at_least = 3, of = [{ fever = ["yes"] }, { cancer = ["yes"] }] }', "can never decide"),
        ('{ fever = ["yes"], cancer = ["yes"] }', "one key at a time"),
        ("{ all = [] }", "a list of conditions"),
        ("{}", "a table with a key"),
    ],
)
def test_a_condition_that_says_nothing_possible(copy: Path, when: str, why: str) -> None:
    message = planted_rule(copy, f"when = {when}")
    assert "rule RF99" in message
    assert why in message


def test_a_danger_sign_that_speaks_against_a_rule(copy: Path) -> None:
    message = planted_rule(
        copy, 'when = { all = [{ fever = ["yes"] }, { not = { cancer = ["yes"] } }] }'
    )
    assert "rule RF99: a danger sign cannot stand under 'not' (cancer)" in message


def test_a_danger_sign_that_excuses_a_rule(copy: Path) -> None:
    message = planted_rule(copy, 'when = { fever = ["yes"] }\nunless = { cancer = ["yes"] }')
    assert "rule RF99: a danger sign cannot excuse it (cancer)" in message


def test_a_danger_sign_whose_no_makes_a_rule_fire(copy: Path) -> None:
    message = planted_rule(copy, 'when = { all = [{ fever = ["yes"] }, { cancer = ["no"] }] }')
    assert "rule RF99: a danger sign cannot count as a no (cancer)" in message


def test_an_unreachable_rule(copy: Path) -> None:
    message = planted_rule(
        copy, 'when = { all = [{ fever = ["yes"] }, { age = ["under_6"] }, { age = ["70_plus"] }] }'
    )
    assert "rule RF99 should fire on {'fever': 'yes'}" in message


def test_a_rule_that_fires_when_it_must_not(copy: Path) -> None:
    message = planted_rule(copy, 'when = { fever = ["yes", "no"] }')
    assert "rule RF99 should not fire on {'fever': 'no'}" in message


def test_a_rule_that_suspects_something_unknown(copy: Path) -> None:
    edit(copy / "rules" / "cauda-equina.toml", '["cauda-equina"]', '["cauda-equine"]')
    assert "rule RF01 suspects an unknown 'cauda-equine'" in refusal(copy)


def test_a_rule_that_names_an_unknown_conflict(copy: Path) -> None:
    edit(copy / "rules" / "cauda-equina.toml", '"ces-card"', '"ces-cart"')
    assert "rule RF01 names an unknown conflict 'ces-cart'" in refusal(copy)


def test_an_unknown_key(copy: Path) -> None:
    edit(copy / "rules" / "cauda-equina.toml", "level =", "urgent = true\nlevel =")
    message = refusal(copy)
    assert "rules/cauda-equina.toml" in message
    assert "urgent" in message


def test_a_missing_key(copy: Path) -> None:
    edit(copy / "rules" / "cauda-equina.toml", 'tag = "verified"\n', "")
    message = refusal(copy)
    assert "rules/cauda-equina.toml" in message
    assert "tag" in message


def test_an_unknown_level(copy: Path) -> None:
    edit(copy / "rules" / "cauda-equina.toml", '"emergency"', '"soonish"')
    message = refusal(copy)
    assert "rules/cauda-equina.toml" in message
    assert "soonish" in message


def test_a_file_that_is_not_toml(copy: Path) -> None:
    append(copy / "rules" / "cauda-equina.toml", "\n[[rule\n")
    assert "rules/cauda-equina.toml" in refusal(copy)


def test_a_missing_file(copy: Path) -> None:
    (copy / "gates.toml").unlink()
    assert "gates.toml is missing" in refusal(copy)


def test_an_empty_folder(copy: Path) -> None:
    shutil.rmtree(copy / "rules")
    assert "rules/ is empty" in refusal(copy)


def test_a_rule_without_a_source(copy: Path) -> None:
    text = (copy / "rules" / "cauda-equina.toml").read_text("utf-8")
    first = re.search(r"source = \[.*?\]", text)
    assert first is not None
    edit(copy / "rules" / "cauda-equina.toml", first.group(), "source = []")
    assert "rule RF01 has no source" in refusal(copy)


def test_an_unknown_source(copy: Path) -> None:
    edit(copy / "rules" / "cauda-equina.toml", '"girft-2023"', '"girft-2032"')
    assert "cites an unknown source 'girft-2032'" in refusal(copy)


@pytest.mark.parametrize(
    ("fires", "why"),
    [("true", "has no example that makes it fire"), ("false", "must not make it fire")],
)
@pytest.mark.parametrize(
    ("file", "kind", "id"),
    [
        ("rules/pregnancy.toml", "rule", "RF27"),
        ("flags.toml", "flag", "knee"),
        ("gates.toml", "gate", "child"),
    ],
)
def test_without_an_example_of_each_kind(
    copy: Path, file: str, kind: str, id: str, fires: str, why: str
) -> None:
    path = copy / file
    blocks = re.split(rf"(?=^\[\[{kind}\]\])", path.read_text("utf-8"), flags=re.MULTILINE)
    example = re.compile(
        rf"^\[\[{kind}\.example\]\]\nanswers = .*\nfires = {fires}\n", re.MULTILINE
    )
    path.write_text(
        "".join(example.sub("", b) if f'id = "{id}"' in b else b for b in blocks), "utf-8"
    )
    message = refusal(copy)
    assert f"{kind} {id}" in message
    assert why in message


def test_an_example_with_an_impossible_answer(copy: Path) -> None:
    edit(copy / "rules" / "cauda-equina.toml", 'saddle_numbness = "yes"', 'saddle_numbness = "y"')
    message = refusal(copy)
    assert "rule RF01: an example has an impossible answer: saddle_numbness" in message


@pytest.mark.parametrize(
    ("file", "again"),
    [
        ("rules/course.toml", RULE.format(more="when = { fever = ['yes'] }").replace("99", "01")),
        (
            "questions/tonight.toml",
            '\n[[question]]\nid = "fever"\nkind = "yes_no"\nsince = "2026.11"\nsource = []\n',
        ),
    ],
)
def test_an_id_that_is_there_twice(copy: Path, file: str, again: str) -> None:
    append(copy / file, again)
    assert "is there twice" in refusal(copy)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_missing_word(copy: Path, language: str) -> None:
    path = copy / "words" / language / "rules.toml"
    edit(path, "[rule.RF01]", "[rule.RF00]")
    message = refusal(copy)
    assert f"{language}: rules: missing ['RF01'], left over ['RF00']" in message


def test_a_left_over_word(copy: Path) -> None:
    append(
        copy / "words" / "zh-hant" / "rules.toml",
        '\n[rule.RF99]\nname = "發燒"\nreason = "發燒要留意。"\n',
    )
    assert "zh-hant: rules: missing [], left over ['RF99']" in refusal(copy)


def test_a_missing_word_of_an_option(copy: Path) -> None:
    edit(copy / "words" / "zh-hant" / "questions.toml", "under_20_weeks = ", "under_21_weeks = ")
    assert "zh-hant: options of pregnancy" in refusal(copy)


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_empty_word(copy: Path, language: str) -> None:
    path = copy / "words" / language / "rules.toml"
    text = path.read_text("utf-8")
    name = re.search(r'^name = ".+"$', text, flags=re.MULTILINE)
    assert name is not None
    path.write_text(text.replace(name.group(), 'name = ""', 1), "utf-8")
    message = refusal(copy)
    assert language in message
    assert "is empty" in message


def test_words_of_one_language_only(copy: Path) -> None:
    (copy / "exercises" / "bridge" / "words.zh-hant.toml").unlink()
    assert "bridge/words.zh-hant.toml is missing" in refusal(copy)


def test_a_question_nobody_asks(copy: Path) -> None:
    edit(copy / "screens.toml", '"saddle_numbness", ', "")
    assert "question saddle_numbness is on no screen" in refusal(copy)


def test_a_question_asked_twice(copy: Path) -> None:
    edit(copy / "screens.toml", '"leg_weakness", ', '"leg_weakness", "fever", ')
    assert "fever is asked on both" in refusal(copy)


def test_a_screen_that_asks_the_unknown(copy: Path) -> None:
    edit(copy / "screens.toml", '"leg_weakness", ', '"leg_weakness", "shoe_size", ')
    assert "asks an unknown question 'shoe_size'" in refusal(copy)


def test_a_screen_that_depends_on_a_later_one(copy: Path) -> None:
    edit(
        copy / "screens.toml",
        'ask_when = { both_legs = ["yes", "not_sure"] }',
        'ask_when = { duration = ["over_3_months"] }',
    )
    assert "screen both_legs depends on duration, which is asked later" in refusal(copy)


def test_a_question_nothing_reads(copy: Path) -> None:
    append(
        copy / "questions" / "tonight.toml",
        '\n[[question]]\nid = "shoe_size"\nkind = "yes_no"\nsince = "2026.11"\n'
        'source = ["lumbar-design"]\n',
    )
    message = refusal(copy)
    assert "question shoe_size is asked, but nothing reads it" in message
    assert "question shoe_size is on no screen" in message


def test_a_choice_of_one(copy: Path) -> None:
    edit(copy / "questions" / "tonight.toml", '["5", "10", "15"]', '["5"]')
    assert "question minutes offers no choice" in refusal(copy)


def test_a_flag_an_exercise_misspells(copy: Path) -> None:
    edit(copy / "exercises" / "bridge" / "exercise.toml", '"arching-spreads"', '"arching-spread"')
    assert "exercise bridge names an unknown flag 'arching-spread'" in refusal(copy)


def test_a_flag_no_exercise_reads(copy: Path) -> None:
    for path in (copy / "exercises").glob("*/exercise.toml"):
        path.write_text(path.read_text("utf-8").replace('"reflux"', '"dizziness"'), "utf-8")
    assert "flag reflux: no exercise reads it" in refusal(copy)


def test_a_joint_bent_beyond_its_cap(copy: Path) -> None:
    for path in sorted((copy / "exercises").glob("*/exercise.toml")):
        text = path.read_text("utf-8")
        found = re.search(r"flexion = \d+", text)
        if found:
            path.write_text(text.replace(found.group(), "flexion = 300", 1), "utf-8")
            break
    message = refusal(copy)
    assert "= 300" in message
    assert "is beyond its cap" in message


def test_an_exercise_in_the_wrong_folder(copy: Path) -> None:
    (copy / "exercises" / "bridge").rename(copy / "exercises" / "arch")
    assert "exercises/arch: its id is 'bridge'" in refusal(copy)


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ('"knee-rolls:small"', '"knee-roll:small"', "an unknown exercise 'knee-roll'"),
        ('"knee-rolls:small"', '"knee-rolls:tiny"', "knee-rolls has no variant 'tiny'"),
        ('["buttock_joint"]', '["buttock_joints"]', "an unknown pattern 'buttock_joints'"),
    ],
)
def test_a_set_that_names_the_unknown(copy: Path, old: str, new: str, why: str) -> None:
    edit(copy / "selection.toml", old, new)
    assert why in refusal(copy)


def test_a_last_set_that_does_not_fit_everyone(copy: Path) -> None:
    edit(copy / "selection.toml", 'id = "usual"', 'id = "usual"\nplaces = ["bed"]')
    assert "the last set must fit everyone" in refusal(copy)


def test_a_family_of_no_group(copy: Path) -> None:
    edit(copy / "body-map.toml", '"calf"', '"calves"')
    assert "names no group ['calves']" in refusal(copy)
