"""One frame: the angles that are near what is wanted and where every contact holds.

A damped least-squares problem with exact derivatives: how far each angle is from its target, what
rests, holds and leans, what is below a surface and which parts of the body are inside others.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from lumbar.figure import scenes
from lumbar.figure.making import collisions, contacts
from lumbar.figure.making.author import Key, Script
from lumbar.figure.making.collisions import Inside
from lumbar.figure.making.contacts import Moved, Rows
from lumbar.figure.making.kinematics import Floats, Ints, Rig, normals
from lumbar.figure.making.motion import Points, moved, moved_rows, placed
from lumbar.figure.skeleton import BASES, PARAMETERS, SIDES

DRAWN = 0.15
"""How strongly a hand on its way is drawn to what it will hold, beside one that holds it."""
REACH_FROM = 0.25
"""How far above what it will hold a hand sets out for it, metres."""
LOOK = 4
"""Steps of the solver between two looks at what is inside what."""
STIFFEST = 1e4
"""Damping at which a step is too small to be of use."""


def ease(t: Floats | float) -> Floats:
    """A movement that starts and ends at rest, also in its acceleration."""
    t = np.asarray(t, float)
    eased: Floats = t**3 * (t * (6 * t - 15) + 10)
    return eased


@dataclass(frozen=True)
class Person:
    """One body as the solver sees it."""

    rig: Rig
    points: Points
    skin: Points
    """All of its vertices, in the mesh's order, before the joints."""
    parts: collisions.Skin
    radii: Mapping[str, float]
    """How thick each limb is, metres from its axis to the skin."""


@dataclass(frozen=True)
class Aim:
    """What one frame should be."""

    target: Floats
    give: Floats
    """How far each angle may be from its target at the cost of 1."""
    time: float
    """0 at the start, 1 at the end."""
    key: Key | None = None
    """The key this frame is, or None between two."""
    clear: float = 0.0
    """How far above what they hold the hands are to be, metres."""
    solid: bool = True
    """Whether parts of the body stay out of each other."""


NO_ROWS: Ints = np.zeros(0, np.int32)
NOTHING_INSIDE = Inside(
    NO_ROWS, NO_ROWS, np.zeros((0, 3)), np.zeros(0), np.zeros(0), np.zeros((0, 2), np.int32)
)


# Pairs of limbs that must not pass through each other, and the share of their thickness that
# stays between their axes: flesh gives way, bone does not.
APART: Sequence[tuple[str, str, float]] = (
    ("thigh.L", "thigh.R", 0.80),
    ("shank.L", "shank.R", 0.85),
    ("shank.L", "thigh.R", 0.85),
    ("shank.R", "thigh.L", 0.85),
    ("foot.L", "shank.R", 0.9),
    ("foot.R", "shank.L", 0.9),
    *(
        (f"forearm.{a}", f"{limb}.{b}", 0.9)
        for a in SIDES
        for b in SIDES
        for limb in ("thigh", "shank")
    ),
    *(
        (f"hand.{a}", f"{limb}.{b}", 0.75)
        for a in SIDES
        for b in SIDES
        for limb in ("thigh", "shank")
    ),
    ("forearm.L", "forearm.R", 0.9),
    ("hand.L", "hand.R", 0.7),
    ("forearm.L", "trunk", 0.85),
    ("forearm.R", "trunk", 0.85),
    ("elbow-end.L", "trunk", 0.85),
    ("elbow-end.R", "trunk", 0.85),
    ("hand.L", "trunk", 0.8),
    ("hand.R", "trunk", 0.8),
)


