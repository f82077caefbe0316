"""What lies around the person: bed or mat, pillows, chair, strap, and the shadow they cast."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from math import copysign, cos, pi, sin
from typing import TYPE_CHECKING

from lumbar.figure.camera import Camera, Point
from lumbar.figure.flesh import Ball, lows
from lumbar.figure.geometry import Vec, add, axis, mix, scale
from lumbar.figure.old_skeleton import SIDES, Skeleton, other
from lumbar.figure.outline import hull, polygon, smooth, turns_like_hull
from lumbar.figure.shapes import Shape
from lumbar.figure.stage import Setting, strap_sole

if TYPE_CHECKING:
    from lumbar.figure.old_scenes import PillowPlace

Layer = Callable[[], list[Shape]]

BED_HALF = 0.62
MAT_HALF = 0.42
MATTRESS = 1.2
"""Deep enough to reach the picture's lower edge."""
MAT = 0.025


def ordered(where: Setting, order: Sequence[str]) -> list[str]:
    """The parts from back to front, with the things around them in their places."""
    out = ["surface", "shadow", "chair", "wall", "pillow", *order]
    if "between-knees" in where.scene.pillow:
        out.insert(out.index("near-leg"), "knee-pillow")
    if where.scene.strap:
        out.insert(out.index("near-leg"), "strap-far")
        out.insert(out.index("near-arm"), "strap")
    return out


def layers(
    where: Setting, camera: Camera, body: Skeleton, start: Skeleton, end: Skeleton
) -> dict[str, Layer]:
    return {
        "surface": lambda: surface(where, camera, start, end),
        "shadow": lambda: shadow(where, camera, body),
        "chair": lambda: chair(where, camera, start),
        "wall": lambda: wall(where, camera, start, end),
        "pillow": lambda: [
            shape
            for kind in where.scene.pillow
            if kind != "between-knees"
            for shape in pillow(where, camera, start, kind)
        ],
        "knee-pillow": lambda: knee_pillow(where, camera, body),
        "strap-far": lambda: strap(where, camera, body, near=False),
        "strap": lambda: strap(where, camera, body, near=True),
    }


def box(
    camera: Camera, low: Vec, high: Vec, top: str, side: str, round_off: bool = False
) -> list[Shape]:
    """A box standing along the world's axes: its top, its front and its visible end."""
    (x0, y0, z0), (x1, y1, z1) = low, high
    end_x = x1 if camera.toward[0] >= 0 else x0

    def face(*corners: Vec) -> str:
        return polygon(turns_like_hull([camera.see(c) for c in corners]))

    front = face((x0, y0, z0), (x1, y0, z0), (x1, y0, z1), (x0, y0, z1))
    ending = face((end_x, y0, z0), (end_x, y1, z0), (end_x, y1, z1), (end_x, y0, z1))
    cover = face((x0, y0, z1), (x1, y0, z1), (x1, y1, z1), (x0, y1, z1))
    return [Shape(side, front + ending), Shape(top, cover)]


def span(start: Skeleton, end: Skeleton) -> tuple[float, float, float]:
    """How far the body reaches to the left and right of the picture, and its middle line."""
    xs = [bone.end[0] for body in (start, end) for bone in body.bones.values()]
    middle = start["pelvis"].start[1]
    return min(xs), max(xs), middle


def surface(where: Setting, camera: Camera, start: Skeleton, end: Skeleton) -> list[Shape]:
    left, right, middle = span(start, end)
    match where.scene.surface:
        case "bed":
            far = start["pelvis"].start[0] + 0.10 if where.scene.edge else 3.0
            return box(
                camera,
                (-3.0, middle - BED_HALF, -MATTRESS),
                (far, middle + BED_HALF, 0.0),
                "figure-bed",
                "figure-bed-side",
            )
        case "mat":
            return box(
                camera,
                (left - 0.20, middle - MAT_HALF, -MAT),
                (right + 0.16, middle + MAT_HALF, 0.0),
                "figure-mat",
                "figure-mat-side",
            )
        case "floor":
            x = (left + right) / 2
            wide = (right - left) / 2 + 0.30
            spread = [Ball((x + k * wide, middle, 0.0), 0.22) for k in (-1.0, 1.0)]
            flat = [camera.see(ball.centre) for ball in spread]
            return [Shape("figure-floor", ellipse(flat, 0.22 * camera.scale))]


