"""Simulations of all sessions: started, watched and cancelled outside the page.

A run lives in a child process and its result in a small cache of the server,
both found by a fingerprint of what was asked. So a refresh finds its run
again, the same question is never simulated twice, and a crash of a run cannot
touch the page. Several sessions may watch one run; it is stopped, or taken out of
the queue, when the last of them has turned to something else: so of the values that
a slider runs through only the last is simulated to its end. What a session that has
gone was waiting for goes on for a while, since it may have been a refresh of the page.
"""

from __future__ import annotations

import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Any

import streamlit as st

from dashboard.chips import profile_of, structure_key
from dashboard.project import Project
from dashboard.wirings import wiring_for
from sim import provenance
from sim.activity import Activity
from sim.engine import (
    Progress,
    Run,
    RunLimits,
    RunQueue,
    Ticket,
    check_size,
    estimate_cost,
    start,
)
from sim.errors import SimError
from sim.hardware import constrain, place
from sim.network import Network
from sim.wiring import Wiring

_LOG = logging.getLogger(__name__)

#: Finished results kept in memory; each holds its spikes and synapses.
_KEPT = 8

#: Failed and cancelled runs of which the word is kept.
_KEPT_ERRORS = 32

#: How long a run goes on for a session that has gone. [s]
_GRACE_S = 60.0

#: How often a waiting thread looks whether it is still wanted. [s]
_LOOK_EVERY_S = 0.02


@dataclass(frozen=True)
class Result:
    """A finished run.

    ``wiring`` is what was simulated; ``ideal`` what the network asks for. They
    are the same unless the constraints of a chip were applied. ``preview`` is
    set on a run by NumPy that stands in while the model compiles.
    """

    key: str
    network: Network
    ideal: Wiring
    wiring: Wiring
    activity: Activity
    on_chip: str | None
    changes: tuple[Any, ...]
    preview: bool = False


@dataclass
class Job:
    """A run that waits for its turn, is under way, or has failed."""

    key: str
    project: Project
    watchers: set[str] = field(default_factory=set)
    ticket: Ticket | None = None
    ideal: Wiring | None = None
    wiring: Wiring | None = None
    changes: tuple[Any, ...] = ()
    run: Run | None = None
    error: str | None = None

    def progress(self) -> Progress:
        """Return how far it is, also while the synapses are still being made."""
        run = self.run  # another thread puts it away when it has failed
        return run.progress() if run else Progress("preparing", 0.0, 0.0, None)

    def position(self) -> int | None:
        """Return how many runs are served before this one; None when it is its turn."""
        return None if self.ticket is None else self.ticket.position()

    @property
    def cancelled(self) -> bool:
        """True when somebody stopped it."""
        return self.ticket is not None and self.ticket.cancelled.is_set()

    def work(self, ticket: Ticket) -> None:
        """Make the synapses and simulate, within the limits of the ticket."""
        try:
            self.run = run = self._start(ticket.limits())
            while not run.wait(_LOOK_EVERY_S):
                if ticket.cancelled.is_set():
                    run.cancel()
        except SimError as error:
            self.fail(str(error))
        except Exception:
            _LOG.exception("a run could not be started")
            self.fail("The run could not be started; the log of the server says why.")

    def _start(self, limits: RunLimits) -> Run:
        network, chip = self.project.network, self.project.on_chip
        check_size(network, limits=limits)
        self.ideal = self.wiring = wiring_for(network)
        if chip:
            profile = profile_of(self.project, chip)
            placement = place(self.ideal, profile, method=self.project.method)
            held = constrain(network, self.ideal, profile, placement=placement)
            self.wiring, self.changes = held.wiring, held.changes
        return start(network, self.wiring, limits=limits)

    def preview(self) -> Result | None:
        """Return what NumPy made of it while the model compiles, if that is there."""
        run, ideal, wiring = self.run, self.ideal, self.wiring
        activity = None if run is None else run.preview()
        if activity is None or ideal is None or wiring is None:
            return None
        network, chip = self.project.network, self.project.on_chip
        return Result(
            f"{self.key}/preview", network, ideal, wiring, activity, chip, self.changes,
            preview=True,
        )  # fmt: skip

    def fail(self, error: str) -> None:
        """Keep the word of a failure, and nothing large."""
        self.error = error
        self.run = self.ideal = self.wiring = None

    def stop(self) -> None:
        """Take it out of the queue, or end the simulation."""
        if self.ticket is None:
            return
        self.ticket.cancel()
        if self.run is None and self.ticket.ended.is_set():
            self.error = "The run was stopped before it began."


