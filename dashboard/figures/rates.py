"""How fast each population fires over time."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

import numpy as np
import plotly.graph_objects as go

from dashboard.figures.arrangement import Arrangement, arranged
from dashboard.figures.context import FigureContext
from dashboard.figures.frame import add_hint, finish, new_figure
from dashboard.figures.raster import add_raster
from dashboard.figures.theme import Theme, series_colour
from sim.activity import Activity
from sim.analysis import PopulationRate, excerpt, population_rates
from sim.units import format_si


def fig_rates(
    activity: Activity,
    bin_s: float = 5e-3,
    theme: Theme = "light",
    context: FigureContext | None = None,
) -> go.Figure:
    """Draw the mean rate per neuron of every population in bins of time. [Hz over ms]

    The names in the legend carry the mean over the whole run.
    """
    figure = new_figure(theme, height=340)
    _add_rates(figure, activity, bin_s, theme)
    figure.update_xaxes(title_text="time (ms)", range=[0, activity.duration_s * 1e3])
    figure.update_yaxes(title_text="rate (Hz)", rangemode="tozero")
    if not activity.n_spikes:
        add_hint(figure, "no spikes")
    stored = len(activity.spike_step)
    caption = f"Firing rate per neuron of each population in bins of {format_si(bin_s, 's')}."
    return finish(
        figure, caption, context, stored, activity.n_spikes, "spikes", "those that were stored"
    )


def fig_raster_and_rates(
    activity: Activity,
    bin_s: float = 5e-3,
    theme: Theme = "light",
    max_points: int = 60_000,
    context: FigureContext | None = None,
    arrangement: Arrangement | None = None,
    window_s: tuple[float, float] | None = None,
    between: tuple[int, int] | None = None,
) -> go.Figure:
    """Draw the raster above the population rates, on one time axis.

    The rates rest on all stored spikes, also where the raster is thinned or shows some rows.

    Parameters
    ----------
    arrangement : Arrangement, optional
        Order of the rows and populations shown; by default all, by index.
    window_s : (float, float) or None
        Draw only this stretch of time, with the mean rates of it. [s]
    between : (int, int) or None
        Draw only these rows of the raster, from the first to the last.

    Raises
    ------
    SpecError
        If no spikes of the stretch can have been stored.
    """
    figure = new_figure(theme, height=620)
    rows = arrangement or arranged(activity)
    drawn = rows.between(between)
    shown, total, how = add_raster(figure, drawn, theme, max_points, window_s)
    rates = None if window_s is None else _rates_within(activity, bin_s, window_s)
    caption = add_rates_below(
        figure, activity, rows, bin_s, theme, rates, drawn.part, of_stretch=window_s is not None
    )
    if window_s is not None:
        figure.update_xaxes(range=[s * 1e3 for s in window_s])
    return finish(figure, caption, context, shown, total, "spikes", how)


def _rates_within(
    activity: Activity, bin_s: float, window_s: tuple[float, float]
) -> list[PopulationRate]:
    """Return the bins of the run that reach into a stretch, and its mean rates."""
    means = excerpt(activity, *window_s).mean_rate_hz()
    found = []
    for rate in population_rates(activity, bin_s):
        first = int(np.searchsorted(rate.edges_s, window_s[0], "right")) - 1
        last = int(np.searchsorted(rate.edges_s, window_s[1], "left"))
        found.append(
            replace(
                rate, edges_s=rate.edges_s[first : last + 1], rate_hz=rate.rate_hz[first:last],
                mean_hz=means[rate.population],
            )
        )  # fmt: skip
    return found


def add_rates_below(
    figure: go.Figure,
    activity: Activity,
    rows: Arrangement,
    bin_s: float,
    theme: Theme,
    rates: Sequence[PopulationRate] | None = None,
    part: str = "",
    of_stretch: bool = False,
) -> str:
    """Add the population rates below a raster, on its time axis; return the caption.

    Parameters
    ----------
    part : str
        Which of the rows the raster shows; the rates are of all.
    of_stretch : bool
        The rates, with their means, are of a stretch of the run.
    """
    figure.update_layout(
        yaxis={"domain": [0.36, 1.0]},
        yaxis2={"domain": [0.0, 0.30], "title": {"text": "rate (Hz)"}, "rangemode": "tozero"},
        xaxis={"anchor": "y2"},
    )
    shown = {p.name for p in rows.activity.populations if p.size}
    _add_rates(figure, activity, bin_s, theme, yaxis="y2", rates=rates, shown=shown,
               of_stretch=of_stretch)  # fmt: skip
    figure.update_xaxes(
        title_text="time (ms)", range=[0, activity.duration_s * 1e3], showgrid=False
    )
    order = f", neurons ordered {rows.words}" if rows.words else ""
    some, of = (f", {part}", " of whole populations") if part else ("", "")
    bins = format_si(bin_s, "s")
    return f"Spikes (top{order}{some}) and firing rate per neuron{of} in bins of {bins} (bottom)."


def _add_rates(
    figure: go.Figure,
    activity: Activity,
    bin_s: float,
    theme: Theme,
    yaxis: str = "y",
    rates: Sequence[PopulationRate] | None = None,
    shown: Collection[str] | None = None,
    of_stretch: bool = False,
) -> None:
    # A zoom on a page keeps the means of the run: which of the two it is has to be read.
    here = " here" if of_stretch else ""
    for index, rate in enumerate(population_rates(activity, bin_s) if rates is None else rates):
        if shown is not None and rate.population not in shown:
            continue
        x, y = _steps(rate.edges_s * 1e3, rate.rate_hz)
        figure.add_trace(
            go.Scatter(
                x=x,
                y=y,
                mode="lines",
                name=f"{rate.population} (mean {rate.mean_hz:.3g} Hz{here})",
                line={"color": series_colour(index, theme), "width": 1.6, "shape": "hv"},
                yaxis=yaxis,
                hovertemplate="%{x:.1f} ms<br>%{y:.3g} Hz",
            )
        )


def _steps(edges: np.ndarray, values: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Return bin starts and values, the last repeated at the end so that its step is drawn."""
    return edges, np.append(values, values[-1:])
