"""Whether a network is still the one of the gallery whose title it bears."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from sim.network.box import without_boxes
from sim.network.load import list_networks, load_network
from sim.network.spec import Network


def title_of(network: Network) -> str:
    """Return the title of a network; one of the gallery that was changed says so."""
    return f"{network.title} (changed)" if is_changed(network) else network.title


def is_changed(network: Network) -> bool:
    """Tell whether a network under a title of the gallery is no longer as it came.

    Neither is it one of the variants. Seed and duration do not count, which stand beside the
    title, nor does what is recorded or where boxes are drawn.
    """
    came = _as_it_came(network.name).values()
    if network.title not in {other.title for other in came}:
        return False
    return all(_what_counts(network) != _what_counts(other) for other in came)


def gallery_name(network: Network) -> str | None:
    """Return the name, such as ``brunel/ai``, under which the gallery holds a network.

    None when it was changed, in the sense of `is_changed`, or does not come from there.
    """
    for name, other in _as_it_came(network.name).items():
        if network.title == other.title and _what_counts(network) == _what_counts(other):
            return name
    return None


@lru_cache(maxsize=32)
def _as_it_came(name: str) -> dict[str, Network]:
    if name not in list_networks():
        return {}
    names = [name, *(f"{name}/{variant}" for variant in load_network(name).variants)]
    return {name: load_network(name) for name in names}


def _what_counts(network: Network) -> tuple[Any, ...]:
    populations = [
        (name, population.model_copy(update={"record": None, "label": ""}))
        for name, population in without_boxes(network).populations.items()
    ]
    return populations, network.projections, network.dt, network.scale
