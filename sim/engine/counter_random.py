"""Random numbers that depend on a key and a counter only; as in ``native/random.hpp``."""

from __future__ import annotations

import functools

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtri, pdtr

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


#: Halvings of the tail probability in the table of the normal distribution, and parts of each.
_OCTAVES, _PARTS = 53, 64


@functools.cache
def normal_table() -> NDArray[np.float64]:
    """Return sizes of normal numbers by the probability of a larger size.

    Octave ``e`` has 65 values, for the probabilities ``2^-(e+1) (1 + k / 64)``. Between
    them a straight line is off by less than 2e-5.

    Returns
    -------
    float64 array, shape (53 * 65,)
    """
    octave, part = np.arange(_OCTAVES)[:, None], np.arange(_PARTS + 1)[None, :]
    larger = np.ldexp(1 + part / _PARTS, -(octave + 1))
    table: NDArray[np.float64] = np.abs(ndtri(larger / 2)).ravel()
    return table


def standard_normal(bits: NDArray[np.uint64]) -> NDArray[np.float64]:
    """Return a standard normal number for each 64 random bits.

    Sums, products and powers of two only, so that ``NormalTable`` in
    ``native/random.hpp`` gives the same numbers to the last bit.
    """
    table = normal_table()
    larger = ((bits >> np.uint64(12)).astype(np.float64) + 0.5) * 2.0**-52
    mantissa, exponent = np.frexp(larger)
    place = (mantissa - 0.5) * (2 * _PARTS)
    part = place.astype(np.int64)
    at = part - exponent.astype(np.int64) * (_PARTS + 1)
    low = table[at]
    size = low + (place - part) * (table[at + 1] - low)
    result: NDArray[np.float64] = np.where(bits & np.uint64(1), -size, size)
    return result
