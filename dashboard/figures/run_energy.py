"""What up to four kept runs cost, device by device."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import plotly.graph_objects as go

from dashboard.figures.context import FigureContext
from dashboard.figures.device_axis import (
    add_grade,
    error_bar,
    label,
    list_devices,
    say_unknown,
)
from dashboard.figures.frame import add_hint, finish, new_figure
from dashboard.figures.log_axis import si_log_axis
from dashboard.figures.theme import Theme, colour
from sim.boundary import stated
from sim.cost_report import CostReport
from sim.units import format_si

#: What tells runs apart.
_SYMBOLS = ("circle", "square", "diamond", "triangle-up")


def fig_run_energy(
    costs: Sequence[tuple[str, Sequence[CostReport]]],
    theme: Theme = "light",
    context: FigureContext | None = None,
) -> go.Figure:
    """Draw what each run costs on each device, with its range, logarithmic. [J]

    Parameters
    ----------
    costs : sequence of (str, sequence of CostReport)
        Name of a run, and its bills.
    """
    every = [r for _, reports in costs for r in reports]
    rows = list(dict.fromkeys(label(r, every) for r in every))
    figure = new_figure(theme, height=130 + 26 * max(1, len(rows)) * max(1, len(costs)))
    list_devices(figure, rows)
    place = {name: len(rows) - 1 - i for i, name in enumerate(rows)}
    ends: list[float] = []
    tint = colour("text", theme)
    for i, ((name, reports), shape) in enumerate(zip(costs, _SYMBOLS, strict=False)):
        known = [(r, r.energy_j) for r in reports if r.energy_j is not None]
        estimates = [e for _, e in known]
        ends += [x for e in estimates for x in (e.low, e.high)]
        shift = 0.22 * (1 - 2 * i / max(1, len(costs) - 1)) if len(costs) > 1 else 0.0
        figure.add_trace(
            go.Scatter(
                x=[e.nominal for e in estimates],
                y=[place[label(r, every)] + shift for r, _ in known],
                mode="markers", name=escape(name), error_x=error_bar(estimates, tint),
                marker={"symbol": shape, "size": 10, "color": tint},
                customdata=[
                    [escape(r.title), "at least " if e.at_least else "",
                     format_si(e.nominal, "J"), format_si(e.low, "J"), format_si(e.high, "J")]
                    for r, e in known
                ],
                hovertemplate="<b>%{customdata[0]}</b><br>%{customdata[1]}%{customdata[2]} "
                "(%{customdata[3]} to %{customdata[4]})",
            )
        )  # fmt: skip
        for report, estimate in known:
            row = place[label(report, every)] + shift
            add_grade(figure, estimate, "J", row, theme, between=", ")
        least = [(r, e) for r, e in known if e.at_least]
        figure.add_trace(
            go.Scatter(
                x=[e.high for _, e in least], y=[place[label(r, every)] + shift for r, _ in least],
                mode="markers", showlegend=False, hoverinfo="skip", name=f"{escape(name)}: at least",
                marker={"symbol": "triangle-right", "size": 11, "color": tint},
            )
        )  # fmt: skip
    priced = {label(r, every) for r in every if r.energy_j is not None}
    for name, report in {label(r, every): r for r in every}.items():
        if name not in priced:
            say_unknown(figure, report, place[name])
    if not rows:
        add_hint(figure, "no device is chosen: choose some on Energy & latency")
    # Runs of one device stand around its row, so the axis counts rows and names them itself.
    figure.update_yaxes(
        type="linear", tickvals=[place[r] for r in rows], ticktext=rows,
        range=[-0.6, max(1, len(rows)) - 0.4],
    )  # fmt: skip
    si_log_axis(figure, "x", ends, "J")
    boundary = f", {stated(every)}" if every else ""
    figure.update_layout(margin={"r": 170})
    figure.update_xaxes(title_text=f"energy of the run{boundary} (J)")
    caption = (
        f"Energy of each run on each device{boundary}; bars run from the low to the high estimate, a triangle "
        "at their end says at least. Right: nominal value and evidence."
    )
    return finish(figure, caption, context)
