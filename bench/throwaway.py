"""What the measurements of the server share: Django on a throw-away database, and a stopwatch."""

from __future__ import annotations

import os
import statistics
from collections.abc import Callable
from time import process_time


def start_django(folder: str) -> None:
    """Django with an empty database in this folder."""
    for name in [*os.environ]:
        if name.startswith("LUMBAR_") or name == "DATABASE_URL":
            del os.environ[name]
    os.environ["LUMBAR_ENV"] = "test"
    os.environ["LUMBAR_DATA_DIR"] = folder
    os.environ["DJANGO_SETTINGS_MODULE"] = "lumbar.site.settings"
    import django

    django.setup()
    from django.core.management import call_command

    call_command("migrate", verbosity=0)


def timed(work: Callable[[], object], repeats: int) -> tuple[float, float]:
    """Best and median milliseconds of processor time, after once without looking at the clock."""
    work()
    spent = []
    for _ in range(repeats):
        began = process_time()
        work()
        spent.append((process_time() - began) * 1000)
    return min(spent), statistics.median(spent)
