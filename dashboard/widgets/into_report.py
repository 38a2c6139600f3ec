"""The way of compared runs into the report."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import streamlit as st

from dashboard.jobs import Result
from dashboard.report_runs import add_to_report
from dashboard.widgets.report_composer import renew
from dashboard.widgets.run_comparison import comparable
from sim.store import RunInfo


def into_report(runs: Mapping[str, Result], infos: Mapping[str, RunInfo]) -> None:
    """Offer to put the runs and their figures into the report."""
    st.button(
        "Into the report", icon=":material/description:", key="compared_into_report",
        width="stretch", disabled=len(runs) < 2, on_click=_add,
        args=([infos[title].run_id for title in runs], _figures(list(runs.values()))),
        help="The report then holds these runs, the figures of this page and what differs; "
        "compose it further on **Report**." if len(runs) > 1 else "Choose a second run first.",
    )  # fmt: skip


def _figures(runs: Sequence[Result]) -> tuple[str, ...]:
    alike = len(runs) == 2 and comparable(*runs)
    return ("run_rasters", "run_rates", *(("run_difference",) if alike else ()), "run_energy")


def _add(ids: Sequence[str], figures: Sequence[str]) -> None:
    if add_to_report(ids, figures):
        renew()
        st.toast(
            "The runs are in the report; open **Report** to see it.", icon=":material/description:"
        )
