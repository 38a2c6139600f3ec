"""Everything the model can be held against, chips and baselines together.

This joins the rooms like `sim.study` does: `sim.hardware.validate` for chips,
`sim.baselines.validate` for GPUs and CPUs.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from sim.baselines import (
    RowError,
    ann_machine,
    load_baseline,
    validate_baselines,
    validate_inferences,
)
from sim.cost_report import Boundary
from sim.estimate import Estimate
from sim.hardware.validate import unpredicted, validate_chips
from sim.prediction import Group, NotPredicted, Prediction, Quantity, RowRole

#: Groups of rows in their order, with words for people.
GROUPS: Final[dict[Group, str]] = {
    "chips": "chip rows",
    "spiking": "rows of spiking networks on GPUs and CPUs",
    "ann": "rows of ANNs on GPUs and CPUs",
}
_ROLES: Final[dict[str, RowRole]] = {"calibrates": "sets", "tests": "tests", "shown": "related"}


@dataclass(frozen=True)
class Validation:
    """All predictions beside their measurements, and what could not be predicted."""

    predictions: tuple[Prediction, ...]
    not_predicted: tuple[NotPredicted, ...]

    def of_group(self, group: Group) -> tuple[int, tuple[Prediction, ...]]:
        """Return the rows of a group, and the number of the first of them among all."""
        found = [(i, p) for i, p in enumerate(self.predictions, start=1) if p.group == group]
        return (found[0][0] if found else 1), tuple(p for _, p in found)

    @property
    def evidence(self) -> tuple[Prediction, ...]:
        """The rows that the model has not seen, and whose numbers were checked."""
        return tuple(p for p in self.predictions if p.counts)

    @property
    def summary(self) -> str:
        """Say in one sentence how many held-out rows the model meets."""
        rows = self.evidence
        parts = []
        for group, name in GROUPS.items():
            held_out = [p for p in rows if p.group == group]
            if held_out:
                parts.append(
                    f"{sum(p.within_two for p in held_out)} of {len(held_out)} {name} within a factor "
                    f"of two, {sum(p.ranges_meet for p in held_out)} inside the stated range"
                )
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
    spiking = [_of_spiking(error) for error in validate_baselines()]
    ann = [_of_ann(error) for error in validate_inferences()]
    return Validation((*chips, *spiking, *ann), tuple(unpredicted()))


def _of_spiking(row: RowError) -> Prediction:
    profile = load_baseline(row.device)
    quantity: Quantity = "time" if row.quantity == "real-time factor" else "energy"
    what = f"cortical microcircuit with {row.platform}, {row.quantity}"
    return _prediction(row, what, quantity, profile.title, profile.kind, "wall", "spiking")


def _of_ann(row: RowError) -> Prediction:
    machine = ann_machine(row.device)
    quantity: Quantity = "duration" if row.quantity == "time of a batch" else "energy"
    what = f"keyword spotting with {row.platform}, {row.quantity}"
    return _prediction(row, what, quantity, machine.title, machine.family, machine.boundary, "ann")


def _prediction(
    row: RowError,
    what: str,
    quantity: Quantity,
    title: str,
    family: str,
    boundary: Boundary,
    group: Group,
) -> Prediction:
    measured = row.published
    return Prediction(
        row=row.row,
        what=what,
        device=row.device,
        title=title,
        family=family,
        quantity=quantity,
        measured=Estimate(measured, measured, measured, "measured", (row.source,)),
        predicted=row.predicted,
        role=_ROLES[row.role],
        boundary=boundary,
        source=row.source,
        group=group,
    )
