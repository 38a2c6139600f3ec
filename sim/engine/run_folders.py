"""Folders of runs: one for each, gone with it."""

from __future__ import annotations

import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sim.engine.cache import cache_root

#: Folders of a process that died are removed after this time. [s]
_STALE_S = 86_400


@contextmanager
def run_folder() -> Iterator[Path]:
    """Give a new folder for one run, and clear away what dead processes left."""
    parent = cache_root() / "runs"
    parent.mkdir(parents=True, exist_ok=True)
    for old in parent.iterdir():
        try:
            stale = time.time() - old.stat().st_mtime > _STALE_S
        except FileNotFoundError:  # another process was faster
            continue
        if stale:
            shutil.rmtree(old, ignore_errors=True)
    folder = Path(tempfile.mkdtemp(prefix="run-", dir=parent))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)