class Poser:
    """Poses one person for one script."""

    def __init__(self, script: Script, person: Person) -> None:
        self.script = script
        self.scene = script.scene
        self.person = person
        self.base = np.array(BASES[self.scene.base], float)
        self.anchors: dict[str, Floats] = {}
        self.rests = [
            (contact, name)
            for contact in self.scene.rest
            for name in contacts.patch_names(contact.patch, person.points.patches)
        ]
        self.leans = [
            (contact, name)
            for contact in self.scene.lean
            for name in contacts.patch_names(contact.patch, person.points.patches)
        ]
        self.holds = [
            (grip, side, contacts.held_patch(grip, side, person.points.patches))
            for grip in self.scene.hold
            for side in _sides_of(grip)
        ]
        through = [
            name
            for patch in self.scene.through
            for name in contacts.patch_names(patch, person.points.patches)
        ]
        self.points = person.points.only(
            ["cover", *(name for _, name in self.rests), *(name for _, _, name in self.holds)]
            + [name for _, name in self.leans]
            + [f"{part}.{side}" for side in SIDES for part in ("palm", "hand-skin", "forearm-skin")]
            + through,
            contacts.used_joints([name for _, _, name in self.holds]),
            cover_below=max([0.0, *(seat[4] for seat in self.scene.seats)]),
        )
        self.pairs = self._pairs()
        hands = [f"hand-skin.{side}" for side in SIDES]
        solid = [
            self.points.patches[name]
            for name in ("cover", *hands, *(name for _, name in self.rests))
        ]
        self.solid = np.setdiff1d(np.concatenate(solid), self._free(through)).astype(np.int32)

    def _free(self, through: Sequence[str]) -> Ints:
        """The points that may be below the surface: all skin of the bones of these patches."""
        bones = [self.points.bones[self.points.patches[name], 0] for name in through]
        if not bones:
            return np.zeros(0, np.int32)
        held = np.isin(self.points.bones[:, 0], np.unique(np.concatenate(bones)))
        return np.nonzero(held)[0].astype(np.int32)

    def put_down(self, value: Floats, name: scenes.Key) -> None:
        """Remember where each part that stays put first touched."""
        at = self._moved(value)
        for contact, patch in self.rests:
            if not contact.slide and name in contact.during:
                middle = at.place[self.points.patches[patch]].mean(0)
                self.anchors.setdefault(patch, middle[[0, 2]])

    def solve(self, start: Floats, aim: Aim, rounds: int) -> tuple[Floats, float]:
        """Damped Gauss–Newton from ``start``; the angles and the cost that is left."""
        value, damping, since_look = start.copy(), 1e-3, LOOK
        best, best_cost = value, np.inf
        for _ in range(rounds):
            if since_look == LOOK:
                # What is inside what changes as the limbs move: looked for again now and then.
                inside = self._inside(value) if aim.solid else NOTHING_INSIDE
                residual, derivative = self._linear(value, aim, inside)
                cost, since_look = float(residual @ residual), 0
                if cost < best_cost:
                    best, best_cost = value, cost
            normal = derivative.T @ derivative
            gradient = derivative.T @ residual
            before = cost
            while damping < STIFFEST:
                step = np.linalg.solve(
                    normal + damping * np.diag(np.diag(normal) + 1e-9), -gradient
                )
                # A limb never jumps: long steps follow a wrong tangent.
                longest = float(np.abs(step[3:]).max()) / 25.0
                trial = value + step / max(1.0, longest)
                ahead, ahead_derivative = self._linear(trial, aim, inside)
                if ahead @ ahead < cost:
                    value, residual, derivative = trial, ahead, ahead_derivative
                    cost, damping = float(ahead @ ahead), max(damping / 4, 1e-7)
                    break
                damping *= 6
            since_look += 1
            if before - cost < 1e-4 * before + 1e-7:
                if since_look == 1:
                    break
                damping, since_look = 1e-3, LOOK
        true_cost = self._cost(value, aim)
        return (value, true_cost) if true_cost < best_cost else (best, best_cost)

    def _cost(self, value: Floats, aim: Aim) -> float:
        inside = self._inside(value) if aim.solid else NOTHING_INSIDE
        residual = np.concatenate(self._rows(value, aim, inside).residuals)
        return float(residual @ residual)

    def _inside(self, value: Floats) -> Inside:
        parts = self.person.parts
        place = placed(self.person.rig, self.person.skin, value, self.base)
        facing = normals(place, parts.triangles)
        return collisions.inside(parts, place, facing, contacts.INSIDE_NEAR)

    def _apart(self, rows: Rows, value: Floats, inside: Inside) -> None:
        if len(inside.vertex):
            both = np.concatenate([inside.vertex, inside.nearest])
            at = moved_rows(self.person.rig, self.person.skin, both, value, self.base)
            count = len(inside.vertex)
            contacts.out_of_each_other(
                rows, inside, Moved(*(a[:count] for a in at)), Moved(*(a[count:] for a in at))
            )

    def _moved(self, value: Floats) -> Moved:
        return Moved(*moved(self.person.rig, self.points, value, self.base))

    def _rows(self, value: Floats, aim: Aim, inside: Inside) -> Rows:
        rows = Rows()
        identity = np.eye(len(value))
        rows.add("posture", (value - aim.target) / aim.give, identity / aim.give[:, None])
        for bound, sign in ((self.script.least, -1.0), (self.script.most, 1.0)):
            over = np.nonzero(sign * (value - bound) > 0)[0]
            if len(over):
                rows.add("limits", sign * (value - bound)[over] / 0.3, sign * identity[over] / 0.3)
        at = self._moved(value)
        contacts.above_surfaces(rows, at, self.solid, self.scene)
        for contact, patch in self.rests:
            weight = self._weight(contact.during, aim)
            if weight == 0.0:
                continue
            anchor = None if contact.slide else self.anchors.get(patch)
            contacts.rest(rows, at, patch, self.points.patches[patch], contact, weight, anchor)
            if contact.toward is not None:
                wrist = self.points.joint(f"wrist.{patch[-1]}") + 1
                contacts.pointing(rows, at, wrist, np.array(contact.toward), weight)
        for leaning, patch in self.leans:
            weight = self._weight(leaning.during, aim)
            if weight > 0.0:
                contacts.lean(rows, at, patch, self.points.patches[patch], leaning.x, weight)
        for grip, side, patch in self.holds:
            weight, clear = self._grip(grip.during, aim)
            if weight > 0.0:
                contacts.hold(rows, at, self.points, side, patch, grip, weight, clear)
        contacts.limbs_apart(rows, at, self.pairs)
        self._apart(rows, value, inside)
        incline = self._incline(aim)
        if incline is not None:
            self._trunk(rows, at, incline)
        return rows

    def _linear(self, value: Floats, aim: Aim, inside: Inside) -> tuple[Floats, Floats]:
        rows = self._rows(value, aim, inside)
        return np.concatenate(rows.residuals), np.concatenate(rows.derivatives)

    def conflicts(self, value: Floats, key: Key) -> list[tuple[str, float]]:
        """What the solved angles of a key are worst at, worst first: label and cost."""
        rows = self._rows(value, Aim(key.target, key.give, key.at, key), self._inside(value))
        costs: dict[str, float] = {}
        for label, residual in zip(rows.labels, rows.residuals, strict=True):
            if label == "posture":
                for parameter, cost in zip(PARAMETERS, residual**2, strict=True):
                    costs[parameter] = costs.get(parameter, 0.0) + float(cost)
            else:
                costs[label] = costs.get(label, 0.0) + float(residual @ residual)
        return sorted(costs.items(), key=lambda item: -item[1])

    def _pairs(self) -> contacts.Pairs:
        radii = self.person.radii
        usual = [
            ((a, b), share * (radii[a.split(".")[0]] + radii[b.split(".")[0]]), False)
            for a, b, share in APART
        ]
        own = [(pair.limbs, pair.metres, pair.near) for pair in self.scene.apart]
        return contacts.pairs(self.points, usual + own)

    def _trunk(self, rows: Rows, at: Moved, incline: float) -> None:
        """The line from shoulders to hips at an angle to the floor."""
        hips = [self.points.joint(f"upperleg01.{side}") for side in SIDES]
        shoulders = [self.points.joint(f"upperarm01.{side}") for side in SIDES]
        line = at.place[hips].mean(0) - at.place[shoulders].mean(0)
        d_line = at.d_place[hips].mean(0) - at.d_place[shoulders].mean(0)
        length = float(np.linalg.norm(line))
        wanted = np.sin(np.radians(incline)) * length
        sigma = np.radians(0.6) * length
        rows.add("trunk incline", np.array([(line[1] - wanted) / sigma]), d_line[1:2] / sigma)

    def _incline(self, aim: Aim) -> float | None:
        if aim.key is not None:
            return aim.key.incline
        first, last = self.script.keys[0].incline, self.script.keys[-1].incline
        if first is None or last is None or self.scene.loose.get("trunk.incline"):
            return None
        return float(first + (last - first) * ease(aim.time))

    def _weight(self, during: Sequence[scenes.Key], aim: Aim) -> float:
        """1 while a contact lasts. Between two keys it lasts when both have it: one that lets go
        or arrives needs no pull, since the way from key to key already leads there."""
        around = [aim.key] if aim.key is not None else self._around(aim.time)
        return 1.0 if all(key.name in during for key in around) else 0.0

    def _grip(self, during: Sequence[scenes.Key], aim: Aim) -> tuple[float, float]:
        """How much a hand is drawn to what it holds, and how far above it, metres.

        Unlike feet and backs, which leave and arrive as the joints lead them, a hand comes to its
        place from outside the limb and leaves it that way.
        """
        held = self._weight(during, aim)
        if held or aim.key is not None:
            return held, aim.clear
        before, after = self._around(aim.time)[0], self._around(aim.time)[-1]
        if (before.name in during) == (after.name in during):
            return 0.0, 0.0
        come = float(ease((aim.time - before.at) / (after.at - before.at)))
        if before.name in during:
            come = 1 - come
        return DRAWN * max(0.0, 2 * come - 1), REACH_FROM * (1 - come)

    def _around(self, time: float) -> Sequence[Key]:
        """The keys before and after a moment, or the one key at it."""
        keys = self.script.keys
        after = next((n for n, key in enumerate(keys) if key.at >= time - 1e-9), len(keys) - 1)
        at_key = abs(keys[after].at - time) < 1e-9
        return keys[after : after + 1] if at_key else keys[after - 1 : after + 1]


