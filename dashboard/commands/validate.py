"""``npu-explorer validate``: the model against published measurements, as text or JSON."""

from __future__ import annotations

from dataclasses import asdict
from typing import Any

from dashboard.commands.listings import table
from dashboard.report.trust import NOT_PREDICTED_COLUMNS, not_predicted_row, prediction_row
from sim.bibliography import cite
from sim.validation import validation


def validation_text() -> str:
    """Return every prediction beside its measurement, and what cannot be predicted."""
    found = validation()
    rows = [{**prediction_row(p), "Source": cite(p.source).short} for p in found.predictions]
    header = [name.upper() for name in rows[0]]
    others = [not_predicted_row(row) for row in found.not_predicted]
    return "\n\n".join(
        (
            found.summary,
            table(header, [list(row.values()) for row in rows]),
            "Cannot be predicted:",
            table([name.upper() for name in NOT_PREDICTED_COLUMNS], others),
        )
    )


def validation_json() -> dict[str, Any]:
    """Return the same as plain data."""
    found = validation()
    return {
        "summary": found.summary,
        "predictions": [
            {
                **asdict(p), "unit": p.unit, "error": p.error, "within_two": p.within_two,
                "ranges_meet": p.ranges_meet, "evidence": p.counts,
            }
            for p in found.predictions
        ],
        "not_predicted": [asdict(row) for row in found.not_predicted],
    }  # fmt: skip
