"""The strongest synapses of a target, found range by range, are those of sorting all at once."""

from __future__ import annotations

import numpy as np
import pytest

from sim.hardware import prune
from sim.wiring import Synapses


def synapses(name: str, seed: int, n_sources: int, n_targets: int, degree: int) -> Synapses:
    rng = np.random.default_rng(seed)
    n = n_sources * degree
    return Synapses(
        name=name, source="a", target="b",
        offsets=np.arange(n_sources + 1, dtype=np.int64) * degree,
        targets=rng.integers(0, n_targets, n).astype(np.int32),
        weights=rng.integers(-5, 6, n).astype(np.float32),  # many equals
        delay_steps=np.ones(n, dtype=np.int16),
    )  # fmt: skip


@pytest.mark.parametrize("at_a_time", [1, 7, 100, 10_000])
def test_ranges_keep_the_strongest_and_the_earlier_of_equals(
    monkeypatch: pytest.MonkeyPatch, at_a_time: int
) -> None:
    monkeypatch.setattr(prune, "MOST_SORTED", at_a_time)
    onto = [synapses("p", 1, 20, 15, 6), synapses("q", 2, 9, 12, 10)]
    limit = 5
    keep = np.concatenate(prune._strongest(onto, limit))
    target = np.concatenate([s.targets for s in onto])
    size = np.abs(np.concatenate([s.weights for s in onto]))
    for neuron in range(15):
        mine = [int(k) for k in np.flatnonzero(target == neuron)]
        best = sorted(mine, key=lambda k: (-size[k], k))[:limit]
        assert set(np.flatnonzero(keep & (target == neuron))) == set(best)
