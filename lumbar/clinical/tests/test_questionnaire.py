"""A clinic's file is read whole, or refused with every reason and what to do about it."""

from __future__ import annotations

import copy
from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from lumbar.clinical.library import library
from lumbar.clinical.questionnaire import (
    QuestionnaireError,
    read_questionnaire,
)
from lumbar.clinical.questionnaire_texts import language_of
from lumbar.clinical.scoring import score
from lumbar.clinical.tests.invented import (
    WEIGHT,
    Json,
    graded_form,
    item,
    option,
    questionnaire,
    start_form,
    translated,
    yes_no_form,
)

M = library().care.measures


def read(resource: object, measure: str) -> Any:
    return read_questionnaire(resource, M.of(measure))


def refused(resource: object, measure: str) -> list[tuple[str, str]]:
    """The codes and items of what is wrong; the file must be refused."""
    with pytest.raises(QuestionnaireError) as error:
        read(resource, measure)
    assert all(problem.text.endswith((".", "it.")) for problem in error.value.problems)
    return [(problem.code, problem.item) for problem in error.value.problems]


def test_statements_to_tick_in_two_languages() -> None:
    form = read(yes_no_form(copyright="Invented."), "rmdq")
    assert form.languages == ("en", "zh-hant")
    assert form.title == {"en": "Invented form", "zh-hant": "虛構問卷"}
    assert [one.id for one in form.items] == [str(place) for place in range(1, 25)]
    assert {one.kind for one in form.items} == {"yes-no"}
    assert [one.value for one in form.items[0].options] == [1, 0]
    assert (form.copyright, form.notes) == ("Invented.", ())
    assert form.language("zh-hant") == "zh-hant"


def test_graded_options_by_value_and_by_order() -> None:
    by_value = read(graded_form(), "odi")
    assert [one.value for one in by_value.items[9].options] == [0, 1, 2, 3, 4, 5]
    plain = graded_form()
    for one in plain["item"]:
        for choice in one["answerOption"]:
            del choice["extension"]
    # The operator is told, item by item, what the order was taken for.
    by_order = read(plain, "odi")
    assert by_order.items == by_value.items
    assert len(by_order.notes) == 10
    assert "q1" in by_order.notes[0] and "0 to 5" in by_order.notes[0]


def test_options_may_count_the_same_and_weights_stand_in_two_places() -> None:
    form = read(start_form(), "start-back")
    assert [one.value for one in form.items[8].options] == [0, 0, 0, 1, 1]
    assert [one.value for one in form.items[0].options] == [0, 1]
    answers = {one.id: max(choice.value for choice in one.options) for one in form.items}
    assert score(M.of("start-back"), answers).group == "high"


def test_one_language_is_allowed_and_said() -> None:
    form = read(questionnaire([item(p, both=False) for p in range(1, 25)]), "rmdq")
    assert form.languages == ("en",)
    assert form.language("zh-hant") == "en"
    assert "Traditional Chinese" in form.notes[0]
    chinese = yes_no_form(language="zh-Hant-HK")
    for one in chinese["item"]:
        one["text"] = one.pop("_text") and "虛構"
    assert read(chinese, "rmdq").languages == ("zh-hant",)


def test_groups_and_displays_lead_and_other_fields_are_left_alone() -> None:
    items = [item(place) for place in range(1, 25)]
    head = {
        "linkId": "g",
        "type": "group",
        "text": "Think of today",
        "_text": translated("想想今天"),
        "item": [
            {"linkId": "d", "type": "display", "text": "Tick.", "_text": translated("剔選。")},
            *items[:5],
        ],
    }
    nested = questionnaire(
        [head, *items[5:]],
        publisher="An invented clinic",
        extension=[{"url": "https://example.org/unknown", "valueBoolean": True}],
        meta={"profile": ["https://example.org/profile"]},
    )
    nested["item"][1]["prefix"] = "6"
    form = read(nested, "rmdq")
    assert len(form.items) == 24
    assert form.items[0].lead == {"en": "Think of today\nTick.", "zh-hant": "想想今天\n剔選。"}
    assert form.items[1].lead == {}


def test_whole_numbers_are_asked_as_numbers() -> None:
    numbers = questionnaire([item(place, type="integer") for place in range(1, 11)])
    form = read(numbers, "odi")
    assert form.items[0].kind == "number"
    assert [one.value for one in form.items[0].options] == [0, 1, 2, 3, 4, 5]
    limit = {"url": "http://hl7.org/fhir/StructureDefinition/maxValue", "valueInteger": 10}
    numbers["item"][2]["extension"] = [limit]
    assert refused(numbers, "odi") == [("range", "q3")]


def changed(form: Json, place: int, **more: Any) -> Json:
    found = copy.deepcopy(form)
    found["item"][place - 1].update(more)
    return found


def options(*values: float | None) -> list[Json]:
    return [option(place, value) for place, value in enumerate(values)]


