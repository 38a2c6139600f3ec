"""Values of a model's parameters, as the generated code can take them."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.engine.equations.lif import step_names, step_values
from sim.errors import SpecError
from sim.network.neurons import Adex, Eif, Lif, Spiking


def parameter_values(
    neuron: Spiking, values: dict[str, Any], dt_s: float, where: str
) -> dict[str, Any]:
    """Return realised parameters, checked for the integration, SI units.

    Of leaky neurons that differ, the factors of one step are among them.

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
    if isinstance(neuron, Lif) and step_names(neuron.input.kind, neuron.varied()):
        size = max(np.size(value) for value in values.values())
        return values | step_values(values, size, dt_s)
    return values


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
