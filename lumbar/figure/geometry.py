"""Three-dimensional vectors and rotations, in plain Python.

World axes: x to the right of the picture, y away from the viewer, z up; metres. Body axes: r to
the person's right, f forward, u up along the spine. Both are right-handed. A rotation is a
matrix of three rows; its columns are the body's axes seen from the world.
"""

from __future__ import annotations

from math import acos, cos, degrees, radians, sin, sqrt

Vec = tuple[float, float, float]
Mat = tuple[Vec, Vec, Vec]

IDENTITY: Mat = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0), (0.0, 0.0, 1.0))
ORIGIN: Vec = (0.0, 0.0, 0.0)


def add(a: Vec, b: Vec) -> Vec:
    return (a[0] + b[0], a[1] + b[1], a[2] + b[2])


def subtract(a: Vec, b: Vec) -> Vec:
    return (a[0] - b[0], a[1] - b[1], a[2] - b[2])


def scale(a: Vec, k: float) -> Vec:
    return (a[0] * k, a[1] * k, a[2] * k)


def dot(a: Vec, b: Vec) -> float:
    return a[0] * b[0] + a[1] * b[1] + a[2] * b[2]


def cross(a: Vec, b: Vec) -> Vec:
    return (
        a[1] * b[2] - a[2] * b[1],
        a[2] * b[0] - a[0] * b[2],
        a[0] * b[1] - a[1] * b[0],
    )


def length(a: Vec) -> float:
    return sqrt(dot(a, a))


def unit(a: Vec) -> Vec:
    """The direction of ``a``. Raises ZeroDivisionError for the zero vector."""
    return scale(a, 1.0 / length(a))


def mix(a: Vec, b: Vec, t: float) -> Vec:
    """The point between ``a`` (t = 0) and ``b`` (t = 1)."""
    return (a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t, a[2] + (b[2] - a[2]) * t)


def turn(m: Mat, v: Vec) -> Vec:
    return (dot(m[0], v), dot(m[1], v), dot(m[2], v))


def transpose(m: Mat) -> Mat:
    return (
        (m[0][0], m[1][0], m[2][0]),
        (m[0][1], m[1][1], m[2][1]),
        (m[0][2], m[1][2], m[2][2]),
    )


def compose(*ms: Mat) -> Mat:
    """The rotation that applies the last of ``ms`` first."""
    out = IDENTITY
    for m in ms:
        columns = transpose(m)
        out = tuple(  # type: ignore[assignment]
            tuple(dot(row, column) for column in columns) for row in out
        )
    return out


def columns(r: Vec, f: Vec, u: Vec) -> Mat:
    """The rotation whose body axes are ``r``, ``f`` and ``u`` in the world."""
    return transpose((r, f, u))


def axis(m: Mat, index: int) -> Vec:
    """Body axis ``index`` (0 right, 1 forward, 2 up) in the world."""
    return (m[0][index], m[1][index], m[2][index])


def about_r(angle: float) -> Mat:
    """Turn about the axis to the right: down goes forward. Degrees."""
    c, s = cos(radians(angle)), sin(radians(angle))
    return ((1.0, 0.0, 0.0), (0.0, c, -s), (0.0, s, c))


def about_f(angle: float) -> Mat:
    """Turn about the axis forward: up goes right, down goes left. Degrees."""
    c, s = cos(radians(angle)), sin(radians(angle))
    return ((c, 0.0, s), (0.0, 1.0, 0.0), (-s, 0.0, c))


def about_u(angle: float) -> Mat:
    """Turn about the axis up: forward goes left. Degrees."""
    c, s = cos(radians(angle)), sin(radians(angle))
    return ((c, -s, 0.0), (s, c, 0.0), (0.0, 0.0, 1.0))


def angle_between(a: Vec, b: Vec) -> float:
    """Degrees between two directions, 0 to 180."""
    return degrees(acos(max(-1.0, min(1.0, dot(unit(a), unit(b))))))
