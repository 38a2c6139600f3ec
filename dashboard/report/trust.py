"""The model against published measurements, as tables of text for report, page and shell."""

from __future__ import annotations

from typing import Final

from dashboard.figures.validation import ROLES, role_of, value_text
from dashboard.report.content import Table
from sim.bibliography import cite
from sim.estimate import Estimate
from sim.prediction import NotPredicted, Prediction
from sim.validation import validation

NOT_PREDICTED_COLUMNS: Final = ("Device", "Published", "Value", "Reason", "Source")


def prediction_row(row: Prediction) -> dict[str, str]:
    """Return the cells of one row by column."""
    return {
        "Device": row.title,
        "Measurement": row.what,
        "Measured": _text(row.measured, row.unit),
        "Predicted": _text(row.predicted, row.unit),
        "Error": f"{round(row.error, 2) + 0.0:+.0%}",
        "Within 2x": "yes" if row.within_two else "no",
        "Ranges meet": "yes" if row.ranges_meet else "no",
        "Used for": ROLES[role_of(row)][1],
    }


def not_predicted_row(row: NotPredicted) -> tuple[str, ...]:
    """Return the cells of one row, in the order of `NOT_PREDICTED_COLUMNS`."""
    return (row.title, row.what, row.value, row.reason, cite(row.source).short)


def trust_tables() -> tuple[Table, Table]:
    """Return the tables of a report: every prediction, and what cannot be predicted."""
    found = validation()
    rows = [{**prediction_row(p), "Source": f"[{p.source}]"} for p in found.predictions]
    predicted = Table(
        "How far the model can be trusted: predictions against published measurements",
        tuple(rows[0]),
        tuple(tuple(row.values()) for row in rows),
        found.summary,
    )
    others = Table(
        "Published numbers that cannot be predicted",
        NOT_PREDICTED_COLUMNS,
        tuple((*not_predicted_row(row)[:-1], f"[{row.source}]") for row in found.not_predicted),
    )
    return predicted, others


def trust_sources() -> set[str]:
    """Return the bibliography keys of every measurement."""
    found = validation()
    return {row.source for row in (*found.predictions, *found.not_predicted)}


def _text(value: Estimate, unit: str) -> str:
    least = "at least " if value.at_least else ""
    nominal = value_text(value.nominal, unit)
    if value.low == value.high:
        return f"{least}{nominal}"
    return f"{least}{nominal} ({value_text(value.low, unit)} to {value_text(value.high, unit)})"
