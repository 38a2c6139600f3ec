"""Where each neuron lives on a chip, and which limits that strains."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class LimitCheck:
    """One capacity of the hardware against what the network needs of it.

    Parameters
    ----------
    name : str
        ``neurons per core``, ``synapse memory per core``, ``fan-in axons per core``.
    where : str
        The core, neuron or chip that needs most.
    needed, limit : float
    unit : str
    source : str
        Bibliography key of the limit.
    remedy : str
        What to change when it binds.
    """

    name: str
    where: str
    needed: float
    limit: float
    unit: str
    source: str
    remedy: str

    @property
    def binds(self) -> bool:
        """True when more is needed than there is."""
        return self.needed > self.limit

    @property
    def use(self) -> float:
        """Needed over limit."""
        return self.needed / self.limit if self.limit else float("inf")


@dataclass(frozen=True)
class Placement:
    """Neuron to core to tile to chip.

    Parameters
    ----------
    device, method : str
    core_of_neuron : int32 array, shape (n_neurons,)
        Core index, counted over all chips; -1 for spike sources, which the host holds.
    n_cores : int
        Cores in use: ``core_of_neuron`` lies below it.
    cores_per_chip : int
    core_xy : int32 array, shape (n_cores, 2)
        Tile coordinates of each core in the mesh of its chip.
    core_tile, core_chip : int32 array, shape (n_cores,)
    checks : tuple of LimitCheck
        Every capacity the profile states, binding or not, tightest first.
    chips_needed : int
        Smallest number of chips that would fit under this method.
    chips_available : int or None
        Chips of the largest published system; None when not stated.
    """

    device: str
    method: str
    core_of_neuron: NDArray[np.int32]
    n_cores: int
    cores_per_chip: int
    core_xy: NDArray[np.int32]
    core_tile: NDArray[np.int32]
    core_chip: NDArray[np.int32]
    checks: tuple[LimitCheck, ...]
    chips_needed: int
    chips_available: int | None = None

    @classmethod
    def from_cores(cls, core_of_neuron: Any, profile: Any, wiring: Any = None) -> Placement:
        """Make a placement from a given core of every neuron; see `sim.hardware.place`."""
        from sim.hardware.place import placement_from_cores

        return placement_from_cores(core_of_neuron, profile, wiring)

    @property
    def fits(self) -> bool:
        return not self.binding

    @property
    def binding(self) -> tuple[LimitCheck, ...]:
        """The checks that fail."""
        return tuple(check for check in self.checks if check.binds)

    @property
    def n_chips(self) -> int:
        return int(self.core_chip.max()) + 1 if len(self.core_chip) else 0
