"""Whoever was on the list before addresses had to be confirmed is written to as before.

On its own, after the columns: PostgreSQL does not change a table whose rows it changes."""

from __future__ import annotations

from typing import Any

from django.db import migrations
from django.db.models import F


def take_them_as_known(apps: Any, _schema: Any) -> None:
    entries = apps.get_model("booking", "WaitingEntry").objects
    # Who joined since was asked to confirm.
    before = entries.filter(confirmed_at=None, confirmations=None, entered=False)
    before.filter(state__in=["waiting", "offered"]).update(confirmed_at=F("joined_at"))


class Migration(migrations.Migration):
    dependencies = [("booking", "0009_offers_that_reached_nobody")]

    operations = [migrations.RunPython(take_them_as_known, migrations.RunPython.noop)]
