"""The words of a case that its writer has to look at twice."""

from __future__ import annotations

from typing import NamedTuple

from lumbar.cases.models import Case
from lumbar.clinical.identifying import marked
from lumbar.clinical.library import library

FIELDS = ("title_en", "title_zh_hant", "story_en", "story_zh_hant")


class Word(NamedTuple):
    """Some words that may say who it is."""

    field: str
    words: str
    kind: str
    open: bool
    """Not looked at yet."""


def words_to_look_at(case: Case) -> list[Word]:
    """Each of them once for each text it stands in."""
    rules = library().care.cases.identifying
    known: dict[str, list[str]] = {"name": [], "number": [], "address": []}
    for patient in case.clinic.patients.filter(person=case.person_id):
        known["name"].append(patient.name)
        known["number"].append(patient.phone)
        known["address"].append(patient.email)
    if case.written_by is not None:
        known["name"].append(case.written_by.name)
    looked = set(case.looked_twice)
    found = {
        (field, hit.words): Word(field, hit.words, hit.kind, hit.words not in looked)
        for field in FIELDS
        for hit in marked(getattr(case, field), rules, known)
    }
    return list(found.values())
