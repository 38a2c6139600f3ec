"""What would be run instead of a network: said, taken back, or that there is nothing."""

from __future__ import annotations

from typing import Any

from sim.bibliography import USER_KEY
from sim.network.as_data import check_kind, data_of, network_of
from sim.network.kinds import kinds
from sim.network.spec import Network
from sim.units import format_quantity

#: The spec's own limit.
_MOST_LAYERS = 100


def set_instead(network: Network, kind: str | None) -> Network:
    """Say what a person would run instead of the network; None: it is left open.

    An ANN begins with a layer for each population, in the order of the file, and with one
    answer in a run; its source is the paper of the network, or the user.

    Parameters
    ----------
    kind : str or None
        A key of ``kinds("instead")``.
    """
    data = data_of(network)
    if kind is None:
        data["instead"] = None
        return network_of(data)
    check_kind("instead", kind, kinds("instead"))
    data["instead"] = {"kind": kind, **_beginning(network, kind)}
    return network_of(data)


def _beginning(network: Network, kind: str) -> dict[str, Any]:
    if kind == "none":
        return {"reason": "its spikes are the result, and no ANN gives them"}
    sizes = [p.size for p in network.populations.values()]
    return {
        "layers": [*sizes, 1, 1][: max(2, len(sizes))][:_MOST_LAYERS],
        "time_per_inference": format_quantity(network.duration, "ms"),
        "source": network.paper or USER_KEY,
    }
