"""The whole network in plain Brian2: its groups, synapses and monitors.

One builder for Brian2's runtime (`numpy_run`) and its C++ standalone device
(`standalone_build`). No part of our own stands in the loop; that is what the
fast path (``native/``) is held against. Imported in the worker process only.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.engine.brian_functions import listed_fires, poisson_number, source_fires
from sim.engine.brian_synapses import make_synapses, receive, record_course
from sim.engine.codegen import make_group
from sim.engine.neuron_model import CURRENT_INTEGERS, DRIVE_CURRENT, NeuronModel

#: Source and target index of every synapse of a projection.
Ends = Callable[[int], tuple[NDArray[np.int32], NDArray[np.int32]]]

_REPORT_EVERY_S = 0.1


@dataclass(frozen=True)
class BrianNetwork:
    """The objects of one network, by population or projection index."""

    groups: list[Any]
    spikes: list[Any]
    traces: dict[int, Any]
    synapses: dict[int, Any]
    courses: dict[int, Any]
    dt_s: float
    n_steps: int

    def run(self, report: Any) -> None:
        """Run all steps; ``report`` is a function or, for standalone, the body of one in C++."""
        from brian2 import Network, second

        some = (self.traces, self.synapses, self.courses)
        objects = (*self.groups, *self.spikes, *(o for part in some for o in part.values()))
        Network(*objects).run(
            self.n_steps * self.dt_s * second,
            report=report,
            report_period=_REPORT_EVERY_S * second,
            namespace={},
        )


def build_network(structure: dict[str, Any], ends: Ends, folder: Path) -> BrianNetwork:
    """Make the objects; their values are set later.

    Parameters
    ----------
    structure : dict
        From `sim.engine.brian_plan.structure_of`.
    ends : callable
        Returns source and target indices of a projection.
    folder : Path
        Where NumPy finds the tables of drives and sources.
    """
    from brian2 import SpikeMonitor, StateMonitor, defaultclock, second

    defaultclock.dt = structure["dt_s"] * second
    populations = structure["populations"]
    groups = [_group(i, p, folder) for i, p in enumerate(populations)]
    traces = {}
    for i, p in enumerate(populations):
        if p.get("traced"):
            variables = [name for name, _ in p["model"]["traced"]]
            traces[i] = StateMonitor(groups[i], variables, p["traced"], name=f"trace{i}")
    synapses = {
        p["index"]: make_synapses(
            p, groups, NeuronModel.from_json(populations[p["target"]]["model"]), *ends(p["index"])
        )
        for p in structure["projections"]
    }
    return BrianNetwork(
        groups,
        [SpikeMonitor(group, name=f"spikes{i}") for i, group in enumerate(groups)],
        traces,
        synapses,
        {
            p["index"]: record_course(p, synapses[p["index"]], structure["dt_s"])
            for p in structure["projections"]
            if "plasticity" in p
        },
        structure["dt_s"],
        structure["n_steps"],
    )


def _group(i: int, p: dict[str, Any], folder: Path) -> Any:
    if p["kind"] == "neurons":
        return _neurons(i, p, folder)
    if p["kind"] == "poisson_source":
        return _source(
            i,
            p["size"],
            "t_in_timesteps >= start and t_in_timesteps < stop"
            " and fires(key, threshold_bits, t_in_timesteps, i, N) > 0",
            source_fires(),
            ("key", "threshold_bits", "start", "stop"),
        )
    function = listed_fires(f"listed{i}", folder, f"population{i}")
    return _source(i, p["size"], "fires(t_in_timesteps, i) > 0", function, ())


def _source(i: int, size: int, threshold: str, fires: Any, integers: tuple[str, ...]) -> Any:
    from brian2 import NeuronGroup

    return NeuronGroup(
        size,
        _integers(integers),
        threshold=threshold,
        reset="",
        name=f"population{i}",
        namespace={"fires": fires},
        dtype=dict.fromkeys(integers, np.int64),
    )


def _neurons(i: int, p: dict[str, Any], folder: Path) -> Any:
    """Return a group of a model, with the parameters and statements of its drives."""
    model = NeuronModel.from_json(p["model"])
    currents, drives = range(len(p["currents"])), range(len(p["drive_signs"]))
    integers = [f"current{k}_{w}" for k in currents for w in CURRENT_INTEGERS]
    integers += [f"drive{k}_{w}" for k in drives for w in ("key", "offset")]
    quantities = {f"current{k}_amplitude": "amp" for k in currents}
    quantities |= {f"drive{k}_weight": model.weight_unit for k in drives}
    lines = [f"{name} : {unit} (shared, constant)\n" for name, unit in quantities.items()]
    listed = [k for k in currents if p["currents"][k] == "list"]
    lines += [f"current{k}_gets : 1 (constant)\n" for k in listed]
    functions = {
        f"number{k}": poisson_number(f"number{i}_{k}", folder, f"population{i}.table{k}")
        for k in drives
    }
    group = make_group(
        model,
        p["size"],
        f"population{i}",
        extra_equations=_integers(integers) + "".join(lines),
        namespace=functions,
        dtype=dict.fromkeys(integers, np.int64),
    )
    _switch_currents(group, p["currents"])
    _add_poisson_input(group, model, p["drive_signs"])
    return group


def _switch_currents(group: Any, kinds: list[str]) -> None:
    """Set the sum of the currents that are on, at the start of every step."""
    terms = [
        f"current{k}_amplitude*int(t_in_timesteps >= current{k}_start and"
        f" t_in_timesteps < current{k}_stop and i >= current{k}_first and i <= current{k}_last)"
        + (f"*current{k}_gets" if kind == "list" else "")
        for k, kind in enumerate(kinds)
    ]
    if terms:
        group.run_regularly(f"{DRIVE_CURRENT} = {' + '.join(terms)}", when="start")


def _add_poisson_input(group: Any, model: NeuronModel, signs: list[int]) -> None:
    """Add input spikes before those of synapses, whose order is -1 in the same slot."""
    for k, sign in enumerate(signs):
        number = f"number{k}(drive{k}_key, drive{k}_offset, t_in_timesteps, i, N)"
        group.run_regularly(
            receive(model, sign, f"drive{k}_weight*{number}"),
            when="synapses",
            order=-2,
            name=f"{group.name}_drive{k:05d}",
        )


def _integers(names: Any) -> str:
    return "".join(f"{name} : integer (shared, constant)\n" for name in names)
