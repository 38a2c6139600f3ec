"""What analog cells make of integer weights: noise, stuck cells, drift.

A weight level is written in digits of ``cell_bits`` bits, the least first. Each
digit is the conductance of one cell, as a fraction of g_max; the sign chooses
the cell of a differential pair, the other one stays at zero:

    w = step (base - 1) sum_k base^k (g_plus[k] - g_minus[k])

The steps follow the published fits in the profile, in the order of a chip's
life: programming, stuck cells, drift or relaxation, read, and the converter on the
column that reads them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.hardware.sections import (
    CrossbarShape,
    Drift,
    Nonidealities,
    ProgrammingNoise,
    ReadNoise,
    Relaxation,
)
from sim.hardware.terms import count_of

Cells = NDArray[np.float64]

#: Smallest fraction of g_max in formulas with a logarithm or a negative power.
SMALLEST = 1e-7


@dataclass(frozen=True)
class Digits:
    """How a level is spread over cells."""

    base: int
    cells: int

    @classmethod
    def of(cls, shape: CrossbarShape) -> Digits:
        bits = int(shape.cell_bits.estimate().nominal)
        return cls(2**bits, int(shape.cells_per_weight.estimate().nominal))

    def split(self, levels: NDArray[np.floating]) -> Cells:
        """Return conductances over g_max, shape (2, cells, n): plus and minus of each pair."""
        magnitude = np.abs(levels).astype(np.int64)
        digits = np.stack([magnitude // self.base**k % self.base for k in range(self.cells)])
        g = digits / (self.base - 1)
        return np.stack([np.where(levels > 0, g, 0.0), np.where(levels < 0, g, 0.0)])

    def join(self, g: Cells) -> NDArray[np.float64]:
        """Return levels, no longer integer, from conductances over g_max."""
        weight = (self.base - 1) * float(self.base) ** np.arange(self.cells)
        return np.asarray(np.tensordot(weight, g[0] - g[1], axes=1))

    def join_spread(self, sigma: Cells) -> NDArray[np.float64]:
        """Return the standard deviation of levels from independent ones of their cells."""
        weight = (self.base - 1) * float(self.base) ** np.arange(self.cells)
        return np.asarray(np.sqrt(np.tensordot(weight**2, sigma[0] ** 2 + sigma[1] ** 2, axes=1)))


Step = Callable[[Cells, Cells, np.random.Generator], Cells]


def life_of_a_cell(device: Nonidealities, after_s: float) -> Iterator[tuple[str, Step]]:
    """Yield name and action of each step that the profile states.

    An action takes the intended and the present conductances, over g_max.

    Parameters
    ----------
    after_s : float
        Time from programming to use. [s]
    """
    g_max_us = device.g_max.estimate().nominal * 1e6
    if device.programming_noise is not None:
        fit = device.programming_noise
        yield "programming noise", lambda want, _, rng: program(want, fit, g_max_us, rng)
    at_max = device.stuck_at_g_max.estimate().nominal if device.stuck_at_g_max else 0.0
    at_zero = device.stuck_at_zero.estimate().nominal if device.stuck_at_zero else 0.0
    if at_max + at_zero > 0:
        yield "stuck cells", lambda _, now, rng: stick(now, at_max, at_zero, rng)
    if device.drift is not None and after_s > device.drift.t0_s:
        line = device.drift
        yield "drift", lambda want, now, rng: drift(want, now, line, after_s, rng)
    spreads = device.relaxation
    if isinstance(spreads, Relaxation) and after_s > spreads.t0_s:
        yield "drift", lambda want, now, rng: relax(want, now, device, after_s, rng)
    if device.read_noise is not None:
        flicker = device.read_noise
        yield "read noise", lambda want, now, rng: read(want, now, flicker, after_s, rng)


def converter(shape: CrossbarShape) -> tuple[tuple[str, Step], ...]:
    """Return the error of the converters on the columns, for a read of a single row.

    It is that of the intended conductance: noise that rounding would take away from one
    row stays, as it does where several rows share a read. Empty where the profile does
    not give both figures.
    """
    bits, rows = count_of(shape.adc_bits), count_of(shape.adc_rows)
    if bits is None or rows is None:
        return ()
    step = rows / (2.0 ** int(bits) - 1)
    return (("converter", lambda want, now, _: now + convert(want, step, rows) - want),)


def convert(g: Cells, step: float, full: float) -> Cells:
    """Return conductances over g_max in whole steps, up to the full scale."""
    return np.asarray((np.rint(g / step) * step).clip(max=full))


def relaxed_sigma(g: Cells, device: Nonidealities, after_s: float) -> Cells:
    """Return the spread, over g_max, that relaxation adds to that of programming.

    The variances add up to the published spread at that time.
    """
    fit, line = device.programming_noise, device.relaxation
    if fit is None or not isinstance(line, Relaxation) or after_s <= line.t0_s:
        return np.zeros_like(g)
    g_max_us = device.g_max.estimate().nominal * 1e6
    times = np.log([line.t0_s, *(spread.after_s for spread in line.spreads)])
    fits = [fit.coefficients_us, *(spread.coefficients_us for spread in line.spreads)]
    each = [np.polynomial.polynomial.polyval(g, np.array(c)).clip(min=0.0) for c in fits]
    place = float(np.interp(np.log(after_s), times, np.arange(len(times))))
    k = min(int(place), len(times) - 2)
    now = each[k] + (place - k) * (each[k + 1] - each[k])
    return np.asarray(np.sqrt((now**2 - each[0] ** 2).clip(min=0.0)) / g_max_us)


def relax(
    want: Cells, g: Cells, device: Nonidealities, after_s: float, rng: np.random.Generator
) -> Cells:
    """Return conductances that have spread since programming; never negative."""
    sigma = relaxed_sigma(want, device, after_s)
    return np.asarray((g + sigma * rng.standard_normal(g.shape)).clip(min=0.0))


def programming_sigma(g: Cells, fit: ProgrammingNoise, g_max_us: float) -> Cells:
    """Return the standard deviation of a programmed conductance, over g_max.

    sigma(g) = sum_k c_k g^k in microsiemens, g over g_max.
    """
    sigma_us = np.polynomial.polynomial.polyval(g, np.array(fit.coefficients_us))
    return np.asarray(sigma_us / g_max_us).clip(min=0.0)


def program(g: Cells, fit: ProgrammingNoise, g_max_us: float, rng: np.random.Generator) -> Cells:
    """Return conductances after programming; never negative."""
    noisy = g + programming_sigma(g, fit, g_max_us) * rng.standard_normal(g.shape)
    return np.asarray(noisy.clip(min=0.0))


def stick(g: Cells, at_max: float, at_zero: float, rng: np.random.Generator) -> Cells:
    """Return conductances with some cells stuck at g_max and some at zero."""
    draw = rng.random(g.shape)
    return np.where(draw < at_max, 1.0, np.where(draw > 1.0 - at_zero, 0.0, g))


def drift(want: Cells, g: Cells, line: Drift, after_s: float, rng: np.random.Generator) -> Cells:
    """Return conductances after a time: G (t / t0)^-nu, with nu drawn for each cell."""
    log_g = np.log(want.clip(min=SMALLEST))
    mean = (line.mean_slope * log_g + line.mean_offset).clip(*line.mean_range)
    spread = (line.spread_slope * log_g + line.spread_offset).clip(*line.spread_range)
    nu = np.abs(mean + spread * rng.standard_normal(g.shape))
    return np.asarray(g * (after_s / line.t0_s) ** -nu)


def read(want: Cells, g: Cells, fit: ReadNoise, after_s: float, rng: np.random.Generator) -> Cells:
    """Return one noisy read."""
    return np.asarray(g + reading_sigma(want, g, fit, after_s) * rng.standard_normal(g.shape))


def reading_sigma(want: Cells, g: Cells, fit: ReadNoise, after_s: float) -> Cells:
    """Return the spread of a read: sigma = G min(a g^-b, cap) sqrt(ln((t + t_r) / (2 t_r)))."""
    relative = np.minimum(fit.scale * want.clip(min=SMALLEST) ** -fit.exponent, fit.cap)
    growth = np.log((after_s + fit.t_read_s) / (2 * fit.t_read_s))
    return np.asarray(g * relative * np.sqrt(max(growth, 0.0)))
