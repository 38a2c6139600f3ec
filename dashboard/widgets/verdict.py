"""The answer in words: does the claim hold for this network, and where not."""

from __future__ import annotations

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from dashboard.glossary import meaning
from dashboard.plain_text import plain
from dashboard.report.tables import ends_text, outcome_text, ratio_text
from sim.comparison import Comparison
from sim.cost_report import CostReport
from sim.pair import Pair
from sim.units import format_factor, format_si
from sim.verdict import Ratio

_ICON = {
    "holds": ":material/check_circle:",
    "fails": ":material/cancel:",
    "open": ":material/help:",
    "mixed": ":material/rule:",
}


def verdict_banner(comparison: Comparison) -> None:
    """Show the verdict on the claim over all pairs that are evidence."""
    summary = comparison.summary
    if summary is None:
        return
    words = f"**{plain(summary.lead)}.** {plain(summary.details)}"
    if not any(pair.evidence for pair in comparison.pairs):
        st.info(words, icon=":material/add_circle:")
        return
    show = {"holds": st.success, "fails": st.error}.get(summary.outcome, st.warning)
    show(words, icon=_ICON[summary.outcome])


def ratio_table(comparison: Comparison) -> None:
    """Show every chip against every baseline: ratios with range, and the verdicts."""
    titles = {report.device: report.title for report in comparison.reports}
    rows = [_row(pair, titles) for pair in comparison.pairs]
    st.dataframe(
        pd.DataFrame(rows),
        hide_index=True,
        width="stretch",
        column_config={
            "Energy ratio": st.column_config.TextColumn(
                help=meaning(
                    "energy ratio",
                    "Nominal, and in brackets from the least to the most favourable end.",
                )
            ),
            "Speed ratio": st.column_config.TextColumn(help=meaning("speed ratio")),
            "Energy claim": st.column_config.TextColumn(help=meaning("verdict")),
            "Speed claim": st.column_config.TextColumn(help=meaning("verdict")),
            "Counts as": st.column_config.TextColumn(
                help="A vendor's claim, and a computer that was timed once, are shown beside the "
                "models but are no evidence, so no verdict counts them."
            ),
        },
    )


def _row(pair: Pair, titles: dict[str, str]) -> dict[str, str]:
    return {
        "Chip": titles[pair.chip],
        "Baseline": titles[pair.baseline],
        "Energy ratio": ratio_text(pair.energy),
        "Energy claim": outcome_text(pair, pair.energy_verdict),
        "Speed ratio": ratio_text(pair.speed),
        "Speed claim": outcome_text(pair, pair.speed_verdict),
        "Counts as": pair.kind,
    }


def reasons(comparison: Comparison) -> None:
    """Explain each verdict, and what would have to shrink for the claim to hold."""
    titles = {report.device: report.title for report in comparison.reports}
    for pair in comparison.pairs:
        if not pair.evidence or pair.outcome is None:
            continue
        names = plain(f"{titles[pair.chip]} against {titles[pair.baseline]}")
        with st.expander(f"{names}: {pair.outcome}"):
            for verdict in (pair.energy_verdict, pair.speed_verdict):
                if verdict is not None:
                    st.markdown(f"- **{verdict.quantity.capitalize()}**: {plain(verdict.reason)}")
            for shrink in pair.shrink:
                st.markdown(f"- {shrink.sentence}")


def implied_energy(comparison: Comparison) -> None:
    """Show the energy per synaptic operation that the claim implies, beside what is known."""
    if comparison.claim is None or not comparison.implied_j_per_synaptic_op:
        return
    titles = {report.device: report.title for report in comparison.reports}
    rows = [
        {
            "What": f"Claimed: {comparison.claim.energy:,.6g} times below {titles[device]}",
            "Energy": format_si(e.nominal, "J"),
            "Range": f"{format_si(e.low, 'J')} to {format_si(e.high, 'J')}",
            "Of": "one synaptic operation, all included",
        }
        for device, e in comparison.implied_j_per_synaptic_op.items()
    ]
    rows += [_known(report) for report in comparison.chips if report.basis != "claimed"]
    rows += [
        {
            "What": mark.name,
            "Energy": format_si(mark.energy_j.nominal, "J"),
            "Range": f"{format_si(mark.energy_j.low, 'J')} to {format_si(mark.energy_j.high, 'J')}",
            "Of": mark.operation,
        }
        for mark in comparison.marks
    ]
    st.dataframe(pd.DataFrame(rows), hide_index=True, width="stretch")


def _known(report: CostReport) -> dict[str, str]:
    e = report.energy_per_synaptic_op_j
    at_least = "at least " if e is not None and e.at_least else ""
    return {
        "What": f"{report.title}, this run",
        "Energy": "unknown" if e is None else at_least + format_si(e.nominal, "J"),
        "Range": "" if e is None else f"{format_si(e.low, 'J')} to {format_si(e.high, 'J')}",
        "Of": "one synaptic operation, all included",
    }


def warnings(comparison: Comparison) -> None:
    """Say what makes the two sides of a ratio unlike."""
    if comparison.warnings:
        with st.expander(
            f"Compare with care ({len(comparison.warnings)})", icon=":material/warning:"
        ):
            for warning in comparison.warnings:
                st.markdown(f"- {plain(warning)}")


def headline(comparison: Comparison) -> None:
    """Show the nominal ratios of every modelled chip against the first baseline that counts."""
    counted = [pair for pair in comparison.pairs if pair.evidence]
    pairs = [pair for pair in counted if pair.baseline == counted[0].baseline]
    titles = {report.device: report.title for report in comparison.reports}
    for column, pair in zip(st.columns(max(len(pairs), 1)), pairs, strict=False):
        with column.container(border=True):
            st.caption(f"**{plain(titles[pair.chip])}** beside {plain(titles[pair.baseline])}")
            energy, speed = st.columns(2)
            _large(
                energy,
                "times less energy",
                pair.energy,
                meaning("energy ratio"),
            )
            _large(speed, "times faster", pair.speed, meaning("speed ratio"))


def _large(place: DeltaGenerator, label: str, ratio: Ratio, help_text: str) -> None:
    if ratio.estimate is None:
        place.metric(label, "unknown", help=ratio.reason)
        return
    e = ratio.estimate
    bound = {"exact": "", "at_most": "≤ ", "at_least": "≥ "}[ratio.bound]
    help_text += " The large number is the one at nominal values."
    place.metric(label, f"{bound}{format_factor(e.nominal)}", help=help_text)
    place.caption(ends_text(ratio))
