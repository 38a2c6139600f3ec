"""What a small network does, from NumPy, while its neuron model is being compiled."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

from sim.activity import Activity, EngineReport
from sim.engine.child import run_child
from sim.engine.limits import RunLimits
from sim.engine.plan import RunPlan
from sim.engine.results import read_activity
from sim.engine.run_folders import run_folder
from sim.engine.ways import Numpy
from sim.errors import SimError

NOTE = (
    "Preview: simulated with NumPy while the neuron model is being compiled; "
    "the compiled result will replace it."
)

#: A preview that would take longer comes too late: compiling takes some 5 to 10 s. [s]
_MOST_S = 5.0

# Seconds of plain Brian2 with NumPy, per step: whatever the network, per population and
# projection (each is several calls of NumPy), and per neuron.
_STEP_S, _POPULATION_S, _PROJECTION_S, _NEURON_S = 5e-5, 1e-4, 1.5e-4, 3e-8


def worth_previewing(plan: RunPlan) -> bool:
    """Return whether NumPy would probably be faster than the compiler."""
    neurons = sum(p.size for p in plan.populations)
    step_s = (
        _STEP_S
        + _POPULATION_S * len(plan.populations)
        + _PROJECTION_S * len(plan.projections)
        + _NEURON_S * neurons
    )
    return step_s * plan.n_steps < _MOST_S


class Preview:
    """A NumPy run in the background.

    Parameters
    ----------
    unwanted : callable
        Asked all the time; when true, the run is given up.
    """

    def __init__(self, plan: RunPlan, limits: RunLimits, unwanted: Callable[[], bool]):
        self._plan, self._limits, self._unwanted = plan, limits, unwanted
        self.activity: Activity | None = None
        self._thread = threading.Thread(target=self._live, name="npu-preview", daemon=True)
        self._thread.start()

    def _live(self) -> None:
        start = time.perf_counter()
        try:
            activity = self._simulate(start)
        except SimError:  # the run itself will say what is wrong
            return
        if not self._unwanted():
            self.activity = activity

    def _simulate(self, start: float) -> Activity:
        way = Numpy(NOTE)
        memory = self._limits.memory()
        loop_s = 0.0

        def hear(line: str) -> None:
            nonlocal loop_s
            word, _, number = line.partition(" ")
            if word == "done":
                loop_s = float(number)

        with run_folder() as folder:
            run_child(
                way.write(self._plan, folder, memory),
                what="the preview",
                cancelled=self._unwanted,
                on_line=hear,
                memory_bytes=memory,
                wall_s=self._limits.wall_s,
                folder=folder,
            )
            total_s = time.perf_counter() - start
            report = EngineReport(
                way.backend, way.versions, 0.0, loop_s, total_s, cached=True, note=NOTE
            )
            return read_activity(self._plan, folder, report)
