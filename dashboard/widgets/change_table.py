"""What a chip did to the synapses, one row per constraint and projection."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd
import streamlit as st

from sim.hardware import Change


def change_table(changes: Iterable[Change]) -> None:
    """Show the constraints that change anything, or that none does."""
    rows = [
        {
            "Constraint": change.kind,
            "Projection": change.where,
            "Synapses changed": f"{change.changed:,} of {change.of:,}",
            "Typical change": change.relative,
            "What it is": change.note,
        }
        for change in changes
        if change.changed
    ]
    if not rows:
        st.success("The chip holds every weight and delay of this network as it is.")
        return
    st.dataframe(
        pd.DataFrame(rows),
        hide_index=True,
        width="stretch",
        column_config={
            "Typical change": st.column_config.NumberColumn(
                format="percent",
                help="Root mean square of the change over that of the original values.",
            ),
            "What it is": st.column_config.TextColumn(width="large"),
        },
    )
