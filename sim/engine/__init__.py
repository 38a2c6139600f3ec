"""The engine: a network and its wiring in, spikes and traces out.

Brian2 turns the equations of a neuron model into C++ (`equations`, `codegen`);
that happens once per model, ever: the result is kept on disk (`cache`) and
serves every population size, parameter value, wiring, drive, time step,
duration and seed. A small program of our own (``native/``) loads the models,
delivers the spikes along our compressed synapse rows and keeps the records.
So nothing but a new neuron model compiles, Brian2 is not even imported on the
way from a moved slider to new spikes, and synapses are mapped from a file
instead of being rebuilt. Without a compiler, Brian2 itself runs the same plan
with NumPy (`numpy_network`). Both backends add in the order of Brian2's own
synapses and draw the same random numbers, so both give the same spikes.

A run is a child process (`child`, `run`): it can be watched, cancelled and
killed without harm to the caller.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.engine.compiler import compiler_available
    from sim.engine.limits import RunLimits
    from sim.engine.programs import prepare
    from sim.engine.run import Backend, Progress, Run
    from sim.engine.run_estimate import RunEstimate, check_size, estimate_cost
    from sim.engine.simulation import simulate, start

# Loaded on first use, so that the worker process starts without the spec.
_HOMES = {
    "Backend": "run", "Progress": "run", "Run": "run", "RunEstimate": "run_estimate",
    "RunLimits": "limits", "check_size": "run_estimate", "compiler_available": "compiler",
    "estimate_cost": "run_estimate", "prepare": "programs", "simulate": "simulation",
    "start": "simulation",
}  # fmt: skip

__all__ = [
    "Backend",
    "Progress",
    "Run",
    "RunEstimate",
    "RunLimits",
    "check_size",
    "compiler_available",
    "estimate_cost",
    "prepare",
    "simulate",
    "start",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
