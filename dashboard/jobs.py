"""Simulations of all sessions: started, watched and cancelled outside the page.

A run lives in a child process and its result in a small cache of the server,
both found by a fingerprint of what was asked. So a refresh finds its run
again, the same question is never simulated twice, and a crash of a run cannot
touch the page.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

import streamlit as st

from dashboard.project import Project
from sim import provenance
from sim.activity import Activity
from sim.engine import Run, prepare, start
from sim.errors import SimError
from sim.hardware import constrain, load_profile
from sim.network import Network, realise
from sim.wiring import Wiring

_LOG = logging.getLogger(__name__)

#: Finished results kept in memory; each holds its spikes and synapses.
_KEPT = 8


@dataclass(frozen=True)
class Result:
    """A finished run.

    ``wiring`` is what was simulated; ``ideal`` what the network asks for. They
    are the same unless the constraints of a chip were applied.
    """

    key: str
    network: Network
    ideal: Wiring
    wiring: Wiring
    activity: Activity
    on_chip: str | None
    changes: tuple[Any, ...]


@dataclass
class Job:
    """A run under way, or one that failed."""

    network: Network
    ideal: Wiring
    wiring: Wiring
    on_chip: str | None
    changes: tuple[Any, ...]
    run: Run | None
    error: str | None = None


@dataclass(frozen=True)
class _Shelf:
    lock: threading.Lock
    results: OrderedDict[str, Result]
    jobs: dict[str, Job]


@st.cache_resource(show_spinner=False)
def _shelf() -> _Shelf:
    return _Shelf(threading.Lock(), OrderedDict(), {})


def fingerprint(project: Project) -> str:
    """Return the key of the run that a project asks for."""
    return provenance.fingerprint(project.network, project.on_chip)


def finished(key: str) -> Result | None:
    """Return a finished result, or None."""
    shelf = _shelf()
    with shelf.lock:
        result = shelf.results.get(key)
        if result is not None:
            shelf.results.move_to_end(key)
        return result


def request(project: Project, wait_s: float) -> tuple[Result | None, Job | None]:
    """Return the result a project asks for, or the job that is making it.

    Waits at most ``wait_s``, so that a fast run appears without a detour.
    """
    key = fingerprint(project)
    result = finished(key)
    if result is not None:
        return result, None
    shelf = _shelf()
    with shelf.lock:
        job = shelf.jobs.get(key)
        if job is None:
            job = shelf.jobs[key] = _started(project)
    until = time.monotonic() + wait_s
    while job.run is not None and not job.run.done and time.monotonic() < until:
        time.sleep(0.01)
    collect(key)
    return finished(key), shelf.jobs.get(key)


def _started(project: Project) -> Job:
    network = project.network
    try:
        ideal = realise(network)
        wiring, changes = ideal, ()
        if project.on_chip:
            held = constrain(network, ideal, load_profile(project.on_chip))
            wiring, changes = held.wiring, held.changes
        run = start(network, wiring)
    except SimError as error:
        return Job(network, _EMPTY, _EMPTY, project.on_chip, (), None, str(error))
    return Job(network, ideal, wiring, project.on_chip, changes, run)


_EMPTY = Wiring((), (), 1e-4)


def collect(key: str) -> bool:
    """Move a finished run from the jobs to the results; True when there is nothing left to wait for."""
    shelf = _shelf()
    with shelf.lock:
        job = shelf.jobs.get(key)
        if job is None or job.run is None:
            return True
        if not job.run.done:
            return False
        try:
            activity = job.run.result()
        except SimError as error:
            job.error, job.run = str(error), None
            return True
        shelf.results[key] = Result(
            key, job.network, job.ideal, job.wiring, activity, job.on_chip, job.changes
        )
        del shelf.jobs[key]
        while len(shelf.results) > _KEPT:
            shelf.results.popitem(last=False)
        return True


def job(key: str) -> Job | None:
    """Return the job of a run that has not finished, or None."""
    shelf = _shelf()
    with shelf.lock:
        return shelf.jobs.get(key)


def cancel(key: str) -> None:
    """Stop a run, if it is still going; its job stays, with the word of its end."""
    shelf = _shelf()
    with shelf.lock:
        job = shelf.jobs.get(key)
    if job is not None and job.run is not None:
        job.run.cancel()


def forget(key: str) -> None:
    """Drop a failed or cancelled job, so that it can be tried again."""
    shelf = _shelf()
    with shelf.lock:
        job = shelf.jobs.get(key)
        if job is not None and job.run is None:
            del shelf.jobs[key]


@st.cache_resource(show_spinner=False)
def compile_ahead() -> threading.Thread:
    """Compile the neuron models that are not in the cache yet, once, in the background.

    Called when a page has been shown, so that it does not delay the first run.
    """
    thread = threading.Thread(target=_prepare, name="compile-ahead", daemon=True)
    thread.start()
    return thread


def _prepare() -> None:
    try:
        prepare()
    except SimError:
        # The first run of the model meets the same error and shows it.
        _LOG.info("compiling ahead did not succeed", exc_info=True)
