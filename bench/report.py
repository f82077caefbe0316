"""How long the report of three years takes the server, beside a page of the same size.

    .venv/bin/python bench/report.py [--no-fail]

Fills a throw-away database with a morning, an evening, medicine three times and tension for every
day of three years, and asks for the report of each range through all middleware, without a network.
Prints milliseconds of processor time, the database's among them (best and median of many), bytes
and queries, and the best as a multiple of the floor: the same bytes answered by a view that only
hands them out. Exits 1 when the best is above 150 ms or a page above 200 kB.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from pathlib import Path
from types import ModuleType

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from bench.throwaway import start_django, timed

DAYS = 3 * 365
REPEATS = 30
MOST_MS = 150.0
MOST_BYTES = 200_000


def main() -> int:
    """Measure, print, and say whether the limits hold."""
    options = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    options.add_argument("--no-fail", action="store_true", help="only print; always exit 0")
    no_fail = options.parse_args().no_fail
    with tempfile.TemporaryDirectory(prefix="lumbar-bench-") as folder:
        start_django(folder)
        broken = measured()
    if broken:
        print(f"Over the limit: {'; '.join(broken)}.", file=sys.stderr)
    return 1 if broken and not no_fail else 0


def measured() -> list[str]:
    """Print a line for each range; returns the names of those over a limit."""
    from django.db import connection
    from django.http import HttpRequest, HttpResponse
    from django.test import override_settings
    from django.test.utils import CaptureQueriesContext, setup_test_environment
    from django.urls import path

    from lumbar.plans.tests.helpers import calm_guest
    from lumbar.reports.tests.helpers import kept_journal
    from lumbar.site.urls import urlpatterns

    setup_test_environment()
    person, browser, _assessment = calm_guest(duration="2_to_14_days")
    kept_journal(person, DAYS)
    body = {"": b""}

    def floor(request: HttpRequest) -> HttpResponse:
        return HttpResponse(body[""])

    addresses = ModuleType("bench_report_urls")
    addresses.urlpatterns = [path("floor", floor), *urlpatterns]  # type: ignore[attr-defined]
    sys.modules[addresses.__name__] = addresses

    broken = []
    columns = ("best ms", "median ms", "× floor", "bytes", "queries")
    print(f"{'':<10}" + "".join(f"{name:>12}" for name in columns))
    with override_settings(ROOT_URLCONF=addresses.__name__):
        for wanted in ("weeks", "months", "all"):
            address = f"/report?range={wanted}"
            with CaptureQueriesContext(connection) as queries:
                body[""] = browser.get(address).content
                asked = len(queries)
            least, _median = timed(lambda: browser.get("/floor"), REPEATS)
            best, median = timed(lambda page=address: browser.get(page), REPEATS)
            size = len(body[""])
            numbers = (f"{best:.1f}", f"{median:.1f}", f"{best / least:.1f}", str(size),
                       str(asked))  # fmt: skip
            print(f"{wanted:<10}" + "".join(f"{number:>12}" for number in numbers))
            if best > MOST_MS or size > MOST_BYTES:
                broken.append(wanted)
    return broken


if __name__ == "__main__":
    raise SystemExit(main())
