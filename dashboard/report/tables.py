"""Tables of a report from results: spikes, cost by device, the bill of one device."""

from __future__ import annotations

from collections.abc import Sequence

from dashboard.report.citations import cited, grade_text
from dashboard.report.content import Table
from sim.activity import Activity
from sim.comparison import Comparison
from sim.cost_report import CostReport
from sim.estimate import Estimate
from sim.pair import Pair
from sim.units import format_factor, format_si
from sim.verdict import Ratio, Verdict

UNKNOWN = "not known"


def estimate_text(estimate: Estimate | None, unit: str) -> str:
    """Return ``23.6 pJ (20 pJ to 35.5 pJ)``; where a term is missing, "at least" and of what."""
    if estimate is None:
        return UNKNOWN
    least = "at least " if estimate.at_least else ""
    nominal = format_si(estimate.nominal, unit)
    if estimate.low == estimate.high:
        return f"{least}{nominal}"
    return f"{least}{nominal} ({estimate.span(unit)})"


def count_text(count: float | None, unit: str) -> str:
    """Return ``1,000,000 events``, ``0.5 s`` or ``unknown``."""
    if count is None:
        return UNKNOWN
    number = f"{count:,.0f}" if abs(count) >= 1000 else f"{count:.6g}"
    return f"{number} {unit}"


def spikes_table(activity: Activity) -> Table:
    """Return spikes and mean rate of every population, from the exact counts."""
    spikes, rates = activity.spikes_per_population(), activity.mean_rate_hz()
    rows = tuple(
        (
            p.name,
            "source" if p.is_source else "neurons",
            f"{p.size:,}",
            f"{spikes[p.name]:,}",
            f"{rates[p.name]:.4g} Hz",
        )
        for p in activity.populations
    )
    note = ""
    if not activity.complete:
        stored = len(activity.spike_step)
        note = f"Counts are exact; {stored:,} of {activity.n_spikes:,} spike times were stored."
    return Table(
        "Spikes by population", ("population", "kind", "size", "spikes", "mean rate"), rows, note
    )


def cost_table(reports: Sequence[CostReport]) -> Table:
    """Return energy and time of every device with range, evidence and boundary."""
    rows = tuple(
        (
            r.title,
            r.made,
            r.boundary,
            estimate_text(r.energy_j, "J"),
            r.energy_j.grade if r.energy_j else "–",
            estimate_text(r.latency_s, "s"),
            estimate_text(r.energy_per_synaptic_op_j, "J"),
        )
        for r in reports
    )
    columns = ("device", "basis", "boundary", "energy of the run", "evidence", "time for the run",
               "energy per synaptic operation")  # fmt: skip
    lines = [f"{r.title}: without {'; '.join(r.missing)}." for r in reports if r.missing]
    lines += [
        f"Sources of {r.title}: [{', '.join(keys)}]."
        for r in reports
        if (keys := sorted(cited([r])))
    ]
    lines.append("What each energy includes stands below the bill of the device.")
    return Table("Energy and time by device", columns, rows, "\n".join(lines))


def bill_table(report: CostReport) -> Table:
    """Return the bill of one device, term by term."""
    rows = tuple(
        (
            term.name,
            term.component,
            count_text(term.count, term.count_unit),
            estimate_text(term.price, "W" if term.count_unit == "s" else "J"),
            estimate_text(term.energy_j, "J"),
            _evidence(term.energy_j, term.price),
            term.note,
        )
        for term in report.terms
    )
    columns = ("term", "component", "count", "price", "energy", "evidence and source", "note")
    note = " ".join([f"Boundary: {report.boundary}.", *report.notes])
    return Table(f"Bill of {report.title}", columns, rows, note)


def _evidence(energy: Estimate | None, price: Estimate | None) -> str:
    if energy is None:
        return "–"
    return grade_text(energy.grade, (price.sources if price else ()) or energy.sources)


def ratios_table(comparison: Comparison) -> Table:
    """Return every chip against every baseline: ratios with range, and the verdicts."""
    titles = {report.device: report.title for report in comparison.reports}
    rows = tuple(
        (
            titles[pair.chip],
            titles[pair.baseline],
            ratio_text(pair.energy),
            outcome_text(pair, pair.energy_verdict),
            ratio_text(pair.speed),
            outcome_text(pair, pair.speed_verdict),
            pair.counts_as,
        )
        for pair in comparison.pairs
    )
    columns = (
        "chip",
        "baseline",
        "times less energy",
        "claim",
        "times faster",
        "claim",
        "counts as",
    )
    return Table("Chips against baselines", columns, rows, "\n".join(comparison.warnings))


def outcome_text(pair: Pair, verdict: Verdict | None) -> str:
    """Return the outcome of a half of the claim, where the pair counts."""
    if verdict is None:
        return ""
    return verdict.outcome if pair.evidence else "not counted"


def ratio_text(ratio: Ratio) -> str:
    """Return a ratio with its range, or why there is none."""
    e = ratio.estimate
    if e is None:
        return f"unknown: {ratio.reason}"
    if ratio.bound != "exact":
        bound = ratio.bound.replace("_", " ")
        return f"{bound} {format_factor(e.nominal)} nominal, {ends_text(ratio)}"
    return f"{format_factor(e.nominal)} ({format_factor(e.low)} to {format_factor(e.high)})"


def ends_text(ratio: Ratio) -> str:
    """Return what is certain of a ratio over the ranges: ``at most 20,700 over the ranges``."""
    e = ratio.estimate
    if e is None:
        return UNKNOWN
    if ratio.bound == "at_most":
        return f"at most {format_factor(e.high)} over the ranges"
    if ratio.bound == "at_least":
        return f"at least {format_factor(e.low)} over the ranges"
    return f"range {format_factor(e.low)} to {format_factor(e.high)}"
