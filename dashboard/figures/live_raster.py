"""The raster of a live page: all spikes, in the detail of what is looked at.

Beside `fig_raster`, which thins a large run to a figure for print, these two
leave nothing out: they are drawn again when a person zooms, see `spike_detail`.
``layout.meta["partial"]`` tells that zooming in would show more.
"""

from __future__ import annotations

from collections.abc import Sequence

import plotly.graph_objects as go

from dashboard.figures.arrangement import Arrangement, arranged
from dashboard.figures.context import FigureContext
from dashboard.figures.frame import add_hint, finish, leave_room_for_note, new_figure
from dashboard.figures.population_axis import label_populations
from dashboard.figures.raster import raster_caption
from dashboard.figures.rates import add_rates_below
from dashboard.figures.spike_detail import MOST_DOTS, SpikeWindow, add_spikes
from dashboard.figures.theme import Theme
from dashboard.figures.ticks import add_power_below
from sim.activity import Activity
from sim.analysis import PopulationRate
from sim.cost_report import CostReport


def fig_live_raster(
    activity: Activity,
    theme: Theme = "light",
    window: SpikeWindow | None = None,
    context: FigureContext | None = None,
    most_dots: int = MOST_DOTS,
    arrangement: Arrangement | None = None,
) -> go.Figure:
    """Draw the spikes of a window, or of the whole run; the axes are always the whole run's.

    Parameters
    ----------
    window : SpikeWindow or None
        What a person has zoomed to.
    most_dots : int
        Spikes drawn one by one; beyond it, their density.
    arrangement : Arrangement, optional
        Order of the rows and populations shown; by default all, by index.
    """
    figure = new_figure(theme, height=460)
    rows = arrangement or arranged(activity)
    note = _add_raster(figure, rows, theme, window, most_dots)
    figure.update_xaxes(
        title_text="time (ms)", range=[0.0, activity.duration_s * 1e3], showgrid=False
    )
    caption = raster_caption(rows, one_by_one=not _as_density(figure))
    return _finished(figure, rows.activity, caption, note, context)


def fig_live_raster_and_rates(
    activity: Activity,
    bin_s: float = 5e-3,
    theme: Theme = "light",
    window: SpikeWindow | None = None,
    context: FigureContext | None = None,
    most_dots: int = MOST_DOTS,
    rates: Sequence[PopulationRate] | None = None,
    arrangement: Arrangement | None = None,
) -> go.Figure:
    """Draw the raster of a window above the population rates of the run, on one time axis.

    Parameters
    ----------
    rates : sequence of PopulationRate, optional
        From ``population_rates(activity, bin_s)``, where they are at hand.
    arrangement : Arrangement, optional
        Order of the rows and populations shown; by default all, by index.
    """
    figure = new_figure(theme, height=620)
    rows = arrangement or arranged(activity)
    note = _add_raster(figure, rows, theme, window, most_dots)
    caption = add_rates_below(figure, activity, rows, bin_s, theme, rates)
    return _finished(figure, rows.activity, caption, note, context)


def fig_live_raster_and_power(
    activity: Activity,
    report: CostReport,
    theme: Theme = "light",
    window: SpikeWindow | None = None,
    context: FigureContext | None = None,
    most_dots: int = MOST_DOTS,
) -> go.Figure:
    """Draw the raster of a window above the power of a device, on one time axis."""
    figure = new_figure(theme, height=620)
    rows = arranged(activity)
    note = _add_raster(figure, rows, theme, window, most_dots)
    caption = add_power_below(figure, report, theme)
    return _finished(figure, rows.activity, caption, note, context)


def _add_raster(
    figure: go.Figure, rows: Arrangement, theme: Theme, window: SpikeWindow | None, most_dots: int
) -> str:
    activity = rows.activity
    label_populations(figure, activity.populations, theme)
    if not len(activity.spike_step):
        add_hint(figure, "no spikes" if not activity.n_spikes else "no spikes were stored")
    return add_spikes(figure, rows, theme, window, most_dots)


def _finished(
    figure: go.Figure, activity: Activity, caption: str, note: str, context: FigureContext | None
) -> go.Figure:
    stored, total = len(activity.spike_step), activity.n_spikes
    finish(figure, caption, context, stored, total, "spikes", note=note)
    leave_room_for_note(figure)  # always, since the note comes and goes with a zoom
    figure.layout.meta = {
        **figure.layout.meta,
        "partial": _as_density(figure) or _dots(figure) < stored,
    }
    return figure


def _as_density(figure: go.Figure) -> bool:
    return any(trace.type == "heatmap" for trace in figure.data)


def _dots(figure: go.Figure) -> int:
    return sum(len(t.x) for t in figure.data if "markers" in (getattr(t, "mode", None) or ""))
