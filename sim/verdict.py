"""Ratios that may be bounds, and what they say about a threshold."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sim.estimate import Estimate, worst_grade
from sim.units import format_factor

Bound = Literal["exact", "at_most", "at_least"]
Outcome = Literal["holds", "fails", "open"]


@dataclass(frozen=True)
class Ratio:
    """Baseline over chip: how many times better the chip is.

    Parameters
    ----------
    estimate : Estimate or None
        Range of the numbers known; None when there is no ratio to form.
    bound : Bound
        ``exact`` when both sides are complete. ``at_most`` when the chip's side is
        a lower bound (missing terms can only shrink the ratio); ``at_least`` when
        the baseline's is.
    reason : str
        Why there is no ratio, or which bound applies.
    """

    estimate: Estimate | None
    bound: Bound = "exact"
    reason: str = ""


@dataclass(frozen=True)
class Verdict:
    """What a ratio says about a claimed factor.

    Parameters
    ----------
    quantity : {"energy", "speed"}
    claimed : float
        The factor of the claim.
    ratio : Ratio
    outcome : Outcome
    reason : str
        One sentence with the numbers.
    """

    quantity: Literal["energy", "speed"]
    claimed: float
    ratio: Ratio
    outcome: Outcome
    reason: str


def ratio_of(baseline: Estimate | None, chip: Estimate | None) -> Ratio:
    """Return baseline over chip with its bound.

    A lower bound over a lower bound says nothing, so there is no ratio then.
    """
    if baseline is None or chip is None:
        who = " and ".join(
            name for name, side in (("chip", chip), ("baseline", baseline)) if side is None
        )
        return Ratio(None, reason=f"no number is known for the {who}")
    if baseline.at_least and chip.at_least:
        return Ratio(None, reason="both sides are lower bounds, so their ratio is not bounded")
    if chip.low <= 0:
        return Ratio(None, reason="the chip's range reaches zero, so the ratio has no upper end")
    quotient = Estimate(
        baseline.low / chip.high,
        baseline.nominal / chip.nominal,
        baseline.high / chip.low,
        worst_grade((baseline.grade, chip.grade)),
        tuple(dict.fromkeys((*baseline.sources, *chip.sources))),
    )
    if chip.at_least:
        return Ratio(quotient, "at_most", "the chip has terms without a price")
    if baseline.at_least:
        return Ratio(quotient, "at_least", "the baseline has terms without a price")
    return Ratio(quotient)


def judge(quantity: Literal["energy", "speed"], claimed: float, ratio: Ratio) -> Verdict:
    """Hold a ratio against the claimed factor.

    ``holds`` when the whole range, and anything its bound allows, lies at or above
    the factor; ``fails`` when it lies below; ``open`` otherwise.
    """
    estimate = ratio.estimate
    if estimate is None:
        return Verdict(quantity, claimed, ratio, "open", f"Open: {ratio.reason}.")
    outcome = _outcome(estimate, ratio.bound, claimed)
    return Verdict(quantity, claimed, ratio, outcome, _sentence(ratio, estimate, claimed, outcome))


def _outcome(estimate: Estimate, bound: Bound, claimed: float) -> Outcome:
    if estimate.low >= claimed and bound != "at_most":
        return "holds"
    if estimate.high < claimed and bound != "at_least":
        return "fails"
    return "open"


def _sentence(ratio: Ratio, estimate: Estimate, claimed: float, outcome: Outcome) -> str:
    span = _span(ratio, estimate)
    factor = f"the claimed {claimed:,.6g}"
    if outcome == "holds":
        return f"Holds: {span} is not below {factor}."
    if outcome == "fails":
        return f"Fails: {span} stays below {factor}."
    if estimate.low < claimed <= estimate.high:
        return f"Open: {span} lies on both sides of {factor}."
    side = "above" if estimate.low >= claimed else "below"
    return (
        f"Open: {span} lies {side} {factor}, but as a bound on the wrong side it decides nothing."
    )


def _span(ratio: Ratio, estimate: Estimate) -> str:
    """Write the range of a ratio, or the end of it that a bound leaves certain."""
    low, nominal, high = (format_factor(v) for v in (estimate.low, estimate.nominal, estimate.high))
    if ratio.bound == "at_most":
        return f"at most {high} times over the ranges (at most {nominal} nominal; {ratio.reason})"
    if ratio.bound == "at_least":
        return f"at least {low} times over the ranges (at least {nominal} nominal; {ratio.reason})"
    return f"{low} to {high} times (nominal {nominal})"
