"""One device in detail: its energy by population and core, its power and its ticks over time."""

from __future__ import annotations

from dataclasses import replace

import streamlit as st

from dashboard import state
from dashboard.figures import (
    fig_attribution,
    fig_live_raster_and_power,
    fig_tick_latency,
)
from dashboard.jobs import Result
from dashboard.report.catalogue import drawing
from dashboard.report_picks import Pick
from dashboard.report_runs import unpriced
from dashboard.results import context
from dashboard.widgets.figure_card import figure_card, theme
from dashboard.widgets.raster_card import raster_card
from sim.cost_report import CostReport
from sim.study import Study


def over_time(study: Study, result: Result) -> None:
    """Show the power of a device under the raster, and the time of its ticks."""
    report = _device(
        [r for r in study.reports if r.tick_energy_j is not None or r.tick_latency_s is not None],
        "None of the chosen devices has a model of single time steps.", "tick_device",
    )  # fmt: skip
    if report is None:
        return
    facts, look = context(result, report.title), theme()
    name = f"raster_power_{report.device}"
    raster_card(
        result, "raster_and_power", height=560,
        draw=lambda window: fig_live_raster_and_power(
            result.activity, report, look, window, facts
        ),
        pick=Pick(
            name, draw=drawing(replace(unpriced(state.project(), result), study=study), name)
        ),
    )  # fmt: skip
    figure_card(
        fig_tick_latency(report, look, facts), "tick_latency", height=340,
        pick=Pick(f"ticks_{report.device}"),
    )  # fmt: skip


def who_spends(study: Study, result: Result) -> None:
    """Show the energy of a device by population and by core."""
    report = _device(
        [r for r in study.reports if r.population_energy_j],
        "Only chips that are placed know who spends what; choose one above.", "share_device",
    )  # fmt: skip
    if report is None:
        return
    labels = {name: p.label or name for name, p in result.network.populations.items()}
    facts = context(result, report.title)
    figure_card(
        fig_attribution(report, labels, theme(), facts), "attribution", height=380,
        pick=Pick(f"shares_{report.device}"),
    )  # fmt: skip


def _device(reports: list[CostReport], otherwise: str, key: str) -> CostReport | None:
    if not reports:
        st.info(otherwise)
        return None
    known = {report.device: report for report in reports}
    name = st.selectbox("Device", list(known), format_func=lambda n: known[n].title, key=key)
    return known.get(name, reports[0])
