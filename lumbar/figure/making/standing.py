"""The bodies standing quietly, as outlines with landmarks (see ``lumbar.figure.standing``).

Clothes are left out, hair is not: people point at their skin, and a bald outline is nobody's.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter
from skimage.measure import find_contours

from lumbar.figure.making import bodies, curves, raster
from lumbar.figure.making.anatomy import MIRROR, Anatomy
from lumbar.figure.making.body import HAIR
from lumbar.figure.making.dress import Dressed, dress
from lumbar.figure.making.kinematics import Floats, Ints, forward, skin
from lumbar.figure.skeleton import INDEX, JOINTS, PARAMETERS, SIDES
from lumbar.figure.standing import HEIGHT, STEPS, Outline, Point, Standing

Mask = NDArray[np.bool_]

STANCE: Mapping[str, float] = {
    "shoulder.abduction": 17,
    "elbow.flexion": 6,
    "forearm.pronation": 45,
    "fingers.curl": 8,
    "thumb.curl": -8,
    "hip.abduction": 1,
    "hip.rotation": 5,
}
"""Arms a little away from the trunk, a hand's broad side seen, feet apart; both sides alike."""

FINE = STEPS / curves.UNITS
"""Units of ``curves`` per unit of the picture: fingers are small in it."""
PIXELS = 2 * FINE
"""Pixels per unit of the picture."""
EDGE = 0.9
"""Pixels (a standard deviation) by which edges are softened before they are traced."""
TOLERANCE = 0.25
"""Units of ``curves`` the path may be beside the edge."""
SMALLEST = 20.0
"""Square units below which an island of the outline is a stray pixel."""
BORDER = 8.0
"""Units above and below what is seen."""


def everybody(folder: Path) -> bytes:
    """The file of all bodies; ``folder`` keeps the data package."""
    woman = bodies.bare("woman", folder)
    made = {}
    for name in bodies.NAMES:
        body = bodies.bare(name, folder)
        made[name] = figure(body, dress(body, woman.vertices, bodies.OUTFITS[name]))
    raw = msgspec.json.encode(made, order="deterministic")
    return msgspec.json.format(raw, indent=1) + b"\n"


def figure(body: Anatomy, half: Dressed) -> Standing:
    """One body; ``half`` is its left side, from which its hair is taken."""
    values = np.zeros((1, len(PARAMETERS)))
    for name, angle in STANCE.items():
        for side in SIDES:
            values[0, INDEX[f"{name}.{side}"]] = angle
    rotations, positions = forward(body.rig, values, np.eye(3))
    hair = half.regions[:, HAIR, None] > 0
    rest = np.where(hair, half.vertices, half.bare)
    left = skin(body.rig, half.weights, rest, rotations[0], positions[0])
    # A knot of hair grows from no skin; heads without one are more people's.
    knot = np.asarray(abs(half.from_base).sum(1)).ravel() == 0
    triangles = half.triangles[~knot[half.triangles].any(1)]
    bone = np.array([JOINTS[number] for number in half.weights.argmax(1)])
    joints = dict(zip(JOINTS, positions[0], strict=True))
    return Standing(
        body=_body(left, triangles, bone, joints), foot=_foot(left, triangles, bone, joints)
    )


# --- A body, from the front -----------------------------------------------------------------------


def _body(
    left: Floats, half: Ints, bone: NDArray[np.str_], joints: Mapping[str, Floats]
) -> Outline:
    both = np.concatenate([left, left * MIRROR])
    triangles = np.concatenate([half, half[:, [0, 2, 1]] + np.int32(len(left))])
    used = left[np.unique(half)]
    top, bottom = float(used[:, 1].max()), float(used[:, 1].min())
    flat = Flat(HEIGHT / (top - bottom), np.array([[1.0, 0, 0], [0, -1, 0], [0, 0, -1]]), 0.0, top)
    shadow = flat.shadow(both, triangles, width=200)
    at = {name: flat.point(joint) for name, joint in joints.items() if not name.endswith(".R")}
    head = left[bone == "head"]
    face = head[head[:, 2] > head[:, 2].max() - 0.03]
    points = _body_points(shadow, at, flat.point(face[face[:, 1].argmin()])[1])
    hand = flat.points(left[np.char.startswith(bone, "finger") | (bone == "wrist.L")])
    points["hand-inside"] = _point(hand[hand[:, 0].argmin()])
    points["hand-outside"] = _point(hand[hand[:, 0].argmax()])
    points["fingertip"] = _point(hand[hand[:, 1].argmax()])
    return Outline(path=shadow.path(), points=_rounded(points))


