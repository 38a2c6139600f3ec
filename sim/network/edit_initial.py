"""Where the state variables of a population start: at rest, at a value, or spread."""

from __future__ import annotations

from typing import Any

from sim.errors import SpecError
from sim.network.as_data import data_of, network_of
from sim.network.distribution import SPREADS, quantities_of
from sim.network.explain import did_you_mean
from sim.network.initial import initial_values
from sim.network.kinds import kind_of
from sim.network.neurons import Scalar, state_variables
from sim.network.spec import Network
from sim.network.spread import spread_as, spread_kinds
from sim.units import format_quantity, parse_quantity

#: Unit of a new initial value, by the dimension of its variable.
_UNITS = {"voltage": "mV", "current": "pA", "conductance": "nS", "voltage_rate": "mV/ms", "time": "ms"}  # fmt: skip


def initial_variables(network: Network, population: str) -> list[str]:
    """Return the state variables of a population that can be given initial values."""
    return list(state_variables(network.populations[population].neuron))


def initial_kind(network: Network, population: str, variable: str) -> str | None:
    """Return ``value``, the kind of a distribution, or None where the variable starts at rest."""
    value = network.populations[population].initial.get(variable)
    if value is None:
        return None
    return kind_of(type(value)) if isinstance(value, SPREADS) else "value"


def set_initial(network: Network, population: str, variable: str, kind: str | None) -> Network:
    """Let a state variable start at rest (None), at one value, or spread over the neurons.

    A new value or distribution lies where the variable starts at present on average.

    Parameters
    ----------
    kind : str or None
        ``value``, or a key of `sim.network.spread_kinds`.
    """
    dimensions = state_variables(network.populations[population].neuron)
    if variable not in dimensions:
        raise SpecError(
            f"populations.{population}.initial.{variable}: no such variable"
            f"{did_you_mean(variable, dimensions)}; there are {', '.join(dimensions) or 'none'}"
        )
    data = data_of(network)
    initial = data["populations"][population]["initial"]
    if kind is None:
        initial.pop(variable, None)
    else:
        initial[variable] = _beginning(network, population, variable, kind, dimensions[variable])
    return network_of(data)


def _beginning(network: Network, population: str, variable: str, kind: str, dimension: str) -> Any:
    known = ["value", *spread_kinds()]
    if kind not in known:
        raise SpecError(f"initial.{variable}: no kind {kind!r}; there are {', '.join(known)}")
    unit = _UNITS.get(dimension, "")
    before = network.populations[population].initial.get(variable)
    if isinstance(before, SPREADS):
        texts = quantities_of(before)
        centre = before.typical if texts else 0.0
    elif before is not None:
        centre = parse_quantity(before, dimension)
    else:
        centre = float(initial_values(network)[population][variable].mean())
    text = format_quantity(float(f"{centre:.6g}"), unit)
    if kind == "value":
        return text
    return spread_as(Scalar(text, dimension, unit, float("-inf"), float("inf")), kind)
