"""Turning rings and balls into smooth closed outlines.

Every outline is made of a fixed number of points, so that the same part drawn at two moments
has the same path structure and a browser can move one into the other.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import atan2, cos, hypot, pi, sin, sqrt

from lumbar.figure.camera import Camera, Point
from lumbar.figure.flesh import Ball, Ring
from lumbar.figure.geometry import Vec

Outline = list[Point]


def number(value: float) -> str:
    """A tenth of a unit, as short as it can be written."""
    text = f"{value:.1f}"
    if text in ("-0.0", "0.0"):
        return "0"
    text = text.removesuffix(".0")
    return text.replace("0.", ".", 1) if text.lstrip("-").startswith("0.") else text


def numbers(values: Sequence[float]) -> str:
    out = ""
    for value in values:
        text = number(value)
        out += text if not out or text.startswith("-") else " " + text
    return out


def smooth(points: Sequence[Point], closed: bool = True) -> str:
    """A soft path led by the points: a quadratic spline through the middles between them.

    Each step's control point mirrors the one before (``t``), so a point costs two numbers.
    """
    count = len(points)
    if closed:
        knots = [middle(points[i], points[(i + 1) % count]) for i in range(count)]
        knots.append(knots[0])
        control = points[1]
    else:
        knots = [points[0], *(middle(points[i], points[i + 1]) for i in range(1, count - 2))]
        knots.append(points[-1])
        control = points[1]
    x, y = round(knots[0][0], 1), round(knots[0][1], 1)
    path = "M" + numbers((x, y))
    for i, (to_x, to_y) in enumerate(knots[1:]):
        step = (round(to_x - x, 1), round(to_y - y, 1))
        if i == 0:
            path += "q" + numbers((round(control[0] - x, 1), round(control[1] - y, 1), *step))
        else:
            path += ("t" if i == 1 else " ") + numbers(step)
        x, y = round(x + step[0], 1), round(y + step[1], 1)
    return path.replace(" -", "-") + ("Z" if closed else "")


def middle(a: Point, b: Point) -> Point:
    return ((a[0] + b[0]) / 2, (a[1] + b[1]) / 2)


def polygon(points: Sequence[Point]) -> str:
    path = "M" + numbers(points[0])
    for (ax, ay), (bx, by) in pairwise(points):
        path += "l" + numbers((round(bx, 1) - round(ax, 1), round(by, 1) - round(ay, 1)))
    return path + "Z"


def sides(camera: Camera, rings: Sequence[Ring]) -> tuple[Outline, Outline, list[Point]]:
    """The two flanks of a tube and the direction across it, in picture units."""
    centres = [camera.see(ring.centre) for ring in rings]
    one: Outline = []
    two: Outline = []
    across: list[Point] = []
    last = len(rings) - 1
    whole = (centres[-1][0] - centres[0][0], centres[-1][1] - centres[0][1])
    for i, ring in enumerate(rings):
        a, b = centres[max(i - 1, 0)], centres[min(i + 1, last)]
        x, y = b[0] - a[0], b[1] - a[1]
        if hypot(x, y) < 1e-6:
            x, y = whole if hypot(*whole) > 1e-6 else (1.0, 0.0)
        size = hypot(x, y)
        n = (-y / size, x / size)
        wide, deep = camera.flat(ring.wide), camera.flat(ring.deep)
        reach = hypot(wide[0] * n[0] + wide[1] * n[1], deep[0] * n[0] + deep[1] * n[1])
        c = centres[i]
        one.append((c[0] + n[0] * reach, c[1] + n[1] * reach))
        two.append((c[0] - n[0] * reach, c[1] - n[1] * reach))
        across.append((n[0] * reach, n[1] * reach))
    return one, two, across


def tube_outline(
    camera: Camera, rings: Sequence[Ring], start: float = 0.6, end: float = 0.6
) -> Outline:
    """A tube's outline; ``start`` and ``end`` round its ends (0 cuts them straight)."""
    one, two, across = sides(camera, rings)
    tips: list[Outline] = []
    for index, roundness, sign in ((0, start, -1.0), (-1, end, 1.0)):
        c = ((one[index][0] + two[index][0]) / 2, (one[index][1] + two[index][1]) / 2)
        n = across[index]
        # The direction along the tube is a quarter turn from the one across it.
        along = (n[1] * sign, -n[0] * sign)
        if roundness == 0:
            tips.append([])
            continue
        tips.append(
            [
                (
                    c[0] + along[0] * roundness * 0.8 + n[0] * k,
                    c[1] + along[1] * roundness * 0.8 + n[1] * k,
                )
                for k in (0.66, -0.66)
            ]
        )
    return one + tips[1] + two[::-1] + tips[0][::-1]


