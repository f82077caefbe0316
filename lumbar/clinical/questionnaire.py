"""A clinic's FHIR R4 Questionnaire, held against the measure it should ask.

Lumbar ships no licensed text. A clinic that may use one brings the items in as a file; what is
read here is only what is shown and counted. A file that does not fit exactly is refused with
every reason at once, each naming the item and what to do.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

import msgspec

from lumbar.clinical.measures_schema import Measure
from lumbar.clinical.questionnaire_options import Options, options_of
from lumbar.clinical.questionnaire_schema import FhirQuestionnaire, Item
from lumbar.clinical.questionnaire_texts import LANGUAGE_NAMES, Texts, language_of, texts_of


class Problem(NamedTuple):
    """Why a file is refused. ``item`` is a linkId, or empty for the file as a whole."""

    code: str
    item: str
    text: str

    def __str__(self) -> str:
        return f"item {self.item}: {self.text}" if self.item else self.text


class QuestionnaireError(ValueError):
    """A file that does not fit its measure; ``problems`` has every reason."""

    def __init__(self, *problems: Problem) -> None:
        self.problems = problems
        super().__init__("\n".join(str(problem) for problem in problems))


@dataclass(frozen=True, slots=True)
class FormOption:
    """One answer to choose, and what it counts."""

    value: int
    text: Texts


@dataclass(frozen=True, slots=True)
class FormItem:
    """One question. ``id`` is its place from 1, by which answers are kept."""

    id: str
    link_id: str
    kind: Literal["choice", "yes-no", "number"]
    text: Texts
    lead: Texts
    """What stands before it: a heading or an instruction."""
    options: tuple[FormOption, ...]


@dataclass(frozen=True, slots=True)
class Form:
    """A questionnaire that fits its measure, ready to be shown."""

    measure: str
    title: Texts
    """May lack a language: then the measure's own name does."""
    languages: tuple[str, ...]
    """Those in which everything is worded; never empty."""
    items: tuple[FormItem, ...]
    copyright: str
    version: str
    notes: tuple[str, ...]
    """What the operator should know though nothing is wrong."""

    def language(self, wanted: str) -> str:
        """The wanted language, or the one there is."""
        return wanted if wanted in self.languages else self.languages[0]


def read_questionnaire(resource: object, measure: Measure) -> Form:
    """Read a decoded FHIR Questionnaire for a measure.

    Raises:
        QuestionnaireError: the measure takes no file, or the file does not fit it.
    """
    if measure.own_items:
        raise _refused("own-items", f"Lumbar asks {measure.id} in its own words; it takes no file.")
    if not measure.installable:
        raise _refused(
            "not-installable",
            f"Lumbar cannot score {measure.id} from its single answers, so it takes no file.",
        )
    questionnaire = _decoded(resource)
    questions, leads = _flat(questionnaire.item)
    problems = [*_of_the_file(questionnaire, questions, measure)]
    base = language_of(questionnaire.language)
    notes: list[str] = []
    items = []
    for place, (question, lead) in enumerate(zip(questions, leads, strict=True), 1):
        unfit = [*_of_the_item(question)]
        options, wrong, by_order = options_of(question, str(place), measure)
        if not unfit:
            unfit = [Problem(code, question.link_id, text) for code, text in wrong]
        problems += unfit
        if by_order:
            notes.append(
                f"item {question.link_id}: its options carry no values, so they count "
                f"{options[0].value} to {options[-1].value} in the order of the file."
            )
        items.append(_item(str(place), question, lead, options, base))
    if problems:
        raise QuestionnaireError(*problems)
    problems += _values_turned_round(items, measure)
    languages = _languages(items)
    problems += _untranslated(items, languages)
    if not languages:
        problems.append(
            Problem(
                "no-language",
                "",
                "It is in neither English nor Traditional Chinese. Set “language” to the language "
                "of its texts (en or zh-HK), or add translations.",
            )
        )
    if problems:
        raise QuestionnaireError(*problems)
    for other in sorted(set(LANGUAGE_NAMES) - set(languages)):
        notes.append(f"It has no {LANGUAGE_NAMES[other]}; all people are shown the one it has.")
    return Form(
        measure=measure.id,
        title=texts_of(questionnaire.title, questionnaire.title_beside, base),
        languages=languages,
        items=tuple(items),
        copyright=(questionnaire.copyright or "").strip(),
        version=questionnaire.version or "",
        notes=tuple(notes),
    )


def _refused(code: str, text: str) -> QuestionnaireError:
    return QuestionnaireError(Problem(code, "", text))


def _decoded(resource: object) -> FhirQuestionnaire:
    if not isinstance(resource, dict):
        raise _refused("shape", "A FHIR resource is a JSON object.")
    kind = resource.get("resourceType")
    if kind != "Questionnaire":
        raise _refused(
            "resource-type",
            f"It is a {kind or 'file without a resourceType'}; give the Questionnaire itself.",
        )
    try:
        return msgspec.convert(resource, FhirQuestionnaire)
    except (msgspec.ValidationError, RecursionError) as error:
        raise _refused("shape", f"It is not a FHIR R4 Questionnaire: {error}.") from error


