"""Values of a model's parameters, as the generated code can take them."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.errors import SpecError
from sim.network.neurons import Adex, Eif, Lif, Spiking


def parameter_values(
    neuron: Spiking, values: dict[str, Any], dt_s: float, where: str
) -> dict[str, Any]:
    """Return realised parameters, made fit for the integration, SI units.

    The propagator divides by the difference of membrane and synaptic time
    constants; where they agree within 1e-5, the synaptic one is moved off by
    that much, which changes a potential by less than 1e-5 of itself.

    Parameters
    ----------
    values : dict of str to float or array
        From `sim.network.neuron_values`.

    Raises
    ------
    SpecError
        If a time constant of an EIF or AdEx neuron is below the time step, which
        the integration would turn into an oscillation.
    """
    if isinstance(neuron, (Adex, Eif)):
        _check_time_constants(values, dt_s, where)
    return _parted(values) if isinstance(neuron, Lif) else values


def _check_time_constants(values: dict[str, Any], dt_s: float, where: str) -> None:
    taus = {name: value for name, value in values.items() if name.startswith("tau_")}
    taus["c_m / g_leak"] = values["c_m"] / values["g_leak"]
    for name, tau_s in taus.items():
        shortest_s = float(np.min(tau_s))
        if shortest_s < dt_s:
            raise SpecError(
                f"{where}: {name} is {shortest_s * 1e3:g} ms, shorter than the time step of "
                f"{dt_s * 1e3:g} ms; raise it or lower dt"
            )


def _parted(values: dict[str, Any]) -> dict[str, Any]:
    """Move a synaptic time constant off that of the membrane, or of each neuron the one that varies."""
    parted = dict(values)
    for name in ("tau_exc", "tau_inh"):
        if name not in values:
            continue
        tau_s, tau_m = values[name], parted["tau_m"]
        near = abs(tau_s - tau_m) < 1e-5 * tau_m
        if isinstance(tau_m, np.ndarray) and not isinstance(tau_s, np.ndarray):
            parted["tau_m"] = np.where(near, tau_s * (1 + 1e-5), tau_m)
        elif isinstance(tau_s, np.ndarray):
            parted[name] = np.where(near, tau_m * (1 + 1e-5), tau_s)
        elif near:
            parted[name] = tau_m * (1 + 1e-5)
    return parted
