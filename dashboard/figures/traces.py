"""What the recorded neurons' state variables did."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Literal

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from dashboard.figures.context import FigureContext
from dashboard.figures.frame import add_hint, finish, new_figure
from dashboard.figures.rows import row_axis, row_domains
from dashboard.figures.theme import Theme, colour, series_colour
from sim.activity import Activity, Trace
from sim.units import unit_factor

#: Opacity of the neurons of one population: they share its colour.
FADES = (1.0, 0.55, 0.3)

#: Line styles of variables that share a row, such as ``g_exc`` and ``g_inh``.
DASHES = ("solid", "dot", "dash", "dashdot", "longdash")

#: What can be recorded of a neuron, by its kind; one whose unit tells no kind is a ``variable``.
Variable = Literal["voltage", "current", "conductance", "variable"]

#: Unit -> what an axis of it shows.
QUANTITIES: dict[str, Variable] = {"mV": "voltage", "pA": "current", "nA": "current", "nS": "conductance", "uS": "conductance"}  # fmt: skip

#: Neurons drawn of each population unless some are chosen.
USUAL_NEURONS = 3

#: Neurons that a caption names one by one.
_NAMED = 8


def fig_traces(
    activity: Activity,
    populations: Sequence[str] | None = None,
    max_neurons: int = USUAL_NEURONS,
    threshold_v: Mapping[str, float] | None = None,
    max_samples: int = 4_000,
    theme: Theme = "light",
    context: FigureContext | None = None,
    neurons: Mapping[str, Sequence[int]] | None = None,
    quantities: Sequence[str] | None = None,
    window_s: tuple[float, float] | None = None,
    only_window: bool = False,
) -> go.Figure:
    """Draw recorded variables over time, one row per unit (mV, pA, nS, ...).

    Parameters
    ----------
    max_neurons : int
        Neurons drawn of each population, the first ones recorded, unless some are chosen.
    threshold_v : mapping of str to float, optional
        Firing threshold by population, drawn as a dotted line. [V]
    max_samples : int
        Samples per line; beyond it the lowest and highest value of each
        stretch are drawn, so that no excursion is lost.
    neurons : mapping of str to sequence of int, optional
        By population, which of the recorded neurons to draw (indices within it).
    quantities : sequence of str, optional
        Rows to draw: ``voltage``, ``current``, ``conductance``, ``variable``; all by default.
    window_s : (float, float), optional
        Stretch of time that is looked at: it and half as much on either side is
        drawn, in its full detail. The axis is the whole run's. [s]
    only_window : bool
        Draw nothing but that stretch, on an axis of it.
    """
    ends_s = window_s if only_window and window_s else (0.0, activity.duration_s)
    chosen = {
        name: _part(trace, quantities, window_s, 0.0 if only_window else 0.5)
        for name, trace in activity.traces.items()
        if (populations is None or name in populations) and len(trace.neurons)
    }
    chosen = {name: trace for name, trace in chosen.items() if trace.values}
    units = _units(chosen.values())
    figure = new_figure(theme, height=150 + 170 * max(1, len(units)))
    _lay_out_rows(figure, units)
    shown = total = 0
    names: list[str] = []
    marked: dict[float, int] = {}
    order = [p.name for p in activity.populations]
    for name, trace in chosen.items():
        tint = series_colour(order.index(name), theme)
        total += len(trace.neurons)
        rows = _rows_of(trace, max_neurons, None if neurons is None else neurons.get(name, ()))
        shown += len(rows)
        names += [f"{name} {int(trace.neurons[i])}" for i in rows]
        _add_population(figure, name, trace, units, tint, rows, max_samples)
        if threshold_v and name in threshold_v and "mV" in units:
            _add_threshold(figure, threshold_v[name], units.index("mV"), tint, ends_s)
            marked.setdefault(threshold_v[name], units.index("mV"))
    _name_thresholds(figure, marked, theme)
    if not shown:
        add_hint(
            figure,
            "choose a neuron to see its course" if any(activity.traces.values())
            else "no trace was recorded: choose neurons to record in the population",
        )  # fmt: skip
    figure.update_xaxes(range=[s * 1e3 for s in ends_s])
    how = "the first ones" if neurons is None else "those chosen"
    return finish(
        figure, _caption(units, quantities, names), context, shown, total, "recorded neurons", how
    )


def quantity_of(unit: str) -> Variable:
    """Return what is measured in a unit: ``voltage`` for mV; ``variable`` where that is not known."""
    return QUANTITIES.get(unit, "variable")


def _caption(units: Iterable[str], quantities: Sequence[str] | None, names: Sequence[str]) -> str:
    """Say which variables are drawn of which neurons, where they are few enough to be named."""
    kinds = list(dict.fromkeys(quantity_of(unit) for unit in units))
    what = "Recorded state variables"
    if quantities is not None and kinds and "variable" not in kinds:
        what = f"Recorded {' and '.join(kinds)}"
    who = f": {', '.join(names)}" if 0 < len(names) <= _NAMED else ""
    return f"{what} of single neurons{who}."


def _part(
    trace: Trace,
    quantities: Sequence[str] | None,
    window_s: tuple[float, float] | None,
    beside: float,
) -> Trace:
    """Return the variables and the stretch of time of a trace that are to be drawn.

    Parameters
    ----------
    beside : float
        How much more than the stretch on either side, as a share of it.
    """
    names = [
        v for v in trace.values if quantities is None or quantity_of(trace.units[v]) in quantities
    ]
    if names == list(trace.values) and window_s is None:
        return trace
    stretch = slice(None)
    if window_s is not None:
        more = (window_s[1] - window_s[0]) * beside
        ends = np.searchsorted(trace.time_s, [window_s[0] - more, window_s[1] + more])
        # A sample more at each end, or lines would not reach the edges of the plot.
        stretch = slice(max(0, int(ends[0]) - 1), int(ends[1]) + 1)
    return replace(
        trace,
        time_s=trace.time_s[stretch],
        values={v: trace.values[v][:, stretch] for v in names},
        units={v: trace.units[v] for v in names},
    )


def _rows_of(trace: Trace, max_neurons: int, wanted: Sequence[int] | None) -> list[int]:
    """Return which of the recorded neurons to draw."""
    if wanted is None:
        return list(range(min(max_neurons, len(trace.neurons))))
    return [i for i, neuron in enumerate(trace.neurons) if int(neuron) in wanted]


def _units(traces: Sequence[Trace] | object) -> list[str]:
    """Return the units in use, voltage first."""
    found = [unit for trace in traces for unit in trace.units.values()]  # type: ignore[attr-defined]
    return sorted(
        dict.fromkeys(found), key=lambda unit: (not unit.endswith("V"), found.index(unit))
    )


def _lay_out_rows(figure: go.Figure, units: list[str]) -> None:
    shown = units or ["mV"]
    layout: dict[str, object] = {}
    for row, (unit, domain) in enumerate(
        zip(shown, row_domains(len(shown), gap=0.06), strict=True)
    ):
        quantity = quantity_of(unit)
        title = f"{quantity} ({unit})" if unit else quantity
        layout[row_axis(row, "yaxis")] = {"domain": domain, "title": {"text": title}}
    layout["xaxis"] = {"anchor": row_axis(len(shown) - 1), "title": {"text": "time (ms)"}}
    figure.update_layout(**layout)


def _add_population(
    figure: go.Figure,
    name: str,
    trace: Trace,
    units: list[str],
    tint: str,
    rows: Sequence[int],
    max_samples: int,
) -> None:
    for v, (variable, values) in enumerate(trace.values.items()):
        unit = trace.units[variable]
        row = units.index(unit)
        dash = DASHES[_same_row(trace, v) % len(DASHES)]
        for i, place in enumerate(rows):
            neuron = trace.neurons[place]
            t, y = decimate(trace.time_s, values[place], max_samples)
            label = f"{name} {int(neuron)}: {variable}"
            figure.add_trace(
                go.Scatter(
                    x=t * 1e3,
                    y=y.astype(np.float64) / unit_factor(unit),
                    mode="lines",
                    name=label,
                    legendgroup=f"{name} {int(neuron)}",
                    line={"color": tint, "width": 1.4, "dash": dash},
                    opacity=FADES[min(i, len(FADES) - 1)],
                    yaxis=row_axis(row),
                    hovertemplate=f"%{{x:.2f}} ms<br>%{{y:.4g}} {unit}",
                )
            )


def _same_row(trace: Trace, v: int) -> int:
    """Return how many earlier variables of the population share the row of variable ``v``."""
    row_units = [trace.units[variable] for variable in trace.values]
    return row_units[:v].count(row_units[v])


def _add_threshold(
    figure: go.Figure, threshold_v: float, row: int, tint: str, ends_s: tuple[float, float]
) -> None:
    figure.add_trace(
        go.Scatter(
            x=[s * 1e3 for s in ends_s],
            y=[threshold_v * 1e3] * 2,
            mode="lines",
            name="threshold",
            line={"color": tint, "width": 1, "dash": "dot"},
            yaxis=row_axis(row),
            showlegend=False,
            hovertemplate="threshold %{y:.4g} mV<extra></extra>",
        )
    )


def _name_thresholds(figure: go.Figure, marked: Mapping[float, int], theme: Theme) -> None:
    """Name the thresholds above their lines, where curves seldom are.

    Within the plot: a margin for the word would end the time axis before those it is linked with.
    """
    for threshold_v, row in marked.items():
        figure.add_annotation(
            text="threshold", name="threshold", x=1.0, xref="paper", xanchor="right",
            y=threshold_v * 1e3, yref=row_axis(row), yanchor="bottom", showarrow=False,
            font={"size": 11, "color": colour("muted", theme)},
        )  # fmt: skip


def decimate(
    time: NDArray[np.float64], values: NDArray[np.float32], max_samples: int
) -> tuple[NDArray[np.float64], NDArray[np.float32]]:
    """Return the minimum and maximum of each stretch, in order of time.

    Keeps every peak and every trough; returned unchanged when short enough.
    """
    n = len(values)
    if n <= max_samples:
        return time, values
    width = -(-2 * n // max_samples)
    starts = np.arange(0, n, width)
    padded = np.concatenate([values, np.full(len(starts) * width - n, values[-1])])
    blocks = padded.reshape(len(starts), width)
    picks = np.stack([blocks.argmin(1), blocks.argmax(1)], axis=1) + starts[:, None]
    index = np.unique(np.concatenate([[0, n - 1], np.minimum(picks, n - 1).ravel()]))
    return time[index], values[index]
