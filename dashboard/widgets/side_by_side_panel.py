"""Modelled, published and measured runs of a network, as figures and as a table."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from dashboard.figures import FigureContext, fig_side_by_side
from dashboard.glossary import meaning
from dashboard.plain_text import plain
from dashboard.widgets.figure_card import figure_card, theme
from dashboard.widgets.source_link import SOURCE_COLUMN, source_link
from sim.baselines.side_by_side import SideRow, side_by_side
from sim.network import Network
from sim.units import format_factor, format_si


def side_by_side_panel(network: Network, facts: FigureContext) -> None:
    """Show what was published or measured of a network beside the model."""
    rows = side_by_side(network.name)
    if not rows:
        of_task = "" if network.instead is None else (
            "What was published of its task, on chips and as an ANN, stands under "
            "**An ANN instead**. "
        )  # fmt: skip
        st.info(
            f"No run of **{plain(network.title)}** as a spiking network on a computer was published "
            f"or measured. {of_task}`npu-explorer measure {network.name}` measures it on this "
            "machine; the file then stands here beside the model, with the model's error."
        )
        return
    st.markdown(
        "The same spiking network on other machines: what the model says of each run, and what was "
        "published or measured of it."
    )
    if network.scale is not None and network.scale.neurons < 1:
        st.caption(
            "Published runs are of the full network with its published rates, and so is the model "
            f"here; the run on screen has {network.scale.neurons:.0%} of the neurons."
        )
    left, right = st.columns(2, gap="medium")
    with left:
        figure_card(fig_side_by_side(rows, "time", theme(), facts), "published_time")
    with right:
        figure_card(fig_side_by_side(rows, "energy", theme(), facts), "published_energy")
    _table(rows)


def _table(rows: tuple[SideRow, ...]) -> None:
    st.dataframe(
        pd.DataFrame([_row(row) for row in rows]),
        hide_index=True,
        width="stretch",
        height=min(460, 38 + 35 * len(rows)),
        column_config={
            "Time x": st.column_config.TextColumn(help=meaning("real-time factor")),
            "Model x": st.column_config.TextColumn(help=meaning("real-time factor")),
            "Boundary": st.column_config.TextColumn(help=meaning("boundary")),
            "Source": SOURCE_COLUMN,
            "Used for": st.column_config.TextColumn(
                help=meaning("evidence", "Rows that set a number agree by construction.")
            ),
        },
    )


def _row(row: SideRow) -> dict[str, str]:
    found, model = row.real_time_factor, row.modelled_factor
    joule, model_joule = row.energy_per_event_j, row.modelled_energy_j
    return {
        "Machine": row.system,
        "Program": row.program,
        "Found": "" if row.basis == "modelled" else row.basis,
        "Time x": "" if found is None else format_factor(found.nominal),
        "Model x": "" if model is None else format_factor(model.nominal),
        "Time error": _error(row.time_error),
        "Energy per event": "" if joule is None else format_si(joule.nominal, "J"),
        "Model": "" if model_joule is None else format_si(model_joule.nominal, "J"),
        "Energy error": _error(row.energy_error),
        "Boundary": row.boundary,
        "Used for": _used(row),
        "Source": source_link(row.source) if row.source else "",
        "Note": row.note,
    }


def _error(error: float | None) -> str:
    return "" if error is None else f"{round(error, 2) + 0.0:+.0%}"


def _used(row: SideRow) -> str:
    if row.basis == "modelled" or row.modelled_factor is None:
        return ""
    return "held out" if row.held_out else "sets a number"
