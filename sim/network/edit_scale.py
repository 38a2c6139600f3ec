"""A network made smaller, or whole again."""

from __future__ import annotations

from collections.abc import Mapping

from sim.errors import SpecError
from sim.network.as_data import Data, data_of, network_of
from sim.network.spec import Network
from sim.units import format_quantity


def scale_up(network: Network) -> Network:
    """Take the scale off: all neurons and synapses of the file are simulated."""
    return network_of({**data_of(network), "scale": None})


def scale_down(network: Network, rates_hz: Mapping[str, float] | None = None) -> Network:
    """Give a network a scale of 1, which leaves it as it is until it is lowered.

    Parameters
    ----------
    rates_hz : mapping of str to float, optional
        Mean rates of the full network by population, where a run has shown them.
    """
    data = data_of(network)
    data["scale"] = {"neurons": 1.0}
    return _with_rates(data, network, rates_hz or {})


def set_full_rates(network: Network, rates_hz: Mapping[str, float]) -> Network:
    """Replace the mean rates of the full network by those that a run has shown."""
    data = data_of(network)
    _scale_in(data)
    return _with_rates(data, network, rates_hz)


def set_in_degree(network: Network, own: bool) -> Network:
    """Let the in-degree have a scale of its own, which begins as that of the neurons."""
    data = data_of(network)
    scale = _scale_in(data)
    scale["in_degree"] = scale["neurons"] if own else None
    return network_of(data)


def _scale_in(data: Data) -> Data:
    found: Data | None = data["scale"]
    if found is None:
        raise SpecError("scale: it is not set; the full network is simulated")
    return found


def _with_rates(data: Data, network: Network, rates_hz: Mapping[str, float]) -> Network:
    """Keep the rates of neurons; those of generators are known from their own fields."""
    data["scale"]["rates"] = {
        name: format_quantity(float(f"{rate:.4g}"), "Hz")
        for name, rate in rates_hz.items()
        if name in network.populations and not network.populations[name].is_source
    }
    return network_of(data)