UNKNOWN = [{"url": "https://example.org/unknown", "valueBoolean": True}]
BROKEN: dict[str, tuple[str, Callable[[], object], list[tuple[str, str]]]] = {
    "not an object": ("rmdq", list, [("shape", "")]),
    "another resource": ("rmdq", lambda: {"resourceType": "Bundle"}, [("resource-type", "")]),
    "a wrong type": ("rmdq", lambda: changed(yes_no_form(), 2, linkId=2), [("shape", "")]),
    "a draft": ("rmdq", lambda: yes_no_form(status="draft"), [("status", "")]),
    "an unknown modifier": (
        "rmdq",
        lambda: yes_no_form(modifierExtension=UNKNOWN),
        [("modifier", "")],
    ),
    "an unknown modifier of an item": (
        "rmdq",
        lambda: changed(yes_no_form(), 3, modifierExtension=UNKNOWN),
        [("modifier", "q3")],
    ),
    "too few items": ("rmdq", lambda: yes_no_form(23), [("item-count", "")]),
    "a linkId twice": (
        "rmdq",
        lambda: changed(yes_no_form(), 7, linkId="q6"),
        [("link-id-twice", "q6")],
    ),
    "an empty linkId": (
        "rmdq",
        lambda: changed(yes_no_form(), 7, linkId=" "),
        [("link-id-empty", "")],
    ),
    "no text": ("rmdq", lambda: changed(yes_no_form(), 4, text=" "), [("no-text", "q4")]),
    "free text": ("rmdq", lambda: changed(yes_no_form(), 5, type="string"), [("type", "q5")]),
    "asked only sometimes": (
        "rmdq",
        lambda: changed(yes_no_form(), 5, enableWhen=[{"question": "q4", "operator": "exists"}]),
        [("enable-when", "q5")],
    ),
    "several answers": (
        "odi",
        lambda: changed(graded_form(), 1, repeats=True),
        [("repeats", "q1")],
    ),
    "options elsewhere": (
        "odi",
        lambda: changed(graded_form(), 1, answerOption=[], answerValueSet="https://example.org"),
        [("value-set", "q1")],
    ),
    "no options": (
        "odi",
        lambda: changed(graded_form(), 1, answerOption=[]),
        [("no-options", "q1")],
    ),
    "yes or no where grades are wanted": (
        "odi",
        lambda: changed(graded_form(), 2, type="boolean"),
        [("range", "q2")],
    ),
    "values out of range": (
        "odi",
        lambda: changed(graded_form(), 3, answerOption=options(1, 2, 3, 4, 5, 6)),
        [("range", "q3")],
    ),
    "half a value": (
        "odi",
        lambda: changed(graded_form(), 3, answerOption=options(0, 1.5, 5)),
        [("whole-values", "q3")],
    ),
    "some values": (
        "odi",
        lambda: changed(graded_form(), 4, answerOption=options(0, None, 5)),
        [("some-values", "q4")],
    ),
    "two values": (
        "odi",
        lambda: changed(
            graded_form(),
            4,
            answerOption=[
                {**option(0, 0), "valueCoding": option(0, 1, at=WEIGHT)["valueCoding"]},
                option(1, 5),
            ],
        ),
        [("two-values", "q4")],
    ),
    "two options whose order could be either": (
        "start-back",
        lambda: changed(start_form(), 2, answerOption=options(None, None)),
        [("no-values", "q2")],
    ),
    "the same option twice": (
        "odi",
        lambda: changed(graded_form(), 5, answerOption=[option(1, 0), option(1, 5)]),
        [("option-twice", "q5")],
    ),
    "an option without words": (
        "odi",
        lambda: changed(
            graded_form(), 5, answerOption=[{"valueCoding": {"code": "a"}}, option(1, 5)]
        ),
        [("option-text", "q5")],
    ),
    "half a translation": (
        "odi",
        lambda: changed(graded_form(), 6, _text=None),
        [("translation", "q6")],
    ),
    "a translation of some options": (
        "odi",
        lambda: changed(
            graded_form(), 6, answerOption=[option(n, n, both=n != 3) for n in range(6)]
        ),
        [("translation", "q6")],
    ),
    "a language nobody reads here": (
        "rmdq",
        lambda: questionnaire([item(p, both=False) for p in range(1, 25)], language="fr"),
        [("no-language", "")],
    ),
    "items turned round already": (
        "pss-4",
        lambda: changed(graded_form(4, 0, 4), 2, answerOption=[option(n, 4 - n) for n in range(5)]),
        [("turned-round", "q2")],
    ),
    "what Lumbar asks itself": ("peg", lambda: graded_form(3, 0, 10), [("own-items", "")]),
    "what has no single answers": ("psqi", lambda: graded_form(7, 0, 3), [("not-installable", "")]),
}


@pytest.mark.parametrize("name", BROKEN)
def test_broken_files_name_the_item(name: str) -> None:
    measure, resource, wrong = BROKEN[name]
    assert refused(resource(), measure) == wrong


def test_every_reason_is_given_at_once() -> None:
    form = changed(graded_form(status="retired"), 2, type="date")
    form = changed(changed(form, 7, repeats=True), 9, answerOption=options(0, 1))
    assert refused(form, "odi") == [
        ("status", ""), ("type", "q2"), ("repeats", "q7"), ("range", "q9"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("tag", "language"),
    [
        ("en", "en"),
        ("en-GB", "en"),
        ("zh-HK", "zh-hant"),
        ("zh-Hant", "zh-hant"),
        ("zh-Hant-TW", "zh-hant"),
        ("yue", "zh-hant"),
        ("zh-Hans-HK", None),
        ("zh-CN", None),
        ("zh", None),
        ("", None),
        (None, None),
    ],
)
def test_languages(tag: str | None, language: str | None) -> None:
    assert language_of(tag) == language


LEAVES = st.none() | st.booleans() | st.integers() | st.text(max_size=5)
ANYTHING = LEAVES | st.lists(LEAVES, max_size=2) | st.fixed_dictionaries({"url": LEAVES})


@settings(max_examples=60)
@given(st.data())
def test_whatever_is_in_a_file_it_is_read_or_refused(data: st.DataObject) -> None:
    form = graded_form()
    places = [form, form["item"][3], form["item"][3]["answerOption"][1]]
    where: Any = data.draw(st.sampled_from(places))
    where[data.draw(st.sampled_from(sorted(where)))] = data.draw(ANYTHING)
    try:
        read(form, "odi")
    except QuestionnaireError as error:
        assert error.problems
