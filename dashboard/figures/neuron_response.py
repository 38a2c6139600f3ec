"""A neuron at a glance: rate against current, the effect of one spike, the phase plane."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from dashboard.figures.context import FigureContext
from dashboard.figures.frame import add_hint, add_line, finish, new_figure
from dashboard.figures.theme import SYMBOLS, Theme, colour, series_colour
from sim.neuron_response import FiCurve, PostsynapticPotentials
from sim.phase_plane import PhasePlane
from sim.units import unit_factor

_INPUT = {"pA": "constant current", "mV/ms": "constant drive I"}


def fig_fi_curve(
    curve: FiCurve, index: int = 0, theme: Theme = "light", context: FigureContext | None = None
) -> go.Figure:
    """Draw the firing rate against constant input, settled and at the onset.

    Parameters
    ----------
    index : int
        Place of the population among those of the network, for its colour.
    """
    figure = new_figure(theme, height=280)
    x = curve.current / unit_factor(curve.unit)
    tint = series_colour(index, theme)
    hover = "%{x:.4g} " + curve.unit + ": %{y:.3g} Hz"
    for name, y, dash in (
        ("settled", curve.rate_hz, "solid"), ("first interval", curve.onset_hz, "dot"),
    ):  # fmt: skip
        figure.add_trace(
            go.Scatter(
                x=x, y=y, mode="lines", name=name, line={"color": tint, "dash": dash},
                hovertemplate=f"{hover}<extra>{name}</extra>",
            )
        )  # fmt: skip
    present = curve.present / unit_factor(curve.unit)
    if x[0] <= present <= x[-1]:
        add_line(figure, present, "x", colour("muted", theme))
    figure.update_xaxes(title_text=f"{_INPUT[curve.unit]} ({curve.unit})")
    figure.update_yaxes(title_text="rate (Hz)", rangemode="tozero")
    return finish(
        figure,
        "F-I curve: firing rate of one neuron without synapses against the constant input that it "
        "gets; after half a second (solid) and inverse of the first interval (dotted). The "
        f"vertical line is the constant input in this network, {present:.4g} {curve.unit}.",
        context=context,
    )


def fig_postsynaptic_potential(
    potentials: PostsynapticPotentials,
    indices: tuple[int, ...],
    theme: Theme = "light",
    context: FigureContext | None = None,
) -> go.Figure:
    """Draw what one incoming spike of each kind does to the potential of a neuron at rest.

    Parameters
    ----------
    indices : tuple of int
        Of each input, the place of the population that it comes from, for its colour.
    """
    figure = new_figure(theme, height=280)
    for k, (label, change) in enumerate(zip(potentials.labels, potentials.change_v, strict=True)):
        figure.add_trace(
            go.Scatter(
                x=potentials.time_s * 1e3, y=change * 1e3, mode="lines",
                name=label + (" (fires)" if potentials.fires[k] else ""),
                line={"color": series_colour(indices[k], theme),
                      "dash": ("solid", "dash", "dot", "dashdot")[indices[:k].count(indices[k]) % 4]},
                hovertemplate="%{x:.1f} ms: %{y:.4g} mV<extra></extra>",
            )
        )  # fmt: skip
    if not potentials.labels:
        add_hint(figure, "nothing reaches this population")
    figure.update_layout(showlegend=True)
    figure.update_xaxes(title_text="time since the spike arrived (ms)")
    figure.update_yaxes(title_text="change of potential (mV)")
    return finish(
        figure,
        "Post-synaptic potential: what one incoming spike of the typical weight adds to the "
        "potential of a neuron at rest.",
        context=context,
    )


def fig_phase_plane(
    plane: PhasePlane, index: int = 0, theme: Theme = "light", context: FigureContext | None = None
) -> go.Figure:
    """Draw nullclines, fixed points and one trajectory of a neuron of two variables."""
    figure = new_figure(theme, height=360)
    second = unit_factor(plane.unit)
    path_v, path = plane.path_v.copy(), plane.path_second.copy()
    # The line is broken at a reset, which is no movement in the plane.
    path_v, path = (np.insert(p, plane.spikes, np.nan) for p in (path_v, path))
    hover = "%{x:.2f} mV, " + plane.second + " %{y:.4g} " + plane.unit + "<extra></extra>"
    for name, x, y, line in (
        ("trajectory", path_v, path, {"color": series_colour(index, theme), "width": 1.6}),
        ("v stands still", plane.v, plane.v_nullcline, {"color": colour("text", theme)}),
        (f"{plane.second} stands still", plane.v, plane.second_nullcline,
         {"color": colour("muted", theme), "dash": "dash"}),
    ):  # fmt: skip
        figure.add_trace(
            go.Scatter(x=x * 1e3, y=y / second, mode="lines", name=name, line=line,
                       hovertemplate=hover)
        )  # fmt: skip
    for k, point in enumerate(plane.fixed_points):
        stable = point.kind.startswith("stable")
        figure.add_trace(
            go.Scatter(
                x=[point.v * 1e3], y=[point.second / second], mode="markers",
                name=point.kind, hovertemplate=point.kind + ": " + hover,
                marker={"size": 11, "symbol": SYMBOLS[k] + ("" if stable else "-open"),
                        "color": colour("ok" if stable else "danger", theme),
                        "line": {"width": 2, "color": colour("ok" if stable else "danger", theme)}},
            )
        )  # fmt: skip
    seen = np.concatenate([plane.path_second, [p.second for p in plane.fixed_points],
                           [float(plane.v_nullcline.min())]]) / second  # fmt: skip
    room = 0.15 * (float(np.ptp(seen)) or 1.0)
    figure.update_xaxes(title_text="potential v (mV)")
    figure.update_yaxes(
        title_text=f"{plane.second} ({plane.unit})", range=[seen.min() - room, seen.max() + room]
    )
    unit = "mV/ms" if plane.unit == "mV/ms" else "pA"
    found = ", ".join(p.kind for p in plane.fixed_points) or "none, so it fires again and again"
    return finish(
        figure,
        f"Phase portrait under a constant input of {plane.current / unit_factor(unit):.4g} {unit}: "
        "nullclines, fixed points and the path of one neuron from rest, broken at resets. Fixed "
        f"points: {found}.",
        context=context,
    )
