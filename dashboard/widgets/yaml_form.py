"""The network as text: read it, edit it, bring your own, take it away."""

from __future__ import annotations

import streamlit as st

from dashboard import state
from sim.errors import SimError
from sim.network import Network, dump_network, network_from_yaml

_KEY = "yaml_text"
_SHOWN = "yaml_of"


def yaml_form(network: Network) -> None:
    """Show the text of the network with buttons to apply, download and upload."""
    text = dump_network(network)
    if st.session_state.get(_SHOWN) != text or _KEY not in st.session_state:
        # The network was changed elsewhere, or the page was left: the text follows.
        st.session_state[_KEY], st.session_state[_SHOWN] = text, text
    st.text_area("Network file", key=_KEY, height=420,
                 help="Everything the page can set, and more: distributions, explicit pairs.")  # fmt: skip
    apply, download = st.columns(2)
    apply.button("Apply", icon=":material/check:", key="yaml_apply", type="primary", width="stretch",
                 on_click=_apply)  # fmt: skip
    download.download_button("Download", text, f"{network.name}.yaml", "application/yaml",
                             icon=":material/download:", key="yaml_download", on_click="ignore",
                             width="stretch")  # fmt: skip
    st.file_uploader("Or open a network file", type=["yaml", "yml"], key="yaml_upload",
                     max_upload_size=5, on_change=_upload)  # fmt: skip


def _apply() -> None:
    _open(st.session_state[_KEY], "the text")


def _upload() -> None:
    upload = st.session_state["yaml_upload"]
    if upload is None:
        return
    try:
        text = upload.getvalue().decode("utf-8")
    except UnicodeDecodeError:
        state.complain(f"{upload.name}: not a text file in UTF-8")
        return
    _open(text, upload.name)


def _open(text: str, where: str) -> None:
    try:
        network = network_from_yaml(text, where)
    except SimError as error:
        state.complain(str(error))
        return
    state.new_network(network, state.edited(network.name))
