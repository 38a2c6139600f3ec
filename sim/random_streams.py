"""Independent random streams by name, all from the one seed of a network."""

from __future__ import annotations

import hashlib

import numpy as np


def stream(seed: int, name: str) -> np.random.Generator:
    """Return the generator for one purpose, such as ``weight/e_to_i``.

    Streams of different names are independent, and a stream does not depend
    on which others were used before it.
    """
    digest = hashlib.sha256(name.encode()).digest()
    key = tuple(int.from_bytes(digest[i : i + 4], "little") for i in range(0, 16, 4))
    return np.random.default_rng(np.random.SeedSequence(seed, spawn_key=key))
