"""How far back a page looks, as its address says."""

from __future__ import annotations

from django.utils.translation import gettext as _

from lumbar.people.http import Request
from lumbar.reports.course import Range


def asked_range(request: Request, usual: Range = Range.WEEKS) -> Range:
    """The range that is asked for (``range``); the usual one where none is, or none that there
    is."""
    asked = request.GET.get("range") or request.POST.get("range")
    return next((one for one in Range if one == asked), usual)


def range_choices(chosen: Range) -> list[tuple[Range, str, bool]]:
    """Every range with its name, and whether it is the chosen one."""
    words = {Range.WEEKS: _("2 weeks"), Range.MONTHS: _("3 months"), Range.ALL: _("All")}
    return [(one, text, one == chosen) for one, text in words.items()]
