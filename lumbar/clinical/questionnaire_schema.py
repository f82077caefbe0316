"""The part of a FHIR R4 Questionnaire that is read. Other fields may be there, as FHIR allows."""

from __future__ import annotations

import msgspec


class Fhir(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """A FHIR structure: unknown fields are left alone."""


class Extension(Fhir, frozen=True, kw_only=True):
    url: str
    extension: list[Extension] = []
    value_decimal: float | None = None
    value_integer: int | None = None
    value_code: str | None = None
    value_string: str | None = None
    value_markdown: str | None = None


class Element(Fhir, frozen=True, kw_only=True):
    """What stands beside a plain value, as ``_text`` beside ``text``."""

    extension: list[Extension] = []


class Coding(Fhir, frozen=True, kw_only=True):
    system: str | None = None
    code: str | None = None
    display: str | None = None
    display_beside: Element | None = msgspec.field(default=None, name="_display")
    extension: list[Extension] = []


class AnswerOption(Fhir, frozen=True, kw_only=True):
    value_coding: Coding | None = None
    value_string: str | None = None
    value_string_beside: Element | None = msgspec.field(default=None, name="_valueString")
    value_integer: int | None = None
    extension: list[Extension] = []
    modifier_extension: list[Extension] = []


class Item(Fhir, frozen=True, kw_only=True):
    link_id: str
    type: str
    text: str | None = None
    text_beside: Element | None = msgspec.field(default=None, name="_text")
    repeats: bool = False
    enable_when: list[dict[str, object]] = []
    answer_value_set: str | None = None
    answer_option: list[AnswerOption] = []
    item: list[Item] = []
    extension: list[Extension] = []
    modifier_extension: list[Extension] = []


class FhirQuestionnaire(Fhir, frozen=True, kw_only=True):
    resource_type: str
    status: str
    language: str | None = None
    implicit_rules: str | None = None
    url: str | None = None
    version: str | None = None
    title: str | None = None
    title_beside: Element | None = msgspec.field(default=None, name="_title")
    copyright: str | None = None
    item: list[Item] = []
    modifier_extension: list[Extension] = []
