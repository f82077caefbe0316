"""The report's charts with their words, one below the other on one time axis."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from lumbar.clinical.care import Care
from lumbar.reports.charts import (
    DIAMOND,
    SQUARE,
    TRIANGLE,
    WIDTH,
    Bars,
    Curve,
    Plane,
    density,
    ticks,
)
from lumbar.reports.course import Corners, Run, began, runs, tallies, typical
from lumbar.reports.queries import Records
from lumbar.reports.told import day_words, whole
from lumbar.site.wording import sentences

AXIS = 18
"""Units below a chart, for the days' names."""
SIGNS_HIGH = 26
"""Units of the strip with the signs of plans and checks."""
SIGNS_HIGHER = 38
"""The same with visits in a lane of their own below."""


@dataclass(frozen=True, slots=True)
class Label:
    """A day's name on the axis."""

    x: str
    words: str


@dataclass(frozen=True, slots=True)
class Panel:
    """One chart. Coordinates are units of the drawing, ready to be written."""

    id: str
    title: str
    about: str
    """What the numbers mean; empty where there is no scale."""
    said: str
    """What it shows, in one sentence: for all, and for who cannot see it."""
    height: int
    scale: tuple[tuple[str, str], ...] = ()
    grid: str = ""
    curve: Curve | None = None
    bars: Bars | None = None
    area: str = ""
    edge: str = ""
    """Area and line of the typical course."""

    @property
    def view_box(self) -> str:
        return f"0 0 {WIDTH:g} {self.height + AXIS}"

    @property
    def stretch(self) -> str:
        """How much longer than the signs' strip the lines on days of plans and checks are."""
        return f"{self.height / SIGNS_HIGH:.3f}"

    @property
    def label_y(self) -> int:
        return self.height + AXIS - 3


@dataclass(frozen=True, slots=True)
class Typical:
    """The course of people in studies, behind the person's own."""

    words: str
    """Who those people were, and that each course is one's own."""
    corners: Corners


@dataclass(frozen=True, slots=True)
class Board:
    """All charts of a report."""

    panels: tuple[Panel, ...]
    labels: tuple[Label, ...]
    density: str
    plan_rules: str
    check_rules: str
    """Lines through all charts on the days of new plans and checks …"""
    plan_signs: str
    check_signs: str
    """… and where their signs stand above."""
    visit_signs: str
    """Days on which they were seen at a clinic."""
    signs_high: int
    """Units of the strip with the signs."""
    signs_said: str
    typical: Typical | None
    begun: bool
    """Whether some evening was only begun."""
    spread: bool
    """Whether points are means of more days, with least and most around them."""


def board(records: Records, care: Care, language: str) -> Board:
    """The charts; those of which nothing is known are left out."""
    window = records.window
    behind = typical_of(records, care, language)
    labels = tuple(
        Label(x=f"{tick.x:g}", words=tick_words(tick.day, window.days)) for tick in ticks(window)
    )
    plans = [one.day for one in records.plans if window.has(one.day)]
    checks = [one.day for one in records.checks if window.has(one.day)]
    visits = [day for day in records.visits if window.has(day)]
    plane = Plane(window, SIGNS_HIGH)
    panels = [
        _numbers(
            Panel("pain", _("Pain on waking"), _("0 none, 10 the worst"), "", 120),
            {day: one.pain for day, one in records.mornings.items()}, records, behind,
        ),
        _numbers(
            Panel("sleep", _("Sleep"), _("0 very bad, 10 very good"), "", 72),
            {day: one.sleep for day, one in records.mornings.items()}, records,
        ),
        _numbers(
            Panel("stress", _("Tension"), _("0 calm, 10 as tense as can be"), "", 72),
            records.tension, records,
        ),
        _evenings(records),
        _medicine(records),
    ]  # fmt: skip
    return Board(
        panels=tuple(panel for panel in panels if panel is not None),
        labels=labels,
        density=density(window),
        plan_rules=plane.rules(plans),
        check_rules=plane.rules(checks),
        plan_signs=plane.signs(plans, 19, TRIANGLE),
        check_signs=plane.signs(checks, 7, DIAMOND),
        visit_signs=plane.signs(visits, 31, SQUARE),
        signs_high=SIGNS_HIGHER if visits else SIGNS_HIGH,
        signs_said=_signs_words(len(plans), len(checks), len(visits)),
        typical=behind,
        begun=any(panel.bars is not None and panel.bars.part for panel in panels if panel),
        spread=window.step != "day",
    )


