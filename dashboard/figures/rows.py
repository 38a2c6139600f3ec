"""Plots below each other on one horizontal axis."""

from __future__ import annotations


def row_axis(row: int, name: str = "y") -> str:
    """Return the name of the vertical axis of a row, counted from the top: y, y2, y3."""
    return name if row == 0 else f"{name}{row + 1}"


def row_domains(rows: int, gap: float) -> list[tuple[float, float]]:
    """Return lower and upper end of rows from the top, with a gap between, as shares of the figure."""
    height = (1.0 - gap * (rows - 1)) / max(1, rows)
    tops = [1.0 - row * (height + gap) for row in range(rows)]
    return [(max(0.0, top - height), top) for top in tops]
