"""What this machine offers: memory that is free now, and processors."""

from __future__ import annotations

import os
from functools import cache
from pathlib import Path

import psutil


def free_memory() -> int:
    """Return the memory that could be taken now, container limits included. [bytes]"""
    free = int(psutil.virtual_memory().available)
    root = Path("/sys/fs/cgroup")
    for most, used in (
        (root / "memory.max", root / "memory.current"),
        (root / "memory/memory.limit_in_bytes", root / "memory/memory.usage_in_bytes"),
    ):
        try:
            free = min(free, int(most.read_text()) - int(used.read_text()))
        except (OSError, ValueError):  # no such group, or "max"
            continue
    return max(free, 0)


def processors() -> int:
    """Return the number of processors this process may use: affinity and container quota."""
    try:
        available = len(os.sched_getaffinity(0))
    except AttributeError:  # not on this system
        available = os.cpu_count() or 1
    granted = _granted()
    return max(1, available if granted is None else min(available, granted))


@cache
def _granted() -> int | None:
    """Return the processors that the control group grants, rounded up; None without a limit.

    Read once: a run asks several times, and is to be on the screen a moment later.
    """
    root = Path("/sys/fs/cgroup")
    try:
        quota, period = (root / "cpu.max").read_text(encoding="ascii").split()
        return -(-int(quota) // int(period))
    except (OSError, ValueError):  # version 1, no group, or "max"
        pass
    try:
        used, per = (
            int((root / f"cpu/cpu.cfs_{name}_us").read_text(encoding="ascii"))
            for name in ("quota", "period")
        )
        return -(-used // per) if used > 0 else None
    except (OSError, ValueError):
        return None