def shade_outline(camera: Camera, rings: Sequence[Ring], light: Point, depth: float) -> Outline:
    """The crescent on the flank that faces away from the light."""
    one, two, across = sides(camera, rings)
    lit = 0.0
    for n in across:
        size = hypot(*n) or 1.0
        lit += (n[0] * light[0] + n[1] * light[1]) / size / len(across)
    sign = -1.0 if lit > 0 else 1.0
    edge = one if sign > 0 else two
    strength = min(1.0, 0.3 + abs(lit)) * depth
    count = len(rings)
    inner = []
    for i, (p, n) in enumerate(zip(edge, across, strict=True)):
        swell = sqrt(max(0.0, sin(pi * (i + 0.15) / (count - 0.7))))
        k = -sign * strength * swell
        inner.append((p[0] + n[0] * k, p[1] + n[1] * k))
    return edge + inner[::-1]


def disc(camera: Camera, centre: Vec, radius: float) -> str:
    """A circle, drawn the same way round as the other outlines."""
    x, y = camera.see(centre)
    r = radius * camera.scale
    d = number(2 * r)
    rr = number(r)
    return f"M{numbers((x + r, y))}a{rr} {rr} 0 1 0-{d} 0a{rr} {rr} 0 1 0 {d} 0Z"


def hull(camera: Camera, balls: Sequence[Ball], points: int = 14, start: float = 0.0) -> Outline:
    """The tight outline around balls, always with the same number of points.

    For evenly spread directions it takes the farthest point; ``start`` turns the first of them
    (radians) so that a moving part keeps its points.
    """
    seen = [(camera.see(ball.centre), ball.radius * camera.scale) for ball in balls]
    out: Outline = []
    for i in range(points):
        a = start - 2 * pi * i / points
        d = (cos(a), sin(a))
        (x, y), r = max(seen, key=lambda s: s[0][0] * d[0] + s[0][1] * d[1] + s[1])
        out.append((x + d[0] * r, y + d[1] * r))
    return out


def hull_of_ellipsoid(
    camera: Camera, centre: Vec, axes: Sequence[Vec], balls: Sequence[Ball], points: int = 14
) -> Outline:
    """As ``hull``, around an ellipsoid and some balls."""
    x0, y0 = camera.see(centre)
    flats = [camera.flat(a) for a in axes]
    seen = [(camera.see(ball.centre), ball.radius * camera.scale) for ball in balls]
    out: Outline = []
    for i in range(points):
        a = -2 * pi * i / points
        d = (cos(a), sin(a))
        parts = [f[0] * d[0] + f[1] * d[1] for f in flats]
        reach = sqrt(sum(p * p for p in parts)) or 1.0
        best = x0 * d[0] + y0 * d[1] + reach
        spot = (
            x0 + sum(f[0] * p for f, p in zip(flats, parts, strict=True)) / reach,
            y0 + sum(f[1] * p for f, p in zip(flats, parts, strict=True)) / reach,
        )
        for (bx, by), r in seen:
            value = bx * d[0] + by * d[1] + r
            if value > best:
                best, spot = value, (bx + d[0] * r, by + d[1] * r)
        out.append(spot)
    return out


def heading(camera: Camera, direction: Vec) -> float:
    """The picture angle of a direction, radians."""
    x, y = camera.flat(direction)
    return atan2(y, x)


def turns_like_hull(points: Outline) -> Outline:
    """The points in the direction all other outlines run (so overlaps stay filled)."""
    area = sum(
        points[i - 1][0] * points[i][1] - points[i][0] * points[i - 1][1]
        for i in range(len(points))
    )
    return points if area <= 0 else points[::-1]
