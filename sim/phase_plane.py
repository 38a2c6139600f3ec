"""The phase plane of neurons of two variables: nullclines, fixed points, one trajectory.

AdEx (Brette & Gerstner 2005; bifurcations in Naud et al. 2008, doi:10.1007/s00422-008-0264-7)
and the neuron of Izhikevich (2003). The trajectory is simulated by the engine.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq

from sim.network.neurons import Adex, Izhikevich, Spiking
from sim.neuron_response import simulate_alone, typical_neuron

Kind = Literal["stable node", "stable focus", "unstable node", "unstable focus", "saddle"]

#: Length of the trajectory. [s]
TRAJECTORY_S = 0.3

#: Points of a nullcline.
_POINTS = 400


@dataclass(frozen=True)
class FixedPoint:
    """A state that stays as it is; ``second`` is w [A] or u [V/s]."""

    v: float
    second: float
    kind: Kind


@dataclass(frozen=True)
class PhasePlane:
    """The plane of the potential and of the second variable, under a constant input.

    Parameters
    ----------
    second : str
        Name of the second variable, ``w`` or ``u``.
    unit : str
        Its unit for people: ``pA`` or ``mV/ms``.
    current : float
        Constant input. [A; V/s of an Izhikevich neuron]
    v : float array, shape (n,)
        Potentials of the nullclines. [V]
    v_nullcline, second_nullcline : float array, shape (n,)
        Where the potential, and where the second variable, stands still. [A or V/s]
    fixed_points : tuple of FixedPoint
    path_v, path_second : float array, shape (n_steps,)
        The trajectory, from rest. [V], [A or V/s]
    spikes : int array
        Samples of the trajectory that follow a reset.
    """

    second: str
    unit: str
    current: float
    v: NDArray[np.float64]
    v_nullcline: NDArray[np.float64]
    second_nullcline: NDArray[np.float64]
    fixed_points: tuple[FixedPoint, ...]
    path_v: NDArray[np.float64]
    path_second: NDArray[np.float64]
    spikes: NDArray[np.int64]


def has_phase_plane(neuron: object) -> bool:
    """Return whether a neuron has two variables whose plane is drawn."""
    return isinstance(neuron, (Adex, Izhikevich))


def phase_plane(neuron: Adex | Izhikevich, current: float, dt_s: float) -> PhasePlane:
    """Return the phase plane of a typical neuron under a constant input. [A; V/s]"""
    plain = typical_neuron(neuron)
    activity = simulate_alone(plain, current, TRAJECTORY_S, dt_s)
    (trace,) = activity.traces.values()
    if isinstance(plain, Adex):
        second, unit, onto = "w", "pA", (_adex_nullcline(plain, current), _adex_second(plain))
        points = adex_fixed_points(plain, current)
    elif isinstance(plain, Izhikevich):
        second, unit = "u", "mV/ms"
        onto = (_izhikevich_nullcline(current), lambda v: plain.b * v)  # type: ignore[operator]
        points = izhikevich_fixed_points(plain, current)
    else:
        raise TypeError(f"{neuron!r} has no phase plane")
    path_v = trace.values["v"][0].astype(float)
    low = min([float(path_v.min()), *(p.v for p in points)])
    v = np.linspace(low - 5e-3, float(plain.scalars()["v_peak"].typical), _POINTS)
    # The state of a step is that before its spike, so the reset is in the next one.
    reset = activity.spike_step.astype(np.int64) + 1
    return PhasePlane(
        second, unit, current, v, onto[0](v), onto[1](v), points,
        path_v, trace.values[second][0].astype(float), reset[reset < len(path_v)],
    )  # fmt: skip


def adex_fixed_points(neuron: Adex, current: float) -> tuple[FixedPoint, ...]:
    """Return where both variables of an AdEx neuron stand still: none, one or two points.

    The difference of the nullclines is convex with its lowest point at
    ``v_t + delta_t ln(1 + a / g_leak)``.
    """
    p = _numbers(neuron)
    slope = 1 + p["a"] / p["g_leak"]
    v_nullcline, second = _adex_nullcline(neuron, current), _adex_second(neuron)

    def difference(v: float) -> float:
        return float(v_nullcline(np.array(v)) - second(np.array(v)))

    if slope > 0:
        lowest = p["v_t"] + p["delta_t"] * np.log(slope)
        if difference(lowest) > 0:
            return ()
        sides = [(_beyond(difference, lowest, -p["delta_t"]), lowest),
                 (lowest, _beyond(difference, lowest, p["delta_t"]))]  # fmt: skip
    else:  # it rises everywhere
        sides = [(_beyond(lambda v: -difference(v), p["v_t"], -p["delta_t"]),
                  _beyond(difference, p["v_t"], p["delta_t"]))]  # fmt: skip
    found = []
    for low, high in sides:
        v = float(brentq(difference, low, high, xtol=1e-12))
        growth = np.exp((v - p["v_t"]) / p["delta_t"])
        jacobian = np.array([
            [p["g_leak"] * (growth - 1) / p["c_m"], -1 / p["c_m"]],
            [p["a"] / p["tau_w"], -1 / p["tau_w"]],
        ])  # fmt: skip
        found.append(FixedPoint(v, float(second(np.array(v))), _kind(jacobian)))
    return tuple(found)


def izhikevich_fixed_points(neuron: Izhikevich, current: float) -> tuple[FixedPoint, ...]:
    """Return where both variables stand still: ``0.04 v^2 + (5 - b) v + 140 + I = 0``."""
    a, b = _numbers(neuron)["a"], _numbers(neuron)["b"]
    roots = np.roots([0.04e6, 5e3 - b, 140.0 + current])
    found = []
    for v in sorted(float(root.real) for root in roots if abs(root.imag) < 1e-12):
        jacobian = np.array([[0.08e6 * v + 5e3, -1.0], [a * b, -a]])
        found.append(FixedPoint(v, b * v, _kind(jacobian)))
    return tuple(found)


def _numbers(neuron: Spiking) -> dict[str, float]:
    return {name: scalar.typical for name, scalar in neuron.scalars().items()}


Curve = Callable[[NDArray[np.float64]], NDArray[np.float64]]


def _adex_nullcline(neuron: Adex, current: float) -> Curve:
    p = _numbers(neuron)

    def w(v: NDArray[np.float64]) -> NDArray[np.float64]:
        spike = p["delta_t"] * np.exp(np.minimum((v - p["v_t"]) / p["delta_t"], 500.0))
        result: NDArray[np.float64] = p["g_leak"] * (p["e_leak"] - v + spike) + current
        return result

    return w


def _adex_second(neuron: Adex) -> Curve:
    p = _numbers(neuron)
    return lambda v: p["a"] * (v - p["e_leak"])


def _izhikevich_nullcline(current: float) -> Curve:
    # In the paper v is in mV and t in ms; here in V and s.
    return lambda v: 0.04e6 * v**2 + 5e3 * v + 140.0 + current


def _beyond(function: Callable[[float], float], start: float, step: float) -> float:
    """Return a place from ``start`` on where a function is above zero."""
    while function(start) <= 0:
        start, step = start + step, 2 * step
    return start


def _kind(jacobian: NDArray[np.float64]) -> Kind:
    """Return what a fixed point is by the signs of the eigenvalues."""
    trace, determinant = float(np.trace(jacobian)), float(np.linalg.det(jacobian))
    if determinant < 0:
        return "saddle"
    turns = trace**2 < 4 * determinant
    if trace < 0:
        return "stable focus" if turns else "stable node"
    return "unstable focus" if turns else "unstable node"
