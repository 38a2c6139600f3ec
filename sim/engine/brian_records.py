"""From what Brian2's monitors hold to the files that every backend leaves behind."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.engine.plan_files import trace_stem
from sim.engine.plastic_model import course_stem


def write_spikes(
    folder: Path,
    spikes: Sequence[tuple[NDArray[Any], NDArray[Any]]],
    sizes: Sequence[int],
    dt_s: float,
    most_stored: int,
) -> None:
    """Write spikes of all populations, by step and global index, and exact counts.

    Parameters
    ----------
    spikes : sequence of (time_s, neuron)
        By population.
    most_stored : int
        Later spikes are only counted.
    """
    starts = np.cumsum([0, *sizes])
    empty = np.zeros(0, dtype=np.int32)
    steps = np.concatenate([empty, *(np.rint(t / dt_s).astype(np.int32) for t, _ in spikes)])
    shifted = [i.astype(np.int32) + np.int32(starts[p]) for p, (_, i) in enumerate(spikes)]
    neurons = np.concatenate([empty, *shifted])
    order = np.lexsort((neurons, steps))[:most_stored]
    steps[order].tofile(folder / "spikes.step")
    neurons[order].tofile(folder / "spikes.neuron")
    np.bincount(neurons, minlength=starts[-1]).astype("<i8").tofile(folder / "spikes.count")


def write_trace(folder: Path, population: int, values: Sequence[NDArray[np.float64]]) -> None:
    """Write the traces of a population, one array of shape (n_steps, n_traced) per variable."""
    stacked = np.stack(values, axis=1).astype("<f4")
    stacked.tofile(folder / f"{trace_stem(population)}.values")


def write_course(
    folder: Path, projection: int, samples: NDArray[np.float64], final: NDArray[np.float64]
) -> None:
    """Write what synapses of a plastic projection passed on over time, and all of them at the end.

    Parameters
    ----------
    samples : float array, shape (n_samples, n_sampled)
    final : float array, shape (n_synapses,)
    """
    samples.astype("<f8").tofile(folder / f"{course_stem(projection)}.samples")
    final.astype("<f8").tofile(folder / f"{course_stem(projection)}.final")


def first_diverged(states: Sequence[Sequence[NDArray[np.float64]]]) -> int:
    """Return the index of the first population with a state that is no number, or -1."""
    for i, variables in enumerate(states):
        if not all(np.isfinite(values).all() for values in variables):
            return i
    return -1


def state_names(population: Mapping[str, Any]) -> list[str]:
    """Return the state variables of a population of the structure; a source has none."""
    return [name for name, _ in population.get("model", {}).get("traced", ())]
