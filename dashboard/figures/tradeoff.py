"""Energy against time."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import numpy as np
import plotly.graph_objects as go

from dashboard.figures.context import FigureContext
from dashboard.figures.device_axis import (
    SAME_NETWORK,
    Families,
    add_symbol_legend,
    device_colour,
    error_bar,
    hover,
    symbol,
)
from dashboard.figures.frame import add_hint, add_line, finish, new_figure
from dashboard.figures.label_places import place_labels
from dashboard.figures.log_axis import si_log_axis
from dashboard.figures.theme import Theme, colour
from sim.boundary import stated
from sim.cost_report import NO_EVIDENCE, CostReport


def fig_pareto(
    reports: Sequence[CostReport],
    families: Families | None = None,
    theme: Theme = "light",
    context: FigureContext | None = None,
) -> go.Figure:
    """Draw energy against time of the run for every device, both logarithmic.

    Lower left is better in both. A line joins the front: devices that no other one beats
    in both at nominal values; what is merely claimed, was timed once, or is a lower
    bound, beats nobody and is not on it. Devices without energy or time are left out
    and counted in "showing x of y".
    """
    figure = new_figure(theme, height=480)
    known = [r for r in reports if r.energy_j is not None and r.latency_s is not None]
    pairs = [(r.latency_s, r.energy_j) for r in known if r.latency_s and r.energy_j]
    points = [(time.nominal, energy.nominal) for time, energy in pairs]
    bars = [((t.low, e.nominal), (t.high, e.nominal)) for t, e in pairs]
    bars += [((t.nominal, e.low), (t.nominal, e.high)) for t, e in pairs]
    ends = [_logarithms(bar) for bar in bars]
    sides = place_labels(_logarithms(points), bars=[(e[0], e[1]) for e in ends if len(e) == 2])
    for report, (x, y), side in zip(known, points, sides, strict=False):
        energy, latency = report.energy_j, report.latency_s
        if energy is None or latency is None:
            continue
        tint = device_colour(report, list(reports).index(report), families, theme)
        figure.add_trace(
            go.Scatter(
                x=[x],
                y=[y],
                mode="markers+text",
                text=[escape(report.title)],
                textposition=side,
                textfont={"size": 12, "color": colour("text", theme)},
                name=report.title,
                showlegend=False,
                marker={
                    "symbol": symbol(report, energy),
                    "size": 12,
                    "color": tint,
                    "line": {"color": tint, "width": 2},
                },
                error_x=error_bar([latency], tint),
                error_y=error_bar([energy], tint),
                hovertext=[hover(report, energy, "J") + "<br>" + _time(report)],
                hovertemplate="%{hovertext}<extra></extra>",
                cliponaxis=False,
            )
        )
    for duration_s in sorted({r.duration_s for r in known}):
        add_line(figure, duration_s, "x", colour("muted", theme), "dash", name="real time")
        figure.add_annotation(
            text="real time",
            x=float(np.log10(duration_s)),
            y=0,
            yref="y domain",
            yanchor="bottom",
            xanchor="left",
            xshift=4,
            showarrow=False,
        )
    _add_front(figure, known, theme)
    _axes(figure, known)
    add_symbol_legend(figure, known, theme)
    if not known:
        add_hint(figure, "no device has both an energy and a time")
    caption = (
        f"Energy {stated(known)} against time of the run, with ranges; lower left is better. Dashed: "
        "real time. Line: the front, which no other device beats in both at nominal values; claims, "
        f"what was timed once and lower bounds are left out of it. {SAME_NETWORK}"
    )
    return finish(
        figure, caption, context, len(known), len(reports), "devices", "those with energy and time"
    )


def _logarithms(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    return [(np.log10(x), np.log10(y)) for x, y in points if x > 0 and y > 0]


def pareto_front(reports: Sequence[CostReport]) -> list[CostReport]:
    """Return the devices that no other beats in energy and time, from fast to slow.

    Only whole nominal values count: no claims, nothing timed once, no lower bounds.
    """
    whole = [
        (r.latency_s.nominal, r.energy_j.nominal, r)
        for r in reports
        if r.energy_j is not None and r.latency_s is not None and r.basis not in NO_EVIDENCE
        and not (r.energy_j.at_least or r.latency_s.at_least)
    ]  # fmt: skip
    front: list[CostReport] = []
    least = float("inf")
    for _, energy_j, report in sorted(whole, key=lambda found: found[:2]):
        if energy_j < least:
            front.append(report)
            least = energy_j
    return front


def _add_front(figure: go.Figure, reports: Sequence[CostReport], theme: Theme) -> None:
    front = pareto_front(reports)
    figure.add_trace(
        go.Scatter(
            x=[r.latency_s.nominal for r in front if r.latency_s],
            y=[r.energy_j.nominal for r in front if r.energy_j],
            mode="lines+markers",
            name="front: not beaten in both",
            line={"color": colour("muted", theme), "width": 1.5, "dash": "dot", "shape": "vh"},
            marker={"symbol": "circle-open", "size": 20, "color": colour("muted", theme)},
            hoverinfo="skip",
            showlegend=bool(front),
            meta={"role": "decoration"},
        )
    )


def _time(report: CostReport) -> str:
    t = report.latency_s
    return "" if t is None else f"time {t.nominal:.3g} s ({t.low:.3g} to {t.high:.3g} s)"


def _axes(figure: go.Figure, reports: Sequence[CostReport]) -> None:
    """Make both axes logarithmic, with room for the labels at the rim."""
    x = [v for r in reports if r.latency_s for v in (r.latency_s.low, r.latency_s.high)]
    y = [v for r in reports if r.energy_j for v in (r.energy_j.low, r.energy_j.high)]
    x += [r.duration_s for r in reports]
    si_log_axis(figure, "x", x, "s", pad=0.12 * max(2.0, _decades(x)))
    si_log_axis(figure, "y", y, "J", pad=0.1 * max(2.0, _decades(y)))
    figure.update_xaxes(title_text="time for the run (s)")
    figure.update_yaxes(title_text=f"energy of the run {stated(reports)} (J)")


def _decades(values: Sequence[float]) -> float:
    positive = [v for v in values if v > 0]
    return float(np.log10(max(positive) / min(positive))) if positive else 1.0