def _body_points(shadow: Shadow, at: Mapping[str, Point], chin: float) -> dict[str, Point]:
    """The landmarks that the skeleton and the outline give."""
    shoulder, hip = at["upperarm01.L"], at["upperleg01.L"]
    elbow, wrist = at["lowerarm01.L"], at["wrist.L"]
    knee, ankle, calf = at["lowerleg01.L"], at["foot.L"], at["lowerleg02.L"]
    navel, nape = at["spine03"][1], at["neck01"][1]
    crotch = shadow.first_gap(0.0, hip[1])
    armpit = shadow.last_joined(0.0, shoulder, elbow[1])
    neck = shadow.narrowest(0.0, at["head"][1], nape)
    waist = shadow.narrowest(0.0, armpit[1] + 4, hip[1] - 12)
    hip_side = shadow.widest(hip[0], waist[1], crotch)
    # The lower edge of the buttock, a little below the crotch.
    fold = crotch + 9
    collar = 0.6 * shoulder[0]
    points = {
        "crown": (0.0, 0.0),
        "chin": (0.0, chin),
        "neck": neck,
        "nape": (0.0, nape),
        "collar": (collar, shadow.top(collar, chin)),
        "shoulder": shoulder,
        "shoulder-top": (shoulder[0], shadow.top(shoulder[0], chin)),
        "shoulder-side": (shadow.across(shoulder)[1], shoulder[1]),
        "armpit": armpit,
        "chest": (0.0, at["spine01"][1]),
        "ribs": (0.0, at["spine02"][1]),
        "waist": waist,
        "navel": (0.0, navel),
        "crest": (0.0, at["spine04"][1]),
        "sacrum": (0.0, at["spine05"][1]),
        "hip": hip,
        "hip-side": hip_side,
        "crotch": (0.0, crotch),
        "elbow": elbow,
        "wrist": wrist,
        "knee": knee,
        "ankle": ankle,
        "sole": (ankle[0], float(HEIGHT)),
    }
    for name, place in (
        ("fold", (hip[0], fold)),
        ("navel", (0.0, navel)),
        ("crest", (0.0, at["spine04"][1])),
        ("sacrum", (0.0, at["spine05"][1])),
        ("elbow", elbow),
        ("wrist", wrist),
        ("knee", knee),
        ("calf", (calf[0], (2 * knee[1] + calf[1]) / 3)),
        ("shin", calf),
        ("ankle", ankle),
    ):
        inside, outside = shadow.across(place)
        points[f"{name}-outside"] = (outside, place[1])
        if inside > 0:
            points[f"{name}-inside"] = (inside, place[1])
    return points


# --- A foot, from above ---------------------------------------------------------------------------


def _foot(
    left: Floats, half: Ints, bone: NDArray[np.str_], joints: Mapping[str, Floats]
) -> Outline:
    own = np.isin(bone, ["foot.L", "toes.L"])
    ankle, toes = joints["foot.L"], joints["toes.L"]
    # Without the toe-out of standing: the foot lies straight in its picture.
    turn = np.arctan2(toes[0] - ankle[0], toes[2] - ankle[2])
    c, s = np.cos(turn), np.sin(turn)
    view = np.array([[c, 0, -s], [s, 0, c], [0, -1, 0]])
    ahead = left[own] @ view[1]
    scale = HEIGHT / float(np.ptp(ahead))
    aside = left[own] @ view[0]
    middle = float(aside.min() + aside.max()) / 2
    flat = Flat(scale, view, middle, -float(ahead.min()))
    triangles = half[own[half].all(1)]
    shadow = flat.shadow(left, triangles, width=220)
    ball = flat.point(toes)
    inside, outside = shadow.across(ball)
    foot = flat.points(left[own])
    tips = foot[foot[:, 1] > ball[1]]
    notch = shadow.notch(*ball)
    big, small = tips[tips[:, 0] < notch[0]], tips[tips[:, 0] > outside - 30]
    points: dict[str, Point] = {
        "heel": _point(foot[foot[:, 1].argmin()]),
        "ankle": flat.point(ankle),
        "ball": ball,
        "side-inside": _point(foot[foot[:, 0].argmin()]),
        "side-outside": _point(foot[foot[:, 0].argmax()]),
        "ball-inside": (inside, ball[1]),
        "ball-outside": (outside, ball[1]),
        "big-toe": _point(big[big[:, 1].argmax()]),
        "between-toes": notch,
        "small-toe": _point(small[small[:, 1].argmax()]),
    }
    return Outline(path=shadow.path(), points=_rounded(points))