@dataclass(frozen=True, eq=False)
class Presence:
    """One visit of a session, from the first page to the end of its connection."""

    session: str


@dataclass(frozen=True)
class _Shelf:
    lock: threading.Lock
    results: OrderedDict[str, Result]
    jobs: dict[str, Job]
    queue: RunQueue
    present: dict[str, Presence]


@st.cache_resource(show_spinner=False)
def _shelf() -> _Shelf:
    return _Shelf(threading.Lock(), OrderedDict(), {}, RunQueue(), {})


def fingerprint(project: Project) -> str:
    """Return the key of the run that a project asks for."""
    # The placement decides which weights share a scale, so it counts on a chip only.
    method = project.method if project.on_chip else None
    structure = _structure(project, project.on_chip) if project.on_chip in project.own else None
    return provenance.fingerprint(
        project.network, project.on_chip, method=method, structure=structure
    )


def _structure(project: Project, chip: str) -> str:
    """Return what of an own chip a run depends on; a changed price starts no new run."""
    try:
        return structure_key(profile_of(project, chip))
    except SimError:
        return "broken"  # the run itself says what is wrong


def finished(key: str) -> Result | None:
    """Return a finished result, or None."""
    shelf = _shelf()
    with shelf.lock:
        result = shelf.results.get(key)
        if result is not None:
            shelf.results.move_to_end(key)
        return result


def request(
    project: Project, watcher: str, wait_s: float, breathe: Callable[[], object] = lambda: None
) -> tuple[Result | None, Job | None]:
    """Return the result a project asks for, or the job that is making it.

    Parameters
    ----------
    watcher : str
        Who asks, as ``session/slot``; see `release`. Sessions take turns in the queue.
    wait_s : float
        Wait at most so long, so that a fast run appears without a detour.
    breathe : callable
        Called now and then while waiting; may raise to give up.
    """
    key = fingerprint(project)
    result = finished(key)
    if result is None:
        job = _watched(key, project, watcher)
        until = time.monotonic() + wait_s
        while job is not None and not collect(key) and time.monotonic() < until:
            if job.ticket is not None:
                job.ticket.ended.wait(_LOOK_EVERY_S)
            breathe()
        result = finished(key)
        if result is None:
            return None, job
    # Titles and labels are not part of the key: they are those of whoever asks.
    return replace(result, network=project.network), None


def _watched(key: str, project: Project, watcher: str) -> Job | None:
    """Return the job of a key, started if there is none, and note who watches it.

    None when it has ended meanwhile, and its result is there.
    """
    shelf = _shelf()
    with shelf.lock:
        new = key not in shelf.jobs
    # Outside of the lock: an estimate of a large network takes a moment.
    need_bytes = _need_bytes(project.network) if new else 0.0
    with shelf.lock:
        if key in shelf.results:
            return None
        job = shelf.jobs.get(key)
        if job is None:
            job = shelf.jobs[key] = Job(key, project)
            _drop_old_errors(shelf)
            session = watcher.partition("/")[0]
            job.ticket = shelf.queue.submit(session, _carried_out(shelf, job), need_bytes)
        job.watchers.add(watcher)
        return job


