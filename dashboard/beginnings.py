"""The network that a project began with, to tell what was changed since."""

from __future__ import annotations

from functools import lru_cache

from dashboard import state
from sim.errors import ScenarioNotFound
from sim.network import Network, list_networks, list_templates, load_network, load_template


@lru_cache(maxsize=16)
def beginning(origin: str) -> Network | None:
    """Return a network of the gallery or a template by the origin of a project, or None.

    An origin may come from anybody, and a name of a network may elsewhere be the path of a file.
    """
    name = state.original(origin)
    if name in list_templates():
        return load_template(name)
    if name.partition("/")[0] not in list_networks():
        return None
    try:
        return load_network(name)
    except ScenarioNotFound:
        return None
