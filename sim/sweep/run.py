"""Run a sweep: what is not there yet, and write it down as it comes."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from sim.errors import StoreError
from sim.provenance import canonical
from sim.sweep.ledger import Ledger
from sim.sweep.plan import MAX_POINTS, Point, plan
from sim.sweep.point import Job, check_axes, make_job
from sim.sweep.result import SweepResult
from sim.sweep.row import PointResult
from sim.sweep.spec import SweepSpec
from sim.sweep.steps import Steps
from sim.sweep.workers import default_workers, run_locally, run_on_cluster


@dataclass(frozen=True)
class SweepProgress:
    """How far a sweep is.

    Parameters
    ----------
    done, total : int
        Points, those that were there already included.
    failed, reused : int
        Points that failed in this run; points that were there already.
    elapsed_s : float
    eta_s : float or None
        None until a point of this run is done.
    """

    done: int
    total: int
    failed: int
    reused: int
    elapsed_s: float
    eta_s: float | None


def run_sweep(
    spec: SweepSpec,
    out_dir: str | Path,
    scheduler: str | None = None,
    progress: Callable[[SweepProgress], object] | None = None,
    cancel: threading.Event | Callable[[], bool] | None = None,
    *,
    steps: Steps | None = None,
    workers: int | None = None,
    max_points: int = MAX_POINTS,
) -> SweepResult:
    """Run every point that ``out_dir`` does not hold yet, and return all rows.

    Points that failed before are tried again. The folder holds
    ``points.jsonl`` (a line per point, as it comes), ``points.csv`` (at the
    end), and the sweep and its network as they were run.

    Parameters
    ----------
    scheduler : str, optional
        Address of a Dask scheduler, such as ``tcp://host:8786``; threads of
        this process otherwise.
    progress : callable, optional
        Called after every point, one call at a time, from any thread.
    cancel : threading.Event or callable returning bool, optional
        Stops the sweep; what is done stays, and the next call goes on from there.
    steps : Steps, optional
        Other functions than the real ones.
    workers : int, optional
        Points at once on this machine; a few unless given, and one when
        ``this_cpu`` is a baseline, whose time is measured by the runs.

    Raises
    ------
    SimError
        Before anything is run: unknown names, an axis of which no value is
        possible, too many points, a folder in use, no cluster.
    """
    points = plan(spec, max_points)
    job = make_job(spec, steps)
    check_axes(job)
    with Ledger(out_dir) as ledger:
        _write_inputs(ledger.folder, job)
        before = ledger.rows()
        done = {p.index for p in points if (r := before.get(job.fingerprint(p))) and r.ok}
        todo = [p for p in points if p.index not in done]
        clerk = _Clerk(ledger, len(points), len(done), progress)
        stop = _Stop(cancel)
        try:
            clerk.report()
            _run(job, todo, clerk.take, stop.asked, scheduler, workers)
        finally:
            stop.now.set()  # no thread goes on after an error or an interrupt
        result = _result(job, points, ledger, len(done), cancelled=clerk.n_run < len(todo))
        result.write_csv()
    return result


def _run(
    job: Job, points: list[Point], take: Callable[[PointResult], None],
    asked: Callable[[], bool], scheduler: str | None, workers: int | None,
) -> None:  # fmt: skip
    if not points:
        return
    if scheduler is not None:
        run_on_cluster(job, points, take, asked, scheduler)
    else:
        run_locally(job, points, take, asked, workers or default_workers(job.spec))


def _result(
    job: Job, points: list[Point], ledger: Ledger, n_reused: int, cancelled: bool
) -> SweepResult:
    rows = ledger.rows()
    found = ((p, rows.get(job.fingerprint(p))) for p in points)
    # A row may come from a sweep in which the same point had another place.
    kept = tuple(r.model_copy(update={"index": p.index}) for p, r in found if r is not None)
    return SweepResult(job.spec, ledger.folder, kept, len(points), n_reused, cancelled)


def _write_inputs(folder: Path, job: Job) -> None:
    """Keep the sweep and its network beside the rows, as they were run."""
    try:
        for name, data in (("sweep.yaml", job.spec), ("network.yaml", job.network)):
            text = yaml.safe_dump(canonical(data), sort_keys=False, allow_unicode=True)
            (folder / name).write_text(text, "utf-8")
    except OSError as error:
        raise StoreError(f"cannot write to {folder}: {error.strerror or error}") from error


class _Stop:
    """Whether to stop: on the caller's request, or since the sweep has ended."""

    def __init__(self, cancel: threading.Event | Callable[[], bool] | None) -> None:
        self.now = threading.Event()
        self._cancel = cancel.is_set if isinstance(cancel, threading.Event) else cancel

    def asked(self) -> bool:
        return self.now.is_set() or (self._cancel is not None and self._cancel())


class _Clerk:
    """Writes rows down and reports, one at a time."""

    def __init__(self, ledger: Ledger, total: int, reused: int, progress: Any) -> None:
        self._ledger, self._progress = ledger, progress
        self._total, self._reused = total, reused
        self._started = time.monotonic()
        self._one_at_a_time = threading.Lock()
        self.n_run = self.n_failed = 0

    def take(self, row: PointResult) -> None:
        with self._one_at_a_time:
            self._ledger.append(row)
            self.n_run += 1
            self.n_failed += not row.ok
            self.report()

    def report(self) -> None:
        if self._progress is None:
            return
        elapsed = time.monotonic() - self._started
        left = self._total - self._reused - self.n_run
        self._progress(
            SweepProgress(
                self._reused + self.n_run, self._total, self.n_failed, self._reused,
                elapsed, _eta(elapsed, self.n_run, left),
            )
        )  # fmt: skip


def _eta(elapsed_s: float, n_run: int, left: int) -> float | None:
    if left == 0:
        return 0.0
    return elapsed_s / n_run * left if n_run else None
