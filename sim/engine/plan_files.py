"""A plan on disk, for the compiled program: ``plan.txt`` and raw arrays, all in one folder.

``native/plan_reader.hpp`` reads it: one line each, numbers in hexadecimal so that
every bit arrives. A detail belongs to the population whose line came last::

    clock DT N_STEPS
    threads N
    spikes MOST_STORED
    inputs PLACES                          see native/receptors.hpp
    model LIBRARY                          index 0, 1, ... in this order
    neurons SIZE MODEL FIRST_INPUT
    poisson_source SIZE KEY THRESHOLD START STOP
    listed_source SIZE STEM                STEM.neuron, STEM.step: int32
    receptors EXCITATORY INHIBITORY SIGN
    delta_receptor NAME
    state NAME                             a variable that must stay a number
    parameter NAME VALUE
    initial NAME FILE                      float64
    current NAME FIRST LAST START STOP AMPERE
    poisson_drive KEY OFFSET FILE WEIGHT   uint64 thresholds
    trace STEM N_VARIABLES NAME...         STEM.neurons: int32; writes STEM.values: float32
    wiring STEM                            prepared rows, see native/rows.hpp
    rows SOURCE FIRST_ROW SHORTEST_DELAY LONGEST_DELAY MASKED
    plastic RULE SOURCE TARGET STEM COURSE EVERY CONSTANT...
                                           STEM.offsets int64, .targets int32, .delays int16,
                                           .weights float64, .sampled int64; writes
                                           COURSE.samples and COURSE.final: float64
    noisy SOURCE TARGET STEM TABLE KEY     STEM.offsets int64, .targets int32, .delays int16,
                                           .weights and .sigma float32; TABLE: float64

Arrays are little-endian.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.engine.counter_random import normal_table
from sim.engine.neuron_model import DRIVE_CURRENT
from sim.engine.plan import ListedSourcePlan, NeuronsPlan, PoissonSourcePlan, RunPlan
from sim.engine.plastic_model import course_stem
from sim.engine.plastic_plan import PlasticPlan
from sim.engine.prepared_rows import Landing, PreparedRows
from sim.wiring import Synapses

#: Table of the normal distribution in the folder of a run with read noise.
NORMAL_TABLE = "normal.table"


def trace_stem(index: int) -> str:
    """Return the stem of the trace files of a population."""
    return f"trace{index}"


def write_array(folder: Path, name: str, values: NDArray[Any], dtype: type) -> str:
    """Write an array as raw little-endian numbers and return its name."""
    np.ascontiguousarray(values, dtype=np.dtype(dtype).newbyteorder("<")).tofile(folder / name)
    return name


def input_places(plan: RunPlan) -> tuple[dict[str, Landing], int]:
    """Return where the weights onto every integrated population land, and the places in all.

    Every population starts at a cache line.
    """
    starts, places = {}, 0
    for p in plan.populations:
        if isinstance(p, NeuronsPlan):
            starts[p.name] = places
            places += -(-p.size // 8) * 8
    return {
        p.name: Landing(
            size=p.size,
            positive=starts[p.name],
            negative=starts[p.name] + (0 if p.model.one_receptor else places),
            flip=p.model.inhibitory_sign < 0,
            masked=p.model.delta and bool(p.model.refractory),
        )
        for p in plan.populations
        if isinstance(p, NeuronsPlan)
    }, places


def write_plan(
    plan: RunPlan,
    folder: Path,
    libraries: Mapping[str, Path],
    rows: PreparedRows | None = None,
    threads: int = 1,
) -> None:
    """Write a plan into a folder.

    Parameters
    ----------
    libraries : mapping of str to Path
        Compiled library by model name.
    rows : PreparedRows, optional
        The synapses, prepared for this number of threads; None without projections.
    """
    landings, places = input_places(plan)
    writer = _Writer(folder)
    writer.line("clock", plan.dt_s, plan.n_steps)
    writer.line("threads", threads)
    writer.line("spikes", plan.stored_spikes)
    writer.line("inputs", places)
    index = {model.name: i for i, model in enumerate(plan.models)}
    for model in plan.models:
        writer.line("model", str(libraries[model.name]))
    for i, population in enumerate(plan.populations):
        if isinstance(population, NeuronsPlan):
            first = landings[population.name].positive
            writer.neurons(i, population, index[population.model.name], first)
        elif isinstance(population, PoissonSourcePlan):
            p = population
            writer.line("poisson_source", p.size, p.key, p.threshold, p.start, p.stop)
        else:
            writer.listed_source(i, population)
    if rows is not None:
        writer.rows(rows, plan)
    (folder / "plan.txt").write_text("\n".join(writer.lines) + "\n", encoding="utf-8")


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

    def rows(self, rows: PreparedRows, plan: RunPlan) -> None:
        self.line("wiring", rows.link(self.folder))
        number = {p.name: i for i, p in enumerate(plan.slices)}
        for g in rows.groups:
            i = g.projections[0]  # a plastic or noisy one is alone in its group
            synapses, plastic = plan.projections[i], plan.plastic[i]
            if plastic is not None:
                self.plastic(i, synapses, plastic, number)
                continue
            if synapses.read_sigma is not None:
                self.noisy(i, synapses, plan.read_keys[i], number)
                continue
            delays = (g.shortest_delay, g.longest_delay)
            self.line("rows", number[g.source], g.first_row, *delays, int(g.masked))

    def plastic(self, i: int, s: Synapses, p: PlasticPlan, number: Mapping[str, int]) -> None:
        if not len(s):
            return
        stem = self.synapses(f"plastic{i}", s)
        self.array(f"{stem}.weights", p.weights, np.float64)
        self.array(f"{stem}.sampled", p.sampled, np.int64)
        ends = (number[s.source], number[s.target])
        constants = p.parameters.values()
        self.line("plastic", p.kind, *ends, stem, course_stem(i), p.every, *constants)

    def noisy(self, i: int, s: Synapses, key: int, number: Mapping[str, int]) -> None:
        if s.read_sigma is None or not len(s):
            return
        stem = self.synapses(f"noisy{i}", s)
        self.array(f"{stem}.weights", s.weights, np.float32)
        self.array(f"{stem}.sigma", s.read_sigma, np.float32)
        table = self.array(NORMAL_TABLE, normal_table(), np.float64)
        self.line("noisy", number[s.source], number[s.target], stem, table, key)

    def synapses(self, stem: str, s: Synapses) -> str:
        self.array(f"{stem}.offsets", s.offsets, np.int64)
        self.array(f"{stem}.targets", s.targets, np.int32)
        self.array(f"{stem}.delays", s.delay_steps, np.int16)
        return stem

    def neurons(self, i: int, p: NeuronsPlan, model_index: int, first_input: int) -> None:
        self.line("neurons", p.size, model_index, first_input)
        m = p.model
        if m.delta:
            self.line("delta_receptor", m.excitatory)
        else:
            self.line("receptors", m.excitatory, m.inhibitory, m.inhibitory_sign)
        for name, _ in m.traced:
            self.line("state", name)
        for name, value in p.parameters.items():
            self.line("parameter", name, value)
        for name, values in p.initial.items():
            self.line("initial", name, self.array(f"initial{i}.{name}", values, np.float64))
        for c in p.currents:
            for first, last in c.stretches():
                self.line("current", DRIVE_CURRENT, first, last, c.start, c.stop, c.amplitude)
        for k, drive in enumerate(p.poisson):
            file = self.array(f"drive{i}.{k}", drive.thresholds, np.uint64)
            self.line("poisson_drive", drive.key, drive.offset, file, drive.weight)
        if len(p.traced):
            names: Sequence[str] = [name for name, _ in m.traced]
            self.array(f"{trace_stem(i)}.neurons", p.traced, np.int32)
            self.line("trace", trace_stem(i), len(names), *names)


def _word(word: str | float) -> str:
    return word.hex() if isinstance(word, float) else str(word)