def typical_of(records: Records, care: Care, language: str) -> Typical | None:
    """What is drawn behind: the main study of people whose pain had lasted as long when the course
    began. None where the newest check asks for more than self-care: those studies left people with
    danger signs out."""
    main = [cohort for cohort in care.course.cohort if cohort.main]
    lasted = {option: days for cohort in main for option, days in cohort.fits.items()}
    start = began(records.said, lasted)
    if start is None or not records.checks[-1].calm:
        return None
    cohort = next(one for one in main if start.duration in one.fits)
    figures = [(point.week, point.pain) for point in cohort.point]
    corners = typical(figures, start.day, records.window)
    if not corners:
        return None
    words = care.words(language).course
    return Typical(sentences((words.cohorts[cohort.id].about, words.honest)), corners)


def tick_words(day: date, days: int) -> str:
    return day_words(day) if days <= 200 else date_format(day, _("M Y"))


def _numbers(
    panel: Panel,
    values: Mapping[date, float],
    records: Records,
    behind: Typical | None = None,
) -> Panel | None:
    """A chart of numbers from 0 to 10."""
    found = runs(values, records.window)
    if not found:
        return None
    plane = Plane(records.window, panel.height)
    corners = behind.corners if behind else ()
    return Panel(
        id=panel.id,
        title=panel.title,
        about=panel.about,
        said=_numbers_words(found),
        height=panel.height,
        scale=tuple((f"{plane.y(value):g}", str(value)) for value in (0, 5, 10)),
        grid="".join(f"M26 {plane.y(value):g}H354" for value in (0, 5, 10)),
        curve=plane.curve(found),
        area=plane.area(corners),
        edge=plane.line(corners) if corners else "",
    )


def _numbers_words(found: Iterable[Run]) -> str:
    points = [point for run in found for point in run]
    count = sum(point.told for point in points)
    return ngettext(
        "%(count)s day told: %(first)s.",
        "%(count)s days told: from %(first)s to %(last)s, between %(low)s and %(high)s.",
        count,
    ) % {
        "count": count,
        "first": whole(points[0].mean),
        "last": whole(points[-1].mean),
        "low": whole(min(point.low for point in points)),
        "high": whole(max(point.high for point in points)),
    }


def _evenings(records: Records) -> Panel | None:
    done = {day for day, one in records.evenings.items() if one.done}
    begun = set(records.evenings)
    within = [day for day in begun if records.window.has(day)]
    if not within:
        return None
    count = sum(day in done for day in within)
    said = ngettext("%(count)s evening done.", "%(count)s evenings done.", count)
    return _strip(records, "evenings", _("Evenings done"), said % {"count": count}, done, begun)


def _medicine(records: Records) -> Panel | None:
    days = [day for day in records.doses if records.window.has(day)]
    if not days:
        return None
    said = ngettext("Medicine on %(count)s day.", "Medicine on %(count)s days.", len(days))
    return _strip(
        records, "medicine", _("Days with medicine"), said % {"count": len(days)}, set(days), set()
    )


def _strip(
    records: Records, id: str, title: str, said: str, whole: set[date], part: set[date]
) -> Panel:
    height = 20 if records.window.step == "day" else 36
    plane = Plane(records.window, height)
    return Panel(
        id=id,
        title=title,
        about="",
        said=said,
        height=height,
        grid=f"M26 {height}H354",
        bars=plane.bars(tallies(whole, records.window, part)),
    )


def _signs_words(plans: int, checks: int, visits: int) -> str:
    told = [
        ngettext("%(count)s plan made", "%(count)s plans made", plans) % {"count": plans},
        ngettext("%(count)s check", "%(count)s checks", checks) % {"count": checks},
        ngettext("%(count)s visit", "%(count)s visits", visits) % {"count": visits},
    ]
    counts = (plans, checks, visits)
    return " · ".join(words for words, count in zip(told, counts, strict=True) if count)