def _sides_of(grip: scenes.Hold) -> tuple[str, ...]:
    return {"moving": ("R",), "other": ("L",), "both": SIDES}[grip.hand]


def limb_radii(
    neutral_vertices: Floats, joints: Mapping[str, Floats], bone: np.ndarray
) -> dict[str, float]:
    """How thick the limbs are: the median distance of their skin from the bone's axis, metres."""
    bones = {
        "thigh": ("upperleg01", "upperleg02"),
        "shank": ("lowerleg01", "lowerleg02"),
        "foot": ("foot",),
        "upper-arm": ("upperarm01", "upperarm02"),
        "elbow-end": ("upperarm02",),
        "forearm": ("lowerarm01", "lowerarm02"),
        "hand": ("wrist",),
    }
    radii: dict[str, float] = {}
    for limb, (first, last) in contacts.SEGMENTS.items():
        a, b = joints[f"{first}.L"], joints[f"{last}.L"]
        skin = neutral_vertices[np.isin(bone, bones[limb]) & (neutral_vertices[:, 0] > 0)]
        axis = (b - a) / np.linalg.norm(b - a)
        away = skin - a - ((skin - a) @ axis)[:, None] * axis
        radii[limb] = float(np.median(np.linalg.norm(away, axis=1)))
    lower, upper = joints[contacts.TRUNK[0]], joints[contacts.TRUNK[1]]
    trunk = neutral_vertices[np.isin(bone, ["spine03", "spine02"])]
    axis = (upper - lower) / np.linalg.norm(upper - lower)
    away = trunk - lower - ((trunk - lower) @ axis)[:, None] * axis
    radii["trunk"] = float(np.percentile(np.linalg.norm(away, axis=1), 25))
    return radii
