"""The options of a FHIR item: what they say and what they count."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from lumbar.clinical.measures_schema import Measure
from lumbar.clinical.questionnaire_schema import AnswerOption, Element, Extension, Item

VALUES = (
    "http://hl7.org/fhir/StructureDefinition/ordinalValue",
    "http://hl7.org/fhir/StructureDefinition/itemWeight",
    "http://hl7.org/fhir/StructureDefinition/questionnaire-ordinalValue",
)
"""Extensions that say what an option counts: of R4, R5 and STU 3."""

LIMITS = {
    "http://hl7.org/fhir/StructureDefinition/minValue": 0,
    "http://hl7.org/fhir/StructureDefinition/maxValue": 1,
}


class Option(NamedTuple):
    """One option as the file has it. ``plain`` for a bare number."""

    value: int
    text: str | None
    beside: Element | None
    plain: bool = False


Options = list[Option]
Wrong = tuple[str, str]
"""A code, and what is wrong and what to do."""


def options_of(question: Item, item: str, measure: Measure) -> tuple[Options, list[Wrong], bool]:
    """The options of a question, what is wrong with them, and whether only their order says what
    they count. A yes counts 1 and a no 0."""
    least, most = measure.range_of(item)
    if question.type == "boolean":
        wrong = [] if (least, most) == (0, 1) else [("range", _wants(least, most, "yes and no"))]
        return [Option(1, "yes", None, True), Option(0, "no", None, True)], wrong, False
    if question.type == "integer":
        numbers = [Option(value, str(value), None, True) for value in range(least, most + 1)]
        return numbers, list(_limits(question, least, most)), False
    return _choices(question.answer_option, least, most)


def _choices(given: list[AnswerOption], least: int, most: int) -> tuple[Options, list[Wrong], bool]:
    if not given:
        return [], [("no-options", "it has no answerOption.")], False
    worded = [_said(option) for option in given]
    if any(text is None or not text.strip() for text, _, _ in worded):
        return [], [("option-text", "an option has no display; say what it means.")], False
    said = [str(text).strip() for text, _, _ in worded]
    if len(set(said)) < len(said):
        return [], [("option-twice", "two options say the same.")], False
    counts = [_counts(option) for option in given]
    by_order = all(not found for found in counts)
    if by_order:
        # Of two options either may come first: “agree, disagree” would be scored upside down.
        if len(given) != most - least + 1 or len(given) == 2:
            return [], [("no-values", _without_values(len(given), least, most))], False
        values = list(range(least, most + 1))
    else:
        wrong = [*_wrong_values(counts, least, most)]
        if wrong:
            return [], wrong, False
        values = [int(found[0]) for found in counts]
    options = [
        Option(value, text, beside, plain)
        for value, (text, beside, plain) in zip(values, worded, strict=True)
    ]
    return options, [], by_order


def _said(option: AnswerOption) -> tuple[str | None, Element | None, bool]:
    if option.value_coding is not None:
        return option.value_coding.display, option.value_coding.display_beside, False
    if option.value_integer is not None:
        return str(option.value_integer), None, True
    return option.value_string, option.value_string_beside, False


def _counts(option: AnswerOption) -> list[float]:
    """What an option says it counts: nothing, one number, or several that disagree."""
    places: list[list[Extension]] = [option.extension]
    if option.value_coding is not None:
        places.append(option.value_coding.extension)
    if option.value_string_beside is not None:
        places.append(option.value_string_beside.extension)
    found = [
        extension.value_decimal if extension.value_decimal is not None else extension.value_integer
        for place in places
        for extension in place
        if extension.url in VALUES
    ]
    numbers = sorted({number for number in found if number is not None})
    if not numbers and option.value_integer is not None:
        return [option.value_integer]
    return numbers


def _wrong_values(counts: list[list[float]], least: int, most: int) -> Iterator[Wrong]:
    if any(not found for found in counts):
        yield "some-values", "some of its options carry a value and some do not; give all one."
        return
    if any(len(found) > 1 for found in counts):
        yield "two-values", "an option carries two values that differ; leave one."
        return
    values = [found[0] for found in counts]
    if not all(float(value).is_integer() for value in values):
        yield "whole-values", "an option’s value is no whole number."
    elif min(values) != least or max(values) != most:
        yield "range", _wants(least, most, f"{min(values):g} to {max(values):g}")


def _wants(least: int, most: int, has: str) -> str:
    return f"its answers count {has}; this measure’s go from {least} to {most}, both included."


def _without_values(options: int, least: int, most: int) -> str:
    return (
        f"its {options} options carry no values. Give each an ordinalValue (or itemWeight) from "
        f"{least} to {most}."
    )


def _limits(question: Item, least: int, most: int) -> Iterator[Wrong]:
    """Limits that the file sets itself must be the measure's."""
    for extension in question.extension:
        if extension.url in LIMITS and extension.value_integer is not None:
            wanted = (least, most)[LIMITS[extension.url]]
            if extension.value_integer != wanted:
                yield "range", _wants(least, most, f"from or to {extension.value_integer}")
