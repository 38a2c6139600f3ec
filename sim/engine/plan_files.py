"""A plan on disk: ``plan.txt``, ``plan.json`` and raw arrays, all in one folder.

``plan.txt`` is for the compiled program (``native/network.hpp`` reads it): one
line each, numbers in hexadecimal so that every bit arrives. A detail belongs
to the population whose line came last::

    clock DT N_STEPS
    spikes MOST_STORED
    model LIBRARY                          index 0, 1, ... in this order
    neurons SIZE MODEL
    poisson_source SIZE KEY THRESHOLD START STOP
    listed_source SIZE STEM                STEM.neuron, STEM.step: int32
    parameter NAME VALUE
    initial NAME FILE                      float64
    receptors EXCITATORY INHIBITORY SIGN
    delta_receptor NAME
    current NAME FIRST LAST START STOP AMPERE
    poisson_drive KEY OFFSET FILE WEIGHT   uint64 thresholds
    trace STEM N_VARIABLES NAME...         STEM.neurons: int32; writes STEM.values: float32
    projection SOURCE TARGET STEM          STEM.offsets int64, .targets int32,
                                           .weights float32, .delays int16

``plan.json`` adds the model texts for the NumPy worker. Arrays are little-endian.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.engine.neuron_model import DRIVE_CURRENT
from sim.engine.plan import ListedSourcePlan, NeuronsPlan, PoissonSourcePlan, RunPlan


def trace_stem(index: int) -> str:
    """Return the stem of the trace files of a population."""
    return f"trace{index}"


def write_array(folder: Path, name: str, values: NDArray[Any], dtype: type) -> str:
    """Write an array as raw little-endian numbers and return its name."""
    np.ascontiguousarray(values, dtype=np.dtype(dtype).newbyteorder("<")).tofile(folder / name)
    return name


def write_plan(plan: RunPlan, folder: Path, libraries: Mapping[str, Path]) -> None:
    """Write a plan into a folder.

    Parameters
    ----------
    libraries : mapping of str to Path
        Compiled library by model name; empty for the NumPy worker.
    """
    writer = _Writer(folder)
    writer.line("clock", plan.dt_s, plan.n_steps)
    writer.line("spikes", plan.stored_spikes)
    index = {model.name: i for i, model in enumerate(plan.models)}
    for model in plan.models:
        writer.line("model", str(libraries.get(model.name, "-")))
    for i, population in enumerate(plan.populations):
        if isinstance(population, NeuronsPlan):
            writer.neurons(i, population, index[population.model.name])
        elif isinstance(population, PoissonSourcePlan):
            p = population
            writer.line("poisson_source", p.size, p.key, p.threshold, p.start, p.stop)
        else:
            writer.listed_source(i, population)
    number = {p.name: i for i, p in enumerate(plan.slices)}
    for i, s in enumerate(plan.projections):
        stem = f"synapses{i}"
        writer.array(f"{stem}.offsets", s.offsets, np.int64)
        writer.array(f"{stem}.targets", s.targets, np.int32)
        writer.array(f"{stem}.weights", s.weights, np.float32)
        writer.array(f"{stem}.delays", s.delay_steps, np.int16)
        writer.line("projection", number[s.source], number[s.target], stem)
    (folder / "plan.txt").write_text("\n".join(writer.lines) + "\n", encoding="utf-8")
    models = {"models": [model.as_json() for model in plan.models]}
    (folder / "plan.json").write_text(json.dumps(models), encoding="utf-8")


class _Writer:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.lines: list[str] = []

    def line(self, *words: str | float) -> None:
        self.lines.append(" ".join(_word(word) for word in words))

    def array(self, name: str, values: NDArray[Any], dtype: type) -> str:
        return write_array(self.folder, name, values, dtype)

    def listed_source(self, i: int, source: ListedSourcePlan) -> None:
        stem = f"source{i}"
        self.array(f"{stem}.neuron", source.neuron, np.int32)
        self.array(f"{stem}.step", source.step, np.int32)
        self.line("listed_source", source.size, stem)

    def neurons(self, i: int, p: NeuronsPlan, model_index: int) -> None:
        self.line("neurons", p.size, model_index)
        for name, value in p.parameters.items():
            self.line("parameter", name, value)
        for name, values in p.initial.items():
            self.line("initial", name, self.array(f"initial{i}.{name}", values, np.float64))
        m = p.model
        if m.delta:
            self.line("delta_receptor", m.excitatory)
        else:
            self.line("receptors", m.excitatory, m.inhibitory, m.inhibitory_sign)
        for c in p.currents:
            self.line("current", DRIVE_CURRENT, c.first, c.last, c.start, c.stop, c.amplitude)
        for k, drive in enumerate(p.poisson):
            file = self.array(f"drive{i}.{k}", drive.thresholds, np.uint64)
            self.line("poisson_drive", drive.key, drive.offset, file, drive.weight)
        if len(p.traced):
            names: Sequence[str] = [name for name, _ in m.traced]
            self.array(f"{trace_stem(i)}.neurons", p.traced, np.int32)
            self.line("trace", trace_stem(i), len(names), *names)


def _word(word: str | float) -> str:
    return word.hex() if isinstance(word, float) else str(word)
