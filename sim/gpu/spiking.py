"""The spiking network on a device: what is uploaded, and which kernels a step launches."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.gpu.device import BLOCK, Device, cuda_source, integer
from sim.gpu.layout import Layout

#: Steps in one graph; the rest of a run is launched kernel by kernel.
STEPS_PER_GRAPH = 100
#: Blocks per multiprocessor of the kernels that stride over their work.
_BLOCKS_PER_MULTIPROCESSOR = 8


@dataclass(frozen=True)
class SpikeLog:
    """Spikes of one run, in order of step and neuron.

    Parameters
    ----------
    neuron, step : int32 array, shape (n_stored,)
    n_found : int
        More than are stored when the log was full.
    """

    neuron: NDArray[np.int32]
    step: NDArray[np.int32]
    n_found: int


class SpikingProgram:
    """A network that lies on a device, ready to run any number of times.

    Parameters
    ----------
    device : Device
    net : Layout
    real : str
        ``float`` or ``double``: type of state and weights.
    log_capacity : int
        Spikes that are kept; 0 where time is measured.
    """

    def __init__(
        self, device: Device, net: Layout, real: str = "float", log_capacity: int = 0
    ) -> None:
        self._device, self._net = device, net
        get = device.kernels(cuda_source("spiking.cu"), real)
        self._advance, self._deliver, self._restore = (
            get(name) for name in ("advance_neurons", "deliver_spikes", "restore")
        )
        self._real = np.float32 if real == "float" else np.float64
        self._stride_grid = _BLOCKS_PER_MULTIPROCESSOR * device.multiprocessors
        self._upload(net, log_capacity)
        self._graph: Callable[[], object] | None = None

    def _upload(self, net: Layout, log_capacity: int) -> None:
        up, zeros, n = self._device.upload, self._device.zeros, net.n_neurons
        real = {
            name: up(getattr(net, name).astype(self._real))
            for name in ("constant", "drive_weight", "amplitude", "v", "exc", "inh")
        }
        v, exc, inh = (zeros(n, self._real) for _ in range(3))
        n_ring = net.n_slots * net.n_channels * n
        ring, last, clock = zeros(n_ring, self._real), zeros(n, np.int32), zeros(2, np.int64)
        fired, fired_count = zeros(n, np.int32), zeros(2, np.int32)
        self._spike_count = zeros(n, np.int32)
        self._log = tuple(zeros(max(1, log_capacity), np.int32) for _ in range(2))
        self._log_count, self._log_capacity = zeros(1, np.int32), log_capacity
        sizes = (integer(n), integer(net.n_slots), integer(net.n_channels))
        self._advance_arguments: tuple[Any, ...] = (
            up(net.block_population), up(net.block_first), up(net.whole), real["constant"],
            up(net.drive), real["drive_weight"], up(net.thresholds), up(net.current_step),
            real["amplitude"], v, exc, inh, last, ring, *sizes, clock, fired, fired_count,
            self._spike_count, *self._log, self._log_count, integer(log_capacity),
        )  # fmt: skip
        delay = net.delay if net.delay is not None else np.zeros(0, np.uint16)
        self._deliver_arguments: tuple[Any, ...] = (
            up(net.row), up(net.synapse_to), up(net.synapse_weight.astype(self._real)),
            up(delay), integer(net.same_delay), integer(net.threads_per_row), ring, *sizes, clock,
            fired, fired_count,
        )  # fmt: skip
        self._restore_arguments: tuple[Any, ...] = (
            real["v"], real["exc"], real["inh"], v, exc, inh, last, self._spike_count, ring,
            np.int64(n_ring), integer(n), clock, fired_count, self._log_count,
        )  # fmt: skip

    def _step(self) -> None:
        self._advance(len(self._net.block_first), BLOCK, self._advance_arguments)
        self._deliver(self._stride_grid, BLOCK, self._deliver_arguments)

    def _steps(self, count: int) -> None:
        for _ in range(count):
            self._step()

    def run(self, graph: bool) -> None:
        """Queue one run from the start to the end; ``graph``: by graphs of many steps."""
        graphs = self._net.n_steps // STEPS_PER_GRAPH if graph else 0
        many_steps = self._graph_of_steps() if graphs else self._step
        self._restore(self._stride_grid, BLOCK, self._restore_arguments)
        for _ in range(graphs):
            many_steps()
        self._steps(self._net.n_steps - graphs * STEPS_PER_GRAPH)

    def _graph_of_steps(self) -> Callable[[], object]:
        if self._graph is None:
            self._step()  # loads the kernels, which a capture may not
            self._device.wait()
            self._graph = self._device.record(lambda: self._steps(STEPS_PER_GRAPH))
        return self._graph

    def spike_count(self) -> NDArray[np.int64]:
        """Return the spikes of each neuron in the run since its start."""
        return self._device.download(self._spike_count).astype(np.int64)

    def spike_log(self) -> SpikeLog:
        """Return the spikes of the run, as many as the log holds."""
        found = int(self._device.download(self._log_count)[0])
        kept = min(found, self._log_capacity)
        neuron, step = (self._device.download(a)[:kept] for a in self._log)
        order = np.lexsort((neuron, step))
        return SpikeLog(neuron[order], step[order], found)
