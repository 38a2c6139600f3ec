"""What this machine offers: memory that is free now, and processors."""

from __future__ import annotations

import os
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
    """Return the number of processors this process may use."""
    try:
        return len(os.sched_getaffinity(0))
    except AttributeError:  # not on this system
        return os.cpu_count() or 1
