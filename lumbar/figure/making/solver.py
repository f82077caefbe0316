"""From a script to a movement: the angles of every frame, with hands and feet where they belong.

First the keys (start, perhaps a moment between, end) are solved by themselves; then every frame
between leans on the way from key to key while its contacts hold; at last the whole course is
smoothed and every frame brought back to its contacts, close to the smooth course. Each frame is
a damped least-squares problem with exact derivatives.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.ndimage import gaussian_filter1d

from lumbar.figure import scenes
from lumbar.figure.making import contacts
from lumbar.figure.making.author import TARGET, Key, Script
from lumbar.figure.making.contacts import Moved, Rows
from lumbar.figure.making.kinematics import Floats, Ints, Rig
from lumbar.figure.making.motion import Points, moved
from lumbar.figure.skeleton import BASES, INDEX, PARAMETERS, SIDES

STEP = 4.8
"""Most degrees a joint should turn from one frame to the next (the check allows 6)."""
FEWEST_FRAMES, MOST_FRAMES = 17, 73
RETURN = 0.8
"""Share of a frame's distance from the planned way that the next frame keeps."""
FINE = 241
"""Moments at which the planned way is looked at to find its fastest turn."""


@dataclass(frozen=True)
class Person:
    """One body as the solver sees it."""

    rig: Rig
    points: Points
    radii: Mapping[str, float]
    """How thick each limb is, metres from its axis to the skin."""


@dataclass(frozen=True)
class Movement:
    """The solved course of one picture for one body."""

    values: Floats
    """(F, P) over ``skeleton.PARAMETERS``: metres for the root's position, else degrees."""
    base: Floats
    cost: Floats
    """(F,) what is left of the residuals: high where the scene asks for the impossible."""


def ease(t: Floats | float) -> Floats:
    """A movement that starts and ends at rest, also in its acceleration."""
    t = np.asarray(t, float)
    eased: Floats = t**3 * (t * (6 * t - 15) + 10)
    return eased


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


