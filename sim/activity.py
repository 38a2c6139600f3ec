"""What a run produced: spikes, traces, exact counts, and how it was run."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.wiring import PlasticityKind, PopulationSlice


@dataclass(frozen=True)
class Trace:
    """State variables of some neurons of one population over time.

    Parameters
    ----------
    neurons : int array, shape (n_recorded,)
        Indices within the population.
    time_s : float array, shape (n_samples,)
    values : mapping of str to float array, shape (n_recorded, n_samples)
        Variable name (``v``, ``i_exc``, ``g_exc``, ``u``, ``w``) to values in SI units.
    units : mapping of str to str
        Display unit of each variable, such as ``mV``.
    """

    neurons: NDArray[np.int32]
    time_s: NDArray[np.float64]
    values: Mapping[str, NDArray[np.float32]]
    units: Mapping[str, str]


@dataclass(frozen=True)
class WeightCourse:
    """How the synapses of a plastic projection changed during a run.

    Parameters
    ----------
    rule : str
        The `sim.wiring.PlasticityKind`.
    time_s : float array, shape (n_samples,)
        Evenly spaced from 0. [s]
    synapses : int64 array, shape (n_sampled,)
        Synapses whose course was kept, evenly spaced in the projection; all when they are few.
    values : float64 array, shape (n_sampled, n_samples)
        Their weights at the start of a time step; under ``short_term`` what the last
        spike transmitted. SI units of the target's input.
    final : float64 array, shape (n_synapses,)
        The same of every synapse at the end of the run.
    largest : float or None
        Bound of the weights (``w_max``); None where there is none.
    updates_pre, updates_post : int
        Synapses changed by presynaptic and by postsynaptic spikes, added up. Spikes
        still on their way at the end are included.
    """

    rule: PlasticityKind
    time_s: NDArray[np.float64]
    synapses: NDArray[np.int64]
    values: NDArray[np.float64]
    final: NDArray[np.float64]
    largest: float | None
    updates_pre: int
    updates_post: int

    @property
    def updates(self) -> int:
        """Changes of synapses in the run."""
        return self.updates_pre + self.updates_post


@dataclass(frozen=True)
class EngineReport:
    """How the spikes came about: backend, versions and timings.

    Parameters
    ----------
    backend : str
        ``brian2_codegen``, ``standalone``, ``numpy`` or ``imported``.
    versions : mapping of str to str
        Library name to version.
    build_s, run_s, total_s : float
        Time to generate and compile (0 on a cache hit), time of the bare
        simulation loop, and time from request to result. [s]
    cached : bool
        True when no compilation was needed.
    note : str
        Anything the user should know, such as "no C++ compiler found".
    """

    backend: str
    versions: Mapping[str, str] = field(default_factory=dict)
    build_s: float = 0.0
    run_s: float = 0.0
    total_s: float = 0.0
    cached: bool = False
    note: str = ""


@dataclass(frozen=True)
class Activity:
    """Spikes of every neuron, in time steps, with exact totals.

    Neuron indices are global: population ``p`` holds ``p.start <= i < p.stop``.

    Parameters
    ----------
    populations : tuple of PopulationSlice
    duration_s, dt_s : float
    spike_step : int32 array, shape (n_stored,)
        Time step of each stored spike, ascending. [dt]
    spike_neuron : int32 array, shape (n_stored,)
        Global index of the neuron that fired.
    spike_count : int64 array, shape (n_neurons,)
        Exact number of spikes of each neuron, also of spikes that were not stored.
    drive_events : mapping of str to float
        Expected number of external Poisson events that entered each population.
    traces : mapping of str to Trace
        By population name.
    engine : EngineReport
    courses : mapping of str to WeightCourse
        By name of the plastic projections.
    """

    populations: tuple[PopulationSlice, ...]
    duration_s: float
    dt_s: float
    spike_step: NDArray[np.int32]
    spike_neuron: NDArray[np.int32]
    spike_count: NDArray[np.int64]
    drive_events: Mapping[str, float] = field(default_factory=dict)
    traces: Mapping[str, Trace] = field(default_factory=dict)
    engine: EngineReport = field(default_factory=lambda: EngineReport("imported"))
    courses: Mapping[str, WeightCourse] = field(default_factory=dict)

    def __post_init__(self) -> None:
        n = self.populations[-1].stop if self.populations else 0
        if self.spike_count.shape != (n,):
            raise ValueError(f"spike_count has shape {self.spike_count.shape}, need ({n},)")
        if self.spike_step.shape != self.spike_neuron.shape:
            raise ValueError("spike_step and spike_neuron differ in length")
        if len(self.spike_step) and (np.diff(self.spike_step) < 0).any():
            raise ValueError("spike_step must ascend")
        if (
            len(self.spike_neuron)
            and not 0 <= self.spike_neuron.min() <= self.spike_neuron.max() < n
        ):
            raise ValueError(f"spike_neuron outside 0..{n - 1}")

    @classmethod
    def from_spikes(
        cls,
        neuron: Any,
        time_s: Any,
        n_neurons: int,
        duration_s: float,
        dt_s: float = 1e-4,
        populations: tuple[PopulationSlice, ...] | None = None,
    ) -> Activity:
        """Make an activity from spike times recorded elsewhere.

        Parameters
        ----------
        neuron : array_like of int, shape (k,)
        time_s : array_like of float, shape (k,)
            Any order; spikes outside ``[0, duration_s)`` are an error.
        """
        neuron = np.asarray(neuron, dtype=np.int32)
        step = np.rint(np.asarray(time_s, dtype=float) / dt_s).astype(np.int32)
        if len(step) and not (step.min() >= 0 and step.max() < round(duration_s / dt_s)):
            raise ValueError(f"spike times must lie in [0, {duration_s} s)")
        order = np.argsort(step, kind="stable")
        return cls(
            populations or (PopulationSlice("neurons", 0, n_neurons),),
            duration_s,
            dt_s,
            step[order],
            neuron[order],
            np.bincount(neuron, minlength=n_neurons).astype(np.int64),
        )

    @property
    def n_neurons(self) -> int:
        return len(self.spike_count)

    @property
    def n_steps(self) -> int:
        return round(self.duration_s / self.dt_s)

    @property
    def n_spikes(self) -> int:
        """Exact number of spikes, stored or not."""
        return int(self.spike_count.sum())

    @property
    def complete(self) -> bool:
        """True when every spike was stored."""
        return len(self.spike_step) == self.n_spikes

    @property
    def spike_time_s(self) -> NDArray[np.float64]:
        """Times of the stored spikes. [s]"""
        return self.spike_step.astype(np.float64) * self.dt_s

    def population(self, name: str) -> PopulationSlice:
        for population in self.populations:
            if population.name == name:
                return population
        raise KeyError(name)

    def spikes_per_population(self) -> dict[str, int]:
        """Return exact spike totals by population name."""
        return {p.name: int(self.spike_count[p.start : p.stop].sum()) for p in self.populations}

    def mean_rate_hz(self) -> dict[str, float]:
        """Return the mean firing rate by population name. [Hz]"""
        counts = self.spikes_per_population()
        return {p.name: counts[p.name] / (p.size * self.duration_s) for p in self.populations}
