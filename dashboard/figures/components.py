"""What the energy of a run is made of."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Literal

import plotly.graph_objects as go

from dashboard.figures.context import FigureContext
from dashboard.figures.device_axis import (
    SAME_NETWORK,
    add_grades,
    by_nominal,
    cited,
    error_bar,
    hover,
    label,
    list_devices,
    say_unknown,
)
from dashboard.figures.frame import add_hint, finish, new_figure
from dashboard.figures.log_axis import si_log_axis
from dashboard.figures.term_words import explain
from dashboard.figures.theme import COMPONENT_STYLE, Theme, colour, component_style
from sim.boundary import stated
from sim.cost_report import Component, CostReport
from sim.estimate import Estimate
from sim.units import format_si

Scale = Literal["linear", "log", "share"]
HOW = {
    "linear": "stacked nominal values",
    "share": "as share of the nominal total of each device",
    "log": "each with its range",
}


def fig_components(
    reports: Sequence[CostReport],
    scale: Scale = "linear",
    theme: Theme = "light",
    context: FigureContext | None = None,
) -> go.Figure:
    """Draw what the energy of each device is made of. [J, or % for ``share``]

    ``linear`` stacks the components, so that lengths add up to the nominal
    total; ``share`` stacks percentages, for devices that lie decades apart. On
    a logarithmic scale lengths do not add up, and a stacked bar would make
    whatever is drawn first look largest: there the components stand as separate
    points, each with its range from low to high.
    """
    ordered, where = by_nominal(reports, lambda r: r.energy_j), stated(reports)
    figure = new_figure(theme, height=150 + (64 if scale == "log" else 46) * max(2, len(ordered)))
    components = [c for c in COMPONENT_STYLE if any(_nominal(r, c) > 0 for r in ordered)]
    if scale == "log":
        _add_points(figure, ordered, components, theme)
    else:
        for component in components:
            _add_stack(figure, ordered, component, scale, theme)
        list_devices(figure, [label(r, reports) for r in ordered])
        add_grades(figure, ordered, lambda r: r.energy_j, theme, "J", reports)
        figure.update_layout(barmode="stack", bargap=0.45, legend={"traceorder": "normal"})
        title = (
            f"energy of the run {where} (J)"
            if scale == "linear"
            else f"share of the nominal energy {where} (%)"
        )
        figure.update_xaxes(title_text=title, rangemode="tozero")
    for row, report in enumerate(ordered):
        if not report.components():
            say_unknown(figure, report, float(-row) if scale == "log" else None, reports)
    if not components:
        add_hint(figure, "nothing to show: no term has a price")
    caption = f"Energy of the run {where} by component, {HOW[scale]}. {SAME_NETWORK}"
    return finish(figure, caption, context)


def _nominal(report: CostReport, component: str) -> float:
    return next((e.nominal for c, e in report.components().items() if c == component), 0.0)


def _estimate(report: CostReport, component: str) -> Estimate | None:
    return next((e for c, e in report.components().items() if c == component), None)


def _known(reports: Sequence[CostReport], component: str) -> list[tuple[CostReport, Estimate]]:
    return [(r, e) for r in reports if (e := _estimate(r, component)) is not None and e.nominal > 0]


def _component_hover(component: str, report: CostReport, estimate: Estimate) -> str:
    lines = [
        line
        for t in report.terms
        if t.component == component and t.energy_j is not None and t.count is not None
        for line in (
            f"{escape(t.name.replace('_', ' '))}: {format_si(t.energy_j.nominal, 'J')}"
            f" ({t.count:,.4g} {escape(t.count_unit)}; {cited(t.energy_j.sources)})",
            *([f"<i>{explain(t.name)}</i>"] if explain(t.name) else []),
        )
    ]
    return "<br>".join([f"<b>{component}</b>, " + hover(report, estimate, "J"), *lines])


def _add_stack(
    figure: go.Figure, reports: Sequence[CostReport], component: str, scale: Scale, theme: Theme
) -> None:
    known = _known(reports, component)
    tint, pattern = component_style(component, theme)
    figure.add_trace(
        go.Bar(
            orientation="h",
            x=[e.nominal / _unit(r, scale) for r, e in known],
            y=[label(r, reports) for r, _ in known],
            name=component,
            marker={
                "color": tint,
                "pattern": {
                    "shape": pattern,
                    "fillmode": "overlay",
                    "fgcolor": colour("background", theme),
                    "fgopacity": 1.0,
                },
                "line": {"color": colour("background", theme), "width": 1},
            },
            customdata=[[e.low, e.nominal, e.high, e.grade] for _, e in known],
            meta={"columns": ["low (J)", "nominal (J)", "high (J)", "grade"]},
            hovertext=[_component_hover(component, r, e) for r, e in known],
            textposition="none",
            hovertemplate="%{hovertext}<extra></extra>",
        )
    )


def _unit(report: CostReport, scale: Scale) -> float:
    """Return what a bar is measured in: a joule, or a hundredth of the device's total."""
    if scale == "linear":
        return 1.0
    return sum(e.nominal for e in report.components().values()) / 100


def _add_points(
    figure: go.Figure,
    reports: Sequence[CostReport],
    components: Sequence[str | Component],
    theme: Theme,
) -> None:
    """Draw each component on its own line within the row of its device."""
    ends: list[float] = []
    for k, component in enumerate(components):
        known = _known(reports, component)
        ends += [v for _, e in known for v in (e.low, e.high)]
        shift = 0.36 * (1 - 2 * (k + 0.5) / len(components))
        tint, pattern = component_style(component, theme)
        figure.add_trace(
            go.Scatter(
                x=[e.nominal for _, e in known],
                y=[-reports.index(r) + shift for r, _ in known],
                mode="markers",
                name=component,
                marker={
                    "color": tint,
                    "size": 9,
                    "symbol": "square-open" if pattern else "square",
                    "line": {"color": tint, "width": 2},
                },
                error_x=error_bar([e for _, e in known], tint),
                customdata=[[r.title, e.low, e.high, e.grade] for r, e in known],
                meta={"columns": ["device", "low (J)", "high (J)", "grade"]},
                hovertext=[_component_hover(component, r, e) for r, e in known],
                hovertemplate="%{hovertext}<extra></extra>",
            )
        )
    rows = list(range(len(reports)))
    figure.update_yaxes(
        tickvals=[-row for row in rows],
        ticktext=[label(r, reports) for r in reports],
        range=[-max(1, len(rows)) + 0.45, 0.55],
        showgrid=False,
    )
    si_log_axis(figure, "x", ends, "J")
    figure.update_xaxes(title_text=f"energy of the run {stated(reports)} (J)")
