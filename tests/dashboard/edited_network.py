"""The network of a page under test, after what was done to its forms."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from sim.network import Network, dump_network, network_from_yaml


def network_of(app: AppTest) -> Network:
    """Return the network of the project, which its own file gives again."""
    assert not app.exception
    network: Network = app.session_state["project"].network
    assert network_from_yaml(dump_network(network)) == network
    return network