def _flat(items: list[Item]) -> tuple[list[Item], list[list[Item]]]:
    """The questions in order, and for each the headings and instructions that stand before it."""
    questions: list[Item] = []
    leads: list[list[Item]] = []
    waiting: list[Item] = []

    def walk(level: list[Item]) -> None:
        for item in level:
            if item.type in ("group", "display"):
                waiting.append(item)
                walk(item.item)
                continue
            # A display below a question helps with that question.
            helps = [one for one in item.item if one.type == "display"]
            questions.append(item)
            leads.append([one for one in (*waiting, *helps) if one.text])
            waiting.clear()
            walk([one for one in item.item if one.type != "display"])

    walk(items)
    return questions, leads


def _of_the_file(
    questionnaire: FhirQuestionnaire, questions: list[Item], measure: Measure
) -> Iterator[Problem]:
    if questionnaire.status != "active":
        yield Problem(
            "status",
            "",
            f"Its status is “{questionnaire.status}”. Only an active one is asked: set it to "
            "“active” when it is ready for use.",
        )
    if questionnaire.modifier_extension or questionnaire.implicit_rules:
        yield Problem(
            "modifier",
            "",
            "It has a modifierExtension or implicitRules that Lumbar does not know and so may not "
            "leave aside. Take it out if the questionnaire means the same without it.",
        )
    if len(questions) != measure.items:
        yield Problem(
            "item-count",
            "",
            f"It has {len(questions)} questions, {measure.id} has {measure.items}.",
        )
    for link_id, times in Counter(item.link_id for item in _all(questionnaire.item)).items():
        if times > 1:
            yield Problem(
                "link-id-twice", link_id, f"its linkId stands {times} times; each needs its own."
            )
        if not link_id.strip():
            yield Problem("link-id-empty", "", "An item has an empty linkId; each needs its own.")


def _all(items: list[Item]) -> Iterator[Item]:
    for item in items:
        yield item
        yield from _all(item.item)


def _of_the_item(question: Item) -> Iterator[Problem]:
    def problem(code: str, text: str) -> Problem:
        return Problem(code, question.link_id, text)

    if not (question.text or "").strip():
        yield problem("no-text", "it has no text.")
    if question.type not in ("choice", "coding", "boolean", "integer"):
        yield problem(
            "type", f"its type is “{question.type}”; Lumbar scores choice, boolean and integer."
        )
    if question.enable_when:
        yield problem("enable-when", "it is asked only sometimes (enableWhen); ask it always.")
    if question.repeats:
        yield problem("repeats", "it takes several answers (repeats); a score needs one.")
    if question.answer_value_set:
        yield problem(
            "value-set", "its options stand elsewhere (answerValueSet); write them as answerOption."
        )
    if question.modifier_extension or any(o.modifier_extension for o in question.answer_option):
        yield problem("modifier", "it has a modifierExtension that Lumbar does not know.")


def _item(
    place: str, question: Item, lead: list[Item], options: Options, base: str | None
) -> FormItem:
    kinds: dict[str, Literal["yes-no", "number"]] = {"boolean": "yes-no", "integer": "number"}
    before = [texts_of(one.text, one.text_beside, base) for one in lead]
    return FormItem(
        id=place,
        link_id=question.link_id,
        kind=kinds.get(question.type, "choice"),
        text=texts_of(question.text, question.text_beside, base),
        lead={
            language: "\n".join(texts[language] for texts in before)
            for language in LANGUAGE_NAMES
            if before and all(language in texts for texts in before)
        },
        options=tuple(
            FormOption(
                option.value,
                # A bare number reads alike in every language; yes and no are the page's.
                dict.fromkeys(LANGUAGE_NAMES, option.text or "")
                if option.plain
                else texts_of(option.text, option.beside, base),
            )
            for option in options
        ),
    )


def _worded(item: FormItem) -> Iterator[Texts]:
    yield item.text
    if item.lead:
        yield item.lead
    if item.kind == "choice":
        yield from (option.text for option in item.options)


def _languages(items: list[FormItem]) -> tuple[str, ...]:
    """Every language that anything is worded in, in the order of Lumbar's."""
    found = {language for item in items for texts in _worded(item) for language in texts}
    return tuple(language for language in LANGUAGE_NAMES if language in found)


def _untranslated(items: list[FormItem], languages: tuple[str, ...]) -> Iterator[Problem]:
    for item in items:
        for language in languages:
            if any(language not in texts for texts in _worded(item)):
                yield Problem(
                    "translation",
                    item.link_id,
                    f"its {LANGUAGE_NAMES[language]} is not complete; word the question and every "
                    "option in it, or take the translation out everywhere.",
                )


def _values_turned_round(items: list[FormItem], measure: Measure) -> Iterator[Problem]:
    """Where the measure turns items round itself, the file must not have done so already."""
    if not measure.reverse_items:
        return
    first: dict[str, int] = {}
    for item in items:
        for option in item.options:
            said = next(iter(option.text.values()), "")
            if first.setdefault(said, option.value) != option.value:
                yield Problem(
                    "turned-round",
                    item.link_id,
                    f"“{said}” counts {option.value} here and {first[said]} before. Give the same "
                    "values everywhere; Lumbar turns the items round that need it.",
                )
                break
