"""A small Bayesian regression on one person's mornings, with errors that last from day to day.

    morning = level + slow course + weekend + effect × night + what is left
    what is left on one morning = ρ × what was left the morning before + something new

- The *slow course* is a straight line that may bend every four weeks.
- What is left follows AR(1). A gap of g days raises ρ to the power g, so that missing mornings
  need no filling in: what is told is told exactly once.
- Given ρ the model is the conjugate normal one and has a closed form: coefficients are normal with
  a spread that is a multiple of σ (the day-to-day spread), σ² is inverse gamma. ρ is taken over a
  grid, each value weighted by how well it predicts the mornings.
- The *evidence* for a term is the Bayes factor of the model with it against the one without it,
  each averaged over the grid.

Everything works on many people at once: arrays begin with the person. One person is a batch of one,
and the simulation (``simulate``) runs what the server runs.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from lumbar.experiment.values import CHANCE

Array = NDArray[np.float64]

GRID: Final = tuple(number / 10 for number in range(10))
"""Values of ρ, all as likely beforehand."""
EFFECT_SPREAD: Final = 1.5
"""Prior standard deviation of an effect, in σ: most effects are no larger than the difference
between a usual and a rather bad day."""
WEEKEND_SPREAD: Final = 1.0
SLOPE_SPREAD: Final = 1.0
"""Of the line, in σ for four weeks."""
BEND_SPREAD: Final = 0.5
"""Of each change of the line's slope, likewise."""
BEND_EVERY: Final = 28
"""Days."""
LAST_BEND: Final = 14
"""Days a last piece of the line needs at least."""
NOISE_WEIGHT: Final = 1.0
NOISE: Final = 0.7
"""σ beforehand, points, worth ``NOISE_WEIGHT`` mornings."""
ROUNDING: Final = 1 / 12
"""Variance that telling whole numbers adds: somebody who always says 3 is not known to a hair."""
POINTS: Final = 401
"""Of the grid on which the interval is read off."""


@dataclass(frozen=True, slots=True)
class Estimate:
    """What is known of one term; arrays of people."""

    mean: Array
    low: Array
    high: Array
    log_evidence: Array


@dataclass(frozen=True, slots=True)
class Posterior:
    """The answer for every value of ρ (first axis) and every person (second)."""

    rho: Array
    weight: Array
    """How likely each ρ is; sums to 1 over the first axis."""
    log_marginal: Array
    mean: Array
    """(ρ, people, terms)."""
    shape: Array
    """The same shape: a term's variance in σ²."""
    residual: Array
    """Sum of squares about the fit, with the prior's part."""
    freedom: Array
    """Degrees of freedom; people."""
    spread: Array
    """Prior standard deviation of each term in σ."""

    def autocorrelation(self) -> Array:
        """The expected ρ of each person."""
        return np.asarray(self.weight.T @ self.rho)

    def estimate(self, term: int, chance: float = CHANCE) -> Estimate:
        """Mean, equal-tailed interval and evidence of one term."""
        centre, shape = self.mean[:, :, term], self.shape[:, :, term]
        scale = np.sqrt(self.residual / self.freedom * shape)
        low, high = self._interval(centre, scale, chance)
        # The density at zero after and before the data (Savage and Dickey), for each ρ.
        log_without = (
            self.log_marginal
            - 0.5 * np.log(shape / self.spread[term] ** 2)
            - 0.5 * self.freedom * np.log1p(centre**2 / shape / self.residual)
        )
        evidence = np.logaddexp.reduce(self.log_marginal) - np.logaddexp.reduce(log_without)
        return Estimate((self.weight * centre).sum(0), low, high, evidence)

    def _interval(self, centre: Array, scale: Array, chance: float) -> tuple[Array, Array]:
        """Quantiles of the mixture of t distributions, read off a fine grid."""
        first, last = (centre - 8 * scale).min(0), (centre + 8 * scale).max(0)
        grid = np.linspace(first, last, POINTS, axis=1)
        density = np.zeros_like(grid)
        freedom = self.freedom[:, None]
        for weight, middle, width in zip(self.weight, centre, scale, strict=True):
            away = (grid - middle[:, None]) / width[:, None]
            heights = np.exp(-0.5 * (freedom + 1) * np.log1p(away**2 / freedom))
            density += (weight / heights.sum(1))[:, None] * heights
        below = np.cumsum(density, axis=1) - density / 2
        tail = (1 - chance) / 2
        ends = [np.interp((tail, 1 - tail), row, at) for row, at in zip(below, grid, strict=True)]
        return np.array([end[0] for end in ends]), np.array([end[1] for end in ends])


