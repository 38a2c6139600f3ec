"""How much a run may take of this machine."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import psutil


@dataclass(frozen=True)
class RunLimits:
    """Limits of one run.

    Parameters
    ----------
    memory_bytes : int or None
        Most memory of the child process; None for 80 % of what is free now.
    wall_s : float
        Longest wall time of the simulation, compilation not included. [s]
    stored_spikes : int
        Spikes kept with their times; beyond it they are only counted.
    """

    memory_bytes: int | None = None
    wall_s: float = 3600.0
    stored_spikes: int = 20_000_000

    def memory(self) -> int:
        """Return the memory limit that holds now. [bytes]"""
        return free_memory() * 8 // 10 if self.memory_bytes is None else self.memory_bytes


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
