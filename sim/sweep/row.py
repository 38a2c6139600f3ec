"""What is kept of one point: a flat record that is one line of ``points.jsonl``."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel, ConfigDict

from sim.cost_report import Basis, Boundary
from sim.estimate import Estimate, Grade

Bound = Literal["exact", "at_most", "at_least"]


class _Kept(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Span(_Kept):
    """Low, nominal and high of an `Estimate`, in SI units."""

    low: float
    nominal: float
    high: float
    at_least: bool = False
    grade: Grade = "measured"

    @classmethod
    def of(cls, estimate: Estimate | None) -> Span | None:
        """Return the span of an estimate; None stays None."""
        if estimate is None:
            return None
        return cls(
            low=estimate.low, nominal=estimate.nominal, high=estimate.high,
            at_least=estimate.at_least, grade=estimate.grade,
        )  # fmt: skip


class DeviceCost(_Kept):
    """Energy [J] and latency [s] of the run on one device.

    ``fits`` and ``chips_needed`` are those of the placement, None for a device
    nothing was placed on; ``missing`` names the terms without a price.
    """

    device: str
    role: Literal["chip", "baseline"]
    basis: Basis
    boundary: Boundary
    energy_j: Span | None
    latency_s: Span | None
    missing: tuple[str, ...] = ()
    fits: bool | None = None
    chips_needed: int | None = None


class RatioRange(_Kept):
    """Baseline over chip, for energy and for speed; a bound where a side is one."""

    chip: str
    baseline: str
    evidence: bool
    energy: Span | None
    energy_bound: Bound
    energy_reason: str = ""
    speed: Span | None
    speed_bound: Bound
    speed_reason: str = ""


class PointResult(_Kept):
    """One point: what was asked, and what came out or why nothing did.

    Parameters
    ----------
    fingerprint : str
        Of everything the result depends on.
    index : int
        Position in the plan.
    seed : int or None
        As used; None when the network could not be made.
    values : mapping of str to value
        What was varied.
    error : str
        Why the point failed; empty when it did not.
    spikes, rate_hz : mapping of str to number
        By population. [-], [Hz]
    skipped : mapping of str to str
        Devices that could not price this run, with the reason.
    wall_s : float
        Time the point took. [s]
    """

    fingerprint: str
    index: int
    seed: int | None = None
    values: dict[str, Any]
    error: str = ""
    n_neurons: int | None = None
    n_synapses: int | None = None
    duration_s: float | None = None
    spikes: dict[str, int] = {}
    rate_hz: dict[str, float] = {}
    devices: tuple[DeviceCost, ...] = ()
    ratios: tuple[RatioRange, ...] = ()
    skipped: dict[str, str] = {}
    backend: str = ""
    wall_s: float = 0.0
    versions: dict[str, str] = {}

    @property
    def ok(self) -> bool:
        """True when the point was simulated and priced."""
        return not self.error
