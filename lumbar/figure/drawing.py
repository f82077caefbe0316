"""Drawing a body as a flat picture: soft shapes, few colours, no outline but a thin dusk.

Colours are CSS classes (``figure.css``); the fragment holds no style of its own, so it obeys
the site's content security policy and follows night and day.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from html import escape
from math import cos, pi

from lumbar.clinical import schema
from lumbar.figure import props
from lumbar.figure.camera import HEIGHT, WIDTH, Camera, Point
from lumbar.figure.flesh import (
    ANKLE_PROFILE,
    FOOT_BALLS,
    FOREARM_PROFILE,
    JAW_BALLS,
    NECK_PROFILE,
    PALM_BALLS,
    PELVIS_BALLS,
    SHANK_PROFILE,
    SLEEVE_PROFILE,
    THIGH_PROFILE,
    THIGH_SHADE,
    THUMB_BALLS,
    UPPER_ARM_PROFILE,
    Ball,
    balls,
    skull,
    trunk,
    tube,
)
from lumbar.figure.geometry import Vec, add, axis, dot, turn
from lumbar.figure.old_skeleton import Side, Skeleton, other
from lumbar.figure.outline import (
    Outline,
    disc,
    hull,
    hull_of_ellipsoid,
    shade_outline,
    smooth,
    tube_outline,
    turns_like_hull,
)
from lumbar.figure.shapes import Group, Shape
from lumbar.figure.stage import Setting, body_at, setting

LIGHT: Point = (-0.42, -0.91)
"""Where the light comes from in the picture: above, a little from the left."""

FRAMES = 5
"""Moments of a moving picture, start to end."""

USUAL_ORDER = ("far-arm", "far-leg", "trunk", "head", "near-leg", "near-arm")


# The face from the side, forward and up from the top of the neck, metres.
FACE: Sequence[tuple[float, float]] = (
    (-0.030, 0.010),
    (0.006, 0.026),
    (0.040, 0.010),
    (0.070, 0.004),
    (0.085, 0.014),
    (0.083, 0.034),
    (0.090, 0.044),
    (0.088, 0.058),
    (0.106, 0.072),
    (0.091, 0.092),
    (0.087, 0.108),
    (0.094, 0.122),
    (0.090, 0.160),
    (0.062, 0.198),
    (0.000, 0.208),
    (-0.070, 0.180),
    (-0.092, 0.110),
    (-0.072, 0.050),
)
# Short hair from the side: forehead, temple, round the ear, neck, back, crown.
HAIR: Sequence[tuple[float, float]] = (
    (0.086, 0.176),
    (0.052, 0.172),
    (0.036, 0.138),
    (0.020, 0.104),
    (0.000, 0.112),
    (-0.014, 0.070),
    (-0.050, 0.026),
    (-0.088, 0.046),
    (-0.112, 0.104),
    (-0.104, 0.168),
    (-0.050, 0.220),
    (0.020, 0.228),
    (0.072, 0.208),
)


def still(
    exercise: schema.Exercise,
    at: float = 1.0,
    *,
    variant: str = "standard",
    side: Side | None = None,
    title: str = "",
) -> str:
    """An SVG of one moment (0 start, 1 end).

    ``side`` is the person's moving side to show; ``title`` the picture's name for those who
    cannot see it (without one the picture is hidden from them). Raises KeyError for an unknown
    variant.
    """
    groups = picture(exercise, variant, side, (at,))[0]
    return wrap("".join(svg_group(group) for group in groups), title)


def moving(
    exercise: schema.Exercise,
    *,
    variant: str = "standard",
    side: Side | None = None,
    title: str = "",
    seconds: float = 5.0,
) -> str:
    """An SVG that goes gently from start to end and back for as long as it is shown.

    Holds a still of the end as well, shown instead to people who asked for less movement.
    """
    moments = tuple((1 - cos(pi * i / (FRAMES - 1))) / 2 for i in range(FRAMES))
    frames = picture(exercise, variant, side, moments)
    motion = "".join(animated(groups, seconds) for groups in zip(*frames, strict=True))
    rest = "".join(svg_group(group) for group in frames[-1])
    return wrap(f'<g class="figure-moving">{motion}</g><g class="figure-resting">{rest}</g>', title)


def wrap(content: str, title: str) -> str:
    name = f"<title>{escape(title)}</title>" if title else ""
    role = 'role="img"' if title else 'aria-hidden="true"'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="figure" viewBox="0 0 {WIDTH:.0f}'
        f' {HEIGHT:.0f}" {role}>{name}{content}</svg>'
    )


def svg_group(group: Group) -> str:
    inner = "".join(f'<path class="{s.kind}" d="{s.path}"/>' for s in group.shapes if s.path)
    return f'<g class="{group.name}">{inner}</g>' if group.name else inner


def animated(frames: Sequence[Group], seconds: float) -> str:
    """The group's paths, each moving through the frames, resting a little at both ends."""
    out = ""
    for versions in zip(*(group.shapes for group in frames), strict=True):
        paths = [version.path for version in versions]
        if not paths[0]:
            continue
        if len(set(paths)) == 1:
            out += f'<path class="{versions[0].kind}" d="{paths[0]}"/>'
            continue
        rounds = [*paths, *paths[::-1], paths[0]]
        step = 0.42 / (len(paths) - 1)
        times = [step * i for i in range(len(paths))]
        times += [0.5 + step * i for i in range(len(paths))] + [1.0]
        keys = ";".join(f"{t:.3f}".rstrip("0").rstrip(".") for t in times)
        out += (
            f'<path class="{versions[0].kind}" d="{paths[0]}"><animate attributeName="d"'
            f' dur="{seconds:g}s" repeatCount="indefinite" keyTimes="{keys}"'
            f' values="{";".join(rounds)}"/></path>'
        )
    name = frames[0].name
    return f'<g class="{name}">{out}</g>' if name else out


