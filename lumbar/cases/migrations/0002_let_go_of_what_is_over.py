"""Cases that are over keep nothing, and those begun on a journal that its clinic may see no longer
are over; what is counted of people is worked out anew, in broad bands."""

from __future__ import annotations

from typing import Any

from django.db import migrations
from django.db.models import Exists, OuterRef
from django.utils import timezone


def let_go(apps: Any, schema_editor: Any) -> None:
    cases = apps.get_model("cases", "Case").objects
    shown = apps.get_model("people", "Sharing").objects.filter(
        person=OuterRef("person"), clinic=OuterRef("clinic"), scope="journal"
    )
    begun = cases.filter(~Exists(shown), state__in=("draft", "asked"))
    begun.update(state="withdrawn", ended_at=timezone.now())
    cases.filter(state__in=("declined", "withdrawn")).update(
        title_en="", title_zh_hant="", story_en="", story_zh_hant="", pattern="", age_band="",
        outcome="unknown", weeks=[], exercises=[], looked_twice=[], digest="",
    )  # fmt: skip
    apps.get_model("cases", "Counted").objects.update(features={}, weeks=[], worked_out_at=None)


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial"), ("people", "0006_patient_keys")]

    operations = [migrations.RunPython(let_go, migrations.RunPython.noop)]
