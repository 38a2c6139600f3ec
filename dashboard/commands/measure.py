"""``npu-explorer measure``: what a network costs on this machine, as a file to compare with."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path

from sim.estimate import Estimate
from sim.units import format_si


def measure_here(name: str, out: Path | None, gpu: bool) -> str:
    """Measure, write the record, and return a summary.

    Raises
    ------
    SimError
        With ``gpu``: always, since this version measures processors only.
    """
    from sim.baselines.measure import measure_cpu, refuse_gpu_measurement, save_measurement
    from sim.engine import simulate
    from sim.network import load_network, realise

    if gpu:
        refuse_gpu_measurement()
    network = load_network(name)
    measured = measure_cpu(
        network, realise(network), simulate, command=shlex.join(["npu-explorer", *sys.argv[1:]])
    )
    path = save_measurement(measured, out)
    return "\n".join(
        [
            f"{network.title} on {measured.machine.cpu}",
            f"  time per biological second  {_span(measured.real_time_factor, 's')}",
            f"  time per synaptic event     {_span(measured.time_per_synaptic_event_s, 's')}",
            f"  energy                      {_span(measured.energy_j, 'J')}",
            *([f"  {measured.energy_missing}"] if measured.energy_missing else []),
            f"written to {path}",
        ]
    )


def _span(estimate: Estimate | None, unit: str) -> str:
    if estimate is None:
        return "unknown"
    low, high = format_si(estimate.low, unit), format_si(estimate.high, unit)
    return f"{format_si(estimate.nominal, unit)} ({low} to {high})"