def picture(
    exercise: schema.Exercise, variant: str, side: Side | None, moments: Iterable[float]
) -> list[list[Group]]:
    """The groups of shapes, back to front, at each moment."""
    where = setting(exercise, variant)
    # Only an exercise done side by side has another side to show.
    mirrored = where.exercise.dose.sides and side is not None and side != where.moving
    camera = camera_for(where, mirrored)
    start = body_at(where, 0.0)
    end = body_at(where, 1.0)
    return [frame(where, camera, at, start, end) for at in moments]


def camera_for(where: Setting, mirrored: bool) -> Camera:
    """One view for the whole movement, wide enough for its start, middle and end."""
    seen: list[tuple[Vec, float]] = []
    for at in (0.0, 0.5, 1.0):
        body = body_at(where, at)
        seen += [(bone.end, 0.09 if name == "head" else 0.06) for name, bone in body.bones.items()]
        seen.append((body["pelvis"].start, 0.13))
    seen += [(p, 0.02) for p in props.extent(where, body_at(where, 0.0))]
    return Camera(where.scene.azimuth, where.scene.elevation, mirrored).framed(seen)


def frame(where: Setting, camera: Camera, at: float, start: Skeleton, end: Skeleton) -> list[Group]:
    body = body_at(where, at)
    far = other(where.near)
    breath = where.scene.breath * at
    parts: dict[str, Callable[[], list[Shape]]] = {
        "far-arm": lambda: arm(camera, body, far),
        "near-arm": lambda: arm(camera, body, where.near),
        "far-leg": lambda: leg(camera, body, far),
        "near-leg": lambda: leg(camera, body, where.near, hips=True),
        "trunk": lambda: torso(camera, body, breath),
        "head": lambda: head(camera, body, where.near),
    }
    parts |= props.layers(where, camera, body, start, end)
    order = where.scene.order or list(USUAL_ORDER)
    order = props.ordered(where, order)
    return [
        Group("figure-far" if name.startswith("far-") else "", tuple(parts[name]()))
        for name in order
    ]


def closed(points: Outline) -> str:
    return smooth(turns_like_hull(points))


def leg(camera: Camera, body: Skeleton, side: Side, hips: bool = False) -> list[Shape]:
    """A leg in its trousers; with ``hips`` the seat of the trousers as well, in one piece."""
    thigh, shank, foot = body[f"thigh.{side}"], body[f"shank.{side}"], body[f"foot.{side}"]
    upper, lower = tube(thigh, THIGH_PROFILE), tube(shank, SHANK_PROFILE)
    ankle = tube(shank, ANKLE_PROFILE)
    sole = balls(foot, FOOT_BALLS, side == "left")
    skin = smooth(hull(camera, sole, 15)) + smooth(tube_outline(camera, ankle))
    cloth = (
        smooth(tube_outline(camera, upper, 0.7, 0.5))
        + smooth(tube_outline(camera, lower, 0.5, 0.0))
        + disc(camera, thigh.end, 0.0555)
    )
    if hips:
        cloth += smooth(hull(camera, balls(body["pelvis"], PELVIS_BALLS), 13))
    shade = smooth(shade_outline(camera, tube(thigh, THIGH_SHADE), LIGHT, 0.7)) + smooth(
        shade_outline(camera, lower[1:], LIGHT, 0.75)
    )
    return [
        Shape("figure-skin", skin),
        Shape("figure-trousers", cloth),
        Shape("figure-shade", shade),
    ]


