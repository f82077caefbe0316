"""The texts of a FHIR Questionnaire in the languages of Lumbar's pages."""

from __future__ import annotations

from lumbar.clinical.questionnaire_schema import Element

TRANSLATION = "http://hl7.org/fhir/StructureDefinition/translation"
LANGUAGE_NAMES = {"en": "English", "zh-hant": "Traditional Chinese"}
"""The languages of Lumbar's pages, as an operator reads them."""

Texts = dict[str, str]
"""A text by the knowledge's name of its language."""


def language_of(tag: str | None) -> str | None:
    """The knowledge's name of a BCP 47 language, or None for one that no page is in.

    ``zh`` alone may be either script, so it is neither.
    """
    parts = (tag or "").lower().replace("_", "-").split("-")
    if parts[0] == "en":
        return "en"
    chinese = parts[0] in ("zh", "yue") and "hans" not in parts
    if chinese and (parts[0] == "yue" or {"hant", "hk", "tw", "mo"} & set(parts[1:])):
        return "zh-hant"
    return None


def texts_of(text: str | None, beside: Element | None, base: str | None) -> Texts:
    """A text in each language of Lumbar's that it has."""
    found: Texts = {}
    for extension in beside.extension if beside else ():
        if extension.url != TRANSLATION:
            continue
        parts = {part.url: part for part in extension.extension}
        language = language_of(parts["lang"].value_code if "lang" in parts else None)
        content = parts.get("content")
        said = (content.value_string or content.value_markdown or "") if content else ""
        if language and said.strip():
            found[language] = said.strip()
    if base and text and text.strip():
        found[base] = text.strip()
    return found
