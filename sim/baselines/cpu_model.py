"""Time and energy of a clocked simulation on a node of processors.

A step costs a fixed synchronisation, one update per neuron and one addition per
synaptic and per drive event; the node draws one power throughout.
"""

from __future__ import annotations

from dataclasses import dataclass

from sim.baselines.profile import CpuBaseline
from sim.baselines.workload import Workload
from sim.estimate import Estimate, total


@dataclass(frozen=True)
class CpuTime:
    """Time of a whole run, by cause. [s]"""

    overhead_s: Estimate
    neurons_s: Estimate
    synapses_s: Estimate
    drive_s: Estimate

    @property
    def total_s(self) -> Estimate:
        """Time of the run. [s]"""
        return total((self.overhead_s, self.neurons_s, self.synapses_s, self.drive_s))


def cpu_time(cpu: CpuBaseline, load: Workload) -> CpuTime:
    """Return the time of a run on the node, by cause."""
    updates = float(load.n_neurons) * load.n_steps
    return CpuTime(
        cpu.step_overhead.estimate().scaled(load.n_steps),
        cpu.neuron_time.estimate().scaled(updates),
        cpu.event_time.estimate().scaled(load.synaptic_events),
        cpu.drive_time.estimate().scaled(load.drive_events),
    )
