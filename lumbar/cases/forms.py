"""From what a writer's browser sends to a case. Nothing typed is lost."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.http import QueryDict

from lumbar.cases.actions import Written
from lumbar.cases.models import Case

FIELDS = Written._fields


@dataclass(frozen=True, slots=True)
class CaseForm:
    """What the form holds. ``errors`` gives the fields that are too long, with the most signs."""

    written: Written
    looked_twice: tuple[str, ...]
    version: int
    errors: dict[str, int] = field(default_factory=dict)


def shown(case: Case) -> CaseForm:
    """The form as it is filled in now."""
    return CaseForm(
        Written(*(getattr(case, name) for name in FIELDS)), tuple(case.looked_twice), case.version
    )


def read(data: QueryDict) -> CaseForm:
    """Read the form."""
    texts = {name: data.get(name, "").replace("\r\n", "\n").strip() for name in FIELDS}
    most = {name: getattr(Case._meta.get_field(name), "max_length", 0) for name in FIELDS}
    version = data.get("version", "")
    return CaseForm(
        Written(**texts),
        tuple(data.getlist("looked_twice")),
        int(version) if version.isdecimal() and len(version) < 9 else -1,
        {name: most[name] for name, text in texts.items() if len(text) > most[name]},
    )