def course(days: int) -> tuple[Array, list[float]]:
    """The level and the slow course of ``days`` days: columns (days, terms) and their spreads.

    A day's row does not change when later days are added.
    """
    day = np.arange(days, dtype=np.float64)
    bends = range(BEND_EVERY, days - LAST_BEND + 1, BEND_EVERY)
    columns = [np.ones(days), day / BEND_EVERY]
    columns += [np.maximum(day - bend, 0) / BEND_EVERY for bend in bends]
    return np.stack(columns, axis=1), [np.inf, SLOPE_SPREAD, *[BEND_SPREAD for _ in bends]]


def fit(
    mornings: Array, columns: Array, spreads: list[float], grid: tuple[float, ...] = GRID
) -> Posterior:
    """Fit the model.

    Args:
        mornings: (people, days) from 0 to 10; NaN where a morning was not told. Somebody with
            none at all keeps what was known beforehand.
        columns: (people, days, terms): what each morning is explained by.
        spreads: prior standard deviation of each term in σ; infinite for a flat prior.
        grid: values of ρ, from 0 and below 1.
    """
    _people, days, terms = columns.shape
    told = ~np.isnan(mornings)
    rows = np.concatenate([columns, np.where(told, mornings, 0)[..., None]], axis=2)
    before = _day_told_before(told)
    earlier = np.take_along_axis(rows, np.maximum(before, 0)[..., None], axis=1)
    gap = np.arange(days) - before
    spread = np.array(spreads)
    precision = np.diag(1 / spread**2)
    flat = np.isinf(spread).sum()
    freedom = np.maximum(told.sum(1) - flat, 0) + NOISE_WEIGHT
    found = []
    for rho in grid:
        kept = np.where(before >= 0, rho**gap, 0.0)
        weight = np.where(told, 1 / np.sqrt(1 - kept**2), 0)
        new = (rows - kept[..., None] * earlier) * weight[..., None]
        gram = new.transpose(0, 2, 1) @ new
        inner = gram[:, :terms, :terms] + precision
        # Where nothing was told a flat term is unknown, not infinite.
        inner += 1e-9 * np.eye(terms)
        shape = np.linalg.inv(inner)
        outer = gram[:, :terms, terms]
        mean = (shape @ outer[..., None])[..., 0]
        residual = gram[:, terms, terms] - (outer * mean).sum(1)
        # No fit of whole numbers is closer than their rounding.
        residual = np.maximum(residual, told.sum(1) * ROUNDING) + NOISE_WEIGHT * NOISE**2
        log_marginal = (
            np.log(np.where(told, weight, 1)).sum(1)
            - 0.5 * np.linalg.slogdet(inner)[1]
            - 0.5 * freedom * np.log(residual)
        )
        found.append((log_marginal, mean, np.diagonal(shape, axis1=1, axis2=2), residual))
    log_marginal, mean, shape, residual = (np.stack(part) for part in zip(*found, strict=True))
    weight = np.exp(log_marginal - np.logaddexp.reduce(log_marginal))
    return Posterior(np.array(grid), weight, log_marginal, mean, shape, residual, freedom, spread)


def _day_told_before(told: NDArray[np.bool_]) -> NDArray[np.intp]:
    """For each day the newest earlier day that was told; -1 when there is none."""
    newest = np.maximum.accumulate(np.where(told, np.arange(told.shape[1]), -1), axis=1)
    return np.concatenate([np.full((len(told), 1), -1), newest[:, :-1]], axis=1)
