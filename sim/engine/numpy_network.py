"""A run without a compiler: Brian2 integrates with NumPy, we deliver the spikes.

The same plan, the same order of events and the same sums as the compiled
program (``native/network.hpp``), so that both give the same spikes up to the
rounding of the exponential function. Imported in the worker process only.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.engine.codegen import make_group
from sim.engine.neuron_model import NeuronModel
from sim.engine.numpy_parts import ListedSource, Neurons, PoissonDrive, PoissonSource, Projection

_REPORT_EVERY_S = 0.1


class _Run:
    """The network of one plan; `read` takes the lines of ``plan.txt``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.models = [
            NeuronModel.from_json(fields)
            for fields in json.loads((folder / "plan.json").read_text(encoding="utf-8"))["models"]
        ]
        self.populations: list[Any] = []
        self.sizes: list[int] = []
        self.drives: list[PoissonDrive] = []
        self.projections: list[Projection] = []
        self.traces: list[tuple[Neurons, NDArray[np.int32], list[str], Any]] = []
        self.dt_s, self.n_steps, self.most_spikes = 0.0, 0, 0

    def read(self, keyword: str, words: list[str]) -> None:
        match keyword:
            case "clock":
                self.dt_s, self.n_steps = float.fromhex(words[0]), int(words[1])
            case "spikes":
                self.most_spikes = int(words[0])
            case "neurons":
                name = f"population{len(self.populations)}"
                self._add(
                    Neurons(make_group(self.models[int(words[1])], int(words[0]), name)), words
                )
            case "poisson_source":
                self._add(PoissonSource(*map(int, words)), words)
            case "listed_source":
                arrays = [
                    self._array(f"{words[1]}.{kind}", np.int32) for kind in ("neuron", "step")
                ]
                self._add(ListedSource(*arrays), words)
            case "projection":
                source, target = (self.populations[int(w)] for w in words[:2])
                self.projections.append(Projection(source, target, self.folder / words[2]))
            case "model":
                pass  # the compiled libraries are for the other backend
            case _:
                self._read_detail(self.populations[-1], keyword, words)

    def _add(self, population: Any, words: list[str]) -> None:
        self.populations.append(population)
        self.sizes.append(int(words[0]))

    def _array(self, name: str, dtype: type) -> NDArray[Any]:
        return np.fromfile(self.folder / name, dtype=dtype)

    def _read_detail(self, p: Neurons, keyword: str, words: list[str]) -> None:
        match keyword:
            case "parameter":
                p.array(words[0])[:] = float.fromhex(words[1])
            case "initial":
                p.array(words[0])[:] = self._array(words[1], np.float64)
            case "receptors":
                p.receptors = (words[0], words[1], float.fromhex(words[2]))
            case "delta_receptor":
                p.receptors, p.delta = (words[0], words[0], 1.0), True
            case "current":
                first, last, start, stop = map(int, words[1:5])
                p.currents.append((words[0], first, last, start, stop, float.fromhex(words[5])))
            case "poisson_drive":
                table = self._array(words[2], np.uint64)
                weight = float.fromhex(words[3])
                self.drives.append(PoissonDrive(p, int(words[0]), int(words[1]), table, weight))
            case "trace":
                neurons = self._array(f"{words[0]}.neurons", np.int32)
                output = (self.folder / f"{words[0]}.values").open("wb")
                self.traces.append((p, neurons, words[2:], output))
            case _:
                raise ValueError(f"unknown line in the plan: {keyword}")

    def start_of_step(self, step: int) -> None:
        for p, neurons, names, output in self.traces:
            output.write(np.stack([p.array(n)[neurons] for n in names]).astype("<f4").tobytes())
        for population in self.populations:
            if isinstance(population, Neurons):
                population.switch_currents(step)
            else:
                population.advance(step)

    def synapses(self, step: int) -> None:
        for drive in self.drives:
            drive.deliver(step)
        for projection in self.projections:
            projection.propagate(step)


class _SpikeRecord:
    """Counts every spike; stores them up to a limit."""

    def __init__(self, network: _Run) -> None:
        self.populations = network.populations
        self.starts = np.cumsum([0, *network.sizes])
        self.counts = np.zeros(self.starts[-1], dtype=np.int64)
        self.left = network.most_spikes
        self.steps: list[NDArray[np.int32]] = []
        self.neurons: list[NDArray[np.int32]] = []

    def add(self, step: int) -> None:
        for start, population in zip(self.starts[:-1], self.populations, strict=True):
            fired = population.fired() + np.int32(start)
            self.counts[fired] += 1
            kept = fired[: self.left]
            self.left -= len(kept)
            if len(kept):
                self.neurons.append(kept)
                self.steps.append(np.full(len(kept), step, dtype=np.int32))

    def write(self, folder: Path) -> None:
        empty = np.zeros(0, dtype=np.int32)
        np.concatenate([empty, *self.steps]).tofile(folder / "spikes.step")
        np.concatenate([empty, *self.neurons]).tofile(folder / "spikes.neuron")
        self.counts.tofile(folder / "spikes.count")


def run(folder: Path) -> None:
    """Carry out the plan in a folder; leaves the same files as the compiled program."""
    from brian2 import prefs, set_device

    set_device("runtime")
    prefs.codegen.target = "numpy"
    network = _Run(folder)
    for line in (folder / "plan.txt").read_text(encoding="utf-8").splitlines():
        keyword, *words = line.split()
        network.read(keyword, words)
    record = _SpikeRecord(network)
    took = _loop(network, record)
    record.write(folder)
    for *_, output in network.traces:
        output.close()
    _report(f"diverged {_diverged(network)}")
    _report(f"done {took:.9f}")


def _loop(network: _Run, record: _SpikeRecord) -> float:
    """Let Brian2 run its groups, with our parts between them; return seconds of the loop."""
    from brian2 import Network, NetworkOperation, defaultclock, second

    defaultclock.dt = network.dt_s * second
    clock = _Progress(network.n_steps)

    def begin() -> None:
        if clock.step == 0:  # generating code does not count as running
            clock.began = time.perf_counter()
            _report("started")
        network.start_of_step(clock.step)

    def propagate() -> None:
        record.add(clock.step)
        network.synapses(clock.step)

    operations = [
        NetworkOperation(function, clock=defaultclock, when=when)
        for function, when in ((begin, "start"), (propagate, "synapses"), (clock.advance, "end"))
    ]
    groups = [p.group for p in network.populations if isinstance(p, Neurons)]
    Network(*groups, *operations).run(network.n_steps * network.dt_s * second)
    return time.perf_counter() - clock.began


class _Progress:
    """Counts steps and reports the fraction done now and then."""

    def __init__(self, n_steps: int) -> None:
        self.step, self.n_steps = 0, n_steps
        self.reported = time.monotonic()
        self.began = time.perf_counter()

    def advance(self) -> None:
        self.step += 1
        now = time.monotonic()
        if now - self.reported > _REPORT_EVERY_S:
            self.reported = now
            _report(f"progress {self.step / self.n_steps:.6f}")


def _diverged(network: _Run) -> int:
    """Return the index of the first population whose potential is no number, or -1."""
    for i, population in enumerate(network.populations):
        if isinstance(population, Neurons) and not np.isfinite(population.array("v")).all():
            return i
    return -1


def _report(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()
