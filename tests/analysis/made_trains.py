"""Spike trains whose statistics are known beforehand."""

import numpy as np

from sim.activity import Activity


def poisson(rate_hz: float, n: int, duration_s: float, seed: int = 3) -> Activity:
    rng = np.random.default_rng(seed)
    steps = round(duration_s / 1e-4)
    neuron, step = np.nonzero(rng.random((n, steps)) < rate_hz * 1e-4)
    return Activity.from_spikes(neuron, step * 1e-4, n, duration_s)


def regular(period_s: float, n: int, duration_s: float, offset_s: float = 0.0) -> Activity:
    times = np.arange(offset_s, duration_s - 1e-9, period_s)
    return Activity.from_spikes(
        np.tile(np.arange(n), len(times)), np.repeat(times, n), n, duration_s
    )