def ellipse(ends: Sequence[Point], half: float) -> str:
    """A flat patch of floor between two points."""
    (ax, ay), (bx, by) = ends
    x, y = (ax + bx) / 2, (ay + by) / 2
    wide = abs(bx - ax) / 2 + half
    points = [
        (x + wide * c, y + half * 0.42 * s)
        for c, s in (
            (1.0, 0.0),
            (0.7, -0.7),
            (0.0, -1.0),
            (-0.7, -0.7),
            (-1.0, 0.0),
            (-0.7, 0.7),
            (0.0, 1.0),
            (0.7, 0.7),
        )
    ]
    return smooth(points)


SHADOW_BELOW = 0.34
BODY = ("pelvis", "lumbar", "thorax", "neck", "head", "thigh", "shank", "foot")


def shadow(where: Setting, camera: Camera, body: Skeleton) -> list[Shape]:
    """Soft patches on the ground under everything that is near it."""
    fall = body["pelvis"].start[0] + 0.02 if where.scene.edge else 9.0
    patches: list[list[Ball]] = [[], [], []]
    for name, bone in body.bones.items():
        part, _, side = name.partition(".")
        index = 0 if part in BODY else 1 + (side == "left")
        radius = 0.088 if index == 0 else 0.05
        for p in (bone.start, bone.end):
            if p[2] < (SHADOW_BELOW if index == 0 else 0.16) and p[0] < fall:
                patches[index].append(Ball((p[0] + 0.03, p[1] - 0.02, 0.0), radius))
    path = "".join(flattened(camera, patch) for patch in patches)
    return [Shape("figure-shadow", path)]


def flattened(camera: Camera, patch: Sequence[Ball]) -> str:
    """The outline of discs lying on the ground, as the camera sees them."""
    if not patch:
        patch = [Ball((0.0, 0.0, -9.0), 0.001)]
    squeeze = max(0.28, camera.up[1])
    plain = Camera(0.0, 0.0, False, camera.scale, (0.0, 0.0))
    seen = [(camera.see(ball.centre), ball.radius) for ball in patch]
    lifted = [
        Ball((x / camera.scale, 0.0, -y / camera.scale / squeeze), radius)
        for (x, y), radius in seen
    ]
    return smooth([(x, y * squeeze) for x, y in hull(plain, lifted, 11)])


def cushion(camera: Camera, centre: Vec, half: Vec) -> str:
    """A soft pillow: a rounded rectangle of balls and a raised middle."""
    hx, hy, hz = half
    r = hz * 0.72
    rim = []
    for i in range(12):
        a = 2 * pi * i / 12
        x = copysign(abs(cos(a)) ** 0.7, cos(a)) * (hx - r)
        y = copysign(abs(sin(a)) ** 0.7, sin(a)) * (hy - r)
        rim.append(Ball(add(centre, (x, y, r - hz)), r))
    return smooth(hull(camera, [*rim, Ball(centre, hz), Ball(add(centre, (0, hy / 3, 0)), hz)], 15))


def pillow(where: Setting, camera: Camera, start: Skeleton, kind: PillowPlace) -> list[Shape]:
    head, pelvis = start["head"], start["pelvis"]
    match kind:
        case "head":
            middle = mix(head.start, head.end, 0.62)
            thick = max(lows(start)["head"] + 0.035, 0.07)
            centre = (middle[0] - 0.05, middle[1], thick / 2)
            half = (0.20, 0.29, thick / 2)
        case "belly":
            middle = start["lumbar.3"].end
            centre = (middle[0], middle[1], 0.05)
            half = (0.19, 0.40, 0.062)
        case "knees":
            knees = [start[f"thigh.{side}"].end for side in SIDES]
            middle = mix(knees[0], knees[1], 0.5)
            thick = max(middle[2] - 0.05, 0.05)
            centre = (middle[0], middle[1], thick / 2)
            half = (0.11, 0.26, thick / 2)
        case "heels":
            ankle = start["shank.left"].end
            centre = (ankle[0] - 0.05, pelvis.start[1], 0.13)
            half = (0.16, 0.22, 0.06)
        case "calves":
            shin = start["shank.right"]
            thick = min(lows(start)["shank.right"], lows(start)["shank.left"]) + 0.02
            centre = mix(shin.start, shin.end, 0.42)
            centre = (centre[0], pelvis.start[1], thick / 2)
            half = (0.31, 0.29, thick / 2)
        case "kneeling":
            knee = start[f"shank.{where.moving}"].start
            centre = (knee[0] + 0.02, knee[1], 0.018)
            half = (0.15, 0.15, 0.03)
        case "between-knees":
            return knee_pillow(where, camera, start)
    return [
        Shape("figure-pillow", cushion(camera, centre, half)),
    ]


