"""The cores of a chip, coloured by what one asks, beside the plainest placement."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import streamlit as st
from numpy.typing import NDArray

from dashboard import state
from dashboard.figures import FigureContext, fig_floorplan, fig_limits
from dashboard.glossary import meaning
from dashboard.jobs import Result
from dashboard.report_picks import CHOSEN_ONLY, Pick
from dashboard.results import chip_of
from dashboard.widgets.figure_card import figure_card, theme
from sim.hardware import ChipProfile
from sim.hardware.links import LinkTraffic, link_traffic
from sim.hardware.place import METHODS
from sim.study import OnChip

#: What cores are coloured by, with the words of the colour bar.
COLOURS = {
    "energy": "energy (J)",
    "share": "share of the energy (%)",
    "load": "neurons",
    "synops": "synaptic operations",
    "traffic": "messages in and out",
}
#: How a report draws the floorplan.
_OWN = "coloured by neurons, without the links"
METHOD_NAMES = {name: name.replace("_", " ") for name in METHODS}


def floorplan(result: Result, profile: ChipProfile, method: str, facts: FigureContext) -> None:
    """Show the limits and the floorplan, or the placement in order beside the chosen one."""
    chosen = chip_of(result, profile, method)
    title, by, beside = st.columns([5, 2, 2], vertical_alignment="bottom")
    title.subheader("Cores and the links between them")
    colour = by.selectbox(
        "Colour cores by", list(COLOURS), key="floorplan_colour",
        format_func=lambda key: COLOURS[key][0].upper() + COLOURS[key][1:],
        help=meaning("core", f"Synaptic operation: {meaning('SOP')}"),
    )  # fmt: skip
    compare = method != "in_order" and beside.toggle(
        "Beside in order", key="floorplan_beside",
        help="Draws the placement in order of the neurons too, on the same scales.",
    )  # fmt: skip
    plans = [chip_of(result, profile, "in_order"), chosen] if compare else [chosen]
    links = [link_traffic(result.activity, result.wiring, p.placement, profile) for p in plans]
    values = [_values(plan, colour) for plan in plans]
    highest = max((float(v.max()) for v in values if len(v)), default=0.0) or None
    busiest = max((float(t.messages.max()) for t in links if len(t.messages)), default=0.0) or None
    if method != "in_order":
        _say_worse(result, profile, chosen, links[-1])
    columns = st.columns(2, gap="medium")
    for column, plan, traffic, value in zip(columns, plans, links, values, strict=False):
        name = plan.placement.method
        words = _in_words(plan, traffic)
        column.markdown(
            f"**{METHOD_NAMES.get(name, name).capitalize()}**: {words}",
            help=f"Hop: {meaning('hop')}",
        )
        figure = fig_floorplan(
            plan.placement, value, COLOURS[colour], result.wiring.populations, theme(), facts,
            traffic, highest, busiest,
        )  # fmt: skip
        with column:
            figure_card(
                figure, f"floorplan_{name}" if compare else "floorplan", height=380,
                pick=_pick("floorplan", profile, plan is not chosen, _OWN),
            )  # fmt: skip
    with columns[1] if not compare else st.container():
        st.markdown("**Use of each limit**", help=meaning("limit", f"Fan-in: {meaning('fan-in')}"))
        limits = fig_limits(chosen.placement, theme=theme(), context=facts)
        figure_card(
            limits, "limits", height=min(380, 120 + 44 * len(chosen.placement.checks)),
            pick=_pick("limits", profile),
        )  # fmt: skip


def _pick(figure: str, profile: ChipProfile, other: bool = False, own: str = "") -> Pick:
    """Return what a report holds of a figure of a placement; ``other``: not the chosen one."""
    why_not = "The report draws the placement that is chosen above." if other else ""
    if profile.name not in state.project().hardware:
        why_not = CHOSEN_ONLY
    return Pick(f"{figure}_{profile.name}", own=own, why_not=why_not)


def _values(plan: OnChip, colour: str) -> NDArray[np.float64]:
    counts, report = plan.counts, plan.report
    if colour == "load":
        return counts.neurons_per_core.astype(float)
    if colour == "synops":
        return np.asarray(counts.synops.sum(axis=0), dtype=float)
    if colour == "traffic":
        both = counts.messages_in.sum(axis=0) + counts.messages_out.sum(axis=0)
        return np.asarray(both, dtype=float)
    energy = report.core_energy_j
    if energy is None:
        return np.zeros(counts.n_cores)
    total = float(energy.sum())
    return energy * (100 / total) if colour == "share" and total else energy


def _say_worse(result: Result, profile: ChipProfile, chosen: OnChip, traffic: LinkTraffic) -> None:
    plainest = chip_of(result, profile, "in_order")
    before = link_traffic(result.activity, result.wiring, plainest.placement, profile)
    words = worse_in_words({
        "messages between cores": (traffic.between_cores, before.between_cores),
        "hops": (_hops(chosen), _hops(plainest)),
    })  # fmt: skip
    if words:
        st.caption(words)


def worse_in_words(counts: Mapping[str, tuple[float, float]]) -> str:
    """Say in what the chosen placement is worse than the plainest one; nothing if it is not.

    Parameters
    ----------
    counts : mapping of str to (float, float)
        What is counted -> of the chosen placement, of the one in order.
    """
    told = {
        what: f"{what} ({now:,.0f} against {then:,.0f})" for what, (now, then) in counts.items()
    }
    more = [
        f"more {told[what]}" for what, (now, then) in counts.items() if round(now) > round(then)
    ]
    fewer = [f", and fewer {told[what]}" for what, (now, then) in counts.items() if now < then]
    if not more:
        return ""
    return f"Here this placement needs {' and '.join(more)} than *in order*{''.join(fewer)}."


def _hops(plan: OnChip) -> float:
    return float(plan.counts.hops_x.sum() + plan.counts.hops_y.sum())


def _in_words(plan: OnChip, traffic: LinkTraffic) -> str:
    hops = _hops(plan)
    between = f"{traffic.between_cores:,.0f} messages between them"
    return f"{plan.placement.n_cores:,} cores, {between}, {hops:,.0f} hops"
