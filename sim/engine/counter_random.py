"""Random numbers that depend on a key and a counter only; as in ``native/random.hpp``."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.special import pdtr

from sim.random_streams import stream

_TOP = 2**64 - 1


def stream_key(seed: int, name: str) -> int:
    """Return the 64-bit key of a named random stream of a network."""
    return int(stream(seed, name).integers(0, 2**64, dtype=np.uint64))


def random_bits(key: int, counter: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return 64 random bits for each counter: the SplitMix64 stream of seed ``key``."""
    with np.errstate(over="ignore"):  # arithmetic modulo 2^64 is meant
        z = np.uint64(key) + np.uint64(0x9E3779B97F4A7C15) * (counter + np.uint64(1))
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    result: NDArray[np.uint64] = z ^ (z >> np.uint64(31))
    return result


def probability_threshold(probability: float) -> int:
    """Return the number that random bits stay below with a given probability."""
    return min(int(probability * 2.0**64), _TOP)


def poisson_thresholds(mean: float) -> tuple[int, NDArray[np.uint64]]:
    """Return (offset, thresholds) that turn random bits into a Poisson number.

    The number is ``offset`` plus the count of thresholds that are not above
    the bits. Tails below about 1e-16 are left out.
    """
    reach = 12 * mean**0.5 + 40
    offset = max(0, int(mean - reach))
    cumulative = pdtr(np.arange(offset, int(mean + reach) + 1), mean)
    thresholds = [probability_threshold(float(p)) for p in cumulative if p < 1.0]
    return offset, np.array(thresholds, dtype=np.uint64)
