"""Chips against baselines: ratios, verdicts on a claim, and what would have to change.

Only arithmetic on cost reports. A device that is merely claimed is shown and
never counts as evidence; reports that include different things (a chip alone
against a whole computer) are compared with a warning that stays with the result.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

from sim.boundary import stated
from sim.claim import Claim
from sim.cost_report import CostReport
from sim.errors import SpecError
from sim.estimate import Estimate
from sim.floors import Mark, floors
from sim.shrink import Shrink, shrinkage
from sim.verdict import Outcome, Ratio, Verdict, judge, ratio_of

SummaryOutcome = Literal["holds", "fails", "open", "mixed"]

#: ``same``: baselines time-step the very spiking network. ``instead``: they run the ANN
#: that does the same task. The two are never in one comparison.
Question = Literal["same", "instead"]
QUESTIONS: dict[Question, str] = {
    "same": "the same spiking network",
    "instead": "an ANN run instead",
}


@dataclass(frozen=True)
class Pair:
    """One chip against one baseline.

    Parameters
    ----------
    chip, baseline : str
        Devices.
    evidence : bool
        False when one side is only claimed.
    energy, speed : Ratio
        Baseline over chip.
    energy_verdict, speed_verdict : Verdict or None
        None without a claim.
    warnings : tuple of str
        What makes the two sides unlike.
    shrink : tuple of Shrink
        Components of the chip, largest first; empty without a claim.
    """

    chip: str
    baseline: str
    evidence: bool
    energy: Ratio
    speed: Ratio
    energy_verdict: Verdict | None = None
    speed_verdict: Verdict | None = None
    warnings: tuple[str, ...] = ()
    shrink: tuple[Shrink, ...] = ()

    @property
    def outcome(self) -> Outcome | None:
        """``holds`` when both hold, ``fails`` when either fails, else ``open``."""
        if self.energy_verdict is None or self.speed_verdict is None:
            return None
        outcomes = {self.energy_verdict.outcome, self.speed_verdict.outcome}
        if "fails" in outcomes:
            return "fails"
        return "open" if "open" in outcomes else "holds"


@dataclass(frozen=True)
class Summary:
    """The verdict for the network over all pairs that count as evidence."""

    outcome: SummaryOutcome
    sentence: str


@dataclass(frozen=True)
class Comparison:
    """All pairs of chip and baseline for one run.

    Parameters
    ----------
    reports : tuple of CostReport
        As given.
    claim : Claim or None
    pairs : tuple of Pair
    implied_j_per_synaptic_op : mapping of str to Estimate
        By baseline: the energy per synaptic operation, all included, that the claim
        asks of a chip for this run.
    summary : Summary or None
        None without a claim.
    marks : tuple of Mark
    warnings : tuple of str
        Every distinct warning of the pairs.
    question : Question
        What the baselines did.
    """

    reports: tuple[CostReport, ...]
    claim: Claim | None
    pairs: tuple[Pair, ...]
    implied_j_per_synaptic_op: dict[str, Estimate]
    summary: Summary | None
    marks: tuple[Mark, ...]
    warnings: tuple[str, ...]
    question: Question = "same"

    @property
    def chips(self) -> tuple[CostReport, ...]:
        return tuple(r for r in self.reports if r.role == "chip")

    @property
    def baselines(self) -> tuple[CostReport, ...]:
        return tuple(r for r in self.reports if r.role == "baseline")

    def pair(self, chip: str, baseline: str) -> Pair:
        """Return one pair by its devices.

        Raises
        ------
        KeyError
        """
        for pair in self.pairs:
            if (pair.chip, pair.baseline) == (chip, baseline):
                return pair
        raise KeyError(f"no pair of {chip!r} and {baseline!r}")


def compare(
    reports: Iterable[CostReport], claim: Claim | None = None, question: Question = "same"
) -> Comparison:
    """Compare every chip with every baseline.

    Parameters
    ----------
    reports : iterable of CostReport
        Chips and baselines of the same run, in any order.
    claim : Claim, optional
    question : Question
        What the baselines did.

    Raises
    ------
    SpecError
        If a device is given twice.
    """
    given = tuple(reports)
    _refuse_doubles(given)
    chips = [r for r in given if r.role == "chip"]
    baselines = [r for r in given if r.role == "baseline"]
    pairs = tuple(_pair(c, b, claim, question) for c in chips for b in baselines)
    warnings = dict.fromkeys(w for pair in pairs for w in pair.warnings)
    implied = {} if claim is None else _implied(baselines, claim)
    return Comparison(
        given,
        claim,
        pairs,
        implied,
        None if claim is None else _summary(pairs, claim, question, stated(given)),
        floors(),
        tuple(warnings),
        question,
    )


def _refuse_doubles(reports: tuple[CostReport, ...]) -> None:
    seen: set[tuple[str, str]] = set()
    for report in reports:
        key = (report.role, report.device)
        if key in seen:
            raise SpecError(
                f"compare: the {report.role} {report.device!r} is given twice; give each once"
            )
        seen.add(key)


def _pair(chip: CostReport, other: CostReport, claim: Claim | None, question: Question) -> Pair:
    energy = ratio_of(other.energy_j, chip.energy_j)
    if energy.estimate is None:
        energy = replace(energy, reason=_why_unknown(chip, other) or energy.reason)
    speed = ratio_of(other.latency_s, chip.latency_s)
    evidence = "claimed" not in (chip.basis, other.basis)
    warnings = _warnings(chip, other, question)
    if claim is None:
        return Pair(chip.device, other.device, evidence, energy, speed, warnings=warnings)
    shrink: tuple[Shrink, ...] = ()
    if other.energy_j is not None:
        shrink = shrinkage(chip, other.energy_j.nominal / claim.energy)
    return Pair(
        chip.device,
        other.device,
        evidence,
        energy,
        speed,
        judge("energy", claim.energy, energy),
        judge("speed", claim.speed, speed),
        warnings,
        shrink,
    )


def _why_unknown(chip: CostReport, other: CostReport) -> str:
    """Return why an energy is not known, where a device says so; such as at this boundary."""
    unknown = [r for r in (chip, other) if r.energy_j is None and r.missing]
    return "; ".join(report.missing[0] for report in unknown)


def _warnings(chip: CostReport, other: CostReport, question: Question) -> tuple[str, ...]:
    found = []
    if chip.boundary != other.boundary:
        found.append(
            f"{chip.title} counts energy at the {chip.boundary}, {other.title} at the "
            f"{other.boundary}: the ratio includes what only one side counts."
        )
    if "claimed" in (chip.basis, other.basis):
        who = chip if chip.basis == "claimed" else other
        found.append(f"{who.title} is what was claimed, not evidence; it does not enter verdicts.")
    if chip.duration_s != other.duration_s:
        found.append(
            f"{chip.title} ran {chip.duration_s:g} s of model time and {other.title} "
            f"{other.duration_s:g} s: not the same run."
        )
    elif question == "same" and chip.synaptic_ops != other.synaptic_ops:
        found.append(
            f"{chip.title} made {chip.synaptic_ops:,.0f} synaptic operations and {other.title} "
            f"{other.synaptic_ops:,.0f}: the activity or the wiring is not the same."
        )
    return tuple(found)


def _implied(baselines: list[CostReport], claim: Claim) -> dict[str, Estimate]:
    implied = {}
    for report in baselines:
        per_op = report.energy_per_synaptic_op_j
        if per_op is not None:
            implied[report.device] = per_op.scaled(1 / claim.energy)
    return implied


def _summary(pairs: tuple[Pair, ...], claim: Claim, question: Question, boundary: str) -> Summary:
    counted = [pair.outcome for pair in pairs if pair.evidence]
    said = f"{claim.energy:,.6g} times less energy and {claim.speed:,.6g} times faster"
    if not counted:
        return Summary(
            "open", f"Open: no pair of a chip and a baseline is evidence on the claim of {said}."
        )
    n = {outcome: counted.count(outcome) for outcome in ("holds", "fails", "open")}
    outcome: SummaryOutcome = "mixed"
    for only in ("holds", "fails", "open"):
        if n[only] == len(counted):
            outcome = only
    if outcome == "mixed" and n["holds"] == 0:
        outcome = "open"
    return Summary(
        outcome,
        f"{_LEAD[outcome]}: the claim of {said} {_spread(n, len(counted))}, "
        f"against {QUESTIONS[question]}; energy {boundary}.",
    )


def _spread(n: Mapping[str, int], of: int) -> str:
    """Say for how many pairs a claim holds, fails and stays open."""
    if of == 1:
        return "was held against one pair of chip and baseline"
    parts = [f"{word} for {n[key]}" for key, word in _WORDS.items() if n[key]]
    listed = parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"
    return f"{listed} of {of} pairs of chip and baseline"


_LEAD: dict[SummaryOutcome, str] = {
    "holds": "Holds",
    "fails": "Fails",
    "open": "Undecided",
    "mixed": "It depends",
}
_WORDS: dict[str, str] = {"holds": "holds", "fails": "fails", "open": "stays open"}
