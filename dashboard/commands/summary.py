"""What ``npu-explorer run`` says when it is done."""

from __future__ import annotations

from collections.abc import Iterator

from dashboard.commands.run import Outcome
from sim.cost_report import CostReport
from sim.estimate import Estimate
from sim.instead import why_no_ann
from sim.units import format_si


def summary(outcome: Outcome) -> str:
    """Return the outcome in a few lines of text."""
    activity, engine = outcome.activity, outcome.activity.engine
    lines = [
        f"{outcome.network.title}: {activity.n_spikes:,} spikes in {activity.duration_s:g} s "
        f"(simulated in {format_si(engine.total_s, 's')}, {engine.backend}; run {outcome.run_id})"
    ]
    rates = activity.mean_rate_hz()
    for name, count in activity.spikes_per_population().items():
        lines.append(f"  {name:<16} {count:>10,} spikes  {rates[name]:8.2f} Hz")
    for report in outcome.study.reports:
        lines += _bill(report)
    lines += [f"{name}: left out: {reason}" for name, reason in outcome.study.skipped.items()]
    verdict = outcome.study.comparison.summary
    if verdict is not None and outcome.study.comparison.pairs:
        lines.append(verdict.sentence)
    if outcome.study.reports:
        lines += _instead(outcome)
    if engine.note:
        lines.append(engine.note)
    return "\n".join(lines)


def _bill(report: CostReport) -> Iterator[str]:
    yield f"{report.title} ({report.made}, {report.boundary})"
    of_time = [words for words in report.missing if words.startswith("time")]
    of_energy = [words for words in report.missing if words not in of_time]
    yield f"  energy  {_span(report, report.energy_j, 'J', of_energy)}"
    yield f"  time    {_span(report, report.latency_s, 's', of_time)}"


def _span(report: CostReport, estimate: Estimate | None, unit: str, missing: list[str]) -> str:
    if estimate is None:
        return f"unknown{_reasons(missing)}"
    bound = "at least " if estimate.at_least else ""
    span = f"{estimate.span(unit)}, " if estimate.low < estimate.high else ""
    return f"{bound}{format_si(estimate.nominal, unit)}  ({span}{report.evidence(estimate)})"


def _reasons(missing: list[str]) -> str:
    """Return why terms have no price, each reason once with its terms."""
    terms: dict[str, list[str]] = {}
    for words in missing:
        term, _, why = words.partition(": ")
        terms.setdefault(why, []).append(term.split(" of ", 1)[-1])
    return "".join(f"\n          {why} ({', '.join(names)})" for why, names in terms.items())


def _instead(outcome: Outcome) -> Iterator[str]:
    """Yield the second question: the chips beside the ANN that would be run instead."""
    study = outcome.instead
    if study is None:
        yield f"An ANN instead: none; {why_no_ann(outcome.network)}"
        return
    layers = "-".join(map(str, study.ann.layers))
    yield f"The ANN {layers} instead, {study.batch:,} inferences at once (--batch):"
    yield from (f"  {answer.sentence}" for answer in study.answers)
    if study.comparison.summary is not None and study.comparison.pairs:
        yield f"  {study.comparison.summary.sentence}"
