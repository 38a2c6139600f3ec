"""Folders of runs: one for each, gone with it."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from sim.engine.cache import cache_root

#: Folders of a process that died are removed after this time. [s]
_STALE_S = 86_400

#: Locked as long as the run lasts. Age alone does not tell a dead run from one that a
#: sleeping laptop or a clock put right made look old.
_LOCK = ".in-use"


@contextmanager
def run_folder() -> Iterator[Path]:
    """Give a new folder for one run, and clear away what dead processes left."""
    parent = cache_root() / "runs"
    parent.mkdir(parents=True, exist_ok=True)
    for old in parent.iterdir():
        _remove_if_left(old)
    folder = Path(tempfile.mkdtemp(prefix="run-", dir=parent))
    try:
        with FileLock(folder / _LOCK):
            yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _remove_if_left(folder: Path) -> None:
    try:
        if time.time() - folder.stat().st_mtime < _STALE_S:
            return
        with FileLock(folder / _LOCK, timeout=0):
            pass
    except (Timeout, OSError):  # in use, or another process was faster
        return
    shutil.rmtree(folder, ignore_errors=True)
