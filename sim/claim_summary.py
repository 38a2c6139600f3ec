"""The verdict on a claim over all pairs of chip and baseline, in words."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final, Literal

from sim.boundary import stated
from sim.claim import Claim
from sim.cost_report import NO_EVIDENCE, CostReport
from sim.pair import QUESTIONS, Half, Pair, Question
from sim.verdict import Outcome

SummaryOutcome = Literal["holds", "fails", "open", "mixed"]

#: What an outcome is called, of the claim over all pairs and of how many pairs.
_LEAD: Final[dict[SummaryOutcome, str]] = {
    "holds": "the claim holds",
    "fails": "the claim fails",
    "open": "the claim is open",
    "mixed": "the verdict is mixed",
}
_WORDS: Final[dict[Outcome, str]] = {"holds": "holds", "fails": "fails", "open": "is open"}


@dataclass(frozen=True)
class Summary:
    """The verdict for the network over all pairs that count as evidence.

    Parameters
    ----------
    outcome : {"holds", "fails", "open", "mixed"}
        That of all pairs when they agree. ``open`` when none holds and one is open;
        ``mixed`` when it holds for some only.
    lead : str
        Which question it answers, and the outcome.
    details : str
        For how many pairs, which half of the claim decided, whose values, what is left out.
    """

    outcome: SummaryOutcome
    lead: str
    details: str

    @property
    def sentence(self) -> str:
        """All of it, as a short paragraph."""
        return f"{self.lead}. {self.details}"


def summarise(
    pairs: Sequence[Pair], reports: Sequence[CostReport], claim: Claim, question: Question
) -> Summary:
    """Return the verdict over all pairs that are evidence.

    Parameters
    ----------
    pairs : sequence of Pair
        Judged on the claim.
    reports : sequence of CostReport
        What the pairs are of.
    """
    counted = [pair for pair in pairs if pair.evidence]
    outcomes = [pair.outcome for pair in counted if pair.outcome is not None]
    outcome = _over_all(outcomes)
    said = f"{claim.energy:,.6g} times less energy and {claim.speed:,.6g} times faster"
    if counted:
        evidence = [report for report in reports if report.basis not in NO_EVIDENCE]
        details = [
            f"{said}: it {_in_all(outcomes)} of chip and baseline; energy {stated(evidence)}.",
            f"On energy alone it {_alone(outcomes_on(counted, 'energy'))}; "
            f"on speed alone it {_alone(outcomes_on(counted, 'speed'))}.",
        ]
    else:
        details = [
            f"There is no pair to judge {said} by: choose a chip whose energy is modelled, and a "
            "baseline that is modelled or was measured repeatedly."
        ]
    details += _own(counted, reports)
    details += _not_counted(pairs)
    return Summary(outcome, f"Against {QUESTIONS[question]}, {_LEAD[outcome]}", " ".join(details))


def outcomes_on(pairs: Iterable[Pair], half: Half) -> list[Outcome]:
    """Return the outcomes of one half of the claim, over the pairs that are evidence."""
    verdicts = [pair.verdict(half) for pair in pairs if pair.evidence]
    return [verdict.outcome for verdict in verdicts if verdict is not None]


def spread(outcomes: Sequence[Outcome]) -> str:
    """Say how often a claim holds, fails and is open: ``fails for 2 and is open for 1``."""
    parts = [
        f"{words} for {outcomes.count(outcome)}"
        for outcome, words in _WORDS.items()
        if outcome in outcomes
    ]
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])} and {parts[-1]}"


def _in_all(outcomes: Sequence[Outcome]) -> str:
    if len(outcomes) == 1:
        return f"{_WORDS[outcomes[0]]} for the one pair"
    return f"{spread(outcomes)} of {_pairs(len(outcomes))}"


def _alone(outcomes: Sequence[Outcome]) -> str:
    return _WORDS[outcomes[0]] if len(outcomes) == 1 else spread(outcomes)


def _over_all(outcomes: Sequence[Outcome]) -> SummaryOutcome:
    if not outcomes:
        return "open"
    if len(set(outcomes)) == 1:
        return outcomes[0]
    return "mixed" if "holds" in outcomes else "open"


def _own(counted: Sequence[Pair], reports: Sequence[CostReport]) -> list[str]:
    """Say how many of the pairs that count rest on values of the user's own."""
    of = sum(pair.own for pair in counted)
    if not of:
        return []
    titles = ", ".join(report.title for report in reports if report.own)
    return [f"Pairs that rest on a profile made by the user ({titles}): {of}."]


def _not_counted(pairs: Sequence[Pair]) -> list[str]:
    """Say how many pairs are shown and do not count, and why."""
    why = [pair.kind for pair in pairs if not pair.evidence]
    if not why:
        return []
    each = ", ".join(f"{why.count(words)} {words}" for words in dict.fromkeys(why))
    return [f"Shown and not counted: {_pairs(len(why))} ({each})."]


def _pairs(number: int) -> str:
    return "1 pair" if number == 1 else f"{number} pairs"
