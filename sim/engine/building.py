"""Finding compiled programs in the cache, and building what it does not hold, once."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock, Timeout

from sim.engine.cache import Cache
from sim.engine.child import python_worker, run_child
from sim.errors import RunCancelled

#: Longest time to wait for a compiler. [s]
_MOST_BUILD_S = 900.0

#: Puts the missing keys into the cache and returns their folders.
Build = Callable[[Cache, set[str]], dict[str, Path]]


def find_or_build(
    keys: Sequence[str],
    build: Build,
    *,
    cancelled: Callable[[], bool],
    on_build: Callable[[], None],
) -> tuple[dict[str, Path], float]:
    """Return the folder of every key, and the seconds that building took (0 if all was there).

    Raises
    ------
    EngineError
        If generating or compiling fails.
    RunCancelled
    """
    cache = Cache.default()
    found, missing = _look(cache, keys)
    if not missing:
        return found, 0.0
    on_build()
    start = time.perf_counter()
    cache.folder.mkdir(parents=True, exist_ok=True)
    with _lock(cache, cancelled):
        # Another process may have built it while this one waited.
        found, missing = _look(cache, keys)
        if not missing:
            return found, 0.0
        found |= build(cache, missing)
    return found, time.perf_counter() - start


def build_in_worker(
    what: str, folder: Path, cancelled: Callable[[], bool], memory_bytes: int
) -> None:
    """Let the worker process do a building job in a folder."""
    run_child(
        python_worker(what, str(folder)),
        what="compilation",
        cancelled=cancelled,
        on_line=lambda _: None,
        memory_bytes=memory_bytes,
        wall_s=_MOST_BUILD_S,
    )


def _look(cache: Cache, keys: Sequence[str]) -> tuple[dict[str, Path], set[str]]:
    looked = {key: cache.find(key) for key in keys}
    found = {key: path for key, path in looked.items() if path is not None}
    return found, set(keys) - set(found)


@contextmanager
def _lock(cache: Cache, cancelled: Callable[[], bool]) -> Iterator[None]:
    """Hold the build lock of a cache; give up when cancelled."""
    lock = FileLock(cache.folder / "build.lock")
    while True:
        try:
            lock.acquire(timeout=0.2)
            break
        except Timeout:
            if cancelled():
                raise RunCancelled("stopped on request before compilation") from None
    try:
        yield
    finally:
        lock.release()
