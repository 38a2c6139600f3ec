"""Which parts of a chip's energy would have to shrink for a claim to hold."""

from __future__ import annotations

from dataclasses import dataclass

from sim.cost_report import Component, CostReport
from sim.units import format_si


@dataclass(frozen=True)
class Shrink:
    """One component against what the claim leaves for it, all at nominal values.

    Parameters
    ----------
    component : Component
    energy_j : float
    share : float
        Of the chip's known energy.
    factor : float or None
        How many times smaller it would have to be if all others stayed; 1 when
        nothing has to change; None when even removing it is not enough.
    sentence : str
    """

    component: Component
    energy_j: float
    share: float
    factor: float | None
    sentence: str

    @property
    def enough(self) -> bool:
        """True when shrinking this component alone would do."""
        return self.factor is not None


def shrinkage(chip: CostReport, budget_j: float) -> tuple[Shrink, ...]:
    """Return every component of a chip against an energy budget, largest first.

    Parameters
    ----------
    chip : CostReport
    budget_j : float
        Energy the chip may use at most: the baseline's over the claimed factor.
    """
    parts = {name: part.nominal for name, part in chip.components().items()}
    whole = sum(parts.values())
    largest_first = sorted(parts.items(), key=lambda item: -item[1])
    bounded = chip.energy_j is not None and chip.energy_j.at_least
    return tuple(
        _one(name, part, whole, budget_j, bounded) for name, part in largest_first if part > 0
    )


def _one(name: Component, part: float, whole: float, budget_j: float, bounded: bool) -> Shrink:
    """Judge one component; ``bounded``: terms without a price come on top of ``whole``."""
    rest = whole - part
    share = part / whole
    if whole <= budget_j and bounded:
        return Shrink(
            name, part, share, None,
            f"{name}: the priced parts stay within the claim, but terms without a price come on top.",
        )  # fmt: skip
    if whole <= budget_j:
        return Shrink(name, part, share, 1.0, f"{name}: nothing has to shrink.")
    if rest >= budget_j:
        over = rest / budget_j if budget_j > 0 else float("inf")
        return Shrink(
            name, part, share, None,
            f"{name}: even without its {format_si(part, 'J')} ({share:.0%}) the rest is "
            f"{over:,.3g} times the {format_si(budget_j, 'J')} that the claim allows.",
        )  # fmt: skip
    factor = part / (budget_j - rest)
    return Shrink(
        name, part, share, factor,
        f"{name}: its {format_si(part, 'J')} ({share:.0%}) would have to shrink "
        f"{'at least ' if bounded else ''}{factor:,.3g} times, all else unchanged.",
    )  # fmt: skip
