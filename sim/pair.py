"""One chip against one baseline: its ratios, verdicts, and what makes the two unlike."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from sim.claim import Claim
from sim.cost_report import NO_EVIDENCE, Basis, CostReport
from sim.shrink import Shrink, shrinkage
from sim.verdict import Outcome, Ratio, Verdict, judge, ratio_of

#: ``same``: baselines time-step the very spiking network. ``instead``: they run the ANN
#: that does the same task. The two are never in one comparison.
Question = Literal["same", "instead"]
QUESTIONS: dict[Question, str] = {
    "same": "the same spiking network",
    "instead": "an ANN run instead",
}
#: A claim is about both.
Half = Literal["energy", "speed"]


@dataclass(frozen=True)
class Pair:
    """One chip against one baseline.

    Parameters
    ----------
    chip, baseline : str
        Devices.
    left_out : Basis or None
        How the side was made that keeps the pair from being evidence; see `NO_EVIDENCE`.
    energy, speed : Ratio
        Baseline over chip.
    energy_verdict, speed_verdict : Verdict or None
        None without a claim.
    warnings : tuple of str
        What makes the two sides unlike.
    shrink : tuple of Shrink
        Components of the chip, largest first; empty without a claim.
    own : bool
        True when a side rests on a profile of the user's own.
    """

    chip: str
    baseline: str
    left_out: Basis | None
    energy: Ratio
    speed: Ratio
    energy_verdict: Verdict | None = None
    speed_verdict: Verdict | None = None
    warnings: tuple[str, ...] = ()
    shrink: tuple[Shrink, ...] = ()
    own: bool = False

    @property
    def evidence(self) -> bool:
        """True when the pair enters the verdict."""
        return self.left_out is None

    @property
    def kind(self) -> str:
        """What the pair is in the verdict: ``evidence``, or why it is none, ``as claimed``."""
        return "evidence" if self.left_out is None else NO_EVIDENCE[self.left_out]

    @property
    def counts_as(self) -> str:
        """Whether the pair enters the verdict, in words: ``as claimed, not counted``."""
        return self.kind if self.evidence else f"{self.kind}, not counted"

    def ratio(self, half: Half) -> Ratio:
        """Return the ratio of one half of the claim."""
        return self.energy if half == "energy" else self.speed

    def verdict(self, half: Half) -> Verdict | None:
        """Return the verdict on one half of the claim; None without a claim."""
        return self.energy_verdict if half == "energy" else self.speed_verdict

    @property
    def outcome(self) -> Outcome | None:
        """``holds`` when both hold, ``fails`` when either fails, else ``open``."""
        if self.energy_verdict is None or self.speed_verdict is None:
            return None
        outcomes = {self.energy_verdict.outcome, self.speed_verdict.outcome}
        if "fails" in outcomes:
            return "fails"
        return "open" if "open" in outcomes else "holds"


def pair_of(chip: CostReport, other: CostReport, claim: Claim | None, question: Question) -> Pair:
    """Return a chip against a baseline, judged where there is a claim."""
    energy = ratio_of(other.energy_j, chip.energy_j)
    if energy.estimate is None:
        energy = replace(energy, reason=_why_unknown(chip, other) or energy.reason)
    speed = ratio_of(other.latency_s, chip.latency_s)
    left_out = next((r.basis for r in (chip, other) if r.basis in NO_EVIDENCE), None)
    own = chip.own or other.own
    warnings = _warnings(chip, other, question)
    if claim is None:
        return Pair(chip.device, other.device, left_out, energy, speed, warnings=warnings, own=own)
    shrink: tuple[Shrink, ...] = ()
    if other.energy_j is not None:
        shrink = shrinkage(chip, other.energy_j.nominal / claim.energy)
    return Pair(
        chip.device,
        other.device,
        left_out,
        energy,
        speed,
        judge("energy", claim.energy, energy),
        judge("speed", claim.speed, speed),
        warnings,
        shrink,
        own,
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
    found += [f"{r.title} {_WHY[r.basis]}" for r in (chip, other) if r.basis in NO_EVIDENCE]
    if chip.duration_s != other.duration_s:
        found.append(
            f"{chip.title} ran {chip.duration_s:g} s of model time and {other.title} "
            f"{other.duration_s:g} s: not the same run."
        )
    elif question == "same" and chip.synaptic_ops != other.synaptic_ops:
        found.append(
            f"{chip.title} made {chip.synaptic_ops:,.0f} synaptic operations and {other.title} "
            f"{other.synaptic_ops:,.0f}: {_why_not_alike(chip, other)}."
        )
    return tuple(found)


def _why_not_alike(chip: CostReport, other: CostReport) -> str:
    if chip.synaptic_ops + chip.undelivered_ops == other.synaptic_ops:
        return (
            f"the other {chip.undelivered_ops:,.0f} were still on their way when the run ended, and "
            "this chip does them on arrival"
        )
    return "the activity or the wiring is not the same"


_WHY: dict[Basis, str] = {
    "claimed": "is what was claimed, not evidence; it does not enter verdicts.",
    "timed once": "was timed once, by this very run, on a computer that did other things too: the "
    "same run made again takes another time. It does not enter verdicts; the times of "
    "npu-explorer measure, which repeats the run, do.",
}
