"""FHIR Questionnaires of the right shape, in wording that is nobody's."""

from __future__ import annotations

from typing import Any

ORDINAL = "http://hl7.org/fhir/StructureDefinition/ordinalValue"
WEIGHT = "http://hl7.org/fhir/StructureDefinition/itemWeight"
TRANSLATION = "http://hl7.org/fhir/StructureDefinition/translation"

Json = dict[str, Any]


def translated(content: str, language: str = "zh-HK") -> Json:
    """What stands beside a text to translate it."""
    said = [{"url": "lang", "valueCode": language}, {"url": "content", "valueString": content}]
    return {"extension": [{"url": TRANSLATION, "extension": said}]}


def option(place: int, value: float | None, *, at: str = ORDINAL, both: bool = True) -> Json:
    """One option of an item, with what it counts."""
    coding: Json = {"code": f"o{place}", "display": f"Invented option {place}"}
    if both:
        coding["_display"] = translated(f"虛構選項{place}")
    counts = [] if value is None else [{"url": at, "valueDecimal": value}]
    if at == WEIGHT:
        return {"valueCoding": {**coding, "extension": counts}}
    return {"valueCoding": coding, "extension": counts}


def item(place: int, *, both: bool = True, **more: Any) -> Json:
    """One yes-or-no item; ``more`` is laid over it."""
    found: Json = {"linkId": f"q{place}", "type": "boolean", "text": f"Invented item {place}"}
    if both:
        found["_text"] = translated(f"虛構項目{place}")
    return {**found, **more}


def questionnaire(items: list[Json], **more: Any) -> Json:
    return {
        "resourceType": "Questionnaire",
        "status": "active",
        "language": "en",
        "title": "Invented form",
        "_title": translated("虛構問卷"),
        "version": "1",
        "item": items,
        **more,
    }


def yes_no_form(count: int = 24, **more: Any) -> Json:
    """Of the shape of the RMDQ: so many statements, ticked or not."""
    return questionnaire([item(place) for place in range(1, count + 1)], **more)


def graded_form(count: int = 10, least: int = 0, most: int = 5, **more: Any) -> Json:
    """Of the shape of the ODI: items with graded options."""
    items = [
        item(
            place,
            type="choice",
            answerOption=[option(value, value) for value in range(least, most + 1)],
        )
        for place in range(1, count + 1)
    ]
    return questionnaire(items, **more)


def start_form() -> Json:
    """Of the shape of STarT: eight to agree with or not, and one of five steps, of which two
    count."""
    agree = [option(0, 0, at=WEIGHT), option(1, 1, at=WEIGHT)]
    steps = [option(place, value) for place, value in enumerate((0, 0, 0, 1, 1))]
    items = [item(place, type="choice", answerOption=agree) for place in range(1, 9)]
    return questionnaire([*items, item(9, type="choice", answerOption=steps)])
