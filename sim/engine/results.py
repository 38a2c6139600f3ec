"""From the files of a finished run to an `Activity`."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.activity import Activity, EngineReport, Trace, WeightCourse
from sim.engine.input_currents import UNIT, input_currents
from sim.engine.plan import NeuronsPlan, RunPlan
from sim.engine.plan_files import trace_stem
from sim.engine.plastic_model import course_stem
from sim.engine.plastic_plan import PlasticPlan
from sim.errors import EngineError


def read_activity(plan: RunPlan, folder: Path, report: EngineReport) -> Activity:
    """Read spikes, counts and traces.

    Raises
    ------
    EngineError
        If a file is missing or of the wrong length.
    """
    n_neurons = plan.slices[-1].stop
    counts = _read(folder / "spikes.count", "<i8", n_neurons).astype(np.int64)
    n_stored = min(int(counts.sum()), plan.stored_spikes)
    step = _read(folder / "spikes.step", "<i4", n_stored).astype(np.int32)
    neuron = _read(folder / "spikes.neuron", "<i4", n_stored).astype(np.int32)
    if len(plan.silenced):
        heard = ~np.isin(neuron, plan.silenced)
        step, neuron = step[heard], neuron[heard]
        counts[plan.silenced] = 0
    return Activity(
        plan.slices,
        plan.n_steps * plan.dt_s,
        plan.dt_s,
        step,
        neuron,
        counts,
        plan.drive_events,
        {
            p.name: _trace(plan, p, folder / f"{trace_stem(i)}.values")
            for i, p in enumerate(plan.populations)
            if isinstance(p, NeuronsPlan) and len(p.traced)
        },
        report,
        {
            synapses.name: _course(plan, i, plastic, counts, folder)
            for i, (synapses, plastic) in enumerate(
                zip(plan.projections, plan.plastic, strict=True)
            )
            if plastic is not None and len(synapses)
        },
    )


def _course(
    plan: RunPlan, i: int, plastic: PlasticPlan, counts: NDArray[np.int64], folder: Path
) -> WeightCourse:
    synapses = plan.projections[i]
    n_samples, n_sampled = plastic.n_samples(plan.n_steps), len(plastic.sampled)
    values = _read(folder / f"{course_stem(i)}.samples", "<f8", n_samples * n_sampled)
    slices = {p.name: p for p in plan.slices}
    source, target = slices[synapses.source], slices[synapses.target]
    received = np.bincount(synapses.targets, minlength=target.size) if synapses.learns else 0
    return WeightCourse(
        plastic.kind,
        np.arange(n_samples, dtype=np.float64) * (plastic.every * plan.dt_s),
        plastic.sampled,
        np.ascontiguousarray(values.reshape(n_samples, n_sampled).T),
        _read(folder / f"{course_stem(i)}.final", "<f8", len(synapses)).astype(np.float64),
        plastic.parameters.get("w_max"),
        int(counts[source.start : source.stop] @ synapses.out_degree),
        int((counts[target.start : target.stop] * received).sum()),
    )


def _trace(plan: RunPlan, population: NeuronsPlan, path: Path) -> Trace:
    names = [name for name, _ in population.model.traced]
    shape = (plan.n_steps, len(names), len(population.traced))
    values = _read(path, "<f4", int(np.prod(shape))).reshape(shape)
    state = {name: np.ascontiguousarray(values[:, k].T) for k, name in enumerate(names)}
    # Of a custom neuron, a state that is called the same is what was recorded.
    currents = {
        name: current
        for name, current in input_currents(population, state, plan.n_steps).items()
        if name not in state
    }
    return Trace(
        population.traced,
        np.arange(plan.n_steps, dtype=np.float64) * plan.dt_s,
        state | currents,
        dict(population.model.traced) | dict.fromkeys(currents, UNIT),
    )


def _read(path: Path, dtype: str, length: int) -> NDArray[Any]:
    try:
        values = np.fromfile(path, dtype=dtype)
    except OSError as error:
        raise EngineError(f"the run left no {path.name}: {error}") from error
    if len(values) != length:
        raise EngineError(f"the run left {path.name} with {len(values)} values, expected {length}")
    return values
