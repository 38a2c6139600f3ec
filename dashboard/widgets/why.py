"""Why a machine spends what it spends, in the sentences of its model."""

from __future__ import annotations

from collections.abc import Iterable

import streamlit as st

from dashboard.plain_text import plain
from sim.cost_report import CostReport


def why_it_spends(reports: Iterable[CostReport]) -> None:
    """Show the notes of baselines, each behind its name."""
    for report in reports:
        if report.role == "baseline" and report.notes:
            with st.expander(f"Why: {plain(report.title)}", icon=":material/lightbulb:"):
                first, *rest = report.notes
                st.markdown(plain(first))
                for note in rest:
                    st.caption(plain(note))
