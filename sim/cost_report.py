"""What a run costs on a device: energy and time, term by term, with ranges.

Chips (priced from event counts) and baselines (GPU, CPU) return the same
type, so that charts and comparisons need not know which is which.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from sim.estimate import Estimate

Component = Literal["synapses", "neurons", "routing", "conversion", "learning", "host", "static", "memory", "launch", "other"]  # fmt: skip
Boundary = Literal["chip", "board", "wall"]
Basis = Literal["modelled", "measured", "published", "timed once", "claimed"]
Role = Literal["chip", "baseline"]

#: What is shown and never enters a verdict, in words for its rows.
NO_EVIDENCE: Final[dict[Basis, str]] = {"claimed": "as claimed", "timed once": "timed once"}

#: Population that carries what belongs to no single one.
SHARED = "(shared)"


@dataclass(frozen=True)
class EnergyTerm:
    """One line of the bill: ``energy = count x price`` or ``power x time``.

    Parameters
    ----------
    name : str
        As in the profile: ``synaptic_op``, ``hop_x``, ``static_chip``.
    component : Component
        The group it is drawn in.
    count : float or None
        Events, or seconds for a power term; None when it is not known.
    count_unit : str
        ``synaptic operations``, ``s``.
    price : Estimate or None
        Joule per event, or watt; None when it is not known.
    energy_j : Estimate or None
        None when the price or the count is not known.
    note : str
        Why it is missing, or what it includes.
    boundary : Boundary
        The narrowest boundary that includes it.
    """

    name: str
    component: Component
    count: float | None
    count_unit: str
    price: Estimate | None
    energy_j: Estimate | None
    note: str = ""
    boundary: Boundary = "chip"


@dataclass(frozen=True)
class CostReport:
    """Energy and time of one run on one device.

    Parameters
    ----------
    device, title : str
        Key of the profile and its name for people.
    basis : Basis
        How the number was made; a modelled chip is never drawn like a measured one.
    boundary : Boundary
        What the energy includes: the chip, the board, or the wall socket.
    duration_s : float
        Biological time simulated.
    terms : tuple of EnergyTerm
    energy_j : Estimate or None
        Sum of the known terms, ``at_least`` when one is unknown; None when
        nothing is priced at all.
    latency_s : Estimate or None
        Time the device needs for the run; None when unknown.
    synaptic_ops, spikes : float
        Events in the run (recurrent synaptic operations).
    tick_latency_s : float array, shape (n_ticks,), or None
        Nominal time of each hardware tick.
    tick_energy_j : float array, shape (n_ticks,), or None
        Nominal energy of each tick.
    core_energy_j : float array, shape (n_cores,), or None
        Nominal energy by core; static power included, shared equally.
    population_energy_j : mapping of str to float
        Nominal energy by population; sums to the total with ``"(shared)"``.
    missing : tuple of str
        Terms without a price, each with the reason.
    notes : tuple of str
        Statements a reader must see beside the number.
    role : Role
        Whether it is a chip under study or a machine it is compared with.
    surroundings : tuple of EnergyTerm
        What a wider boundary includes on top, known or not; see `sim.boundary`.
    innermost : Boundary or None
        The narrowest boundary at which the energy can be stated; None: its own.
    within : str
        Why nothing is known further in.
    own : bool
        True when it rests on a profile of the user's own.
    undelivered_ops : float
        Synaptic operations of spikes that were on their way when the run ended; not in
        ``synaptic_ops``.
    """

    device: str
    title: str
    basis: Basis
    boundary: Boundary
    duration_s: float
    terms: tuple[EnergyTerm, ...]
    energy_j: Estimate | None
    latency_s: Estimate | None
    synaptic_ops: float
    spikes: float
    tick_latency_s: NDArray[np.float64] | None = None
    tick_energy_j: NDArray[np.float64] | None = None
    core_energy_j: NDArray[np.float64] | None = None
    population_energy_j: Mapping[str, float] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    role: Role = "chip"
    surroundings: tuple[EnergyTerm, ...] = ()
    innermost: Boundary | None = None
    within: str = ""
    own: bool = False
    undelivered_ops: float = 0.0

    def components(self) -> dict[Component, Estimate]:
        """Return energy by component; terms without a price are left out. [J]"""
        result: dict[Component, Estimate] = {}
        for term in self.terms:
            if term.energy_j is not None:
                known = result.get(term.component)
                result[term.component] = term.energy_j if known is None else known + term.energy_j
        return result

    @property
    def made(self) -> str:
        """How the numbers were made, in words; of a measured time at an assumed power, both."""
        time = {"measured": "time measured", "timed once": "timed once"}.get(self.basis)
        if time is None or self.energy_j is None or self.energy_j.grade == "measured":
            return self.basis
        return f"{time}, energy {self.energy_j.grade}"

    def evidence(self, estimate: Estimate) -> str:
        """Return how good the evidence for one of its numbers is, in words."""
        once = self.basis == "timed once" and estimate.grade == "measured"
        return "timed once" if once else estimate.grade

    @property
    def energy_per_synaptic_op_j(self) -> Estimate | None:
        """All-in energy over synaptic operations. [J]"""
        if self.energy_j is None or self.synaptic_ops == 0:
            return None
        return self.energy_j.scaled(1 / self.synaptic_ops)

    @property
    def mean_power_w(self) -> float | None:
        """Nominal energy over nominal time. [W]"""
        if self.energy_j is None or self.latency_s is None or self.latency_s.nominal == 0:
            return None
        return self.energy_j.nominal / self.latency_s.nominal

    @property
    def real_time_factor(self) -> Estimate | None:
        """Device time over biological time; 1 is real time, below 1 is faster."""
        return None if self.latency_s is None else self.latency_s.scaled(1 / self.duration_s)

    @property
    def energy_delay_js(self) -> float | None:
        """Nominal energy times nominal latency. [J s]"""
        if self.energy_j is None or self.latency_s is None:
            return None
        return self.energy_j.nominal * self.latency_s.nominal
