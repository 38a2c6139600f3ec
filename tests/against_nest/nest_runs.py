"""Networks run in NEST, by a process of their own: NEST's kernel is one per process.

Everything comes in and goes out as plain numbers and arrays, times in steps and
quantities in NEST's units (ms, mV, pA, nS, pF). Neurons are numbered from 0.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


@dataclass(frozen=True)
class Cells:
    """Neurons of one model: parameters that are arrays differ from neuron to neuron."""

    model: str
    size: int
    parameters: dict[str, Any]


@dataclass(frozen=True)
class Trains:
    """Generators that replay spikes: sorted steps, and how many spikes at each, by generator."""

    steps: list[Array]
    multiplicities: list[Array] | None = None


@dataclass(frozen=True)
class Noise:
    """Poisson generators of NEST's own, one for all; every target gets another train. [Hz]"""

    rate_hz: float


@dataclass(frozen=True)
class Currents:
    """A current that takes the given amplitudes from the given steps on. [pA]"""

    steps: list[int]
    amplitudes: list[float]


@dataclass(frozen=True)
class Links:
    """Connections between numbered nodes, one by one. Delays in steps."""

    pre: Array
    post: Array
    weight: Array
    delay_steps: Array
    synapse: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Job:
    """One run. Nodes are numbered through ``nodes`` in order."""

    dt_ms: float
    n_steps: int
    nodes: tuple[Cells | Trains | Noise | Currents, ...]
    links: tuple[Links, ...]
    traced: dict[int, tuple[str, ...]] = field(default_factory=dict)
    seed: int = 1
    threads: int = 1


@dataclass(frozen=True)
class Outcome:
    """Spikes by NEST's time stamp in steps; traces at stamps 1 to n_steps - 1, by node and variable."""

    stamp: Array
    node: Array
    traces: dict[tuple[int, str], Array]
    build_s: float
    simulate_s: float


def run_in_nest(job: Job) -> Outcome:
    """Build and simulate; to be called in a process of its own."""
    import time

    os.environ["PYNEST_QUIET"] = "1"
    import nest

    nest.verbosity = nest.VerbosityLevel.ERROR
    started = time.perf_counter()
    nest.ResetKernel()
    nest.set(resolution=job.dt_ms, local_num_threads=job.threads, rng_seed=job.seed)
    groups = [_create(nest, node, job.dt_ms) for node in job.nodes]
    recorder = nest.Create("spike_recorder")
    for node, group in zip(job.nodes, groups, strict=True):
        if isinstance(node, Cells):
            nest.Connect(group, recorder)
    for links in job.links:
        _connect(nest, links, job.dt_ms)
    meters = {
        index: _meter(nest, index, variables, job.dt_ms) for index, variables in job.traced.items()
    }
    built = time.perf_counter()
    # A multimeter hands on its last samples in the next communication.
    nest.Simulate((job.n_steps + (100 if job.traced else 0)) * job.dt_ms)
    ended = time.perf_counter()
    events = recorder.events
    traces = {
        (index, variable): np.asarray(meter.events[variable])[: job.n_steps - 1]
        for index, meter in meters.items()
        for variable in job.traced[index]
    }
    stamp = np.rint(np.asarray(events["times"]) / job.dt_ms).astype(np.int64)
    node = np.asarray(events["senders"], dtype=np.int64) - 1
    order = np.lexsort((node, stamp))
    return Outcome(stamp[order], node[order], traces, built - started, ended - built)


def _create(nest: Any, node: Any, dt_ms: float) -> Any:
    if isinstance(node, Cells):
        group = nest.Create(node.model, node.size)
        for name, value in node.parameters.items():
            group.set({name: value.tolist() if isinstance(value, np.ndarray) else value})
        return group
    if isinstance(node, Trains):
        group = nest.Create("spike_generator", len(node.steps))
        for i, steps in enumerate(node.steps):
            values = {"spike_times": np.asarray(steps) * dt_ms}
            if node.multiplicities is not None:
                values["spike_multiplicities"] = np.asarray(node.multiplicities[i], dtype=int)
            group[i].set(values)
        return group
    if isinstance(node, Noise):
        return nest.Create("poisson_generator", params={"rate": node.rate_hz})
    times = [step * dt_ms for step in node.steps]
    return nest.Create(
        "step_current_generator",
        params={"amplitude_times": times, "amplitude_values": node.amplitudes},
    )


def _connect(nest: Any, links: Links, dt_ms: float) -> None:
    n = len(links.pre)
    nest.Connect(
        np.asarray(links.pre, dtype=int) + 1,
        np.asarray(links.post, dtype=int) + 1,
        "one_to_one",
        {
            "synapse_model": "static_synapse",
            "weight": np.broadcast_to(np.asarray(links.weight, dtype=float), (n,)).copy(),
            "delay": np.broadcast_to(np.asarray(links.delay_steps) * dt_ms, (n,)).copy(),
            **links.synapse,
        },
    )


def _meter(nest: Any, index: int, variables: tuple[str, ...], dt_ms: float) -> Any:
    meter = nest.Create("multimeter", params={"interval": dt_ms, "record_from": list(variables)})
    nest.Connect(meter, nest.NodeCollection([index + 1]))
    return meter
