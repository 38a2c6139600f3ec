"""A run in the background: start it, poll it, cancel it, take its result."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from sim.activity import Activity, EngineReport
from sim.engine.child import run_child
from sim.engine.limits import RunLimits
from sim.engine.plan import RunPlan, make_plan
from sim.engine.preview import Preview, worth_previewing
from sim.engine.results import read_activity
from sim.engine.run_estimate import learn, threads_of
from sim.engine.run_folders import run_folder
from sim.engine.ways import Backend, Way, choose_way
from sim.errors import EngineError
from sim.network.spec import Network
from sim.wiring import Wiring

Stage = Literal["preparing", "compiling", "running", "reading", "done", "failed", "cancelled"]


@dataclass(frozen=True)
class Progress:
    """How far a run is.

    Parameters
    ----------
    stage : str
        ``preparing``, ``compiling``, ``running``, ``reading``, then ``done``,
        ``failed`` or ``cancelled``.
    fraction : float
        Of the biological time, 0 to 1.
    elapsed_s : float
        Since the run was asked for. [s]
    eta_s : float or None
        Time left of the simulation itself; None while it is not known. [s]
    """

    stage: Stage
    fraction: float
    elapsed_s: float
    eta_s: float | None


class Run:
    """A simulation in the background.

    Made by `sim.engine.start`. All methods may be called from any thread, any
    number of times, and return at once, except `result`.
    """

    def __init__(self, network: Network, wiring: Wiring, backend: Backend, limits: RunLimits):
        self._network, self._wiring = network, wiring
        self._backend, self._limits = backend, limits
        self._asked = time.perf_counter()
        self._cancel = threading.Event()
        self._ended = threading.Event()
        self._stage: Stage = "preparing"
        self._fraction = 0.0
        self._running_since = 0.0
        self._took_s: float | None = None
        self._loop_s = 0.0
        self._threads = 1
        self._diverged = -1
        self._complaint = ""
        self._activity: Activity | None = None
        self._preview: Preview | None = None
        self._error: BaseException | None = None
        self._thread = threading.Thread(target=self._live, name="npu-run", daemon=True)
        self._thread.start()

    @property
    def done(self) -> bool:
        """True when there is a result or an error."""
        return self._ended.is_set()

    def progress(self) -> Progress:
        """Return how far the run is."""
        now = time.perf_counter()
        elapsed = now - self._asked if self._took_s is None else self._took_s
        eta = None
        if self._stage == "running" and self._fraction > 0:
            eta = (now - self._running_since) * (1 - self._fraction) / self._fraction
        elif self._stage in ("reading", "done"):
            eta = 0.0
        return Progress(self._stage, self._fraction, elapsed, eta)

    def preview(self) -> Activity | None:
        """Return a first result from NumPy, while this run waits for a compiler.

        For a page that wants to show something at once: ask whenever
        ``progress().stage`` is ``compiling``, show what comes with its
        ``engine.note``, and put `result` in its place when that is there. The
        spikes are those of the compiled run, up to rounding of the last bit.

        Returns
        -------
        Activity or None
            None until there is one. There never is one for a run that compiles
            nothing, that names its backend, or that NumPy would hardly finish
            before the compiler.
        """
        return None if self._preview is None else self._preview.activity

    def cancel(self) -> None:
        """Ask the run to stop; it ends within a second with `RunCancelled`."""
        self._cancel.set()

    def wait(self, timeout_s: float | None = None) -> bool:
        """Wait until the run has ended; return whether it has."""
        return self._ended.wait(timeout_s)

    def result(self) -> Activity:
        """Wait for the end and return the activity.

        Raises
        ------
        EngineError, RunCancelled, TooLarge, SpecError
            What ended the run.
        """
        self._ended.wait()
        if self._error is not None:
            raise self._error
        if self._activity is None:
            raise EngineError("the run ended without a result")
        return self._activity

    def _live(self) -> None:
        try:
            self._activity = self._simulate()
            self._stage = "done"
        except BaseException as error:
            self._error = error
            self._stage = "cancelled" if self._cancel.is_set() else "failed"
        finally:
            self._took_s = time.perf_counter() - self._asked
            self._ended.set()
        if self._activity is not None and self._activity.engine.backend == "brian2_codegen":
            learn(self._network, self._wiring, self._activity, self._limits, self._threads)

    def _simulate(self) -> Activity:
        plan = make_plan(self._network, self._wiring, self._limits.stored_spikes)
        self._threads = threads_of(self._network, self._wiring, self._limits)

        def on_build() -> None:
            self._stage = "compiling"
            if self._backend == "auto" and worth_previewing(plan):
                self._preview = Preview(plan, self._limits, self._preview_unwanted)

        def choose() -> Way:
            return choose_way(
                plan, self._backend, self._limits,
                threads=self._threads, cancelled=self._cancel.is_set, on_build=on_build,
            )  # fmt: skip

        way = choose()
        try:
            activity, diverged = self._carry_out(plan, way)
        except (EngineError, OSError) as error:
            if not way.discard(error):
                raise
            way = choose()  # compiled anew
            activity, diverged = self._carry_out(plan, way)
        _check(plan, diverged)
        total = time.perf_counter() - self._asked
        return replace(activity, engine=replace(activity.engine, total_s=total))

    def _carry_out(self, plan: RunPlan, way: Way) -> tuple[Activity, int]:
        """Return the activity, and the population that diverged or -1."""
        self._stage = "preparing"
        with run_folder() as folder:
            self._execute(plan, way, folder)
            self._stage = "reading"
            diverged = max(self._diverged, way.read(plan, folder))
            report = EngineReport(
                way.backend,
                way.versions,
                way.build_s,
                self._loop_s,
                0.0,
                way.build_s == 0,
                way.note,
            )
            return read_activity(plan, folder, report), diverged

    def _preview_unwanted(self) -> bool:
        return self._cancel.is_set() or self._ended.is_set()

    def _execute(self, plan: RunPlan, way: Way, folder: Path) -> None:
        memory = self._limits.memory()
        run_child(
            way.write(plan, folder, memory),
            what="the simulation",
            cancelled=self._cancel.is_set,
            on_line=self._hear,
            memory_bytes=memory,
            wall_s=self._limits.wall_s,
            folder=folder,
        )
        if self._complaint:
            raise EngineError(f"the simulation said: {self._complaint}")
        self._fraction = 1.0

    def _hear(self, line: str) -> None:
        """Take a line of the child: a word, and a number except after ``started``."""
        word, _, number = line.partition(" ")
        if word == "started":
            self._running_since = time.perf_counter()
            self._stage = "running"
        elif word == "progress":
            self._fraction = float(number)
        elif word == "diverged":
            self._diverged = int(number)
        elif word == "done":
            self._loop_s = float(number)
        elif word == "Error":  # Brian2's standalone program goes on without the file
            self._complaint = line


def _check(plan: RunPlan, diverged: int) -> None:
    if diverged >= 0:
        name = plan.slices[diverged].name
        raise EngineError(
            f"the state of population {name!r} grew beyond all numbers; "
            f"lower dt (now {plan.dt_s * 1e3:g} ms) or the weights onto it"
        )