def arm(camera: Camera, body: Skeleton, side: Side) -> list[Shape]:
    upper, fore, hand = body[f"upper-arm.{side}"], body[f"forearm.{side}"], body[f"hand.{side}"]
    forearm = tube(fore, FOREARM_PROFILE)
    palm, thumb = balls(hand, PALM_BALLS), balls(hand, THUMB_BALLS)
    sleeve = tube(upper, SLEEVE_PROFILE)
    skin = (
        smooth(tube_outline(camera, tube(upper, UPPER_ARM_PROFILE)))
        + smooth(tube_outline(camera, forearm))
        + disc(camera, upper.end, 0.0335)
        + smooth(hull(camera, palm, 11))
        + smooth(hull(camera, thumb, 8))
    )
    return [
        Shape("figure-skin", skin),
        Shape("figure-shade", smooth(shade_outline(camera, forearm, LIGHT, 0.7))),
        Shape(
            "figure-shirt",
            smooth(tube_outline(camera, sleeve, 0.8, 0.0)) + disc(camera, upper.start, 0.056),
        ),
        Shape("figure-shade", smooth(shade_outline(camera, sleeve, LIGHT, 0.7))),
    ]


def torso(camera: Camera, body: Skeleton, breath: float) -> list[Shape]:
    rings = trunk(body, breath)
    neck = tube(body["neck"], NECK_PROFILE)
    return [
        Shape("figure-skin", smooth(tube_outline(camera, neck, 0.2, 0.2))),
        Shape("figure-shirt", smooth(tube_outline(camera, rings, 0.25, 0.15))),
        Shape("figure-shade", smooth(shade_outline(camera, rings, LIGHT, 0.62))),
    ]


def head(camera: Camera, body: Skeleton, near: Side) -> list[Shape]:
    bone = body["head"]
    out = 1.0 if near == "right" else -1.0
    if dot(axis(bone.frame, 0), camera.toward) * out < 0:
        out = -out

    def spot(aside: float, forward: float, up: float) -> Point:
        return camera.see(add(bone.start, turn(bone.frame, (aside, forward, up))))

    facing = dot(axis(bone.frame, 1), camera.toward)
    centre, axes = skull(body)
    back = Ball(add(bone.start, turn(bone.frame, (0.0, -0.020, 0.120))), 0.094)
    crown = Ball(add(bone.start, turn(bone.frame, (0.0, 0.010, 0.146))), 0.083)
    face = closed([spot(0.0, f, u) for f, u in FACE]) + smooth(
        hull_of_ellipsoid(camera, centre, axes, balls(bone, JAW_BALLS), 11)
    )
    # Seen from the front the middle outline of the hair would be a line down the face: it moves
    # to the temple as the face turns to the viewer.
    turned = max(0.0, min(1.0, (facing - 0.35) / 0.4))
    hair = "".join(
        closed([spot(out * lateral, f, u) for f, u in HAIR]) for lateral in (0.066 * turned, 0.066)
    ) + smooth(hull(camera, balls(bone, CAP_BALLS), 12))
    behind = smooth(hull(camera, [back, crown], 10))
    eyes = ""
    for side, seen in ((out, facing > -0.35), (-out, facing > 0.8)):
        # A hidden eye shrinks to a point under the ear, so that the path keeps its shape.
        points = [(side * r, f, u) for r, f, u in EYE] if seen else [(out * 0.074, 0.0, 0.088)] * 3
        eyes += smooth([spot(*point) for point in points], closed=False)
    ear = balls(bone, [((out * r, f, u), radius) for (r, f, u), radius in EAR_BALLS])
    return [
        Shape("figure-hair", behind),
        Shape("figure-skin", face),
        Shape("figure-hair", hair),
        Shape("figure-line", eyes),
        Shape("figure-skin", smooth(hull(camera, ear, 7))),
    ]


EYE: Sequence[tuple[float, float, float]] = (
    (0.048, 0.066, 0.097),
    (0.036, 0.085, 0.089),
    (0.022, 0.088, 0.096),
)
EAR_BALLS: Sequence[tuple[tuple[float, float, float], float]] = (
    ((0.074, -0.006, 0.096), 0.013),
    ((0.072, -0.002, 0.080), 0.009),
)
# Hair over the forehead and crown, whole from every side.
CAP_BALLS: Sequence[tuple[tuple[float, float, float], float]] = (
    ((0.068, 0.010, 0.138), 0.011),
    ((-0.068, 0.010, 0.138), 0.011),
    ((0.048, 0.060, 0.172), 0.013),
    ((-0.048, 0.060, 0.172), 0.013),
    ((0.000, 0.074, 0.181), 0.013),
    ((0.048, 0.010, 0.200), 0.020),
    ((-0.048, 0.010, 0.200), 0.020),
    ((0.000, 0.020, 0.206), 0.020),
    ((0.070, -0.030, 0.150), 0.014),
    ((-0.070, -0.030, 0.150), 0.014),
)

__all__ = ["moving", "picture", "still"]
