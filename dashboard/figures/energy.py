"""What a run costs on each device: energy and time."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go

from dashboard.figures.context import FigureContext
from dashboard.figures.device_axis import (
    SAME_NETWORK,
    Families,
    Quantity,
    add_grades,
    add_symbol_legend,
    by_nominal,
    device_colour,
    error_bar,
    hover,
    label,
    point,
    say_unknown,
    symbol,
)
from dashboard.figures.frame import add_hint, add_line, finish, new_figure
from dashboard.figures.log_axis import si_log_axis
from dashboard.figures.theme import Theme, colour
from sim.boundary import stated
from sim.cost_report import CostReport
from sim.estimate import Estimate

#: Beside long names and grades the axis of a narrow page has room for so many labels.
LABELS = 3


def fig_energy(
    reports: Sequence[CostReport],
    families: Families | None = None,
    theme: Theme = "light",
    context: FigureContext | None = None,
) -> go.Figure:
    """Draw the energy of the run on every device with its range, logarithmic. [J]

    The marker tells how the number was made (modelled, measured, published,
    claimed), a hollow one that it rests on vendor figures or assumptions. A
    triangle at the upper end says "at least": a term has no published price.

    Parameters
    ----------
    families : mapping of device to family, optional
        ``digital``, ``crossbar``, ``mixed_signal``, ``gpu`` or ``cpu``.
    """
    figure = _devices(reports, lambda r: r.energy_j, "J", families, theme)
    figure.update_xaxes(title_text=f"energy of the run {stated(reports)} (J)")
    caption = (
        f"Energy of the run by device, {stated(reports)}; bars run from the low to the high "
        f"estimate. Right: nominal value and evidence. {SAME_NETWORK}"
    )
    return finish(figure, caption, context)


def fig_latency(
    reports: Sequence[CostReport],
    families: Families | None = None,
    theme: Theme = "light",
    context: FigureContext | None = None,
) -> go.Figure:
    """Draw the time each device needs for the run, logarithmic, beside real time. [s]"""
    durations = sorted({r.duration_s for r in reports})
    figure = _devices(reports, lambda r: r.latency_s, "s", families, theme, durations)
    figure.update_xaxes(title_text="time for the run (s)")
    for duration_s in durations:
        add_line(figure, duration_s, "x", colour("muted", theme), "dash", name="real time")
        figure.add_annotation(
            text="real time",
            x=float(np.log10(duration_s)),
            xref="x",
            y=1,
            yref="y domain",
            yanchor="bottom",
            showarrow=False,
        )
    caption = (
        "Time each device needs for the run; left of the dashed line is faster than real time. "
        + SAME_NETWORK
    )
    return finish(figure, caption, context)


def _devices(
    reports: Sequence[CostReport],
    quantity: Quantity,
    unit: str,
    families: Families | None,
    theme: Theme,
    extra: Sequence[float] = (),
) -> go.Figure:
    ordered = by_nominal(reports, quantity)
    beside = reports if unit == "J" else ()  # a boundary is one of energies
    figure = new_figure(theme, height=150 + 46 * max(2, len(ordered)))
    index_of = {id(report): i for i, report in enumerate(reports)}
    for report in ordered:
        estimate = quantity(report)
        if estimate is None:
            say_unknown(figure, report, beside=beside)
            continue
        tint = device_colour(report, index_of[id(report)], families, theme)
        _add_device(figure, report, estimate, unit, tint, theme, beside)
    names = [label(r, beside) for r in ordered]
    figure.update_yaxes(
        categoryorder="array", categoryarray=names[::-1], showgrid=False,
        range=[-0.6, max(1, len(names)) - 0.4],
    )  # fmt: skip
    ends = [v for r in reports if (e := quantity(r)) for v in (e.low, e.high)]
    si_log_axis(figure, "x", [*ends, *extra], unit, pad=0.35, labels=LABELS)
    if not any(quantity(r) for r in reports):
        add_hint(figure, "nothing to show: no device has a price for this run")
    add_symbol_legend(figure, [r for r in reports if quantity(r)], theme)
    add_grades(figure, reports, quantity, theme, unit, beside)
    return figure


def _add_device(
    figure: go.Figure,
    report: CostReport,
    estimate: Estimate,
    unit: str,
    tint: str,
    theme: Theme,
    beside: Sequence[CostReport],
) -> None:
    shape = symbol(report, estimate)
    figure.add_trace(
        go.Scatter(
            x=[estimate.nominal],
            y=[label(report, beside)],
            mode="markers",
            name=report.title,
            showlegend=False,
            marker=point(shape, tint),
            error_x=error_bar([estimate], tint),
            customdata=[[report.basis, estimate.grade, report.boundary, estimate.at_least]],
            meta={"columns": ["basis", "grade", "boundary", "at least"]},
            hovertext=[hover(report, estimate, unit)],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    )
    if estimate.at_least:
        figure.add_trace(
            go.Scatter(
                x=[estimate.high],
                y=[label(report, beside)],
                mode="markers",
                name="at least",
                showlegend=False,
                marker={"symbol": "triangle-right", "size": 13, "color": tint},
                cliponaxis=False,
                hovertext=[hover(report, estimate, unit)],
                hovertemplate="%{hovertext}<extra></extra>",
                meta={"role": "decoration"},
            )
        )
