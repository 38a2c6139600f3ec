"""What a run will take of memory, disk and time, before it is started.

Memory follows from counts (`memory_estimate`). Time is counts times what one takes
on this machine (`speed`), at rates known from the last run of the network, from its
scale, or guessed (`expected_rates`); the last run's error corrects the next one. All of
it is for the backend ``brian2_codegen``: plain Brian2 keeps more per synapse, copies
it into its results, and is slower; its child process is held to the limits as it runs.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass, replace

from sim.activity import Activity
from sim.engine.cache import cache_root
from sim.engine.expected_rates import Rates, Source, expected_rates, remember
from sim.engine.limits import RunLimits
from sim.engine.memory_estimate import disk_bytes, memory_bytes
from sim.engine.run_load import RunLoad, expected_synapses, kinds_of, run_load
from sim.engine.speed import Speed, speed
from sim.engine.threads import choose_threads
from sim.errors import TooLarge
from sim.machine import free_memory, processors
from sim.network.scaled import scaled
from sim.network.spec import Network
from sim.units import format_si
from sim.wiring import Wiring

#: What a second and each further thread add, as they wait for each other at every step.
_SECOND_THREAD = 0.8

#: One synapse to be drawn, and to be sorted for the program, on one thread. [s]
_DRAWING_S, _SORTING_S = 60e-9, 40e-9


@dataclass(frozen=True)
class RunEstimate:
    """What a run will take.

    Parameters
    ----------
    memory_bytes : float
        Peak of this process and the simulation together, this network only.
    disk_bytes : float
        Files of the run while it lasts.
    wall_s : float
        Simulation alone, compiled backend. [s]
    wiring_s : float
        Drawing the synapses and sorting them, where they are not at hand. [s]
    n_neurons : int
        Sources included.
    n_synapses : float
        Expected number; exact when a wiring was given.
    rates_from : {"last run", "scale", "guess"}
        Where the rates that the time reckons with are from.
    measured : bool
        True when the speed of this machine was measured, not assumed.
    """

    memory_bytes: float
    disk_bytes: float
    wall_s: float
    wiring_s: float
    n_neurons: int
    n_synapses: float
    rates_from: Source
    measured: bool


def estimate_cost(
    network: Network, wiring: Wiring | None = None, *, limits: RunLimits | None = None
) -> RunEstimate:
    """Estimate a run from its network alone, or more exactly with its wiring.

    Nothing of the size of the network is allocated, and nothing is run.
    """
    return _Estimator(network, wiring, limits or RunLimits()).at(1.0)


def check_size(
    network: Network, wiring: Wiring | None = None, *, limits: RunLimits | None = None
) -> RunEstimate:
    """Refuse a run that would not fit this machine or its limits.

    Raises
    ------
    TooLarge
        With the numbers, and the largest size or duration that would fit.
    """
    limits = limits or RunLimits()
    estimator = _Estimator(network, wiring, limits)
    estimate = estimator.at(1.0)
    room = limits.memory()
    if estimate.memory_bytes > room:
        raise TooLarge(
            f"network {network.name!r} with {_size(estimate)} would need about "
            f"{format_si(estimate.memory_bytes, 'B')} of memory; {format_si(room, 'B')} may be used "
            f"({format_si(free_memory(), 'B')} is free). {estimator.largest(room)}"
        )
    disk = _free_disk()
    if estimate.disk_bytes > 0.9 * disk:
        raise TooLarge(
            f"network {network.name!r} with {_size(estimate)} would need about "
            f"{format_si(estimate.disk_bytes, 'B')} of disk under {cache_root()}; "
            f"{format_si(disk, 'B')} is free. Use fewer synapses, or set "
            "NPU_EXPLORER_CACHE_DIR to a folder on a larger disk"
        )
    # What others' runs of the same name have shown may be wrong here: it only ever allows.
    if estimate.wall_s > limits.wall_s < _unlearned_wall_s(network, wiring, limits):
        duration = network.duration * limits.wall_s / estimate.wall_s
        raise TooLarge(
            f"network {network.name!r} with {_size(estimate)} would run for about "
            f"{estimate.wall_s:.3g} s, the limit is {limits.wall_s:g} s. A duration of "
            f"{duration:.2g} s instead of {network.duration:g} s would fit"
        )
    return estimate


def _unlearned_wall_s(network: Network, wiring: Wiring | None, limits: RunLimits) -> float:
    rates = expected_rates(network, learned=False)
    return _Estimator(network, wiring, limits, rates).at(1.0).wall_s


def threads_of(network: Network, wiring: Wiring, limits: RunLimits) -> int:
    """Return the number of threads that a run should have."""
    found = speed()
    smaller = scaled(network)
    counted = expected_synapses(smaller, wiring)
    rates = expected_rates(network, found.measured)
    return _threads(run_load(smaller, kinds_of(network), counted, limits, rates), found, limits)


def learn(
    network: Network, wiring: Wiring, activity: Activity, limits: RunLimits, threads: int
) -> None:
    """Remember the rates and the time of a finished run for the estimates to come."""
    shown = Rates(activity.mean_rate_hz(), "last run")
    if network.name.startswith("speed_") or activity.engine.run_s <= 0:
        return
    smaller = scaled(network)
    counted = expected_synapses(smaller, wiring)
    load = run_load(smaller, kinds_of(network), counted, limits, shown)
    expected_s = _loop_s(load, speed(), threads)
    correction = activity.engine.run_s / max(expected_s, 1e-6)
    remember(network, shown.hz, correction, speed().measured, threads)


class _Estimator:
    def __init__(
        self,
        network: Network,
        wiring: Wiring | None,
        limits: RunLimits,
        rates: Rates | None = None,
    ) -> None:
        self._network, self._wiring, self._limits = network, wiring, limits
        self._kinds = kinds_of(network)
        self._counted: dict[str, float] | None = None
        self._speed = speed()
        self._rates = rates or expected_rates(network, self._speed.measured)

    def at(self, factor: float) -> RunEstimate:
        """Estimate the network with every population ``factor`` times as large."""
        network, rest = self._network, factor
        if network.scale is not None and factor != 1:
            part = max(network.scale.neurons * factor, 1e-6)
            scale = network.scale.model_copy(update={"neurons": part})
            network, rest = network.model_copy(update={"scale": scale}), 1.0
        smaller = scaled(network)
        load = run_load(
            smaller, self._kinds, self._synapses(smaller), self._limits, self._rates, rest
        )
        load = replace(load, noisy=self._noisy_part() * load.synapses)
        threads = _threads(load, self._speed, self._limits)
        return RunEstimate(
            memory_bytes(load, threads, processors()),
            disk_bytes(load, threads),
            _loop_s(load, self._speed, threads) * self._rates.correction_on(threads),
            load.synapses * (_DRAWING_S + _SORTING_S) / processors(),
            round(load.neurons),
            load.synapses,
            self._rates.source,
            self._speed.measured,
        )

    def _noisy_part(self) -> float:
        """Return the part of the synapses that are read with noise."""
        if self._wiring is None or not self._wiring.n_synapses:
            return 0.0
        noisy = sum(len(s) for s in self._wiring.projections if s.read_sigma is not None)
        return noisy / self._wiring.n_synapses

    def _synapses(self, smaller: Network) -> dict[str, float]:
        """Return the synapses of a network, counted once where only a factor changes."""
        if smaller.scale is None and self._network.scale is None:
            if self._counted is None:
                self._counted = expected_synapses(smaller, self._wiring)
            return self._counted
        same = smaller.n_neurons == self._network.n_neurons
        return expected_synapses(smaller, self._wiring if same else None)

    def largest(self, room_bytes: float) -> str:
        """Say what the largest network of the same proportions would be."""
        low, high = 0.0, 1.0
        for _ in range(40 if self._network.scale is None else 12):
            middle = (low + high) / 2
            fits = self.at(middle).memory_bytes <= room_bytes
            low, high = (middle, high) if fits else (low, middle)
        best = self.at(low)
        if low == 0 or best.n_neurons < len(self._network.populations):
            return "Not even its smallest version would fit; raise the limit or free memory"
        of_what = "of the same proportions"
        if self._network.scale is not None:
            of_what = f"is at a scale of {self._network.scale.neurons * low:.2g} and"
            return f"The largest that would fit {of_what} has about {_size(best)}"
        return f"The largest {of_what} that would fit has about {_size(best)}"


def _size(estimate: RunEstimate) -> str:
    return f"{estimate.n_neurons:,} neurons and {estimate.n_synapses:,.0f} synapses"


def _step_ns(load: RunLoad, speed: Speed) -> float:
    """Return the time of one step on one thread. [ns]"""
    neurons = sum(
        p.size * (speed.neuron_ns(p.kind.spec, p.kind.model) + p.kind.drives * speed.drive)
        for p in load.populations
    )
    events = load.events * speed.event_ns(8 * load.synapses) + load.stretches * speed.stretch
    events += sum(n * speed.plastic_ns(kind) for kind, n in load.plastic_events.items())
    return neurons + events / load.n_steps


def _threads(load: RunLoad, speed: Speed, limits: RunLimits) -> int:
    return choose_threads(_step_ns(load, speed), limits.threads)


def _loop_s(load: RunLoad, speed: Speed, threads: int) -> float:
    at_once = 1 + _SECOND_THREAD * (threads - 1)
    return 1e-9 * load.n_steps * (speed.step + _step_ns(load, speed) / at_once)


def _free_disk() -> int:
    folder = cache_root()
    while not folder.exists():
        folder = folder.parent
    return shutil.disk_usage(folder).free
