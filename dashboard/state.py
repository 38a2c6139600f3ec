"""The session's project: read it, change it, keep it on disk under the id in the address."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any

import streamlit as st

from dashboard.arrival import ID, arrival, hold
from dashboard.plain_text import plain
from dashboard.project import Project
from dashboard.share import PARAMETER
from sim import projects
from sim.errors import SimError
from sim.network import Network, load_network, with_values

_LOG = logging.getLogger(__name__)
_PROJECT = "project"
_ID = "project_id"
_ERROR = "edit_error"
_TOLD = "edit_error_told"
_REVISION = "network_revision"
_EDITED = " (edited)"


def project() -> Project:
    """Return the session's project; a new session continues the one named in the address."""
    if _PROJECT not in st.session_state:
        came = arrival(st.query_params)
        st.session_state[_PROJECT], st.session_state[_ID] = came.project, came.project_id
        if came.word:
            complain(came.word) if came.wrong else st.toast(
                came.word, icon=":material/content_copy:"
            )
        _keep()
    if st.query_params.get(ID) != st.session_state.get(_ID) or PARAMETER in st.query_params:
        _write_address()
    return st.session_state[_PROJECT]


def _write_address() -> None:
    st.query_params.pop(PARAMETER, None)
    st.query_params[ID] = st.session_state[_ID]
    hold(st.session_state[_ID])


def replace(**changes: Any) -> None:
    """Change fields of the project and keep it on disk."""
    changed = project().model_copy(update=changes)
    st.session_state[_PROJECT] = changed
    st.session_state.pop(_ERROR, None)
    _keep()


def _keep() -> None:
    """Write the project to disk, where a refresh finds it."""
    try:
        projects.save_project(st.session_state[_ID], st.session_state[_PROJECT].to_json())
    except (SimError, OSError):
        _LOG.exception("project could not be saved")
        complain("The project could not be saved to disk; a refresh would lose the last change.")


def revision() -> int:
    """Return a number that rises when the network is another one, not merely other values."""
    return int(st.session_state.get(_REVISION, 0))


def edit(change: Any, *arguments: Any) -> bool:
    """Change the structure of the network; on an error keep it and say why.

    Parameters
    ----------
    change : callable
        ``Network, *arguments -> Network``.

    Returns
    -------
    bool
        True when the network was changed.
    """
    network = _changed(change, *arguments)
    if network is None:
        return False
    new_network(network, edited(project().origin))
    return True


def new_network(network: Network, origin: str, **changes: Any) -> None:
    """Put another network in the place of the present one."""
    st.session_state[_REVISION] = revision() + 1
    replace(network=network, origin=origin, **changes)


def open_project(opened: Project) -> None:
    """Put another project in the place of the present one, under the same id."""
    fields = {name: getattr(opened, name) for name in Project.model_fields}
    new_network(fields.pop("network"), fields.pop("origin"), **fields)


def edited(origin: str) -> str:
    """Return the name of a network that is no longer the gallery's."""
    return origin if origin.endswith(_EDITED) else f"{origin}{_EDITED}"


def _changed(change: Any, *arguments: Any) -> Network | None:
    try:
        network: Network = change(project().network, *arguments)
    except SimError as error:
        complain(str(error))
        return None
    return network


def set_values(values: Mapping[str, Any]) -> bool:
    """Set values of the network by path; on an error keep the network and say why."""
    network = _changed(with_values, values)
    if network is None:
        return False
    replace(network=network)
    return True


def open_network(name: str) -> None:
    """Start from a network of the gallery, such as ``cuba`` or ``brunel/ai``."""
    try:
        network = load_network(name)
    except SimError as error:
        complain(str(error))
        return
    new_network(network, name, on_chip=None)


def complain(message: str) -> None:
    """Keep an error to be shown at the top of the page."""
    st.session_state[_ERROR] = message
    st.session_state[_TOLD] = False


def show_complaint() -> None:
    """Show what went wrong with the last change, until the next change or until it is dismissed.

    A page comes back by itself, as when costs are ready; what went wrong stays all the same.
    """
    # A container also when there is nothing to say: the tabs below keep their place.
    with st.container(key="complaint"):
        message = st.session_state.get(_ERROR)
        if not message:
            return
        words, close = st.columns([16, 1], vertical_alignment="center")
        words.error(plain(message), icon=":material/error:")
        close.button("", icon=":material/close:", key="dismiss_complaint", help="Dismiss",
                     type="tertiary", on_click=lambda: st.session_state.pop(_ERROR, None))  # fmt: skip
        if not st.session_state.get(_TOLD):
            st.session_state[_TOLD] = True
            st.toast(plain(message.splitlines()[0]), icon=":material/error:")
