"""How regular the firing is: intervals and their variation."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from dashboard.figures.context import FigureContext
from dashboard.figures.frame import add_hint, add_line, finish, new_figure
from dashboard.figures.raster import names_of
from dashboard.figures.step_histogram import add_step_histogram
from dashboard.figures.theme import Theme, colour, series_colour
from sim.activity import Activity
from sim.analysis import Intervals, interspike_intervals

Measure = Literal["cv", "cv2", "lv"]

#: Measure of irregularity -> its name on the axis, and in a caption.
MEASURES: dict[Measure, tuple[str, str]] = {
    "cv": ("CV", "coefficient of variation"),
    "cv2": ("CV2", "variation from one interval to the next (CV2)"),
    "lv": ("LV", "local variation (LV)"),
}


def fig_isi(
    activity: Activity,
    populations: Sequence[str] | None = None,
    n_bins: int = 50,
    theme: Theme = "light",
    context: FigureContext | None = None,
    measure: Measure = "cv",
) -> go.Figure:
    """Draw the distribution of interspike intervals (left) and of their irregularity (right).

    Intervals stand on a logarithmic axis in bins of equal ratio; each curve is
    normalised to one, as populations differ in size. CV, CV2 and LV are 1 for a
    Poisson process and 0 for a clock.
    """
    short, words = MEASURES[measure]
    figure = new_figure(theme, height=340)
    figure.update_layout(
        xaxis={"domain": [0.0, 0.56], "type": "log", "title": {"text": "interspike interval (ms)"}},
        yaxis={"title": {"text": "share of intervals"}, "rangemode": "tozero"},
        xaxis2={"domain": [0.66, 1.0], "anchor": "y2", "title": {"text": short}},
        yaxis2={"anchor": "x2", "title": {"text": "share of neurons"}, "rangemode": "tozero"},
    )
    order = [p.name for p in activity.populations]
    results = [interspike_intervals(activity, name) for name in names_of(activity, populations)]
    edges_ms = _edges_ms(results, n_bins, activity.dt_s * 1e3)
    values = {r.population: np.asarray(getattr(r, measure)) for r in results}
    highest = max([2.0, *(float(v.max()) for v in values.values() if len(v))])
    edges = np.linspace(0, highest, 41)
    for result in results:
        tint = series_colour(order.index(result.population), theme)
        label = _label(result, short, values[result.population])
        add_step_histogram(figure, result.isi_s * 1e3, edges_ms, label, tint)
        add_step_histogram(figure, values[result.population], edges, label, tint, "2", False)
    if not any(len(r.isi_s) for r in results):
        add_hint(figure, "no neuron fired twice")
    if not any(r.n_cv for r in results):
        add_hint(figure, f"too few spikes for a {short}", row=2)
    add_line(figure, 1.0, "x", colour("axis", theme), row=2, name="Poisson")
    return finish(figure, _caption(results, short, words), context)


def _label(result: Intervals, short: str, values: NDArray[np.float64]) -> str:
    mean = f"{short} {values.mean():.2f}" if len(values) else f"no {short}"
    return f"{result.population} ({mean})"


def _caption(results: Sequence[Intervals], short: str, words: str) -> str:
    with_cv, n = sum(r.n_cv for r in results), sum(r.n_neurons for r in results)
    least = results[0].min_spikes if results else 0
    return (
        f"Interspike intervals (left) and their {words} (right); "
        f"{short} of the {with_cv:,} of {n:,} neurons with at least {least} spikes, "
        "1 being a Poisson process."
    )


def _edges_ms(results: Sequence[Intervals], n_bins: int, dt_ms: float) -> NDArray[np.float64]:
    all_ms = np.concatenate([r.isi_s for r in results] or [np.empty(0)]) * 1e3
    if not len(all_ms):
        return np.geomspace(1, 1000, n_bins + 1)
    # Imported trains may hold two spikes in one step; a log axis cannot show an interval of 0.
    low, high = max(all_ms.min(), dt_ms) * 0.95, max(all_ms.max(), dt_ms) * 1.05
    return np.geomspace(low, high, n_bins + 1)
