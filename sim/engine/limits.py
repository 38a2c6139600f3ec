"""How much a run may take of this machine."""

from __future__ import annotations

from dataclasses import dataclass

from sim.machine import free_memory


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
    threads : int or None
        Threads of the simulation itself; None to choose by the work in a step
        (`sim.engine.threads`). The spikes do not depend on it.
    """

    memory_bytes: int | None = None
    wall_s: float = 3600.0
    stored_spikes: int = 20_000_000
    threads: int | None = None

    def memory(self) -> int:
        """Return the memory limit that holds now. [bytes]"""
        return free_memory() * 8 // 10 if self.memory_bytes is None else self.memory_bytes