def _carried_out(shelf: _Shelf, job: Job) -> Callable[[Ticket], None]:
    """Return the work of a job; its result is kept also when nobody looks any more."""

    def work(ticket: Ticket) -> None:
        job.work(ticket)
        _collect(shelf, job.key)

    return work


def _drop_old_errors(shelf: _Shelf) -> None:
    """Forget the oldest failures beyond those that are kept; the lock is held."""
    failed = [key for key, job in shelf.jobs.items() if job.error is not None]
    for key in failed[: max(len(failed) - _KEPT_ERRORS, 0)]:
        del shelf.jobs[key]


def _need_bytes(network: Network) -> float:
    try:
        return estimate_cost(network).memory_bytes
    except SimError:  # the run itself will say it
        return 0.0


def workers() -> int:
    """Return how many runs this server carries at a time."""
    return _shelf().queue.workers


def collect(key: str) -> bool:
    """Move a finished run from the jobs to the results; True when nothing is left to wait for."""
    return _collect(_shelf(), key)


def _collect(shelf: _Shelf, key: str) -> bool:
    with shelf.lock:
        job = shelf.jobs.get(key)
        if job is None or job.error is not None:
            return True
        if job.run is None or not job.run.done:
            return False
        try:
            activity = job.run.result()
        except SimError as error:
            job.fail(str(error))
            return True
        except Exception:
            _LOG.exception("a run failed")
            job.fail("The run failed; the log of the server says why.")
            return True
        assert job.ideal is not None and job.wiring is not None  # noqa: S101, PT018  it has run
        shelf.results[key] = Result(
            key, job.project.network, job.ideal, job.wiring, activity,
            job.project.on_chip, job.changes,
        )  # fmt: skip
        del shelf.jobs[key]
        while len(shelf.results) > _KEPT:
            shelf.results.popitem(last=False)
        return True


def current_job(key: str) -> Job | None:
    """Return the job of a run that has not finished, or None."""
    shelf = _shelf()
    with shelf.lock:
        return shelf.jobs.get(key)


def release(key: str, watcher: str) -> None:
    """Note that somebody no longer wants a run; stop it when nobody does."""
    _give_up(_shelf(), lambda job: {watcher} if job.key == key else set())


def _give_up(shelf: _Shelf, leaving: Callable[[Job], set[str]]) -> None:
    """Take watchers away from the jobs, and stop those that have lost their last one."""
    stopped = []
    with shelf.lock:
        for key, job in list(shelf.jobs.items()):
            gone = leaving(job) & job.watchers
            job.watchers -= gone
            if gone and not job.watchers:
                stopped.append(shelf.jobs.pop(key))
    for job in stopped:
        job.stop()


def _left(presence: Presence) -> None:
    """Give up what a session waits for, unless it is back in time."""
    shelf = _shelf()
    timer = threading.Timer(_GRACE_S, _leave, (shelf, presence))
    timer.daemon = True
    timer.start()


def _leave(shelf: _Shelf, presence: Presence) -> None:
    with shelf.lock:
        if shelf.present.get(presence.session) is not presence:
            return  # it came back
        del shelf.present[presence.session]
    mine = f"{presence.session}/"
    _give_up(shelf, lambda job: {w for w in job.watchers if w.startswith(mine)})


@st.cache_resource(show_spinner=False, scope="session", on_release=_left)
def attend(session: str) -> Presence:
    """Note that a session is here; called by its pages, and undone when it disconnects."""
    shelf, presence = _shelf(), Presence(session)
    with shelf.lock:
        shelf.present[session] = presence
    return presence


def cancel(key: str) -> None:
    """Stop a run on request; its job stays, with the word of its end."""
    job = current_job(key)
    if job is not None:
        job.stop()


def forget(key: str) -> None:
    """Drop a failed or cancelled job, so that it can be tried again."""
    shelf = _shelf()
    with shelf.lock:
        job = shelf.jobs.get(key)
        if job is not None and job.error is not None:
            del shelf.jobs[key]
