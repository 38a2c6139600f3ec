"""Independent random streams by name, all from the one seed of a network."""

from __future__ import annotations

import zlib

import numpy as np


def stream(seed: int, name: str) -> np.random.Generator:
    """Return the generator for one purpose, such as ``weight/e_to_i``.

    Streams of different names are independent, and a stream does not depend
    on which others were used before it.
    """
    key = zlib.crc32(name.encode())
    return np.random.default_rng(np.random.SeedSequence(seed, spawn_key=(key,)))
