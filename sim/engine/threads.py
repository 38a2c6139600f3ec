"""How many threads a run should have."""

from __future__ import annotations

import os
from pathlib import Path

from sim.engine.plan import NeuronsPlan, RunPlan
from sim.machine import processors

# Nanoseconds on one server core at 2.4 GHz: a neuron or source for a step, one drawn
# input, a synaptic event, one of a plastic synapse; and the rate that neurons are taken
# to fire at. [Hz]
_NEURON_NS, _DRIVE_NS, _EVENT_NS, _PLASTIC_NS, _RATE_HZ = 1.5, 4.0, 1.5, 50.0, 10.0

#: Integrating and delivering of one step must take this long for a second thread to pay. [ns]
_WORTH_NS = 4_000.0

#: Threads that do so much between two meetings do not mind a busy machine. [ns]
_LONG_NS = 100_000.0


def idle_processors() -> int:
    """Return how many processors nobody else is using now, at least one; all where unknown."""
    try:
        running = Path("/proc/loadavg").read_text(encoding="ascii").split()[3].partition("/")[0]
        return max(1, processors() - (int(running) - 1))  # this thread is one of them
    except (OSError, ValueError, IndexError):
        return processors()


def choose_threads(step_ns: float, asked: int | None = None) -> int:
    """Return the number of threads for a run.

    Parameters
    ----------
    step_ns : float
        Estimated work of one step on one thread. [ns]
    asked : int, optional
        What the user wants; else ``NPU_EXPLORER_THREADS``; else chosen here.
    """
    if asked is None:
        text = os.environ.get("NPU_EXPLORER_THREADS", "")
        asked = int(text) if text.isdigit() and int(text) > 0 else None
    if asked is not None:
        return max(1, asked)
    available = processors() if step_ns > _LONG_NS else idle_processors()
    return max(1, min(available, int(step_ns / _WORTH_NS)))


def estimate_step_ns(plan: RunPlan) -> float:
    """Return about how long one step takes on one thread. [ns]"""
    total = 0.0
    for population in plan.populations:
        drives = len(population.poisson) if isinstance(population, NeuronsPlan) else 0
        total += population.size * (_NEURON_NS + drives * _DRIVE_NS)
    for synapses, plastic in zip(plan.projections, plan.plastic, strict=True):
        event_ns = _EVENT_NS
        if plastic is not None:  # a learning synapse has events at both ends
            event_ns = _PLASTIC_NS * (2 if synapses.learns else 1)
        total += len(synapses) * _RATE_HZ * plan.dt_s * event_ns
    return total
