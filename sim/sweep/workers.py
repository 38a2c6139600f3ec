"""Points spread over threads here, or over the workers of a Dask cluster."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from importlib import import_module
from queue import Queue
from typing import Any

from sim.errors import NotAvailable, RunCancelled
from sim.provenance import versions
from sim.sweep.plan import Point
from sim.sweep.point import Job, run_point
from sim.sweep.row import PointResult
from sim.sweep.spec import SweepSpec

Take = Callable[[PointResult], None]
Asked = Callable[[], bool]
#: Seconds to wait for a scheduler to answer, and between two looks at what is done.
CONNECT_S, _LOOK_EVERY_S = 15, 0.5


def default_workers(spec: SweepSpec) -> int:
    """Return the number of points run at once here: few, for each needs memory of its own.

    One when the processor itself is a baseline: its time is measured by the
    runs, and runs side by side would slow each other.
    """
    from sim.study import THIS_CPU

    if THIS_CPU in spec.baselines:
        return 1
    return max(1, min(4, os.cpu_count() or 1))


def run_locally(
    job: Job, points: Sequence[Point], take: Take, asked_to_stop: Asked, workers: int
) -> None:
    """Run points on threads of this process; each simulation is a process of its own.

    ``take`` is called from these threads. Points not begun when
    ``asked_to_stop`` becomes true are left out; those under way are stopped.
    """
    dask: Any = import_module("dask")
    waiting: Queue[Point] = Queue()
    for point in points:
        waiting.put(point)

    def next_one() -> None:
        # Dask takes equal tasks in an order of its own; the queue keeps that of the plan.
        point = waiting.get_nowait()
        if asked_to_stop():
            return
        try:
            row = run_point(job, point, asked_to_stop)
        except RunCancelled:
            return
        take(row)

    tasks = [dask.delayed(next_one, pure=False)() for _ in points]
    dask.compute(*tasks, scheduler="threads", num_workers=workers)


def run_on_cluster(
    job: Job, points: Sequence[Point], take: Take, asked_to_stop: Asked, scheduler: str
) -> None:
    """Run points on the workers of a Dask cluster; ``take`` is called from this thread.

    Points already under way there when ``asked_to_stop`` becomes true run to
    their end on the worker, and their results are dropped.

    Raises
    ------
    NotAvailable
        If ``distributed`` is not installed or no scheduler answers.
    """
    try:
        distributed: Any = import_module("distributed")
    except ImportError as error:
        raise NotAvailable(
            "a sweep on a cluster needs Dask's distributed, which is not installed: "
            "pip install 'npu-explorer[cluster]'"
        ) from error
    try:
        client = distributed.Client(scheduler, timeout=CONNECT_S)
    except (OSError, TimeoutError, ValueError) as error:
        raise NotAvailable(f"no Dask scheduler answers at {scheduler!r}: {error}") from error
    with client:
        shared = client.scatter(job, broadcast=True)
        pending = {client.submit(run_point, shared, p, pure=False): p for p in points}
        while pending and not asked_to_stop():
            try:
                distributed.wait(
                    list(pending), timeout=_LOOK_EVERY_S, return_when="FIRST_COMPLETED"
                )
            except TimeoutError:
                continue
            for future in [f for f in pending if f.done()]:
                take(_row_of(job, pending.pop(future), future))
        client.cancel(list(pending))


def _row_of(job: Job, point: Point, future: Any) -> PointResult:
    """Return the row of a finished task; a worker that died is an error of the point."""
    error = future.exception()
    if error is None:
        row: PointResult = future.result()
        return row
    return PointResult(
        fingerprint=job.fingerprint(point), index=point.index, seed=point.seed,
        values=dict(point.values), versions=versions(),
        error=f"the worker of the cluster failed: {type(error).__name__}: {error}",
    )  # fmt: skip
