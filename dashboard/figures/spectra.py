"""Rhythms of the population rates: power over frequency, and over frequency and time."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from dashboard.figures.context import FigureContext
from dashboard.figures.frame import add_hint, finish, new_figure
from dashboard.figures.log_axis import si_log_axis
from dashboard.figures.raster import names_of
from dashboard.figures.theme import Theme, series_colour
from sim.activity import Activity
from sim.analysis import Spectrum, power_spectrum, spectrogram
from sim.units import format_si

#: Decades of power below the highest that are drawn.
_DECADES = 5


def fig_spectrum(
    activity: Activity,
    populations: Sequence[str] | None = None,
    resolution_hz: float = 2.0,
    theme: Theme = "light",
    context: FigureContext | None = None,
) -> go.Figure:
    """Draw the power spectrum of the rate of every population, both axes logarithmic.

    Dotted in the same colour: the mean rate, where independent Poisson neurons lie.
    """
    figure = new_figure(theme, height=340)
    names = names_of(activity, populations)
    order = [p.name for p in activity.populations]
    spectra = [power_spectrum(activity, name, resolution_hz) for name in names]
    drawn = [s for s in spectra if len(s.frequency_hz) and s.power_hz.any()]
    for s in drawn:
        tint = series_colour(order.index(s.population), theme)
        positive = np.where(s.power_hz > 0, s.power_hz, np.nan)
        figure.add_trace(
            go.Scatter(
                x=s.frequency_hz, y=positive, mode="lines", name=s.population,
                line={"color": tint, "width": 1.6}, legendgroup=s.population,
                hovertemplate="%{x:.4g} Hz<br>%{y:.3g} spikes²/s",
            )
        )  # fmt: skip
        figure.add_trace(
            go.Scatter(
                x=s.frequency_hz[[0, -1]], y=[s.mean_hz] * 2, mode="lines",
                name=f"{s.population}: mean rate", showlegend=False, legendgroup=s.population,
                line={"color": tint, "width": 1.2, "dash": "dot"},
                hovertemplate="mean rate %{y:.3g} Hz<extra></extra>",
            )
        )  # fmt: skip
    figure.update_xaxes(title_text="frequency (Hz)")
    figure.update_yaxes(title_text="power per neuron (spikes²/s)")
    if not drawn:
        add_hint(figure, "no spikes" if not activity.n_spikes else "too short for a spectrum")
        return finish(figure, "Power spectrum of the population rates: none.", context)
    top = max(max(float(s.power_hz.max()), s.mean_hz) for s in drawn)
    low = max(
        top * 10.0**-_DECADES,
        min(min(float(s.power_hz[s.power_hz > 0].min()), s.mean_hz) for s in drawn),
    )
    ends = [f for s in drawn for f in (s.frequency_hz[0], s.frequency_hz[-1])]
    si_log_axis(figure, "x", ends, "", pad=0.02)
    si_log_axis(figure, "y", [low, top], "", pad=0.15)
    first = drawn[0]
    n = sum(s.n_neurons for s in drawn)
    caption = (
        "Power spectrum of the summed spikes of each population, per neuron "
        f"(Welch: {_windows(first)}, bins of {format_si(first.bin_s, 's')}, all {n:,} neurons). Independent "
        "Poisson neurons lie at their mean rate (dotted)."
    )
    return finish(figure, caption, context, n, n, "neurons")


def _windows(found: Spectrum) -> str:
    length = format_si(found.segment_s, "s")
    if found.n_segments == 1:
        return f"one Hann window of {length}"
    return f"{found.n_segments:,} Hann windows of {length} that overlap by half"


def fig_spectrogram(
    activity: Activity,
    population: str | None = None,
    segment_s: float = 0.2,
    highest_hz: float = 200.0,
    theme: Theme = "light",
    context: FigureContext | None = None,
    window_s: tuple[float, float] | None = None,
) -> go.Figure:
    """Draw the power spectrum of one population over time, as colour on a logarithmic scale.

    Parameters
    ----------
    population : str, optional
        The first by default.
    window_s : (float, float), optional
        Stretch of time to draw; the scale of colours stays that of the whole run. [s]
    highest_hz : float
        Upper end of the frequency axis. [Hz]
    """
    figure = new_figure(theme, height=340)
    name = population or activity.populations[0].name
    found = spectrogram(activity, name, segment_s)
    ends_s = window_s or (0.0, activity.duration_s)
    figure.update_xaxes(title_text="time (ms)", range=[s * 1e3 for s in ends_s], showgrid=False)
    figure.update_yaxes(title_text="frequency (Hz)", showgrid=False)
    keep = found.frequency_hz <= highest_hz
    power = found.power_hz[keep] if found.power_hz.size else np.empty((0, 0))
    if not power.size or not power.any():
        add_hint(figure, "no spikes" if not activity.n_spikes else "too short for a spectrogram")
        return finish(figure, f"Spectrogram of {name}: none.", context)
    top = float(np.log10(power.max()))
    z = np.log10(np.maximum(power, 10.0 ** (top - _DECADES)))
    drawn = _reaching_into(found.time_s, ends_s, found.segment_s)
    if not drawn.any():
        add_hint(
            figure,
            "none of its windows is centred here: choose a longer stretch or a shorter window",
        )
    figure.add_trace(
        go.Heatmap(
            z=z[:, drawn].astype(np.float32), x=found.time_s[drawn] * 1e3, y=found.frequency_hz[keep],
            name=name, colorscale="Viridis", zmax=top, zmin=float(np.percentile(z, 2)),
            colorbar={"title": {"text": "log₁₀ power<br>(spikes²/s)"}},
            meta={"z": "log10 of power per neuron (spikes²/s)"},
            hovertemplate="%{x:.0f} ms, %{y:.3g} Hz<br>10^%{z:.2f} spikes²/s<extra></extra>",
        )
    )  # fmt: skip
    caption = (
        f"Spectrogram of {name}: power per neuron of its summed spikes in Hann windows of "
        f"{format_si(found.segment_s, 's')}, bins of {format_si(found.bin_s, 's')}, "
        f"all {found.n_neurons:,} neurons."
    )
    return finish(figure, caption, context, found.n_neurons, found.n_neurons, "neurons")


def _reaching_into(
    middle_s: NDArray[np.float64], ends_s: tuple[float, float], alone_s: float
) -> NDArray[np.bool_]:
    """Tell which columns of a spectrogram, by their middles, reach into a stretch of time.

    A column is as wide as two are apart, and ``alone_s`` where there is only one.
    """
    half = (middle_s[1] - middle_s[0] if len(middle_s) > 1 else alone_s) / 2
    return np.asarray((middle_s + half >= ends_s[0]) & (middle_s - half <= ends_s[1]))
