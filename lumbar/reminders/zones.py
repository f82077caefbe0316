"""Time zones to choose from, by their city's name in the language of the page."""

from __future__ import annotations

from functools import cache
from importlib import resources
from zoneinfo import available_timezones

from django.utils.translation import gettext as _

from lumbar.site.zones import city


def is_zone(name: str) -> bool:
    """Whether this is the IANA name of a zone we know; older names count, as browsers use them."""
    return name in _known()


@cache
def _known() -> frozenset[str]:
    # Without the files that are no zones of any place ("posixrules", "Factory" and the like).
    return frozenset(one for one in available_timezones() if "/" in one or one == "UTC")


def grouped(language: str, chosen: str) -> list[tuple[str, list[tuple[str, str]]]]:
    """Zones by region, each with IANA name and city; ``chosen`` is always among them."""
    found = [(region, list(zones)) for region, zones in _grouped(language)]
    if not any(chosen == name for _region, zones in found for name, _city in zones):
        found.insert(0, ("", [(chosen, city(chosen, language))]))
    return found


@cache
def _grouped(language: str) -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    by_region: dict[str, list[tuple[str, str]]] = {}
    for name in _one_for_each_place():
        by_region.setdefault(name.partition("/")[0], []).append((name, city(name, language)))
    words = {
        "Africa": _("Africa"), "America": _("America"), "Antarctica": _("Antarctica"),
        "Arctic": _("Arctic"), "Asia": _("Asia"), "Atlantic": _("Atlantic"),
        "Australia": _("Australia"), "Europe": _("Europe"), "Indian": _("Indian Ocean"),
        "Pacific": _("Pacific"),
    }  # fmt: skip
    return tuple(
        (words.get(region, region), tuple(sorted(zones, key=lambda one: one[1])))
        for region, zones in sorted(by_region.items())
    )


@cache
def _one_for_each_place() -> tuple[str, ...]:
    """The zones of the tz database's own list for choosing from, which leaves out old names."""
    table = resources.files("tzdata").joinpath("zoneinfo", "zone.tab").read_text(encoding="ascii")
    names = {line.split("\t")[2] for line in table.splitlines() if not line.startswith("#")}
    return tuple(sorted(name for name in names if name in _known()))
