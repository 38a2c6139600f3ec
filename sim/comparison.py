"""Chips against baselines: ratios, verdicts on a claim, and what would have to change.

Only arithmetic on cost reports. A device that is merely claimed, or was timed once, is
shown and never counts as evidence; reports that include different things (a chip alone
against a whole computer) are compared with a warning that stays with the result.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sim.claim import Claim
from sim.claim_summary import Summary, summarise
from sim.cost_report import NO_EVIDENCE, CostReport
from sim.errors import SpecError
from sim.estimate import Estimate
from sim.floors import Mark, floors
from sim.pair import Pair, Question, pair_of


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
    pairs = tuple(pair_of(c, b, claim, question) for c in chips for b in baselines)
    warnings = dict.fromkeys(w for pair in pairs for w in pair.warnings)
    implied = {} if claim is None else _implied(baselines, claim)
    return Comparison(
        given,
        claim,
        pairs,
        implied,
        None if claim is None else summarise(pairs, given, claim, question),
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


def _implied(baselines: list[CostReport], claim: Claim) -> dict[str, Estimate]:
    implied = {}
    for report in baselines:
        if report.basis in NO_EVIDENCE:
            continue
        per_op = report.energy_per_synaptic_op_j
        if per_op is not None:
            implied[report.device] = per_op.scaled(1 / claim.energy)
    return implied
