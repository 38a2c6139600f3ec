"""Up to four kept runs beside each other: their spikes and their rates."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Final

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from dashboard.figures.context import FigureContext
from dashboard.figures.frame import add_hint, finish, new_figure
from dashboard.figures.population_axis import group_neurons
from dashboard.figures.raster import GL_ABOVE
from dashboard.figures.rows import row_axis, row_domains
from dashboard.figures.spike_detail import SPIKES
from dashboard.figures.spike_marker import marker
from dashboard.figures.spike_thinning import thin_alike
from dashboard.figures.theme import Theme, colour, series_colour
from sim.activity import Activity
from sim.analysis import population_rates
from sim.units import format_si

#: What tells runs apart, since colours belong to populations.
_DASHES = ("solid", "dash", "dot", "dashdot")

#: More rows than these are low.
_LOW_FROM: Final = 6

Runs = Sequence[tuple[str, Activity]]


def fig_run_rasters(
    runs: Runs,
    theme: Theme = "light",
    max_points: int = 60_000,
    context: FigureContext | None = None,
) -> go.Figure:
    """Draw the spikes of runs below each other, on one time axis.

    Parameters
    ----------
    runs : sequence of (str, Activity)
        Name and spikes, one to four.
    max_points : int
        Most dots of all together; beyond, every k-th neuron of each population is drawn,
        the same k in every run.
    """
    figure = new_figure(theme, height=90 + 190 * len(runs))
    domains = _domains(len(runs))
    kept, total, how = thin_alike([activity for _, activity in runs], max_points)
    most = max(map(len, kept), default=0)  # dots of one size in all, or a quiet run looks denser
    for i, ((name, activity), keep) in enumerate(zip(runs, kept, strict=True)):
        _add_raster(figure, activity, keep, i, theme, most)
        n = max(1, activity.n_neurons)
        figure.layout[row_axis(i, "yaxis")] = {
            "domain": domains[i], "range": [n - 0.5, -0.5],
            "showgrid": False, "ticks": "", **_population_ticks(activity, theme),
        }  # fmt: skip
        _add_title(figure, name, domains[i], theme)
    longest = max((a.duration_s for _, a in runs), default=1.0)
    figure.update_xaxes(
        title_text="time (ms)", range=[0.0, longest * 1e3], showgrid=False,
        anchor=row_axis(max(0, len(runs) - 1)),
    )  # fmt: skip
    caption = f"Spikes of {len(runs)} runs on one time axis; one dot is one spike."
    return finish(figure, caption, context, sum(map(len, kept)), total, "spikes", how)


def _add_raster(
    figure: go.Figure,
    activity: Activity,
    keep: NDArray[np.int64],
    row: int,
    theme: Theme,
    most: int,
) -> None:
    neuron = activity.spike_neuron[keep]
    time_ms = activity.spike_step[keep].astype(np.float64) * (activity.dt_s * 1e3)
    for index, where in group_neurons(activity.populations, neuron):
        population = activity.populations[index]
        figure.add_trace(
            (go.Scattergl if most > GL_ABOVE else go.Scatter)(
                x=time_ms[where], y=neuron[where], mode="markers", showlegend=False,
                name=population.name, yaxis=row_axis(row),
                marker=marker(activity.n_neurons, most, series_colour(index, theme)),
                # Many dots are drawn by the browser's canvas, which asks for the role and the rows.
                meta={"role": SPIKES, "start": population.start, "stop": population.stop},
                hovertemplate="%{x:.2f} ms<br>neuron %{y}",
            )
        )  # fmt: skip
    if not len(neuron):
        add_hint(figure, "no spikes", row + 1)


def _domains(rows: int) -> list[tuple[float, float]]:
    """Return the rows with room for a title between."""
    return row_domains(rows, gap=min(0.09, 0.4 / max(1, rows)))


def _add_title(figure: go.Figure, text: str, domain: tuple[float, float], theme: Theme) -> None:
    figure.add_annotation(
        text=escape(text), name="title", x=0.0, y=domain[1], xref="paper", yref="paper",
        xanchor="left", yanchor="bottom", font={"size": 13, "color": colour("text", theme)},
    )  # fmt: skip


def _add_name_beside(
    figure: go.Figure, text: str, domain: tuple[float, float], theme: Theme
) -> None:
    figure.add_annotation(
        text=escape(text), name="title", x=1.01, y=sum(domain) / 2, xref="paper", yref="paper",
        xanchor="left", yanchor="middle", font={"size": 12, "color": colour("text", theme)},
    )  # fmt: skip


def _population_ticks(activity: Activity, theme: Theme) -> dict[str, list[object]]:
    """Return a name in the middle of each population that is large enough for one."""
    wide = [
        (i, p) for i, p in enumerate(activity.populations) if p.size > 0.08 * activity.n_neurons
    ]
    return {
        "tickvals": [(p.start + p.stop - 1) / 2 for _, p in wide],
        "ticktext": [
            f'{escape(p.name)} <span style="color:{series_colour(i, theme)}">■</span>'
            for i, p in wide
        ],
    }


def fig_run_rates(
    runs: Runs,
    bin_s: float = 10e-3,
    theme: Theme = "light",
    context: FigureContext | None = None,
) -> go.Figure:
    """Draw the rate of every population over time, the runs over each other.

    A row is a population, a colour too; the dash tells the run.
    """
    rows = list(dict.fromkeys(p.name for _, a in runs for p in a.populations if not p.is_source))
    each = 300 if len(rows) < 2 else 170 if len(rows) < 4 else 110
    figure = new_figure(theme, height=110 + each * max(1, len(rows)))
    low = len(rows) > _LOW_FROM  # rows so low that a title of each would run into the next
    domains = row_domains(len(rows), gap=0.2 / len(rows)) if low else _domains(len(rows))
    for row, (population, domain) in enumerate(zip(rows, domains, strict=True)):
        titled = not low or row == len(rows) // 2
        figure.layout[row_axis(row, "yaxis")] = {
            "domain": domain, "title": {"text": "rate (Hz)" if titled else ""},
            "rangemode": "tozero", "nticks": 3 if low else 5,
        }  # fmt: skip
        if low:
            _add_name_beside(figure, population, domain, theme)
        else:
            _add_title(figure, population, domain, theme)
    if low:
        figure.update_layout(margin={"r": 110})
    for (name, activity), dash in zip(runs, _DASHES, strict=False):
        for index, rate in enumerate(population_rates(activity, bin_s)):
            if rate.population not in rows:
                continue
            middle = (rate.edges_s[:-1] + rate.edges_s[1:]) / 2
            figure.add_trace(
                go.Scatter(
                    x=middle * 1e3, y=rate.rate_hz[: len(middle)], mode="lines", showlegend=False,
                    name=f"{escape(rate.population)}, {escape(name)}",
                    yaxis=row_axis(rows.index(rate.population)),
                    line={"color": series_colour(index, theme), "width": 1.6, "dash": dash},
                    hovertemplate="%{x:.1f} ms<br>%{y:.3g} Hz",
                )
            )  # fmt: skip
        figure.add_trace(
            go.Scatter(
                x=[None], y=[None], mode="lines", name=escape(name), hoverinfo="skip",
                line={"color": colour("text", theme), "width": 1.6, "dash": dash},
                meta={"role": "decoration"},
            )
        )  # fmt: skip
    longest = max((a.duration_s for _, a in runs), default=1.0)
    figure.update_xaxes(
        title_text="time (ms)", range=[0, longest * 1e3], anchor=row_axis(max(0, len(rows) - 1))
    )
    if not rows:
        add_hint(figure, "no neurons but sources")
    caption = (
        f"Firing rate per neuron in bins of {format_si(bin_s, 's')}, a row for each population; "
        "the dash tells the run. Sources are left out."
    )
    stored = sum(len(a.spike_step) for _, a in runs)
    return finish(figure, caption, context, stored, sum(a.n_spikes for _, a in runs), "spikes",
                  "those that were stored")  # fmt: skip
