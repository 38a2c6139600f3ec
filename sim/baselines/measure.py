"""Measure this machine: how long, and where it can be read with what energy, a network runs.

The simulation is passed in as a function, so that this room knows no engine.
One run warms up (and compiles); the repeats after it are measured. Time is the
bare loop as the engine reports it. Energy is that of the processor packages
from request to result, with everything else that ran on them; the power just
before, with nothing of ours running, stands beside it.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sim.activity import Activity
from sim.baselines.measure_energy import POWERCAP, EnergyMeter, Zone, find_zones
from sim.baselines.measure_files import load_measurements, save_measurement
from sim.baselines.measure_machine import (
    find_gpu,
    load_average,
    require_gpu,
    this_machine,
)
from sim.baselines.measure_record import EnergyReading, Machine, Measurement
from sim.baselines.workload import workload
from sim.errors import EngineError, NotAvailable
from sim.provenance import fingerprint, versions
from sim.wiring import Wiring

__all__ = [
    "EnergyReading",
    "Machine",
    "Measurement",
    "find_gpu",
    "load_measurements",
    "measure_cpu",
    "require_gpu",
    "save_measurement",
]

IDLE_S = 2.0


def measure_cpu(
    network: Any,
    wiring: Wiring,
    simulate: Callable[[Any, Wiring], Activity],
    *,
    repeats: int = 3,
    command: str = "",
    progress: Callable[[int, int], object] | None = None,
    powercap: Path = POWERCAP,
    idle_s: float = IDLE_S,
) -> Measurement:
    """Run a network several times and report what it took.

    Parameters
    ----------
    network : Network
    wiring : Wiring
        Realised from it.
    simulate : callable (network, wiring) -> Activity
        Such as `sim.simulate`, with any options bound.
    repeats : int
        Measured runs, after one that is not; at least 1.
    command : str
        What the user typed, for the record.
    progress : callable (done, total), optional
        Called before each run; the warm-up counts as one.
    powercap : Path
        Where the energy counters are.
    idle_s : float
        How long idle power is read, where it can be read. [s]

    Raises
    ------
    EngineError
        If two runs gave different spikes, or a run did not say how long it took.
    SimError
        Whatever the simulation raises.
    """
    if repeats < 1:
        raise ValueError(f"repeats is {repeats}; need at least 1")
    zones, missing = _zones(powercap)
    load = load_average()
    idle_w = _idle_power(zones, idle_s) if zones else None
    tell = progress or (lambda done, total: None)
    tell(0, repeats + 1)
    warm_up = simulate(network, wiring)
    runs = []
    for i in range(repeats):
        tell(i + 1, repeats + 1)
        runs.append(_one_run(network, wiring, simulate, zones))
    _check(network, warm_up, [activity for activity, _, _ in runs])
    tell(repeats + 1, repeats + 1)
    energy = None
    if idle_w is not None:
        energy = EnergyReading(
            zones=tuple(zone.name for zone in zones),
            idle_power_w=idle_w,
            idle_window_s=idle_s,
            energy_j=tuple(joule for _, joule, _ in runs),
        )
    return _record(network, wiring, warm_up, runs, energy, missing, load, command)


def _zones(powercap: Path) -> tuple[tuple[Zone, ...], str]:
    try:
        return find_zones(powercap), ""
    except NotAvailable as error:
        return (), str(error)


def _idle_power(zones: tuple[Zone, ...], idle_s: float) -> float:
    started = time.perf_counter()
    with EnergyMeter(zones) as meter:
        time.sleep(idle_s)
        elapsed = time.perf_counter() - started
    return meter.joules() / elapsed


#: Activity, energy [J] and the time from request to result [s].
_Run = tuple[Activity, float, float]


def _one_run(
    network: Any,
    wiring: Wiring,
    simulate: Callable[[Any, Wiring], Activity],
    zones: tuple[Zone, ...],
) -> _Run:
    meter = EnergyMeter(zones) if zones else None
    started = time.perf_counter()
    with meter or nullcontext():
        activity = simulate(network, wiring)
        elapsed = time.perf_counter() - started
    return activity, meter.joules() if meter else 0.0, elapsed


def _check(network: Any, first: Activity, others: list[Activity]) -> None:
    for other in others:
        if not (other.spike_count == first.spike_count).all():
            raise EngineError(
                f"measuring {network.name!r}: two runs of the same seed gave {first.n_spikes:,} and "
                f"{other.n_spikes:,} spikes; a measurement needs the same work every time"
            )
        if other.engine.run_s <= 0:
            raise EngineError(
                f"measuring {network.name!r}: the backend {other.engine.backend!r} does not say "
                "how long its loop took"
            )


def _record(
    network: Any, wiring: Wiring, first: Activity, runs: list[_Run],
    energy: EnergyReading | None, missing: str, load: float | None, command: str,
) -> Measurement:  # fmt: skip
    work = workload(first, wiring)
    return Measurement(
        date=datetime.now(UTC).date().isoformat(),
        machine=this_machine(),
        network=network.name,
        network_fingerprint=fingerprint(network),
        seed=network.seed,
        n_neurons=work.n_neurons,
        n_synapses=work.n_synapses,
        duration_s=work.duration_s,
        dt_s=work.dt_s,
        spikes=work.spikes,
        synaptic_events=work.synaptic_events,
        backend=first.engine.backend,
        run_s=tuple(activity.engine.run_s for activity, _, _ in runs),
        total_s=tuple(seconds for _, _, seconds in runs),
        build_s=first.engine.build_s,
        energy=energy,
        energy_missing=missing,
        load_before=load,
        versions={**versions(), **first.engine.versions},
        command=command,
    )
