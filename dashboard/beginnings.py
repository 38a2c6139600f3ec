"""The network that a project began with, to tell what was changed since."""

from __future__ import annotations

from functools import lru_cache

from dashboard import state
from sim.network import Network, list_networks, list_templates, load_network, load_template


@lru_cache(maxsize=16)
def beginning(origin: str) -> Network | None:
    """Return the network or template, without a variant, that an origin names; None for others.

    An origin may come from anybody, and a name of a network may elsewhere be the path of a file.
    """
    name = state.original(origin).partition("/")[0]
    if name in list_templates():
        return load_template(name)
    return load_network(name) if name in list_networks() else None
