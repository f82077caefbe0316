"""The position a person falls asleep in: what they chose, by a cookie, as far as it fits them."""

from __future__ import annotations

from django.http import HttpRequest

from lumbar.plans.models import StoredPlan
from lumbar.tonight.routines import sleeping_positions

SLEEP_COOKIE = "sleep"
SLEEP_COOKIE_AGE = 400 * 24 * 3600


def sleep_of(request: HttpRequest, plan: StoredPlan) -> str:
    """The chosen position; the first that fits where none was chosen, or it no longer fits."""
    fitting = sleeping_positions(plan)
    chosen = request.COOKIES.get(SLEEP_COOKIE, "")
    return chosen if chosen in fitting else fitting[0]
