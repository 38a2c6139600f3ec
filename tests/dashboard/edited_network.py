"""The network of a page under test, after what was done to its forms."""

from __future__ import annotations

from streamlit.testing.v1 import AppTest

from sim.network import Network, dump_network, network_from_yaml

_AROUND = """
from dashboard import state
from dashboard.project import Project
from sim.network import load_network
from sim.projects import new_project_id
import streamlit as st
if "project" not in st.session_state:
    st.session_state["project_id"] = new_project_id()
    st.session_state["project"] = Project(network=load_network({name!r}), origin={name!r})
"""


def app_of(name: str, script: str) -> AppTest:
    """Return a part of the page, as a script, with a network of the gallery; nothing is simulated."""
    return AppTest.from_string(_AROUND.format(name=name) + script, default_timeout=60).run()


def network_of(app: AppTest) -> Network:
    """Return the network of the project, which its own file gives again."""
    assert not app.exception
    network: Network = app.session_state["project"].network
    assert network_from_yaml(dump_network(network)) == network
    return network
