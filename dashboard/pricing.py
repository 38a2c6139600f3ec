"""What runs cost, counted in the background, so that a raster never waits for it."""

from __future__ import annotations

import threading
from collections import OrderedDict
from concurrent.futures import Future, ThreadPoolExecutor

from dashboard.jobs import Result
from dashboard.project import Project
from dashboard.results import measured_key, study_of
from sim.study import Study

#: Studies under way or kept. What they are made of is cached in `dashboard.results`.
_KEPT = 32

_threads = ThreadPoolExecutor(2, thread_name_prefix="pricing")
_lock = threading.Lock()
_studies: OrderedDict[tuple[str, str, tuple[str, ...]], Future[Study]] = OrderedDict()


def study_in_background(project: Project, result: Result) -> Future[Study]:
    """Return the costs of a run on the devices of a project, to be had when they are ready.

    Cancel it when nobody waits for it any more: what has not begun is then left
    undone, and whoever asks again gets a new one.
    """
    # Everything that a price depends on, and what it will depend on some day.
    choices = project.model_dump_json(
        exclude={"network", "origin", "on_chip", "batch", "ann_devices", "pinned"}
    )
    key = (result.key, choices, measured_key(result))
    with _lock:
        found = _studies.get(key)
        if found is None or found.cancelled() or _failed(found):
            found = _studies[key] = _threads.submit(study_of, project, result)
        _studies.move_to_end(key)
        while len(_studies) > _KEPT:
            _studies.popitem(last=False)
        return found


def _failed(study: Future[Study]) -> bool:
    return study.done() and study.exception() is not None
