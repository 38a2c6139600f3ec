"""Predictions beside measurements as tables, with their sources."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd
import streamlit as st

from dashboard.glossary import meaning
from dashboard.report.trust import NOT_PREDICTED_COLUMNS, not_predicted_row, prediction_row
from dashboard.widgets.source_link import SOURCE_COLUMN, source_link
from sim.prediction import NotPredicted, Prediction


def prediction_table(predictions: Sequence[Prediction]) -> None:
    """Show every row; its number is that in the plot."""
    rows = [
        {"No.": number, **prediction_row(p), "Source": source_link(p.source), "Note": p.note}
        for number, p in enumerate(predictions, start=1)
    ]
    st.dataframe(
        pd.DataFrame(rows),
        hide_index=True,
        width="stretch",
        height=460,
        column_config={
            "No.": st.column_config.NumberColumn(width=50, pinned=True),
            "Device": st.column_config.TextColumn(width=130),
            "Measurement": st.column_config.TextColumn(width=270),
            "Measured": st.column_config.TextColumn(width=130),
            "Predicted": st.column_config.TextColumn(width=170),
            "Error": st.column_config.TextColumn(width=60),
            "Within 2x": st.column_config.TextColumn(width=75),
            "Ranges meet": st.column_config.TextColumn(width=90),
            "Used for": st.column_config.TextColumn(help=meaning("evidence")),
            "Source": SOURCE_COLUMN,
        },
    )


def not_predicted_table(rows: Sequence[NotPredicted]) -> None:
    """Show what the model cannot be held against, and why."""
    cells = [dict(zip(NOT_PREDICTED_COLUMNS, not_predicted_row(r), strict=True)) for r in rows]
    for cell, row in zip(cells, rows, strict=True):
        cell["Source"] = source_link(row.source)
    st.dataframe(
        pd.DataFrame(cells),
        hide_index=True,
        width="stretch",
        height=300,
        column_config={
            "Device": st.column_config.TextColumn(width=110),
            "Published": st.column_config.TextColumn(width=190),
            "Value": st.column_config.TextColumn(width=120),
            "Reason": st.column_config.TextColumn(width=480),
            "Source": SOURCE_COLUMN,
        },
    )
