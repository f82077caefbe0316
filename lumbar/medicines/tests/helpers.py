"""Somebody's entries, and their browser, for the tests of the log."""

from __future__ import annotations

import json
import uuid
from datetime import datetime, timedelta
from typing import Any

from django.test import Client
from django.urls import reverse

from lumbar.clinical.library import library
from lumbar.medicines.actions import keep_asked
from lumbar.medicines.models import Dose
from lumbar.people.models import Person

NOW = datetime.fromisoformat("2026-11-20T20:00:00+08:00")
"""Eight in the evening in Hong Kong; what the clock says in these tests."""
WORDS = library().care.words("en").medicines


def took(person: Person, medicine: str, ago: timedelta, **more: Any) -> Dose:
    return Dose.objects.create(
        person=person, medicine=medicine, taken_at=NOW - ago, **{"amount": "one", **more}
    )


def hours(number: float) -> timedelta:
    return timedelta(hours=number)


def answered(person: Person, *medicines: str, applies: tuple[str, ...] = ()) -> None:
    for medicine in medicines:
        keep_asked(person=person, medicine=medicine, applies=applies, now=NOW - hours(1))


def form(**changes: Any) -> dict[str, Any]:
    filled = {
        "medicine": "ibuprofen",
        "when": "now",
        "amount": "2 tablets",
        "id": str(uuid.uuid4()),
    }
    return {**filled, **changes}


def page_of(browser: Client, status: int = 200) -> str:
    answer = browser.get(reverse("medicines"))
    assert answer.status_code == status
    return str(answer.content.decode())


def put(browser: Client, identifier: object, **changes: Any) -> Any:
    said = {
        "medicine": "paracetamol",
        "name": "",
        "amount": "2 tablets",
        "tablets": "2",
        "milligrams_each": "500",
        "taken_at": (NOW - hours(2)).isoformat(),
        "clock_behind": 0,
        "applies": None,
    }
    return browser.put(
        reverse("keep_dose", args=[identifier]),
        json.dumps({**said, **changes}),
        content_type="application/json",
    )
