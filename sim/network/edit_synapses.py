"""Weights and delays of a projection: one value, spread over the synapses, or of distance."""

from __future__ import annotations

from typing import Any, Literal

import numpy as np

from sim.errors import SpecError
from sim.network.as_data import check_kind, data_of, network_of, projection_in
from sim.network.distribution import SPREADS, quantities_of, values_for
from sim.network.kinds import kind_of, kinds
from sim.network.mean_value import mean_of_spread
from sim.network.pairs import distances_of, projection_of
from sim.network.parameters import weight_units
from sim.network.spec import Network
from sim.network.spread import spread_about
from sim.network.templates import extent_of
from sim.random_streams import stream
from sim.units import format_quantity, parse_quantity, unit_of

SynapseField = Literal["weight", "delay"]

#: Standard deviation of a new distribution as a share of its mean. That of the weights is the one of
#: Potjans and Diesmann's column; delays keep five of theirs above 0, so that the bound there does not move the mean.
_SHARES = {"weight": 0.1, "delay": 0.2}

#: Distances of more synapses than this are not averaged while a person waits.
_MOST = 2e7


def synapse_kinds(field: SynapseField) -> dict[str, str]:
    """Return what a weight or a delay can be besides one value, with one line each."""
    return kinds("distribution" if field == "weight" else "delay")


def synapse_kind(network: Network, projection: str, field: SynapseField) -> str | None:
    """Return the kind of a projection's weight or delay, or None where it is one value."""
    value = getattr(projection_of(network, projection), field)
    return None if isinstance(value, str) else kind_of(type(value))


def set_synapse_value(
    network: Network, projection: str, field: SynapseField, kind: str | None
) -> Network:
    """Give all synapses of a projection one weight or delay (None), or let it differ between them.

    The mean over the synapses stays. A function of distance falls off over half
    the extent of the populations; of a delay half becomes conduction time.

    Parameters
    ----------
    kind : str or None
        A key of `synapse_kinds`.

    Raises
    ------
    SpecError
        Also for a spread about 0, and for distance where there are no positions.
    """
    data = data_of(network)
    part = projection_in(data, projection)
    if kind is not None:
        check_kind("distribution", kind, synapse_kinds(field))
    if kind == synapse_kind(network, projection, field):
        return network
    p = projection_of(network, projection)
    value = getattr(p, field)
    dimension = network.populations[p.target].weight_dimension if field == "weight" else "time"
    unit = unit_of(next(iter(quantities_of(value).values()))) or (
        weight_units(network)[projection] if field == "weight" else "ms"
    )
    mean = _mean(network, projection, value, dimension)
    if kind is None:
        part[field] = _text(mean, unit)
    else:
        if mean == 0.0:
            raise SpecError(
                f"projections.{projection}.{field}: a {field} of 0 has no spread; "
                "give it a value first"
            )
        part[field] = _beginning(network, projection, field, kind, mean, unit)
    return network_of(data)


def _mean(network: Network, projection: str, value: Any, dimension: str) -> float:
    """Return the mean over the synapses, in SI units."""
    if isinstance(value, str):
        return parse_quantity(value, dimension)
    if isinstance(value, SPREADS):
        return mean_of_spread(value, dimension)
    distances = distances_of(network, projection, _MOST)
    if len(distances) == 0:
        distances = np.zeros(1)
    unused = stream(network.seed, "not drawn from")  # a function of distance draws nothing
    return float(values_for(value, len(distances), dimension, unused, distances).mean())


def _beginning(
    network: Network, projection: str, field: SynapseField, kind: str, mean: float, unit: str
) -> dict[str, Any]:
    if kind == "gaussian_of_distance":
        p, distances = projection_of(network, projection), distances_of(network, projection, _MOST)
        width = extent_of(network, p.source, p.target) / 2
        # Where all neurons stand on one spot, or none are connected, the profile is at its peak.
        bump = float(np.exp(-(distances**2) / (2 * width**2)).mean()) if len(distances) else 1.0
        if bump == 0.0:
            raise SpecError(
                f"projections.{projection}.{field}: the populations are too far apart for a "
                "Gaussian as wide as half of one; bring them closer"
            )
        return {
            "kind": kind, "amplitude": _text(mean / bump, unit), "offset": _text(0.0, unit),
            "sigma": _text(width, "um"),
        }  # fmt: skip
    if kind == "linear_in_distance":
        distances = distances_of(network, projection, _MOST)
        far = float(distances.mean()) if len(distances) else 0.0
        if far == 0.0:
            raise SpecError(
                f"projections.{projection}.{field}: no synapse spans a distance; "
                "put the populations apart first"
            )
        return {
            "kind": kind, "offset": _text(mean / 2, unit),
            "velocity": _text(far / (mean / 2), "m/s"),
        }  # fmt: skip
    width = _SHARES[field] * abs(mean)
    if kind == "lognormal":  # named by its median, exp(sigma^2 / 2) below its mean
        mean *= float(np.exp(-(_SHARES[field] ** 2) / 2))
        width = _SHARES[field] * abs(mean)
    value = spread_about(kind, mean, width, unit, (-np.inf, np.inf))
    if kind == "normal":  # whatever its width: what excites does not inhibit, no delay is negative
        value["low" if mean > 0 else "high"] = _text(0.0, unit)
    return value


def _text(value: float, unit: str) -> str:
    return format_quantity(float(f"{value:.6g}"), unit)
