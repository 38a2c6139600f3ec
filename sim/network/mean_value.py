"""The mean of a distribution whose values beyond its bounds are drawn again."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.network.distribution import Gamma, Lognormal, Normal, Uniform
from sim.units import parse_quantity

#: A window that holds less of a distribution than this is missed by every draw.
_MISSED = 1e-12


def mean_of_spread(value: Any, dimension: str) -> float:
    """Return the mean of a distribution between its bounds, in SI units.

    Closed forms: with F the distribution of the values and G that of the values
    weighted by themselves, the mean between a and b is m (G(b) - G(a)) / (F(b) - F(a));
    for a normal one, mean + std (phi(a) - phi(b)) / (Phi(b) - Phi(a)).

    Parameters
    ----------
    value : Normal, Uniform, Lognormal or Gamma
    """
    from scipy.special import gammainc, ndtr  # not on the way to the first page

    low, high = _bounds(value, dimension)
    if isinstance(value, Uniform):
        return (low + high) / 2
    centre = parse_quantity(value.median if isinstance(value, Lognormal) else value.mean, dimension)
    if isinstance(value, Normal):
        return _of_normal(centre, parse_quantity(value.std, dimension), low, high)
    if centre == 0.0:
        return 0.0
    # Both keep the sign of their centre: a negative one is the mirror of a positive one.
    a, b = sorted((low / centre, high / centre))
    with np.errstate(divide="ignore"):
        if isinstance(value, Lognormal):
            a, b = np.log(max(a, 0.0)) / value.sigma, np.log(max(b, 0.0)) / value.sigma
            inside = ndtr(b) - ndtr(a)
            weighted = ndtr(b - value.sigma) - ndtr(a - value.sigma)
            mean, ends = centre * np.exp(value.sigma**2 / 2), centre * np.exp(value.sigma * np.array([a, b]))  # fmt: skip
        else:
            assert isinstance(value, Gamma)  # noqa: S101  the last of the four
            a, b = (value.shape * max(x, 0.0) for x in (a, b))
            inside = gammainc(value.shape, b) - gammainc(value.shape, a)
            weighted = gammainc(value.shape + 1, b) - gammainc(value.shape + 1, a)
            mean, ends = centre, centre * np.array([a, b]) / value.shape
    return float(mean * weighted / inside) if inside > _MISSED else _nearest(centre, ends)


def _bounds(value: Any, dimension: str) -> tuple[float, float]:
    low = -np.inf if value.low is None else parse_quantity(value.low, dimension)
    high = np.inf if value.high is None else parse_quantity(value.high, dimension)
    return low, high


def _of_normal(mean: float, std: float, low: float, high: float) -> float:
    from scipy.special import ndtr  # not on the way to the first page

    if std == 0.0:
        return float(np.clip(mean, low, high))
    a, b = (low - mean) / std, (high - mean) / std
    inside = float(ndtr(b) - ndtr(a))
    if inside <= _MISSED:
        return _nearest(mean, np.array([low, high]))
    density = np.exp(-(np.array([a, b]) ** 2) / 2) / np.sqrt(2 * np.pi)
    return float(mean + std * (density[0] - density[1]) / inside)


def _nearest(centre: float, ends: Any) -> float:
    """Return the bound to which draws that all miss the window are clipped."""
    return float(np.clip(centre, min(ends), max(ends)))
