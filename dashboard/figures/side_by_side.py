"""Modelled, published and measured for one network, machine by machine."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Literal

import plotly.graph_objects as go

from dashboard.figures.context import FigureContext
from dashboard.figures.device_axis import BASIS_SYMBOLS, HOLLOW_GRADES, error_bar, point
from dashboard.figures.frame import add_hint, add_line, finish, new_figure
from dashboard.figures.log_axis import si_log_axis
from dashboard.figures.theme import Theme, colour, family_colour
from sim.baselines.side_by_side import SideRow
from sim.bibliography import cite
from sim.estimate import Estimate
from sim.units import format_factor, format_si

_TITLES = {
    "time": "time over biological time (below 1: faster)",
    "energy": "energy per synaptic event (J)",
}


def fig_side_by_side(
    rows: Sequence[SideRow],
    quantity: Literal["time", "energy"] = "time",
    theme: Theme = "light",
    context: FigureContext | None = None,
) -> go.Figure:
    """Draw the model with its range beside what was published or measured, logarithmic.

    One line per machine and program; circles are modelled, squares published,
    diamonds measured. Lines without the quantity are left out and counted.
    """
    shown = [row for row in rows if any(_pair(row, quantity))]
    figure = new_figure(theme, height=150 + 25 * max(4, len(shown)))
    ends: list[float] = []
    for place, row in enumerate(shown):
        for found, basis in zip(_pair(row, quantity), ("modelled", row.basis), strict=True):
            if found is not None:
                ends += [found.low, found.high]
                figure.add_trace(_point(place, row, found, basis, quantity, theme))
    if quantity == "time" and shown:
        add_line(figure, 1.0, "x", colour("muted", theme), "dash", name="real time")
        ends.append(1.0)
    si_log_axis(figure, "x", ends, "J" if quantity == "energy" else "", pad=0.2)
    figure.update_xaxes(title_text=_TITLES[quantity])
    figure.update_yaxes(
        tickvals=list(range(len(shown))), range=[len(shown) - 0.4, -0.6], showgrid=False,
        ticktext=[_name(row) for row in shown], tickfont={"size": 11},
    )  # fmt: skip
    if not shown:
        add_hint(figure, "nothing was published or measured of this network")
    _legend(figure, shown, theme)
    caption = (
        f"{_TITLES[quantity].partition(' (')[0].capitalize()}: the model with its range beside what was "
        "published or measured for the same network, machine by machine."
    )
    return finish(
        figure, caption, context, len(shown), len(rows), "machines", f"those with {quantity}"
    )


def _pair(row: SideRow, quantity: str) -> tuple[Estimate | None, Estimate | None]:
    """Return the modelled and the found value of a row."""
    if quantity == "time":
        return row.modelled_factor, row.real_time_factor
    return row.modelled_energy_j, row.energy_per_event_j


def _name(row: SideRow) -> str:
    name = f"{row.system}, {row.program}"
    return escape(name if len(name) <= 58 else f"{name[:56]}…")


def _point(
    place: int, row: SideRow, value: Estimate, basis: str, quantity: str, theme: Theme
) -> go.Scatter:
    tint = family_colour(row.family, theme)
    modelled = basis == "modelled"
    hollow = "-open" if modelled and value.grade in HOLLOW_GRADES else ""
    return go.Scatter(
        x=[value.nominal], y=[place], mode="markers", name=f"{row.system}, {basis}",
        showlegend=False, marker=point(BASIS_SYMBOLS[basis] + hollow, tint) | {"size": 10},
        error_x=error_bar([value], tint) if value.low < value.high else None,
        hovertext=[_hover(row, value, basis, quantity)],
        hovertemplate="%{hovertext}<extra></extra>", cliponaxis=False,
    )  # fmt: skip


def _hover(row: SideRow, value: Estimate, basis: str, quantity: str) -> str:
    def text(v: float) -> str:
        return format_si(v, "J") if quantity == "energy" else f"{format_factor(v)} x"

    error = row.time_error if quantity == "time" else row.energy_error
    lines = [
        f"<b>{escape(row.system)}, {basis}</b>",
        escape(row.program),
        text(value.nominal)
        + (f" ({text(value.low)} to {text(value.high)})" if value.low < value.high else ""),
    ]
    if error is not None:
        used = "" if row.held_out else ", but a number of the model was taken from this row"
        lines.append(f"the model is off by {error:+.0%}{used}")
    if row.source and basis != "modelled":
        lines.append(f"source: {escape(cite(row.source).short)}")
    if quantity == "energy":
        lines.append(f"boundary: {row.boundary}")
    if row.note:
        lines.append(escape(row.note[:160]))
    return "<br>".join(lines)


def _legend(figure: go.Figure, rows: Sequence[SideRow], theme: Theme) -> None:
    text = colour("muted", theme)
    kinds = ["modelled", *(b for b in ("published", "measured") if any(r.basis == b for r in rows))]
    for basis in kinds:
        figure.add_trace(
            go.Scatter(x=[None], y=[None], mode="markers", name=basis, hoverinfo="skip",
                       marker=point(BASIS_SYMBOLS[basis], text) | {"size": 10},
                       meta={"role": "decoration"})
        )  # fmt: skip
    figure.update_layout(showlegend=True, margin={"b": 90})
