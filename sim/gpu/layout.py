"""A run as the flat arrays that the kernels of ``cuda/spiking.cu`` read."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import exprel

from sim.engine.plan import CurrentStep, NeuronsPlan, PoissonInput, PoissonSourcePlan, RunPlan
from sim.errors import NotAvailable
from sim.gpu.device import BLOCK

#: Columns of `Layout.whole` and `Layout.constant`, as the enums in ``cuda/spiking.cu``.
WHOLE = (
    "kind", "first", "refractory_steps", "size", "fire_key", "fire_below", "fire_start",
    "fire_stop", "drives_begin", "drives_end", "currents_begin", "currents_end",
    "fires_at_threshold",
)  # fmt: skip
CONSTANT = (
    "leak", "rest", "per_drive", "per_exc", "per_inh", "decay_exc", "decay_inh",
    "threshold", "reset", "carried", "dt",
)  # fmt: skip
KINDS = ("delta", "current", "conductance", "poisson_source")

#: Threads that share the row of one spike, by the mean length of the rows.
_ROW_THREADS = ((256, 32), (1024, 128))


@dataclass(frozen=True)
class Layout:
    """Arrays of one run; names and meaning as in ``cuda/spiking.cu``.

    Real numbers are float64 here and get the type of the kernels when they are uploaded.

    Parameters
    ----------
    n_neurons, n_steps, n_slots, n_channels : int
    threads_per_row, same_delay : int
    delay : uint16 array, shape (n_synapses,), or None
        None when all synapses have ``same_delay``, which is -1 otherwise. [dt]
    """

    n_neurons: int
    n_steps: int
    n_slots: int
    n_channels: int
    block_population: NDArray[np.int32]
    block_first: NDArray[np.int32]
    whole: NDArray[np.int64]
    constant: NDArray[np.float64]
    drive: NDArray[np.uint64]
    drive_weight: NDArray[np.float64]
    thresholds: NDArray[np.uint64]
    current_step: NDArray[np.int64]
    amplitude: NDArray[np.float64]
    v: NDArray[np.float64]
    exc: NDArray[np.float64]
    inh: NDArray[np.float64]
    row: NDArray[np.int64]
    synapse_to: NDArray[np.int32]
    synapse_weight: NDArray[np.float32]
    delay: NDArray[np.uint16] | None
    same_delay: int
    threads_per_row: int

    def device_bytes(self, real_bytes: int = 4) -> int:
        """Return the memory that the run takes on the device. [bytes]"""
        synapses = len(self.synapse_to) * (4 + real_bytes + (2 if self.delay is not None else 0))
        ring = self.n_slots * self.n_channels * self.n_neurons * real_bytes
        return synapses + ring + self.n_neurons * (6 * real_bytes + 8 + 12)


def layout(plan: RunPlan) -> Layout:
    """Turn the plan of a run into arrays for the GPU.

    Raises
    ------
    NotAvailable
        If something in the network has no GPU kernel; says what.
    """
    tables = _Tables(plan)
    channels = 1 if all(kind in ("delta", "poisson_source") for kind in tables.kinds) else 2
    to, weight, row, delay = _rows(plan, tables)
    longest, shortest = (int(delay.max()), int(delay.min())) if len(delay) else (0, 0)
    fields = {
        name: np.concatenate([np.zeros(0), *tables.state[name]]) for name in ("v", "exc", "inh")
    }
    mean_row = len(to) / max(1, int(np.count_nonzero(np.diff(row))))
    return Layout(
        n_neurons=plan.slices[-1].stop,
        n_steps=plan.n_steps,
        n_slots=longest + 1,
        n_channels=channels,
        block_population=np.concatenate(tables.block_population).astype(np.int32),
        block_first=np.concatenate(tables.block_first).astype(np.int32),
        # Keys and thresholds are bit patterns: the kernel reads them unsigned.
        whole=np.array(tables.whole, np.uint64).view(np.int64),
        constant=np.array(tables.constant, np.float64),
        drive=_table(tables.drive, 5, np.uint64),
        drive_weight=np.array(tables.drive_weight, np.float64),
        thresholds=np.concatenate([np.zeros(0, np.uint64), *tables.thresholds]),
        current_step=_table(tables.current_step, 4, np.int64),
        amplitude=np.array(tables.amplitude, np.float64),
        **fields,
        row=row,
        synapse_to=to,
        synapse_weight=weight,
        delay=None if longest == shortest else delay,
        same_delay=longest if longest == shortest else -1,
        threads_per_row=next((t for most, t in _ROW_THREADS if mean_row < most), BLOCK),
    )


class _Tables:
    """What stands in tables by population, drive and current, gathered population by population."""

    def __init__(self, plan: RunPlan) -> None:
        self._dt_s = plan.dt_s
        self.kinds: list[str] = []
        self.whole: list[list[int]] = []
        self.constant: list[list[float]] = []
        self.drive: list[list[int]] = []
        self.drive_weight: list[float] = []
        self.thresholds: list[NDArray[np.uint64]] = []
        self.current_step: list[list[int]] = []
        self.amplitude: list[float] = []
        self.state: dict[str, list[NDArray[np.float64]]] = {"v": [], "exc": [], "inh": []}
        self.block_population: list[NDArray[np.int64]] = []
        self.block_first: list[NDArray[np.int64]] = []
        for index, (part, population) in enumerate(zip(plan.slices, plan.populations, strict=True)):
            first = np.arange(0, part.size, BLOCK)
            self.block_first.append(first)
            self.block_population.append(np.full(len(first), index))
            if isinstance(population, PoissonSourcePlan):
                self._source(population, part.start)
            elif isinstance(population, NeuronsPlan):
                self._neurons(population, part.start)
            else:
                raise NotAvailable(
                    f"population {population.name!r} has spikes listed beforehand, which "
                    "the GPU program does not read"
                )

    def _add(self, kind: str, first: int, size: int, **own: int) -> None:
        row = dict.fromkeys(WHOLE, 0) | {
            "kind": KINDS.index(kind), "first": first, "size": size,
            "drives_begin": len(self.drive), "currents_begin": len(self.current_step),
        } | own  # fmt: skip
        row |= {
            "drives_end": row["drives_begin"] + row["drives_end"],
            "currents_end": row["currents_begin"] + row["currents_end"],
        }
        self.kinds.append(kind)
        self.whole.append([row[name] for name in WHOLE])

    def _source(self, source: PoissonSourcePlan, first: int) -> None:
        self._add(
            "poisson_source", first, source.size, fire_key=source.key,
            fire_below=source.threshold, fire_start=source.start, fire_stop=source.stop,
        )  # fmt: skip
        self.constant.append([0.0] * len(CONSTANT))
        for values in self.state.values():
            values.append(np.zeros(source.size))

    def _neurons(self, neurons: NeuronsPlan, first: int) -> None:
        kind = input_kind(neurons)
        p = neurons.parameters
        refractory = int(p["t_ref"] / self._dt_s + 1e-3)  # as Brian2 counts steps
        self._add(
            kind, first, neurons.size, refractory_steps=refractory,
            drives_end=len(neurons.poisson), currents_end=len(neurons.currents),
            fires_at_threshold="carried" in p,
        )  # fmt: skip
        self.constant.append([_constants(kind, p, self._dt_s)[name] for name in CONSTANT])
        for drive in neurons.poisson:
            self._drive(drive, neurons)
        for current in neurons.currents:
            self._current(current)
        names = {"v": "v", "exc": neurons.model.excitatory, "inh": neurons.model.inhibitory}
        for field, name in names.items():
            silent = np.zeros(neurons.size)
            own = field == "v" or kind != "delta"
            self.state[field].append(neurons.initial.get(name, silent) if own else silent)

    def _drive(self, drive: PoissonInput, neurons: NeuronsPlan) -> None:
        begin = sum(map(len, self.thresholds))
        channel, weight = receptor(neurons, np.array([drive.weight]))
        end = begin + len(drive.thresholds)
        self.drive.append([drive.key, drive.offset, begin, end, int(channel[0])])
        self.drive_weight.append(float(weight[0]))
        self.thresholds.append(drive.thresholds)

    def _current(self, current: CurrentStep) -> None:
        self.current_step.append([current.first, current.last, current.start, current.stop])
        self.amplitude.append(current.amplitude)


def input_kind(neurons: NeuronsPlan) -> str:
    """Return the kind of input of integrate-and-fire neurons, with or without leak.

    Raises
    ------
    NotAvailable
        For any other neuron, and for parameters that differ between neurons.
    """
    model, _, kind = neurons.model.name.rpartition("_")
    if (model == "lif" and kind in KINDS[:3]) or (
        model == "integrate_and_fire" and kind in ("delta", "current")
    ):
        return kind
    raise NotAvailable(
        f"population {neurons.name!r}: the GPU program has integrate-and-fire neurons, with and "
        "without leak, whose parameters are the same in a population, not "
        f"{neurons.model.name.replace('__', ' with own ')}"
    )


def _constants(kind: str, p: dict[str, float], dt_s: float) -> dict[str, float]:
    """Return the factors of one step: of the exact solution, or of exponential Euler.

    The formulas are those of the propagators in `sim.engine.equations.lif`.
    """
    shared = dict.fromkeys(CONSTANT, 0.0) | {
        "threshold": p["v_threshold"], "reset": p["v_reset"], "dt": dt_s,
        "carried": p.get("carried", 0.0),
    }  # fmt: skip
    if kind == "conductance":
        return shared | {
            "leak": 1 / p["tau_m"],
            "rest": p["v_rest"] / p["tau_m"] + p["i_ext"] / p["c_m"],
            "per_drive": 1 / p["c_m"],
            **{f"per_{s}": p[f"e_{s}"] / p["c_m"] for s in ("exc", "inh")},
            **{f"decay_{s}": float(np.exp(-dt_s / p[f"tau_{s}"])) for s in ("exc", "inh")},
        }
    if "tau_m" in p:
        resistance, left = p["tau_m"] / p["c_m"], float(np.exp(-dt_s / p["tau_m"]))
        found = {
            "leak": left,
            "rest": (p["v_rest"] + p["i_ext"] * resistance) * (1 - left),
            "per_drive": resistance * (1 - left),
        }
    else:
        found = {"leak": 1.0, "rest": p["i_ext"] * dt_s / p["c_m"], "per_drive": dt_s / p["c_m"]}
    if kind == "current":
        for sign in ("exc", "inh"):
            # What is lost in a step, of the membrane and of the current, as exponents.
            a, b = dt_s / p.get("tau_m", np.inf), dt_s / p[f"tau_{sign}"]
            found[f"per_{sign}"] = float(dt_s / p["c_m"] * np.exp(-min(a, b)) * exprel(-abs(a - b)))
            found[f"decay_{sign}"] = float(np.exp(-b))
    return shared | found


def receptor(
    neurons: NeuronsPlan, weight: NDArray[np.floating[Any]]
) -> tuple[NDArray[np.int32], NDArray[np.float64]]:
    """Return channel and added value of weights: the sign picks the receptor."""
    value = weight.astype(np.float64)
    if neurons.model.one_receptor:
        return np.zeros(len(value), np.int32), value
    inhibitory = value < 0
    value[inhibitory] *= neurons.model.inhibitory_sign
    return inhibitory.astype(np.int32), value


def _rows(
    plan: RunPlan, tables: _Tables
) -> tuple[NDArray[np.int32], NDArray[np.float32], NDArray[np.int64], NDArray[np.uint16]]:
    """Join the projections: one row per source neuron, over all its targets."""
    n = plan.slices[-1].stop
    parts = {part.name: part for part in plan.slices}
    by_name = dict(zip(parts, plan.populations, strict=True))
    degree = np.zeros(n, np.int64)
    for synapses in plan.projections:
        source = parts[synapses.source]
        degree[source.start : source.stop] += synapses.out_degree
    row = np.concatenate(([0], np.cumsum(degree)))
    to, weight = np.empty(row[-1], np.int32), np.empty(row[-1], np.float32)
    delay = np.empty(row[-1], np.uint16)
    filled = row[:-1].copy()
    for synapses in plan.projections:
        target = by_name[synapses.target]
        if synapses.plastic or synapses.read_sigma is not None:
            raise NotAvailable(
                f"projection {synapses.name!r} has weights that change; the GPU program has "
                "static synapses only"
            )
        if not isinstance(target, NeuronsPlan):
            raise NotAvailable(f"projection {synapses.name!r} ends at a spike source")
        start = parts[synapses.source].start
        own = slice(start, parts[synapses.source].stop)
        at = np.arange(len(synapses)) + np.repeat(
            filled[own] - synapses.offsets[:-1], synapses.out_degree
        )
        channel, value = receptor(target, synapses.weights)
        to[at] = channel * n + parts[synapses.target].start + synapses.targets
        weight[at] = value
        delay[at] = synapses.delay_steps
        filled[own] += synapses.out_degree
    return to, weight, row, delay


def _table(rows: list[list[int]], width: int, dtype: Any) -> NDArray[Any]:
    return np.array(rows, dtype).reshape(-1, width)
