"""How many threads a run should have."""

from __future__ import annotations

import os
from pathlib import Path

from sim.machine import processors

#: Work of one step for each thread, so that meeting the others pays. Two threads gain from
#: 4 us on, but on a small machine they hold up the page that waits for them. [ns]
_WORTH_NS = 10_000.0

#: Threads that do so much between two meetings do not mind a busy machine. [ns]
_LONG_NS = 100_000.0


def idle_processors() -> int:
    """Return how many processors nobody else is using now, at least one; all where unknown."""
    try:
        running = Path("/proc/loadavg").read_text(encoding="ascii").split()[3].partition("/")[0]
        return max(1, processors() - (int(running) - 1))  # this thread is one of them
    except (OSError, ValueError, IndexError):
        return processors()


def choose_threads(step_ns: float, asked: int | None = None) -> int:
    """Return the number of threads for a run.

    Parameters
    ----------
    step_ns : float
        Estimated work of one step on one thread. [ns]
    asked : int, optional
        What the user wants; else ``NPU_EXPLORER_THREADS``; else chosen here.
    """
    if asked is None:
        text = os.environ.get("NPU_EXPLORER_THREADS", "")
        asked = int(text) if text.isdigit() and int(text) > 0 else None
    if asked is not None:
        return max(1, asked)
    available = processors() if step_ns > _LONG_NS else idle_processors()
    return max(1, min(available, int(step_ns / _WORTH_NS)))
