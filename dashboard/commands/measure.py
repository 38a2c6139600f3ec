"""``npu-explorer measure``: what a network costs on this machine, as a file to compare with."""

from __future__ import annotations

import shlex
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from sim.units import format_factor, format_si

if TYPE_CHECKING:
    from sim.baselines.measure import Measurement


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
    per_event = measured.time_per_synaptic_event_s
    return "\n".join(
        [
            f"{network.title} on {measured.machine.cpu}",
            f"  real-time factor          {format_factor(measured.real_time_factor)}",
            f"  time per synaptic event   {'no events' if per_event is None else format_si(per_event, 's')}",
            f"  energy                    {_energy(measured)}",
            f"written to {path}",
        ]
    )


def _energy(measured: Measurement) -> str:
    return (
        measured.energy_missing if measured.energy_j is None else format_si(measured.energy_j, "J")
    )
