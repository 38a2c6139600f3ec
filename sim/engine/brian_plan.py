"""A plan for plain Brian2: what decides its code, and what is set when it runs.

`structure_of` returns everything that is written into generated code;
`write_values` writes everything else, by the name Brian2 knows it under. The
C++ standalone program takes those names on its command line (Brian2's
``run_args``), the NumPy worker sets them one after the other.

========================================  ======================================
structure (another one compiles anew)     value (set at the start of a run)
========================================  ======================================
populations: order, size, model           parameters of neurons, initial state
number and kind of drives, sign of Poisson rates, weights, currents, their times
number of synapses, which signs occur     sources, targets, weights, delays
traced neurons                            rates and spikes of sources
rule of plasticity, recorded synapses     constants of the rule
which projections are read with noise     key and standard deviations of the noise
time step, number of steps                seed
========================================  ======================================
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.engine.counter_random import normal_table
from sim.engine.neuron_model import CURRENT_INTEGERS
from sim.engine.plan import (
    CurrentStep,
    ListedSourcePlan,
    NeuronsPlan,
    PoissonInput,
    PopulationPlan,
    RunPlan,
)
from sim.engine.plan_files import NORMAL_TABLE, write_array
from sim.engine.plastic_plan import PlasticPlan
from sim.wiring import Synapses

#: Read by the worker that builds the network.
STRUCTURE, VALUES = "structure.json", "values.json"

Structure = dict[str, Any]
Value = float | int | NDArray[np.float64]


def structure_of(plan: RunPlan) -> Structure:
    """Return what decides the generated code, as JSON.

    A projection without synapses is left out: Brian2 cannot make one.
    """
    number = {p.name: i for i, p in enumerate(plan.slices)}
    return {
        "dt_s": plan.dt_s,
        "n_steps": plan.n_steps,
        "populations": [_population(population) for population in plan.populations],
        "projections": [
            {
                "index": i,
                "source": number[s.source],
                "target": number[s.target],
                "synapses": len(s),
                "positive": bool((s.weights >= 0).any()),
                "negative": bool((s.weights < 0).any()),
                **_plasticity(plan.plastic[i]),
                **({"noisy": True} if s.read_sigma is not None else {}),
            }
            for i, s in enumerate(plan.projections)
            if len(s)
        ],
    }


def _plasticity(plan: PlasticPlan | None) -> Structure:
    if plan is None:
        return {}
    recorded = {"sampled": plan.sampled.tolist(), "every": plan.every}
    return {"plasticity": {"kind": plan.kind, **recorded}}


def _population(p: PopulationPlan) -> Structure:
    if isinstance(p, NeuronsPlan):
        return {
            "kind": "neurons",
            "size": p.size,
            "model": p.model.as_json(),
            "currents": ["range" if c.listed is None else "list" for c in p.currents],
            "drive_signs": [-1 if drive.weight < 0 else 1 for drive in p.poisson],
            "traced": p.traced.tolist(),
        }
    kind = "listed_source" if isinstance(p, ListedSourcePlan) else "poisson_source"
    return {"kind": kind, "size": p.size}


def write_values(plan: RunPlan, folder: Path) -> dict[str, str]:
    """Write arrays, and return the text of every value: a number or a file in the folder.

    Some files are not values but are read by the program itself: the synapses' ends, the
    tables of Poisson drives and of the normal distribution, the spikes of sources.
    """
    if any(s.read_sigma is not None for s in plan.projections):
        write_array(folder, NORMAL_TABLE, normal_table(), np.float64)
    texts = {}
    for i, population in enumerate(plan.populations):
        for name, value in _values(population, plan.n_steps).items():
            texts[f"population{i}.{name}"] = _text(value, folder, f"population{i}.{name}")
        if isinstance(population, NeuronsPlan):
            for k, drive in enumerate(population.poisson):
                write_array(folder, f"population{i}.table{k}", drive.thresholds, np.uint64)
        elif isinstance(population, ListedSourcePlan):
            write_array(folder, f"population{i}.neuron", population.neuron, np.int32)
            write_array(folder, f"population{i}.step", population.step, np.int32)
    for i, synapses in enumerate(plan.projections):
        if len(synapses):
            stem, plastic = f"projection{i}", plan.plastic[i]
            own = dict(_synapses(synapses, plastic, plan.dt_s, folder, stem))
            own |= _read_noise(synapses, plan.read_keys[i])
            for name, values in own.items():
                texts[f"projection{i:05d}.{name}"] = _text(values, folder, f"{stem}.{name}")
    (folder / VALUES).write_text(json.dumps(texts), encoding="utf-8")
    (folder / STRUCTURE).write_text(json.dumps(structure_of(plan)), encoding="utf-8")
    return texts


def _text(value: Value, folder: Path, name: str) -> str:
    if isinstance(value, np.ndarray):
        return write_array(folder, name, value, np.float64)
    return repr(value if isinstance(value, int) else float(value))


def _values(p: PopulationPlan, n_steps: int) -> dict[str, Value]:
    if isinstance(p, NeuronsPlan):
        values: dict[str, Value] = {**p.parameters, **p.initial}
        for k, current in enumerate(p.currents):
            values |= _current(k, current, p.size)
        for k, drive in enumerate(p.poisson):
            values |= _drive(k, drive)
        return values
    if isinstance(p, ListedSourcePlan):
        return {}
    return {
        "key": _signed(p.key),
        "threshold_bits": _signed(p.threshold),
        "start": min(p.start, n_steps),
        "stop": min(p.stop, n_steps),
    }


def _current(k: int, current: CurrentStep, size: int) -> dict[str, Value]:
    values: dict[str, Value] = {name: getattr(current, name) for name in CURRENT_INTEGERS}
    values["amplitude"] = current.amplitude
    if current.listed is not None:
        values["gets"] = current.mask(size).astype(np.float64)
    return {f"current{k}_{name}": value for name, value in values.items()}


def _drive(k: int, drive: PoissonInput) -> dict[str, Value]:
    return {
        f"drive{k}_key": _signed(drive.key),
        f"drive{k}_offset": drive.offset,
        f"drive{k}_weight": drive.weight,
    }


def _synapses(
    s: Synapses, plastic: PlasticPlan | None, dt_s: float, folder: Path, stem: str
) -> Iterator[tuple[str, Value]]:
    write_array(folder, f"{stem}.sources", s.sources(), np.int32)
    write_array(folder, f"{stem}.targets", s.targets, np.int32)
    yield "weight", s.weights.astype(np.float64) if plastic is None else plastic.weights
    yield "delay", s.delay_steps.astype(np.float64) * dt_s
    if plastic is not None:
        yield from plastic.parameters.items()
        yield from plastic.rule.states.items()


def _read_noise(s: Synapses, key: int) -> dict[str, Value]:
    if s.read_sigma is None:
        return {}
    return {
        "read_key": _signed(key),
        "read_sigma": s.read_sigma.astype(np.float64),
        "place": np.arange(len(s), dtype=np.float64),
    }


def _signed(bits: int) -> int:
    """Return the signed 64-bit integer with the same bits; Brian2 has no unsigned ones."""
    return bits - 2**64 if bits >= 2**63 else bits
