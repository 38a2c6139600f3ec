"""A run without a compiler: plain Brian2 with NumPy. Imported in the worker process only."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import numpy as np

from sim.engine.brian_network import BrianNetwork, build_network
from sim.engine.brian_plan import STRUCTURE, VALUES
from sim.engine.brian_records import (
    first_diverged,
    state_names,
    write_course,
    write_spikes,
    write_trace,
)


def run(folder: Path, most_stored: int) -> None:
    """Carry out the plan in a folder; leaves the same files as the compiled program."""
    from brian2 import prefs, set_device

    set_device("runtime")
    prefs.codegen.target = "numpy"
    structure = json.loads((folder / STRUCTURE).read_text(encoding="utf-8"))

    def ends(index: int) -> Any:
        return tuple(
            np.fromfile(folder / f"projection{index}.{end}", np.int32)
            for end in ("sources", "targets")
        )

    network = build_network(structure, ends, folder)
    _set_values(network, folder)
    network.run(_report)
    sizes = [p["size"] for p in structure["populations"]]
    spikes = [(np.asarray(m.t_), np.asarray(m.i_)) for m in network.spikes]
    write_spikes(folder, spikes, sizes, network.dt_s, most_stored)
    for i, monitor in network.traces.items():
        names = monitor.record_variables
        write_trace(folder, i, [np.asarray(getattr(monitor, f"{name}_")).T for name in names])
    for i, course in network.courses.items():
        (name,) = course.record_variables
        samples = np.asarray(getattr(course, f"{name}_")).T
        final = np.asarray(getattr(network.synapses[i], f"{name}_"))
        write_course(folder, i, samples, final)
    states = [
        [np.asarray(getattr(group, f"{name}_")) for name in state_names(p)]
        for group, p in zip(network.groups, structure["populations"], strict=True)
    ]
    _say(f"diverged {first_diverged(states)}")


def _set_values(network: BrianNetwork, folder: Path) -> None:
    variables = {group.name: dict(group.variables) for group in network.groups}
    for synapses in network.synapses.values():
        variables[synapses.name] = {**synapses.variables, **synapses.pre.variables}
    for key, text in json.loads((folder / VALUES).read_text(encoding="utf-8")).items():
        owner, _, name = key.partition(".")
        variable = variables[owner][name]
        if (folder / text).is_file():
            variable.get_value()[:] = np.fromfile(folder / text, np.float64)
        else:
            variable.set_value(np.array(text).astype(variable.dtype))


def _report(elapsed: Any, completed: float, start: Any, duration: Any) -> None:
    """Called by Brian2 at the start, ten times a second, and at the end."""
    if completed == 0.0:
        _say("started")
    elif completed < 1.0:
        _say(f"progress {completed:.6f}")
    else:
        _say(f"done {float(elapsed):.9f}")


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
