"""Small networks and slow, plain counters for the tests of this folder."""

from __future__ import annotations

from collections import defaultdict

import numpy as np

from sim.activity import Activity
from sim.wiring import PopulationSlice, Synapses, Wiring


def network(edges, sizes=(("neurons", 3, False),), dt_s=1e-3, plastic=False):
    """Make a wiring from edges (pre, post, weight, delay) with global indices."""
    populations, start = [], 0
    for name, size, is_source in sizes:
        populations.append(PopulationSlice(name, start, start + size, is_source))
        start += size
    projections = []
    for source in populations:
        for target in populations:
            rows = sorted(
                (pre - source.start, post - target.start, weight, delay)
                for pre, post, weight, delay in edges
                if source.start <= pre < source.stop and target.start <= post < target.stop
            )
            if not rows:
                continue
            pre = np.array([r[0] for r in rows])
            counts = np.bincount(pre, minlength=source.size)
            projections.append(
                Synapses(
                    f"{source.name}_to_{target.name}",
                    source.name,
                    target.name,
                    np.concatenate(([0], np.cumsum(counts))).astype(np.int64),
                    np.array([r[1] for r in rows], dtype=np.int32),
                    np.array([r[2] for r in rows], dtype=np.float32),
                    np.array([r[3] for r in rows], dtype=np.int16),
                    plastic,
                )
            )
    return Wiring(tuple(populations), tuple(projections), dt_s)


def fired(wiring, spikes, n_ticks):
    """Make an activity from (tick, neuron) pairs."""
    spikes = sorted(spikes)
    return Activity(
        wiring.populations,
        n_ticks * wiring.dt_s,
        wiring.dt_s,
        np.array([s for s, _ in spikes], dtype=np.int32),
        np.array([n for _, n in spikes], dtype=np.int32),
        np.bincount([n for _, n in spikes], minlength=wiring.n_neurons).astype(np.int64),
    )


def random_network(seed, n=30, p=0.2, delays=(1, 2, 5), n_sources=4, dt_s=1e-3):
    """Make a random network of two populations and some sources."""
    rng = np.random.default_rng(seed)
    total = n + n_sources
    edges = [
        (pre, post, float(rng.normal()), int(rng.choice(delays)))
        for pre in range(total)
        for post in range(n)
        if rng.random() < p
    ]
    sizes = (("a", n // 2, False), ("b", n - n // 2, False), ("input", n_sources, True))
    return network(edges, sizes, dt_s)


def random_spikes(seed, wiring, n_ticks, rate=0.1):
    rng = np.random.default_rng(seed)
    hits = np.argwhere(rng.random((n_ticks, wiring.n_neurons)) < rate)
    return [(int(t), int(n)) for t, n in hits]


def edges_of(wiring):
    """Yield (pre, post, delay) of every synapse with global indices."""
    for synapses, source, target in wiring.blocks():
        for pre, post, delay in zip(
            synapses.sources(), synapses.targets, synapses.delay_steps, strict=True
        ):
            yield int(pre) + source.start, int(post) + target.start, int(delay)


def counted_slowly(wiring, spikes, core, n_ticks, axonal):
    """Count events one by one: totals, and synaptic operations by (tick, core)."""
    out = defaultdict(list)
    for pre, post, delay in edges_of(wiring):
        out[pre].append((post, delay))
    synops, active, messages_in = defaultdict(int), set(), 0
    for tick, neuron in spikes:
        messages_in += len({core[post] for post, _ in out[neuron]})
        for post, delay in out[neuron]:
            if tick + delay < n_ticks:
                active.add((tick + delay, post))
            when = tick + delay if axonal else tick
            if when < n_ticks:
                synops[when, core[post]] += 1
    return synops, active, messages_in


def copied(profile, **sections):
    """Return a profile with some fields of some sections replaced, without validation."""
    changed = {
        name: getattr(profile, name).model_copy(update=update) for name, update in sections.items()
    }
    return profile.model_copy(update=changed)
