"""What an energy includes: the chip, the board around it, or all that hangs on the wall socket.

A report is made at one boundary. Its terms say at which boundary each begins to
count, and its ``surroundings`` what comes on top further out, known or not, so that
the same run can be stated at another boundary without counting anything again.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Final, get_args

import numpy as np

from sim.cost_report import SHARED, Boundary, CostReport, EnergyTerm
from sim.estimate import Estimate, total

#: From the inside out.
BOUNDARIES: Final[tuple[Boundary, ...]] = get_args(Boundary)

#: Boundary -> what it means, for people.
MEANING: Final[dict[Boundary, str]] = {
    "chip": "the chip alone (of a processor, its package)",
    "board": "the board: the chip with memory, regulators and links beside it; a graphics card",
    "wall": "the wall socket: boards, the computer around them, supplies",
}
_STATED: Final = {"chip": "of the chip", "board": "of the board", "wall": "at the wall"}


def stated(reports: Iterable[CostReport]) -> str:
    """Return the boundary of reports in words, for an axis: ``at the wall``."""
    found = {report.boundary for report in reports}
    return _STATED[found.pop()] if len(found) == 1 else "each at its own boundary"


def at_boundary(report: CostReport, boundary: Boundary) -> CostReport:
    """Return the same run with its energy stated at another boundary.

    Further out, what lies between is added; where nobody has published it the total
    becomes a lower bound, with the reason under ``missing``. Further in, terms that lie
    outside are left out; where the parts are not known apart the energy is unknown.
    Times are those of the run and stay.
    """
    want = BOUNDARIES.index(boundary)
    if boundary == report.boundary:
        return report
    innermost = report.innermost or report.boundary
    if want < BOUNDARIES.index(innermost):
        return _refused(report, boundary, innermost)
    terms = tuple(
        term
        for term in (*report.terms, *_surroundings(report))
        if BOUNDARIES.index(term.boundary) <= want
    )
    known = [term.energy_j for term in terms if term.energy_j is not None]
    energy = total(known) if known and report.energy_j is not None else None
    outside = (*report.surroundings, *(t for t in report.terms if t.boundary != "chip"))
    gone = tuple(_gap(term) for term in report.terms if term not in terms)
    missing = tuple(words for words in report.missing if words not in gone)
    missing += tuple(
        _gap(term) for term in terms if term.energy_j is None and term not in report.terms
    )
    lower = len(known) < len(terms) or _incomplete(report)
    change_j = _nominal(terms) - _nominal(report.terms)
    return replace(
        report,
        boundary=boundary,
        terms=terms,
        surroundings=tuple(t for t in outside if t not in terms),
        energy_j=energy.as_at_least() if energy is not None and lower else energy,
        tick_energy_j=_spread(report, change_j),
        core_energy_j=None
        if report.core_energy_j is None
        else report.core_energy_j + change_j / len(report.core_energy_j),
        population_energy_j=_shared(report, change_j),
        missing=missing,
        notes=(*report.notes, _sentence(report, boundary, terms)),
        innermost=innermost,
    )


def _refused(report: CostReport, boundary: Boundary, innermost: Boundary) -> CostReport:
    reason = f"{report.title} is known {_STATED[innermost]} only"
    if report.within:
        reason += f" ({report.within})"
    return replace(
        report, boundary=boundary, terms=(), surroundings=(*report.terms, *report.surroundings),
        energy_j=None, tick_energy_j=None, core_energy_j=None, population_energy_j={},
        missing=(reason, *report.missing),
    )  # fmt: skip


def _surroundings(report: CostReport) -> tuple[EnergyTerm, ...]:
    """Return what is known to lie outside, with a gap for every boundary that nobody described."""
    described = {term.boundary for term in report.surroundings}
    own = BOUNDARIES.index(report.boundary)
    gaps = tuple(
        surrounding(name, None, None, f"what the {name} adds to the {report.boundary} is not published")
        for name in BOUNDARIES[own + 1 :]
        if name not in described
    )  # fmt: skip
    return (*report.surroundings, *gaps)


def surrounding(
    boundary: Boundary, power: Estimate | None, seconds: Estimate | None, note: str
) -> EnergyTerm:
    """Return the term of what begins to count at a boundary: power x time of the run.

    Parameters
    ----------
    power, seconds : Estimate or None
        None where unknown; ``note`` then says why.
    """
    both = power is not None and seconds is not None
    return EnergyTerm(
        f"{boundary}_power", "host", seconds.nominal if seconds else None, "s", power,
        power.times(seconds) if both and power and seconds else None,
        note if both or power is None else "the time of the run is unknown", boundary,
    )  # fmt: skip


def _incomplete(report: CostReport) -> bool:
    """Whether the energy lacks something that is no term, such as the cost of learning."""
    terms_known = all(term.energy_j is not None for term in report.terms)
    return report.energy_j is not None and report.energy_j.at_least and terms_known


def _gap(term: EnergyTerm) -> str:
    return f"energy of {term.name}: {term.note}"


def _nominal(terms: tuple[EnergyTerm, ...]) -> float:
    return sum(term.energy_j.nominal for term in terms if term.energy_j is not None)


def _spread(report: CostReport, change_j: float) -> np.ndarray | None:
    """Return energy by tick; what lies outside draws its power all the time. [J]"""
    energy = report.tick_energy_j
    if energy is None or not len(energy):
        return energy
    length = report.tick_latency_s
    if length is None or len(length) != len(energy) or not length.sum():
        length = np.ones(len(energy))
    return np.asarray(energy + change_j * length / length.sum())


def _shared(report: CostReport, change_j: float) -> dict[str, float]:
    found = dict(report.population_energy_j)
    if found:
        found[SHARED] = found.get(SHARED, 0.0) + change_j
    return found


def _sentence(report: CostReport, boundary: Boundary, terms: tuple[EnergyTerm, ...]) -> str:
    added = [t.name.replace("_", " ") for t in terms if t not in report.terms and t.energy_j]
    left = [t.name.replace("_", " ") for t in report.terms if t not in terms]
    gaps = [t.name.replace("_", " ") for t in terms if t not in report.terms and t.energy_j is None]
    parts = []
    if added:
        parts.append(f"with {', '.join(added)}")
    if left:
        parts.append(f"without {', '.join(left)}")
    if gaps:
        parts.append(f"without a figure for {', '.join(gaps)}, so the total is a lower bound")
    return f"Restated {_STATED[boundary]} from {_STATED[report.boundary]}: {'; '.join(parts)}."