def knee_pillow(where: Setting, camera: Camera, body: Skeleton) -> list[Shape]:
    """The pillow held between the knees."""
    points = [
        mix(body[f"{name}.right"].at(along), body[f"{name}.left"].at(along), 0.5)
        for name, along in (("thigh", 0.72), ("shank", 0.05), ("shank", 0.55))
    ]
    patch = [Ball(p, 0.062) for p in points]
    return [Shape("figure-pillow", smooth(hull(camera, patch, 9)))]


WOOD = 0.018


def chair(where: Setting, camera: Camera, start: Skeleton) -> list[Shape]:
    found = lows(start)
    middle = start["pelvis"].start[1]
    match where.scene.chair:
        case "none":
            return []
        case "calves":
            knee, ankle = start["thigh.right"].end, start["shank.right"].end
            top = min(found["shank.right"], found["shank.left"])
            return box(
                camera,
                (knee[0] + 0.09, middle - 0.24, 0.0),
                (ankle[0] + 0.10, middle + 0.24, top + 0.005),
                "figure-seat",
                "figure-seat-side",
            )
        case "in-front":
            x = start["foot.right"].start[0] + 0.36
            return seat(camera, x, x + 0.42, middle, 0.45)
        case "seat":
            top = min(found["pelvis"], found["thigh.right"], found["thigh.left"]) + 0.012
            back = start["pelvis"].start[0] - 0.17
            front = start["pelvis"].start[0] + 0.27
            return seat(camera, back, front, middle, top)


def seat(camera: Camera, back: float, front: float, middle: float, top: float) -> list[Shape]:
    near, far = middle - 0.22, middle + 0.22
    out: list[Shape] = []
    posts = [
        ((back, far), top + 0.46),
        ((front - 2 * WOOD, far), top),
        ((back, near), top + 0.46),
        ((front - 2 * WOOD, near), top),
    ]
    legs = ""
    for (x, y), high in posts:
        legs += polygon(
            turns_like_hull(
                [
                    camera.see(p)
                    for p in (
                        (x, y, 0.0),
                        (x + 2 * WOOD, y, 0.0),
                        (x + 2 * WOOD, y, high),
                        (x, y, high),
                    )
                ]
            )
        )
    rest = polygon(
        turns_like_hull(
            [
                camera.see(p)
                for p in (
                    (back, near, top + 0.24),
                    (back, far, top + 0.24),
                    (back, far, top + 0.46),
                    (back, near, top + 0.46),
                )
            ]
        )
    )
    out.append(Shape("figure-seat-side", legs + rest))
    out += box(
        camera,
        (back, near, top - 0.045),
        (front, far, top),
        "figure-seat",
        "figure-seat-side",
    )
    return out


def wall(where: Setting, camera: Camera, start: Skeleton, end: Skeleton) -> list[Shape]:
    """A wall beside a standing person, or the side of a door frame at the feet."""
    match where.scene.wall:
        case "none":
            return []
        case "beside":
            x, y = start["pelvis"].start[0], start["pelvis"].start[1] + 0.50
            corners = (
                (x - 0.45, y, 0.0),
                (x + 0.75, y, 0.0),
                (x + 0.75, y, 1.8),
                (x - 0.45, y, 1.8),
            )
            path = polygon(turns_like_hull([camera.see(p) for p in corners]))
            return [Shape("figure-wall", path)]
        case "feet":
            x = strap_sole(end, where.moving)[0] + 0.02
            y = start[f"foot.{where.moving}"].start[1]
            return box(
                camera, (x, y - 0.06, 0.0), (x + 0.09, y + 0.06, 1.5), "figure-seat", "figure-wall"
            )


def strap(where: Setting, camera: Camera, body: Skeleton, *, near: bool) -> list[Shape]:
    """The strap from one hand to the sole."""
    side = where.near if near else other(where.near)
    hand = body[f"hand.{side}"]
    sole = strap_sole(body, where.moving)
    grip = add(hand.start, scale(axis(hand.frame, 2), -0.07))
    return [Shape("figure-strap", polygon([camera.see(grip), camera.see(sole)])[:-1])]


def extent(where: Setting, start: Skeleton) -> list[Vec]:
    """Points of the things around the person that must stay in the picture."""
    out: list[Vec] = []
    if where.scene.surface == "mat":
        for x, _, _ in (start["head"].end, start["foot.right"].end):
            out.append((x, start["pelvis"].start[1], -MAT))
    if where.scene.surface == "bed":
        out.append((start["pelvis"].start[0], start["pelvis"].start[1] - 0.40, 0.0))
    if "head" in where.scene.pillow:
        out.append((start["head"].end[0] - 0.12, start["head"].end[1], 0.05))
    if where.scene.chair == "seat":
        out.append((start["pelvis"].start[0] - 0.2, start["pelvis"].start[1], 0.8))
    return out
