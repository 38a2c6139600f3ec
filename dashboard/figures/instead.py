"""Chips beside the ANN that would be run instead: energy per inference over the batch."""

from __future__ import annotations

import math
from html import escape

import plotly.graph_objects as go

from dashboard.figures.context import FigureContext
from dashboard.figures.device_axis import (
    BASIS_SYMBOLS,
    HOLLOW_GRADES,
    Families,
    error_bar,
    hover,
    point,
)
from dashboard.figures.frame import add_hint, add_line, finish, new_figure
from dashboard.figures.log_axis import si_log_axis
from dashboard.figures.theme import SERIES, Theme, colour, family_colour
from sim.baselines import InferenceRow
from sim.cost_report import CostReport
from sim.estimate import Estimate
from sim.instead import AnnCurve, InsteadStudy
from sim.units import format_si


def fig_instead(
    study: InsteadStudy,
    families: Families | None = None,
    theme: Theme = "light",
    context: FigureContext | None = None,
) -> go.Figure:
    """Draw energy per inference against the batch, both logarithmic. [J]

    Horizontal lines are chips, which answer one at a time; curves are the ANN on
    other machines, with its range at the batch in question. Squares were published,
    hollow circles rest on assumptions.
    """
    figure = new_figure(theme, height=470)
    ends: list[float] = []
    last = max((max(c.batches) for c in study.curves), default=1)
    for chip in study.comparison.chips:
        energy = study.energy_per_inference_j(chip)
        if energy is not None:
            ends += [energy.low, energy.high]
            _add_chip(figure, chip, energy, last, families, theme)
    tints = _tints(study, families, theme)
    for curve in study.curves:
        ends += [e.nominal for e in curve.energy_j]
        _add_curve(figure, curve, study, tints[curve.device])
    for row in study.published_anns:
        ends.append(row.total_energy_j)
        _add_published(figure, row, tints.get(row.device or "", colour("muted", theme)))
    add_line(figure, study.batch, "x", colour("muted", theme), "dash", name="batch")
    figure.add_annotation(
        text=f"batch {study.batch:,}", x=math.log10(study.batch), y=1, yref="y domain",
        yanchor="bottom", showarrow=False,
    )  # fmt: skip
    _axes(figure, ends, last)
    if not study.curves:
        add_hint(figure, "choose a machine that runs the ANN")
    figure.update_layout(showlegend=True, margin={"b": 110})
    return finish(figure, _caption(study), context)


def _tints(study: InsteadStudy, families: Families | None, theme: Theme) -> dict[str, str]:
    """Return a colour for each machine that no chip has."""
    taken = {_chip_colour(chip, families, theme) for chip in study.comparison.chips}
    free = [tint for role in SERIES if (tint := colour(role, theme)) not in taken]
    return {c.device: free[i % len(free)] for i, c in enumerate(study.curves)}


def _chip_colour(chip: CostReport, families: Families | None, theme: Theme) -> str:
    family = "digital" if chip.basis == "published" else (families or {}).get(chip.device)
    return family_colour(family, theme)


def _add_chip(
    figure: go.Figure,
    chip: CostReport,
    energy: Estimate,
    last: int,
    families: Families | None,
    theme: Theme,
) -> None:
    published, tint = chip.basis == "published", _chip_colour(chip, families, theme)
    figure.add_trace(
        go.Scatter(
            x=[1, last], y=[energy.nominal, energy.nominal], mode="lines+text",
            text=[escape(_short(chip.title)), ""], textposition="top right",
            textfont={"size": 12, "color": tint}, name=chip.title, showlegend=False,
            line={"color": tint, "width": 2.4, "dash": "dash" if published else "solid"},
            hovertext=[hover(chip, energy, "J")] * 2, hovertemplate="%{hovertext}<extra></extra>",
        )
    )  # fmt: skip
    if energy.low < energy.high:
        figure.add_shape(
            type="rect", xref="x domain", yref="y", x0=0, x1=1, y0=energy.low, y1=energy.high,
            fillcolor=tint, opacity=0.1, line_width=0, layer="below", name="range",
        )  # fmt: skip


def _short(title: str) -> str:
    return title if len(title) <= 44 else f"{title[:42]}…"


def _add_curve(figure: go.Figure, curve: AnnCurve, study: InsteadStudy, tint: str) -> None:
    figure.add_trace(
        go.Scatter(
            x=list(curve.batches), y=[e.nominal for e in curve.energy_j], mode="lines",
            name=f"ANN on {curve.title}", line={"color": tint, "width": 2},
            hovertext=[_hover(curve.title, b, e, t) for b, e, t in
                       zip(curve.batches, curve.energy_j, curve.batch_s, strict=True)],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    )  # fmt: skip
    for report in study.comparison.baselines:
        energy = study.energy_per_inference_j(report)
        if report.device == curve.device and energy is not None:
            shape = BASIS_SYMBOLS[report.basis]
            shape += "-open" if energy.grade in HOLLOW_GRADES else ""
            figure.add_trace(
                go.Scatter(
                    x=[study.batch], y=[energy.nominal], mode="markers", name=report.title,
                    showlegend=False, marker=point(shape, tint), error_y=error_bar([energy], tint),
                    hovertext=[hover(report, energy, "J")],
                    hovertemplate="%{hovertext}<extra></extra>",
                )
            )  # fmt: skip


def _hover(title: str, batch: int, energy: Estimate, seconds: Estimate) -> str:
    return "<br>".join(
        (
            f"<b>ANN on {escape(title)}, batch {batch:,}</b>",
            f"{format_si(energy.nominal, 'J')} per inference "
            f"({format_si(energy.low, 'J')} to {format_si(energy.high, 'J')})",
            f"the first answer comes after {format_si(seconds.nominal, 's')}",
            f"modelled, evidence: {energy.grade}",
        )
    )


def _add_published(figure: go.Figure, row: InferenceRow, tint: str) -> None:
    figure.add_trace(
        go.Scatter(
            x=[row.batch], y=[row.total_energy_j], mode="markers", name=f"{row.system}, published",
            showlegend=False,
            marker={"symbol": BASIS_SYMBOLS["published"], "size": 8, "color": tint,
                    "line": {"color": tint, "width": 1}},
            hovertext=[
                f"<b>ANN on {escape(row.system)}, batch {row.batch:,}, published</b><br>"
                f"{format_si(row.total_energy_j, 'J')} per inference, "
                f"{format_si(row.dynamic_energy_j, 'J')} of it above idle<br>boundary: {row.boundary}"
            ],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    )  # fmt: skip


def _axes(figure: go.Figure, ends: list[float], last: int) -> None:
    si_log_axis(figure, "y", ends or [1e-6, 1e-3], "J", pad=0.3)
    ticks = [4**k for k in range(12) if 4**k <= last]
    figure.update_xaxes(
        type="log", range=[-0.12, math.log10(last) + 0.12], tickvals=ticks,
        ticktext=[f"{t:,}" for t in ticks], title_text="inferences at once (batch) on the GPU or CPU",
    )  # fmt: skip
    figure.update_yaxes(title_text="energy of one inference (J)")


def _caption(study: InsteadStudy) -> str:
    around = "with the computer around each device" if study.host else "devices alone"
    return (
        "Energy of one inference: chips on the spiking network (horizontal lines, one answer at a "
        f"time) and the ANN run instead, over its batch ({around}). Squares: published "
        "measurements; dashed line: a published chip."
    )
