"""Simulate a network: ask, wait, receive."""

from __future__ import annotations

import threading
from collections.abc import Callable

from sim.activity import Activity
from sim.engine.limits import RunLimits
from sim.engine.run import Progress, Run
from sim.engine.run_estimate import check_size
from sim.engine.ways import Backend
from sim.network.spec import Network
from sim.wiring import Wiring

_REPORT_EVERY_S = 0.1


def start(
    network: Network,
    wiring: Wiring,
    *,
    backend: Backend = "auto",
    limits: RunLimits | None = None,
) -> Run:
    """Start a simulation in a child process and return at once.

    Parameters
    ----------
    backend : {"auto", "brian2_codegen", "standalone", "numpy"}
        ``brian2_codegen`` runs neuron code that Brian2 generated under our own
        event loop; ``standalone`` and ``numpy`` run the whole network in
        plain Brian2, compiled once per structure or not at all. ``auto`` takes the
        first, or NumPy where nothing can be compiled, with a note in
        ``Activity.engine.note``.
    limits : RunLimits, optional

    Raises
    ------
    TooLarge
        If the run would not fit; nothing was started.
    """
    limits = limits or RunLimits()
    check_size(network, wiring, limits=limits)
    return Run(network, wiring, backend, limits)


def simulate(
    network: Network,
    wiring: Wiring,
    *,
    progress: Callable[[Progress], object] | None = None,
    cancel: threading.Event | Callable[[], bool] | None = None,
    backend: Backend = "auto",
    limits: RunLimits | None = None,
) -> Activity:
    """Simulate a network and wait for the result.

    The run is a child process: if it crashes or is stopped, the caller gets
    an error and goes on. The same network, wiring and seed give the same spikes.

    Parameters
    ----------
    network : Network
        Parameters, drives, duration, seed.
    wiring : Wiring
        From ``sim.realise(network)``, or a changed copy of it.
    progress : callable, optional
        Called with a `Progress` about ten times a second.
    cancel : threading.Event or callable returning bool, optional
        When set (or true), the run ends within a second.
    backend, limits
        See `start`.

    Returns
    -------
    Activity

    Raises
    ------
    TooLarge
        If the run would not, or did not, keep within the limits.
    RunCancelled
    EngineError
        If the simulation failed; carries the worker's last words.
    SpecError
        If wiring and network do not belong together.
    """
    asked_to_stop = cancel.is_set if isinstance(cancel, threading.Event) else cancel
    run = start(network, wiring, backend=backend, limits=limits)
    try:
        while not run.wait(_REPORT_EVERY_S):
            if progress is not None:
                progress(run.progress())
            if asked_to_stop is not None and asked_to_stop():
                run.cancel()
    except BaseException:  # an interrupt, or an error in the caller's function
        run.cancel()
        run.wait(2.0)
        raise
    activity = run.result()
    if progress is not None:
        progress(run.progress())
    return activity