class Solver:
    """Solves one script for one person."""

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
        # Hands that hold nothing are kept off the body by the limbs' axes alone.
        self.surfaces = list(contacts.SURFACES) if self.holds else []
        self.points = person.points.only(
            ["cover", *(name for _, name in self.rests), *(name for _, _, name in self.holds)]
            + [name for _, name in self.leans]
            + [f"{part}.{side}" for side in SIDES for part in ("palm", "hand-skin", "forearm-skin")]
            + self.surfaces
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

    def solve(self) -> Movement:
        """The movement. The same inputs give the same result."""
        keys = self._solve_keys()
        if not self.script.moves:
            value, cost = keys[0]
            return Movement(np.stack([value, value]), self.base, np.array([cost, cost]))
        moments = np.array([key.at for key in self.script.keys])
        solved = np.stack([value for value, _ in keys])
        frames = self._frame_count(solved, moments)
        times = np.linspace(0, 1, frames)
        course = self._between(solved, moments, times)
        give = self._give_on_course(4.0, 0.03)
        values = np.zeros_like(course)
        off_course = np.zeros(len(PARAMETERS))
        # The keys are solved already, and more strictly: they stay as they are.
        values[0], values[-1] = solved[0], solved[-1]
        for frame, time in enumerate(times[1:-1], 1):
            # What contacts pushed off the planned way comes back to it little by little.
            planned = course[frame] + RETURN * off_course
            values[frame], _ = self._solve_frame(planned, planned, give, time, 14)
            off_course = values[frame] - course[frame]
        return self._smoothed(values, times)

    def _give_on_course(self, degrees: float, metres: float) -> Floats:
        """How far a frame may leave its way from key to key: the exercise's own angles least."""
        give = np.full(len(PARAMETERS), degrees)
        give[:3] = metres
        for parameter in self.script.named:
            give[INDEX[parameter]] = min(degrees, TARGET)
        return give

    def _solve_keys(self) -> list[tuple[Floats, float]]:
        solved: list[tuple[Floats, float]] = []
        for number, key in enumerate(self.script.keys):
            first = key.target
            if number:
                # From where the key before ended, by what is asked to change: hands stay where
                # they hold instead of finding another way to.
                before = self.script.keys[number - 1]
                first = solved[-1][0] + key.target - before.target
            value, cost = self._solve_frame(first, key.target, key.give, key.at, 120, key)
            solved.append((value, cost))
            self._put_down(value, key.name)
        return solved

    def _put_down(self, value: Floats, name: scenes.Key) -> None:
        """Remember where each part that stays put first touched."""
        at = self._moved(value)
        for contact, patch in self.rests:
            if not contact.slide and name in contact.during:
                middle = at.place[self.points.patches[patch]].mean(0)
                self.anchors.setdefault(patch, middle[[0, 2]])

    def _frame_count(self, solved: Floats, moments: Floats) -> int:
        """As many frames as keep the fastest joint below ``STEP`` a frame."""
        fine = self._between(solved, moments, np.linspace(0, 1, FINE))
        steepest = float(np.abs(np.diff(fine[:, 3:], axis=0)).max()) * (FINE - 1)
        return int(np.clip(np.ceil(steepest / STEP) + 1, FEWEST_FRAMES, MOST_FRAMES))

    @staticmethod
    def _between(solved: Floats, moments: Floats, times: Floats) -> Floats:
        """The eased way from key to key."""
        if len(moments) == 3:
            # Passing through, not stopping: a smooth blend over the whole time, bent to the middle.
            whole = ease(times)[:, None]
            middle = ease(moments[1])
            straight = solved[0] * (1 - whole) + solved[2] * whole
            bend = solved[1] - (solved[0] * (1 - middle) + solved[2] * middle)
            near = np.where(times < moments[1], times / moments[1], (1 - times) / (1 - moments[1]))
            way: Floats = straight + ease(near)[:, None] * bend
            return way
        eased = ease(times)[:, None]
        straight_way: Floats = solved[0] * (1 - eased) + solved[1] * eased
        return straight_way

    def _smoothed(self, values: Floats, times: Floats) -> Movement:
        give = self._give_on_course(1.2, 0.006)
        cost = np.zeros(len(times))
        for sigma in (2.0, 1.0):
            padded = np.concatenate(
                [2 * values[0] - values[8:0:-1], values, 2 * values[-1] - values[-2:-10:-1]]
            )
            smooth = gaussian_filter1d(padded, sigma, axis=0)[8:-8]
            for frame, time in enumerate(times[1:-1], 1):
                values[frame], cost[frame] = self._solve_frame(
                    smooth[frame], smooth[frame], give, time, 8
                )
        return Movement(values, self.base, cost)

    def _solve_frame(
        self,
        start: Floats,
        target: Floats,
        give: Floats,
        time: float,
        rounds: int,
        key: Key | None = None,
    ) -> tuple[Floats, float]:
        """Damped Gauss–Newton from ``start``; the angles and the cost that is left."""
        value, damping = start.copy(), 1e-3
        residual, derivative = self._linear(value, target, give, time, key)
        cost = float(residual @ residual)
        for _ in range(rounds):
            normal = derivative.T @ derivative
            gradient = derivative.T @ residual
            scale = np.diag(normal).copy()
            step = np.linalg.solve(normal + damping * np.diag(scale + 1e-9), -gradient)
            # A limb never jumps: long steps follow a wrong tangent.
            longest = float(np.abs(step[3:]).max()) / 25.0
            trial = value + step / max(1.0, longest)
            new_residual, new_derivative = self._linear(trial, target, give, time, key)
            new_cost = float(new_residual @ new_residual)
            if new_cost < cost:
                small = cost - new_cost < 1e-4 * cost + 1e-7
                value, residual, derivative, cost = trial, new_residual, new_derivative, new_cost
                damping = max(damping / 4, 1e-7)
                if small:
                    break
            else:
                damping *= 6
                if damping > 1e4:
                    break
        return value, cost

    def _moved(self, value: Floats) -> Moved:
        return Moved(*moved(self.person.rig, self.points, value, self.base))

    def _rows(
        self, value: Floats, target: Floats, give: Floats, time: float, key: Key | None
    ) -> Rows:
        rows = Rows()
        identity = np.eye(len(value))
        rows.add("posture", (value - target) / give, identity / give[:, None])
        for bound, sign in ((self.script.least, -1.0), (self.script.most, 1.0)):
            over = np.nonzero(sign * (value - bound) > 0)[0]
            if len(over):
                rows.add("limits", sign * (value - bound)[over] / 0.3, sign * identity[over] / 0.3)
        at = self._moved(value)
        contacts.above_surfaces(rows, at, self.solid, self.scene)
        for contact, patch in self.rests:
            weight = self._weight(contact.during, time, key)
            if weight == 0.0:
                continue
            anchor = None if contact.slide else self.anchors.get(patch)
            contacts.rest(rows, at, patch, self.points.patches[patch], contact, weight, anchor)
            if contact.toward is not None:
                wrist = self.points.joint(f"wrist.{patch[-1]}") + 1
                contacts.pointing(rows, at, wrist, np.array(contact.toward), weight)
        for leaning, patch in self.leans:
            weight = self._weight(leaning.during, time, key)
            if weight > 0.0:
                contacts.lean(rows, at, patch, self.points.patches[patch], leaning.x, weight)
        for grip, side, patch in self.holds:
            weight = self._weight(grip.during, time, key)
            if weight > 0.0:
                contacts.hold(rows, at, self.points, side, patch, grip, weight)
        contacts.limbs_apart(rows, at, self.pairs)
        for surface in self.surfaces:
            for side in SIDES:
                contacts.outside(rows, at, self.points, side, surface)
        incline = self._incline(time, key)
        if incline is not None:
            self._trunk(rows, at, incline)
        return rows

    def _linear(
        self, value: Floats, target: Floats, give: Floats, time: float, key: Key | None
    ) -> tuple[Floats, Floats]:
        rows = self._rows(value, target, give, time, key)
        return np.concatenate(rows.residuals), np.concatenate(rows.derivatives)

    def conflicts(self, value: Floats, key: Key) -> list[tuple[str, float]]:
        """What the solved angles of a key are worst at, worst first: label and cost."""
        rows = self._rows(value, key.target, key.give, key.at, key)
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
        sigma = np.radians(1.0) * length
        rows.add("trunk incline", np.array([(line[1] - wanted) / sigma]), d_line[1:2] / sigma)

    def _incline(self, time: float, key: Key | None) -> float | None:
        if key is not None:
            return key.incline
        first, last = self.script.keys[0].incline, self.script.keys[-1].incline
        if first is None or last is None or self.scene.loose.get("trunk.incline"):
            return None
        return float(first + (last - first) * ease(time))

    def _weight(self, during: Sequence[scenes.Key], time: float, key: Key | None) -> float:
        """1 while a contact lasts. Between two keys it lasts when both have it: one that lets go
        or arrives needs no pull, since the way from key to key already leads there."""
        keys = self.script.keys
        if key is not None:
            return 1.0 if key.name in during else 0.0
        after = next((n for n, k in enumerate(keys) if k.at >= time - 1e-9), len(keys) - 1)
        around = (
            keys[after : after + 1]
            if abs(keys[after].at - time) < 1e-9
            else keys[after - 1 : after + 1]
        )
        return 1.0 if all(k.name in during for k in around) else 0.0


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
