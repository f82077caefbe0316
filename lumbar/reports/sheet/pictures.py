"""The sheet's two pictures as complete SVGs for paper: the course, and where it is felt.

Colours stand in the pictures, and lines and marks differ as well, so that a grey copy can be read.
Names are written by the template, where they can be tagged; only days and numbers stand here.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from html import escape

from lumbar.check.presenters.body_map import BodyMapView
from lumbar.reports.charts import DIAMOND, LEFT, SQUARE, TRIANGLE, WIDTH, Plane, density, ticks
from lumbar.reports.course import runs, tallies
from lumbar.reports.panels import Typical, tick_words
from lumbar.reports.queries import Records

INK, SOFT, LINE = "#1d2433", "#475061", "#d8d0c3"
PAIN, SLEEP, MEDICINE = "#325392", "#006477", "#475061"
RIGHT = WIDTH - 6
"""Where lines across end."""
SKIN, SKIN_LINE, AREA = "#f1ece5", "#b9b0a3", "#b7191c"
FONTS = "Atkinson Hyperlegible Next, Noto Sans TC"

HIGH = (58, 34)
FLAT = (36, 22)
"""Heights of pain and sleep, units: as usual, and where there is little room on the page."""
STRIP_HIGH, BETWEEN, NAMES = 9, 11, 9
LANE = 21.0
"""Units above the charts, for the signs of checks and, below them, of plans."""
VISITS_LANE = 9.0
"""More units, where there are visits: they stand lowest."""
DOT = {"few": 2.0, "many": 1.2, "dense": 1.0}
"""Radius of a point, units."""


def course_picture(
    records: Records, behind: Typical | None, names: Iterable[str], *, flat: bool = False
) -> str:
    """Pain over the typical course, sleep, evenings and days with medicine, on one axis of time.

    ``names`` are those four, as they stand above each.
    """
    pain_name, sleep_name, evenings_name, medicine_name = names
    window = records.window
    pain_high, sleep_high = FLAT if flat else HIGH
    parts: list[str] = []
    top = LANE + 7.0 + (VISITS_LANE if _visits(records) else 0.0)
    pain = {day: one.pain for day, one in records.mornings.items()}
    sleep = {day: one.sleep for day, one in records.mornings.items()}
    plane = Plane(window, pain_high)
    parts.append(_moved(top, _behind(plane, behind), _scale(plane), _curve(plane, pain, PAIN)))
    parts.append(_name(top - 2, pain_name))
    top += pain_high + BETWEEN
    plane = Plane(window, sleep_high)
    parts.append(_moved(top, _scale(plane), _curve(plane, sleep, SLEEP)))
    parts.append(_name(top - 2, sleep_name))
    top += sleep_high + BETWEEN
    done = {day for day, one in records.evenings.items() if one.done}
    for name, whole, part, colour in (
        (evenings_name, done, set(records.evenings), SLEEP),
        (medicine_name, set(records.doses), set(), MEDICINE),
    ):
        plane = Plane(window, STRIP_HIGH)
        bars = plane.bars(tallies(whole, window, part))
        parts.append(
            _moved(
                top,
                f'<path d="M{LEFT:g} {STRIP_HIGH}H{RIGHT:g}" stroke="{LINE}" stroke-width=".5"/>',
                f'<path d="{bars.whole}" fill="{colour}"/>' if bars.whole else "",
                f'<path d="{bars.part}" fill="none" stroke="{colour}" stroke-width=".5"/>'
                if bars.part
                else "",
            )
        )
        parts.append(_name(top - 2, name))
        top += STRIP_HIGH + BETWEEN
    end = top - BETWEEN
    days = "".join(
        f'<text x="{tick.x:g}" y="{end + NAMES - 1:g}" text-anchor="middle">'
        f"{escape(tick_words(tick.day, window.days))}</text>"
        for tick in ticks(window)
    )
    signs = _signs(records, end)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:g} {end + NAMES:g}"'
        f' font-family="{FONTS}" font-size="6.6" fill="{SOFT}">'
        f"{signs}{''.join(parts)}{days}</svg>"
    )


def _moved(top: float, *parts: str) -> str:
    return f'<g transform="translate(0 {top:g})">{"".join(parts)}</g>'


def _name(y: float, name: str) -> str:
    # White behind it keeps lines that cross it from its letters.
    halo = 'paint-order="stroke" stroke="#fff" stroke-width="2.4" stroke-linejoin="round"'
    return f'<text x="{LEFT:g}" y="{y:g}" fill="{INK}" {halo}>{escape(name)}</text>'


def _scale(plane: Plane) -> str:
    lines = "".join(f"M{LEFT:g} {plane.y(value):g}H{RIGHT:g}" for value in (0, 5, 10))
    numbers = "".join(
        f'<text x="{LEFT - 4:g}" y="{plane.y(value) + 2.3:g}" text-anchor="end">{value}</text>'
        for value in (0, 5, 10)
    )
    return f'<path d="{lines}" stroke="{LINE}" stroke-width=".5" fill="none"/>{numbers}'


def _behind(plane: Plane, behind: Typical | None) -> str:
    if behind is None:
        return ""
    return (
        f'<path d="{plane.area(behind.corners)}" fill="#e6e4e1"/>'
        f'<path d="{plane.line(behind.corners)}" fill="none" stroke="{SOFT}" stroke-width=".8"'
        ' stroke-dasharray="1 2.2" stroke-linecap="round"/>'
    )


def _curve(plane: Plane, values: Mapping[date, float], colour: str, *, square: bool = False) -> str:
    found = runs(values, plane.window)
    curve = plane.curve(found)
    width = 2 * DOT[density(plane.window)]
    parts = []
    if curve.spread:
        parts.append(
            f'<path d="{curve.spread}" fill="{colour}" fill-opacity=".22" stroke="{colour}"'
            ' stroke-opacity=".22" stroke-width=".6"/>'
        )
    if curve.line:
        parts.append(
            f'<path d="{curve.line}" fill="none" stroke="{colour}" stroke-width="1"'
            ' stroke-linejoin="round"/>'
        )
    if curve.dots:
        parts.append(
            f'<path d="{curve.dots}" fill="none" stroke="{colour}" stroke-width="{width:g}"'
            ' stroke-linecap="round"/>'
        )
    return "".join(parts)


def _signs(records: Records, end: float) -> str:
    """Signs of plans and checks in a lane of their own, and lines from them through all charts."""
    window = records.window
    plane = Plane(window, end)
    plans = [one.day for one in records.plans if window.has(one.day)]
    checks = [one.day for one in records.checks if window.has(one.day)]
    parts = []
    visits = _visits(records)
    if visits:
        parts.append(f'<path d="{plane.signs(visits, 24, SQUARE)}" fill="{SLEEP}"/>')
    for days, dashes, y, shape, look in (
        (plans, "", 15, TRIANGLE, f'fill="{INK}"'),
        (checks, ' stroke-dasharray="2 2"', 5, DIAMOND, f'fill="#fff" stroke="{INK}"'),
    ):
        if days:
            parts.append(
                f'<path d="{plane.rules(days)}" stroke="{SKIN_LINE}" stroke-width=".6"{dashes}/>'
                f'<path d="{plane.signs(days, y, shape)}" {look} stroke-width=".9"/>'
            )
    return "".join(parts)


def _visits(records: Records) -> list[date]:
    return [day for day in records.visits if records.window.has(day)]


# --- Where it is felt ---------------------------------------------------------------------------

PATTERNS = f"""<pattern id="f1" width="5" height="5" patternUnits="userSpaceOnUse"\
 patternTransform="rotate(45)"><path d="M1.2 0V5" stroke="{AREA}" stroke-width="1.9"/></pattern>\
