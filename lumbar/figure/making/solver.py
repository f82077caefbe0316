"""From a script to a movement: the angles of every frame, with hands and feet where they belong.

First the keys (start, perhaps a moment between, end) are solved by themselves; then every frame
between leans on the way from key to key while its contacts hold; at last the whole course is
smoothed and every frame brought back to its contacts, close to the smooth course. Each frame is
a damped least-squares problem with exact derivatives.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.ndimage import gaussian_filter1d

from lumbar.figure.making.author import TARGET, Script
from lumbar.figure.making.kinematics import Floats
from lumbar.figure.making.posing import Aim, Person, Poser, ease
from lumbar.figure.skeleton import INDEX, PARAMETERS

STEP = 4.8
"""Most degrees a joint should turn from one frame to the next (the check allows 6)."""
SMOOTH = 5.8
"""Degrees a frame that are accepted once contacts are kept."""
FEWEST_FRAMES, MOST_FRAMES = 17, 73
RETURN = 0.8
"""Share of a frame's distance from the planned way that the next frame keeps."""
FADE = 0.5
"""Share of the way over which a difference at either end is spread."""
APPROACH = ((0.08, False), (0.05, True), (0.02, True), (0.0, True))
"""The rounds of solving a key: how far above what they hold the hands are, metres, and whether
the parts of the body are solid yet."""
FINE = 241
"""Moments at which the planned way is looked at to find its fastest turn."""


@dataclass(frozen=True)
class Movement:
    """The solved course of one picture for one body."""

    values: Floats
    """(F, P) over ``skeleton.PARAMETERS``: metres for the root's position, else degrees."""
    base: Floats
    cost: Floats
    """(F,) what is left of the residuals: high where the scene asks for the impossible."""

    @property
    def steepest(self) -> float:
        """The most degrees a joint turns from one frame to the next."""
        return float(np.abs(np.diff(self.values[:, 3:], axis=0)).max())


def _fading(away: Floats) -> Floats:
    """1 where ``away`` is 0, easing to 0 at ``FADE``."""
    faded: Floats = 1 - ease(np.clip(away / FADE, 0, 1))
    return faded


class Solver:
    """Solves one script for one person."""

    def __init__(self, script: Script, person: Person) -> None:
        self.script = script
        self.poser = Poser(script, person)

    def solve(self) -> Movement:
        """The movement. The same inputs give the same result."""
        keys = self._solve_keys()
        if not self.script.moves:
            value, cost = keys[0]
            return Movement(np.stack([value, value]), self.poser.base, np.array([cost, cost]))
        moments = np.array([key.at for key in self.script.keys])
        solved = np.stack([value for value, _ in keys])
        frames = self._frame_count(solved, moments)
        movement = self._course(solved, moments, frames)
        while (steepest := movement.steepest) > SMOOTH and frames < MOST_FRAMES:
            # Contacts made a joint hurry: more frames give it the time.
            frames = min(MOST_FRAMES, int(np.ceil(frames * max(1.12, steepest / STEP))))
            again = self._course(solved, moments, frames)
            if again.steepest > 0.97 * steepest:
                return movement
            movement = again
        return movement

    def _course(self, solved: Floats, moments: Floats, frames: int) -> Movement:
        times = np.linspace(0, 1, frames)
        values = self._on_the_way(self._between(solved, moments, times), times)
        # The keys are solved by themselves, and more strictly; what the frames next to them found
        # instead is shared out over the frames before, so that nothing jumps at the end.
        values += _fading(times)[:, None] * (solved[0] - values[0])
        values += _fading(1 - times)[:, None] * (solved[-1] - values[-1])
        return self._smoothed(values, times)

    def _on_the_way(self, course: Floats, times: Floats) -> Floats:
        """Every frame (F, P) near the planned course, with its contacts."""
        give = self._give_on_course(4.0, 0.03)
        values = np.zeros_like(course)
        off_course = np.zeros(len(PARAMETERS))
        for frame, time in enumerate(times):
            # What contacts pushed off the planned way comes back to it little by little.
            planned = course[frame] + RETURN * off_course
            values[frame], _ = self.poser.solve(planned, Aim(planned, give, time), 14)
            off_course = values[frame] - course[frame]
        return values

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
            value = first
            # Once a limb is deep inside another, the shortest way out may be the wrong one: first
            # the whole body finds its place, and hands come to what they hold from outside.
            for clear, solid in APPROACH:
                if solid and clear and not self.poser.holds:
                    continue
                aim = Aim(key.target, key.give, key.at, key, clear, solid)
                value, cost = self.poser.solve(value, aim, 120)
            solved.append((value, cost))
            self.poser.put_down(value, key.name)
        return solved

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
        for sigma in (2.5, 1.5, 1.0):
            padded = np.concatenate(
                [2 * values[0] - values[8:0:-1], values, 2 * values[-1] - values[-2:-10:-1]]
            )
            smooth = gaussian_filter1d(padded, sigma, axis=0)[8:-8]
            for frame, time in enumerate(times[1:-1], 1):
                aim = Aim(smooth[frame], give, time)
                values[frame], cost[frame] = self.poser.solve(smooth[frame], aim, 8)
        return Movement(values, self.poser.base, cost)
