"""The engine: a network and its wiring in, spikes and traces out.

Three backends carry out the same plan:

- ``brian2_codegen``, the usual one. Brian2 turns the equations of a neuron
  model into C++ (`equations`, `codegen`); a program of our own (``native/``)
  loads them, delivers the spikes along synapse rows sorted once per wiring
  (`prepared_rows`) on one or more threads, and keeps the records. Loops are
  rewritten so that they vectorise (`fuse`). This is *not* Brian2's standalone mode.
- ``standalone``: Brian2's C++ standalone device, the whole network, rerun with
  new values as its ``run_args`` (`brian_plan`, `standalone`).
- ``numpy``: the same Brian2 network without a compiler (`numpy_run`).

Why not standalone for all: it compiles per network, so a population more or
another connection probability costs 10 to 60 s, and rebuilds every synapse at
each start; ours compiles per neuron model, once, ever, and maps the synapses from
a file. So nothing but a new model compiles, and Brian2 is not imported on the
way from a moved slider to new spikes. What keeps it honest: all three add in the
order of Brian2's synapses and draw the same random numbers, so they give the
same spikes, one by one, in the tests and on any network by `verify`.

Synapses that change (`plastic_model`, ``native/plastic_projection.hpp``) are the
one part whose code we wrote beside Brian2's: the same operations in the same
order, so that weights agree to the last bit as well.

Weights read with noise (``Synapses.read_sigma``, ``native/noisy_projection.hpp``) leave
the prepared rows; the noise depends on the projection, the synapse and the step only.

A run is a child process (`child`, `run`): it can be watched, cancelled and
killed without harm to the caller. Where many ask at once, `queue` lets in as many
as the machine carries.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.engine.compiler import compiler_available
    from sim.engine.limits import RunLimits
    from sim.engine.programs import prepare
    from sim.engine.queue import RunQueue, Ticket
    from sim.engine.run import Progress, Run
    from sim.engine.run_estimate import RunEstimate, check_size, estimate_cost
    from sim.engine.simulation import simulate, start
    from sim.engine.verification import Verification, verify
    from sim.engine.ways import Backend

# Loaded on first use, so that the worker process starts without the spec.
_HOMES = {
    "Backend": "ways", "Progress": "run", "Run": "run", "RunEstimate": "run_estimate",
    "RunLimits": "limits", "RunQueue": "queue", "Ticket": "queue", "check_size": "run_estimate", "compiler_available": "compiler",
    "estimate_cost": "run_estimate", "prepare": "programs", "simulate": "simulation",
    "start": "simulation", "Verification": "verification", "verify": "verification",
}  # fmt: skip

__all__ = [
    "Backend",
    "Progress",
    "Run",
    "RunEstimate",
    "RunLimits",
    "RunQueue",
    "Ticket",
    "Verification",
    "check_size",
    "compiler_available",
    "estimate_cost",
    "prepare",
    "simulate",
    "start",
    "verify",
]


def __getattr__(name: str) -> Any:
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