<pattern id="f2" width="6" height="6" patternUnits="userSpaceOnUse"><circle cx="1.6" cy="1.6"\
 r="1.2" fill="{SLEEP}"/><circle cx="4.6" cy="4.6" r="1.2" fill="{SLEEP}"/></pattern>\
<pattern id="f3" width="7" height="7" patternUnits="userSpaceOnUse"><circle cx="3.5" cy="3.5"\
 r="1.9" fill="none" stroke="{INK}"/></pattern>\
<pattern id="f4" width="8" height="5" patternUnits="userSpaceOnUse"><path d="M0 3.4C1.4 .8 2.6 .8\
 4 2.5S6.6 4.2 8 1.6" fill="none" stroke="#9b4805" stroke-width="1.2"/></pattern>"""
"""What each feeling looks like, as on the screen."""


def body_picture(view: BodyMapView) -> str:
    """The body from behind and from the front, with the marked areas."""
    drawn = view.drawing
    left, top, width, height = (float(number) for number in drawn.view_box.split())
    figures = []
    for number, figure in enumerate(view.figures):
        areas = "".join(
            f'<path d="{region.shape.path}" fill="url(#f{feeling})" stroke="{INK}"'
            ' stroke-width=".7"/>'
            for region in figure.regions
            for feeling in region.feelings
        )
        feet = "".join(f'<use href="#foot" transform="{place}"/>' for place in drawn.foot_places)
        figures.append(
            f'<g transform="translate({number * width - left:g} 0)">'
            f'<g fill="{SKIN}" stroke="{SKIN_LINE}" stroke-width=".8"><use href="#body"/>{feet}</g>'
            f'<g clip-path="url(#cut)">{areas}</g>'
            f'<path d="{figure.hints}" fill="none" stroke="{SKIN_LINE}" stroke-linecap="round"/>'
            "</g>"
        )
    feet = "".join(f'<use href="#foot" transform="{place}"/>' for place in drawn.foot_places)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 {top:g} {2 * width:g} {height:g}">'
        f'<defs>{PATTERNS}<path id="body" transform="{drawn.scale}" d="{drawn.outline}"/>'
        f'<path id="foot" d="{drawn.foot}"/>'
        f'<clipPath id="cut"><use href="#body"/>{feet}</clipPath></defs>'
        f"{''.join(figures)}</svg>"
    )


def swatch(number: int) -> str:
    """A small square of one feeling's pattern, for the list beside the picture."""
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 12 12"><defs>{PATTERNS}</defs>'
        f'<rect width="12" height="12" rx="2" fill="{SKIN}"/>'
        f'<rect width="12" height="12" rx="2" fill="url(#f{number})"/></svg>'
    )
