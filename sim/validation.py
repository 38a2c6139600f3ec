"""Everything the model can be held against, chips and baselines together.

This joins the rooms like `sim.study` does: `sim.hardware.validate` for chips,
`sim.baselines.validate` for GPUs and CPUs.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from sim.baselines import RowError, load_baseline, validate_baselines
from sim.estimate import Estimate
from sim.hardware.validate import unpredicted, validate_chips
from sim.prediction import NotPredicted, Prediction, RowRole

_ROLES: Final[dict[str, RowRole]] = {"calibrates": "sets", "tests": "tests", "shown": "related"}


@dataclass(frozen=True)
class Validation:
    """All predictions beside their measurements, and what could not be predicted."""

    predictions: tuple[Prediction, ...]
    not_predicted: tuple[NotPredicted, ...]

    @property
    def evidence(self) -> tuple[Prediction, ...]:
        """The rows that the model has not seen, and whose numbers were checked."""
        return tuple(p for p in self.predictions if p.counts)

    @property
    def summary(self) -> str:
        """Say in one sentence how many held-out rows the model meets."""
        rows = self.evidence
        chips = [p for p in rows if p.family not in ("gpu", "cpu")]
        others = [p for p in rows if p.family in ("gpu", "cpu")]
        parts = [
            f"{sum(p.within_two for p in group)} of {len(group)} {name} within a factor of two, "
            f"{sum(p.ranges_meet for p in group)} inside the stated range"
            for name, group in (("chip rows", chips), ("GPU and CPU rows", others))
            if group
        ]
        used = len(self.predictions) - len(rows)
        return (
            f"Of the measurements that no number of the model was taken from: {'; '.join(parts)}. "
            f"{used} more rows set a number, share its publication or were recalled, and prove "
            f"nothing; {len(self.not_predicted)} cannot be predicted."
        )


@lru_cache(maxsize=1)  # it follows from files that ship with the program
def validation() -> Validation:
    """Predict every published row there is.

    Raises
    ------
    ScenarioNotFound, SpecError
    """
    chips = validate_chips()
    baselines = [_of_baseline(error) for error in validate_baselines()]
    return Validation((*chips, *baselines), tuple(unpredicted()))


def _of_baseline(row: RowError) -> Prediction:
    profile = load_baseline(row.device)
    measured = row.published
    return Prediction(
        row=row.row,
        what=f"cortical microcircuit with {row.platform}, {row.quantity}",
        device=row.device,
        title=f"{profile.title}",
        family=profile.kind,
        quantity="time" if row.quantity == "real-time factor" else "energy",
        measured=Estimate(measured, measured, measured, "measured", (row.source,)),
        predicted=row.predicted,
        role=_ROLES[row.role],
        boundary="wall",
        source=row.source,
    )