# --- Flat pictures --------------------------------------------------------------------------------


@dataclass(frozen=True)
class Flat:
    """A parallel view: units per metre, the rows right, down and away, and the origin's place."""

    scale: float
    view: Floats
    middle: float
    top: float

    def points(self, places: Floats) -> Floats:
        """(n, 2) of (n, 3)."""
        flat: Floats = (places @ self.view[:2].T + [-self.middle, self.top]) * self.scale
        return flat

    def point(self, place: Floats) -> Point:
        x, y = self.points(place[None])[0]
        return float(x), float(y)

    def shadow(self, vertices: Floats, triangles: Ints, width: int) -> Shadow:
        """What the triangles cover, within ``width`` units."""
        corner = np.array([width / 2, BORDER])
        # Only whether anything is there matters, so everything may be equally near.
        near = np.ones((len(vertices), 1))
        pixels = np.concatenate([(self.points(vertices) + corner) * PIXELS, near], axis=1)
        size = (round(width * PIXELS), round((HEIGHT + 2 * BORDER) * PIXELS))
        _, index = raster.visibility(pixels, triangles, *size)
        return Shadow(index >= 0, width / 2)


@dataclass(frozen=True)
class Shadow:
    """Which pixels of a flat picture are covered; the origin is at (middle, ``BORDER``)."""

    covered: Mask
    middle: float

    def path(self) -> str:
        """Path text round everything covered."""
        field = gaussian_filter(self.covered.astype(np.float32), EDGE)
        text = ""
        for contour in find_contours(field, 0.5):  # type: ignore[no-untyped-call]
            points = (contour[:-1, ::-1] + 0.5) / PIXELS - [self.middle, BORDER]
            x, y = points.T
            if abs(x @ np.roll(y, -1) - y @ np.roll(x, -1)) / 2 > SMALLEST:
                text += curves.closed_path(points * FINE, TOLERANCE)
        return text

    def row(self, y: float) -> int:
        return round((y + BORDER) * PIXELS)

    def column(self, x: float) -> int:
        return round((x + self.middle) * PIXELS)

    def across(self, place: Point) -> tuple[float, float]:
        """Left and right edge of what is covered around a place, at its height."""
        line = self.covered[self.row(place[1])]
        column = self.column(place[0])
        if not line[column]:
            raise ValueError(f"nothing is covered at {place}")
        gaps = np.nonzero(~line)[0]
        after = int(np.searchsorted(gaps, column))
        low, high = gaps[after - 1] + 1, gaps[after]
        return float(low / PIXELS - self.middle), float(high / PIXELS - self.middle)

    def top(self, x: float, below: float) -> float:
        """Where the covered part begins in a column, looking down from a height."""
        column = self.covered[self.row(below) :, self.column(x)]
        return below + int(column.argmax()) / PIXELS

    def first_gap(self, x: float, below: float) -> float:
        """The height of the first uncovered place below one."""
        column = self.covered[self.row(below) :, self.column(x)]
        return below + int((~column).argmax()) / PIXELS

    def last_joined(self, x: float, start: Point, end: float) -> Point:
        """Going down, the last place where the middle and an arm are one: the armpit."""
        for row in range(self.row(start[1]), self.row(end)):
            y = row / PIXELS - BORDER
            edge = self.across((x, y))[1]
            if edge < start[0]:
                return edge, y
        raise ValueError("the arms do not leave the trunk")

    def narrowest(self, x: float, high: float, low: float) -> Point:
        """The right edge where the part around x is narrowest between two heights."""
        return min(self._edges(x, high, low))

    def widest(self, x: float, high: float, low: float) -> Point:
        """The right edge where the part around x reaches farthest between two heights."""
        return max(self._edges(x, high, low))

    def _edges(self, x: float, high: float, low: float) -> list[Point]:
        heights = np.arange(high, low, 0.5).tolist()
        return [(self.across((x, y))[1], y) for y in heights]

    def notch(self, x: float, below: float) -> Point:
        """The top of the first gap between toes that point down, left of x."""
        for row in range(self.row(below), len(self.covered)):
            line = self.covered[row, : self.column(x)]
            first = int(line.argmax())
            if line[first] and not line[first:].all():
                gap = first + int((~line[first:]).argmax())
                return gap / PIXELS - self.middle, row / PIXELS - BORDER
        raise ValueError("the toes are not apart")


def _point(place: Floats) -> Point:
    return float(place[0]), float(place[1])


def _rounded(points: Mapping[str, Point]) -> dict[str, Point]:
    return {name: (round(x, 1), round(y, 1)) for name, (x, y) in points.items()}
