"""Cases that are over keep nothing; what is counted of people is worked out anew, in broad bands."""

from __future__ import annotations

from typing import Any

from django.db import migrations


def let_go(apps: Any, schema_editor: Any) -> None:
    apps.get_model("cases", "Case").objects.filter(state__in=("declined", "withdrawn")).update(
        title_en="", title_zh_hant="", story_en="", story_zh_hant="", pattern="", age_band="",
        outcome="unknown", weeks=[], exercises=[], looked_twice=[], digest="",
    )  # fmt: skip
    apps.get_model("cases", "Counted").objects.update(features={}, weeks=[], worked_out_at=None)


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_initial")]

    operations = [migrations.RunPython(let_go, migrations.RunPython.noop)]
