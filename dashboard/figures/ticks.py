"""How power and time per tick run over the simulation."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from dashboard.figures.arrangement import arranged
from dashboard.figures.context import FigureContext
from dashboard.figures.frame import add_hint, finish, new_figure
from dashboard.figures.log_axis import si_log_axis
from dashboard.figures.raster import add_raster
from dashboard.figures.theme import Theme, colour
from sim.activity import Activity
from sim.boundary import stated
from sim.cost_report import CostReport
from sim.units import format_si

Floats = NDArray[np.float64]

#: Beyond this many ticks, stretches of ticks are drawn as mean and range.
MAX_POINTS = 400


def fig_power_trace(
    report: CostReport, theme: Theme = "light", context: FigureContext | None = None
) -> go.Figure:
    """Draw the power of a device over biological time. [W over ms]

    Power of a tick is its energy over the time the device needs for it, or
    over the biological time of a tick where the former is not known; the
    caption says which. Of long runs the mean of each stretch is drawn as a
    line, its lowest and highest tick as a band.
    """
    figure = new_figure(theme, height=340)
    figure.update_xaxes(title_text="biological time (ms)", range=[0, report.duration_s * 1e3])
    figure.update_yaxes(title_text="power (W)", rangemode="tozero")
    energy = report.tick_energy_j
    if energy is None or not len(energy):
        add_hint(figure, f"{report.title}: no energy per tick (it is not counted tick by tick)")
        return finish(figure, f"Power of {report.title} over time: not available.", context)
    how = _add_power(figure, report, energy, theme)
    caption = (
        f"Power of {report.title} {stated([report])}, nominal: energy of each tick over {how}."
    )
    return _finished(figure, caption, context, len(energy))


def fig_raster_and_power(
    activity: Activity,
    report: CostReport,
    theme: Theme = "light",
    max_points: int = 60_000,
    context: FigureContext | None = None,
    window_s: tuple[float, float] | None = None,
    between: tuple[int, int] | None = None,
) -> go.Figure:
    """Draw the raster above the power of a device, on one time axis.

    Parameters
    ----------
    window_s : (float, float) or None
        Draw only this stretch of time, with the mean power of it. [s]
    between : (int, int) or None
        Draw only these rows of the raster, from the first to the last; the power is of all.
    """
    figure = new_figure(theme, height=620)
    rows = arranged(activity).between(between)
    shown, total, how = add_raster(figure, rows, theme, max_points, window_s)
    caption = add_power_below(figure, report, theme, window_s, rows.part)
    return finish(figure, caption, context, shown, total, "spikes", how)


def add_power_below(
    figure: go.Figure,
    report: CostReport,
    theme: Theme,
    window_s: tuple[float, float] | None = None,
    part: str = "",
) -> str:
    """Add the power of a device below a raster, on its time axis; return the caption.

    Parameters
    ----------
    window_s : (float, float) or None
        Draw only this stretch of time. [s]
    part : str
        Which of the rows the raster shows; the power is of all.
    """
    first_s, last_s = window_s or (0.0, report.duration_s)
    figure.update_layout(
        yaxis={"domain": [0.40, 1.0]},
        yaxis2={"domain": [0.0, 0.33], "title": {"text": "power (W)"}, "rangemode": "tozero"},
        xaxis={"anchor": "y2"},
    )
    figure.update_xaxes(
        title_text="biological time (ms)", range=[first_s * 1e3, last_s * 1e3], showgrid=False
    )
    spikes = f"Spikes (top{f', {part}' if part else ''})"
    energy = report.tick_energy_j
    if energy is None or not len(energy):
        figure.add_trace(go.Scatter(x=[], y=[], yaxis="y2", showlegend=False))
        add_hint(figure, f"{report.title}: no energy per tick is known", across="y2")
        return f"{spikes}; power of {report.title} over time is not available."
    how = _add_power(figure, report, energy, theme, "y2", window_s)
    return (
        f"{spikes} and power of {report.title} {stated([report])} (bottom), nominal: energy of "
        f"each tick over {how}; of many ticks the mean, with a band from lowest to highest."
    )


@dataclass(frozen=True)
class _Ticks:
    """Ticks of a run that are drawn: from the first to before the last, each ``tick_ms`` long."""

    first: int
    stop: int
    tick_ms: float

    @classmethod
    def of(cls, report: CostReport, n: int, window_s: tuple[float, float] | None = None) -> _Ticks:
        """Return the ticks that reach into a stretch of a run of ``n`` ticks."""
        tick_s = report.duration_s / n
        first, last = (0.0, report.duration_s) if window_s is None else window_s
        # A stretch begins and ends with a step of time, which division does not hit exactly.
        start = min(int(first / tick_s + 1e-6), n - 1)
        stop = min(max(math.ceil(last / tick_s - 1e-6), start + 1), n)
        return cls(start, stop, tick_s * 1e3)

    @property
    def ends_ms(self) -> list[float]:
        return [self.first * self.tick_ms, self.stop * self.tick_ms]


def _add_power(
    figure: go.Figure,
    report: CostReport,
    energy: Floats,
    theme: Theme,
    yaxis: str = "y",
    window_s: tuple[float, float] | None = None,
) -> str:
    """Add power over time with its mean; return what the energy of a tick was divided by."""
    tick_s, how = _tick_seconds(report, len(energy))
    ticks = _Ticks.of(report, len(energy), window_s)
    energy, tick_s = energy[ticks.first : ticks.stop], tick_s[ticks.first : ticks.stop]
    power_w = np.divide(energy, tick_s, out=np.zeros_like(energy, dtype=float), where=tick_s > 0)
    tint = colour("blue", theme)
    _add_band(figure, ticks, power_w, "power", tint, "W", weights=tick_s, yaxis=yaxis)
    mean_w = float(energy.sum() / tick_s.sum()) if tick_s.sum() > 0 else 0.0
    # A zoom on a page keeps the mean of the run: which of the two it is has to be read.
    words = f"mean {format_si(mean_w, 'W')}{'' if window_s is None else ' here'}"
    _add_level(figure, ticks, mean_w, words, colour("muted", theme), "dot", yaxis)
    return how


def fig_tick_latency(
    report: CostReport, theme: Theme = "light", context: FigureContext | None = None
) -> go.Figure:
    """Draw the time the device needs for each tick, with quantiles and the real-time deadline.

    The deadline is the biological time of a tick: a device that stays below
    keeps up with real time tick by tick, not only on average. [s, logarithmic]
    """
    figure = new_figure(theme, height=360)
    figure.update_xaxes(title_text="biological time (ms)", range=[0, report.duration_s * 1e3])
    figure.update_yaxes(title_text="time per tick (s)")
    latency = report.tick_latency_s
    if latency is None or not len(latency):
        add_hint(figure, f"{report.title}: no time per tick")
        return finish(figure, f"Time per tick of {report.title}: not available.", context)
    ticks = _Ticks.of(report, len(latency))
    _add_band(figure, ticks, latency, "time per tick", colour("blue", theme), "s")
    p50, p95 = (float(q) for q in np.percentile(latency, [50, 95]))
    deadline = report.duration_s / len(latency)
    for value, name, role, dash in (
        (p50, "p50", "green", "dot"),
        (p95, "p95", "pink", "dash"),
        (float(latency.max()), "max", "vermillion", "dashdot"),
        (deadline, "real-time deadline", "text", "solid"),
    ):
        _add_level(
            figure, ticks, value, f"{name} {format_si(value, 's')}", colour(role, theme), dash
        )
    si_log_axis(figure, "y", [*latency.tolist(), deadline], "s", pad=0.1)
    late = int((latency > deadline).sum())
    caption = (
        f"Time {report.title} needs for each tick, nominal; {late:,} of {len(latency):,} ticks "
        f"take longer than the {format_si(deadline, 's')} of biological time they stand for."
    )
    return _finished(figure, caption, context, len(latency))


def _finished(
    figure: go.Figure, caption: str, context: FigureContext | None, n_ticks: int
) -> go.Figure:
    shown = _bins(n_ticks)
    return finish(figure, caption, context, shown, n_ticks, "ticks", "means; band: range of all")


def _tick_seconds(report: CostReport, n: int) -> tuple[NDArray[np.float64], str]:
    if report.tick_latency_s is not None and len(report.tick_latency_s) == n:
        return report.tick_latency_s, "the time the device takes for it"
    return np.full(n, report.duration_s / n), "the biological time of a tick"


def _bins(n: int) -> int:
    return n if n <= MAX_POINTS else len(np.arange(0, n, -(-n // MAX_POINTS)))


def _add_band(
    figure: go.Figure,
    ticks: _Ticks,
    values: NDArray[np.float64],
    name: str,
    tint: str,
    unit: str,
    weights: Floats | None = None,
    yaxis: str = "y",
) -> None:
    """Add values per tick as a line; of many ticks the mean, with a band from lowest to highest."""
    n = len(values)
    starts = np.arange(0, n, -(-n // MAX_POINTS))
    sizes = np.diff(np.append(starts, n))
    x = (ticks.first + starts + sizes / 2) * ticks.tick_ms
    mass = np.ones(n) if weights is None else weights
    total = np.add.reduceat(mass, starts)
    mean = np.add.reduceat(values * mass, starts) / np.where(total > 0, total, 1.0)
    if len(starts) < n:
        for edge, fill in ((np.minimum.reduceat(values, starts), None), (np.maximum.reduceat(values, starts), "tonexty")):  # fmt: skip
            figure.add_trace(
                go.Scatter(
                    x=x,
                    y=edge,
                    yaxis=yaxis,
                    mode="lines",
                    line={"width": 0, "color": tint},
                    fill=fill,
                    fillcolor=tint + "40" if fill else None,
                    name=f"{name}, {'highest' if fill else 'lowest'}",
                    showlegend=False,
                    hoverinfo="skip",
                )
            )
    figure.add_trace(
        go.Scatter(
            x=x,
            y=mean,
            yaxis=yaxis,
            mode="lines",
            name=name,
            showlegend=False,
            line={"color": tint, "width": 1.4},
            hovertemplate=f"%{{x:.1f}} ms<br>%{{y:.3s}}{unit}",
        )
    )


def _add_level(
    figure: go.Figure,
    ticks: _Ticks,
    value: float,
    name: str,
    tint: str,
    dash: str,
    yaxis: str = "y",
) -> None:
    figure.add_trace(
        go.Scatter(
            x=ticks.ends_ms,
            y=[value, value],
            yaxis=yaxis,
            mode="lines",
            name=name,
            line={"color": tint, "width": 1.6, "dash": dash},
            hovertemplate=f"{name}<extra></extra>",
        )
    )
