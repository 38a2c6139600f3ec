"""Weights that NEST learns from given spikes; runs in a process of its own, as `nest_runs`."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Any

import numpy as np


@dataclass(frozen=True)
class Lesson:
    """Pairs of neurons whose spikes are given, and one plastic synapse in each. Times in steps.

    Parameters
    ----------
    arrivals, spikes : list of int array
        Presynaptic spikes as they reach the synapse, and postsynaptic ones, by pair; no
        two of a pair on the same step, and an arrival last.
    weights : float array
        At the start.
    synapse, neuron : dict
        NEST's parameters of the synapse and of the postsynaptic neuron.
    """

    dt_ms: float
    arrivals: list[Any]
    spikes: list[Any]
    weights: Any
    synapse: dict[str, Any]
    neuron: dict[str, float]


#: NEST takes a delay as dendritic: postsynaptic spikes reach the synapse this late. [steps]
_DELAY = 10
#: A parrot repeats a spike this many steps after its generator.
_PARROT = 10


def learn(lesson: Lesson) -> np.ndarray:
    """Return the weights after the last arrival."""
    os.environ["PYNEST_QUIET"] = "1"
    import nest

    nest.verbosity = nest.VerbosityLevel.ERROR
    nest.ResetKernel()
    nest.set(resolution=lesson.dt_ms, local_num_threads=1)
    n, dt = len(lesson.weights), lesson.dt_ms
    pre = nest.Create("parrot_neuron", n)
    post = nest.Create("parrot_neuron", n, params=lesson.neuron)
    for parrots, trains, shift in ((pre, lesson.arrivals, _DELAY), (post, lesson.spikes, 0)):
        for parrot, steps in zip(parrots, trains, strict=True):
            times = (np.asarray(steps) + shift) * dt
            generator = nest.Create("spike_generator", params={"spike_times": np.round(times, 6)})
            nest.Connect(generator, parrot, syn_spec={"delay": _PARROT * dt})
    for a, b, weight in zip(pre, post, lesson.weights, strict=True):
        spec = {**lesson.synapse, "weight": float(weight), "delay": _DELAY * dt, "receptor_type": 1}
        nest.Connect(a, b, syn_spec=spec)
    last = max(int(steps[-1]) for steps in lesson.arrivals)
    nest.Simulate((last + 100) * dt)
    found = nest.GetConnections(pre, synapse_model=lesson.synapse["synapse_model"])
    return np.array([weight for _, weight in sorted(zip(found.source, found.weight, strict=True))])
