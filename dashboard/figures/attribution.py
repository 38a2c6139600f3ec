"""Who the energy of a run goes to: populations and cores."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

import numpy as np
import plotly.graph_objects as go

from dashboard.figures.context import FigureContext
from dashboard.figures.frame import add_hint, finish, new_figure
from dashboard.figures.theme import Theme, colour, series_colour
from sim.boundary import stated
from sim.cost_report import SHARED, CostReport
from sim.units import format_si

#: Beyond this many cores the bars would be thinner than a line.
MOST_CORES = 400


def fig_attribution(
    report: CostReport,
    labels: Mapping[str, str] | None = None,
    theme: Theme = "light",
    context: FigureContext | None = None,
) -> go.Figure:
    """Draw the nominal energy by population (left) and by core (right); each adds up. [J]

    Parameters
    ----------
    labels : mapping of str to str, optional
        Names of populations for people.
    """
    shares = report.population_energy_j
    figure = new_figure(theme, height=150 + 30 * max(5, len(shares)))
    if report.energy_j is None or not shares:
        figure.update_xaxes(title_text="energy (J)")
        add_hint(figure, f"{report.title}: no energy by population is known")
        return finish(figure, f"Energy of {report.title} by population: not available.", context)
    total = sum(shares.values())
    names = [_label(name, labels) for name in shares]
    own = [name for name in shares if name != SHARED]
    tints = [
        colour("grey", theme) if name == SHARED else series_colour(own.index(name), theme)
        for name in shares
    ]
    figure.add_trace(
        go.Bar(
            orientation="h", x=list(shares.values()), y=names, marker={"color": tints},
            name="by population", showlegend=False, cliponaxis=False,
            text=[f"{value / total:.1%}" if total else "" for value in shares.values()],
            textposition="outside", textfont={"size": 12, "color": colour("text", theme)},
            hovertemplate="<b>%{y}</b><br>%{x:.4s}J<br>%{text} of the run<extra></extra>",
        )
    )  # fmt: skip
    least = "at least " if report.energy_j.at_least else ""
    caption = (
        f"Nominal energy of {report.title} {stated([report])} by population"
        f" (left) and by core (right); each adds up to {least}{format_si(total, 'J')}. Operations and "
        "messages count for the population that fired, updates for the one updated; power that "
        "flows anyway is shared."
    )
    n_cores = _add_cores(figure, report, theme)
    shown = min(n_cores, MOST_CORES)
    figure.update_layout(
        xaxis={"domain": [0.0, 0.44], "title": {"text": "energy (J)"}, "rangemode": "tozero",
               "range": [0, 1.2 * max(*shares.values(), 1e-30)]},
        yaxis={"autorange": "reversed", "showgrid": False},
        bargap=0.25,
    )  # fmt: skip
    return finish(
        figure, caption, context, shown, n_cores, "cores", "those with the largest energy"
    )


def _add_cores(figure: go.Figure, report: CostReport, theme: Theme) -> int:
    energy = report.core_energy_j
    if energy is None or not len(energy):
        return 0
    order = np.sort(np.argsort(-energy, kind="stable")[:MOST_CORES])
    figure.add_trace(
        go.Bar(
            x=order, y=energy[order], xaxis="x2", yaxis="y2", name="by core", showlegend=False,
            marker={"color": colour("blue", theme)},
            hovertemplate="<b>core %{x}</b><br>%{y:.4s}J<extra></extra>",
        )
    )  # fmt: skip
    figure.update_layout(
        xaxis2={"domain": [0.58, 1.0], "anchor": "y2", "title": {"text": "core"},
                "tickformat": "d", "range": [-0.6, max(len(energy) - 0.4, 0.6)]},
        yaxis2={"anchor": "x2", "title": {"text": "energy (J)"}, "rangemode": "tozero"},
    )  # fmt: skip
    return len(energy)


def _label(name: str, labels: Mapping[str, str] | None) -> str:
    if name == SHARED:
        return "shared"
    return escape((labels or {}).get(name, name))
