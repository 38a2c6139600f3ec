"""The network as text: read it, edit it, bring your own, take it away."""

from __future__ import annotations

import re

import streamlit as st

from dashboard import state
from dashboard.plain_text import plain
from sim.errors import SimError
from sim.network import Network, dump_network, network_from_yaml
from sim.network.pairs import MOST_IN_TEXT
from sim.strict_yaml import line_of

_KEY = "yaml_text"
_SHOWN = "yaml_of"
_REFUSED = "yaml_refused"

#: The field at the start of a line of an error; a projection may be followed by its name.
_FIELD = re.compile(r"^  ([\w.]+)(?: \(\w+\))?([\w.]*): ")


def yaml_form(network: Network) -> None:
    """Show the text of the network with buttons to apply, download and upload."""
    text = dump_network(network)
    if st.session_state.get(_SHOWN) != text or _KEY not in st.session_state:
        # The network was changed elsewhere: the text follows. It stays when the page is left.
        st.session_state[_KEY], st.session_state[_SHOWN] = text, text
        st.session_state.pop(_REFUSED, None)
    _show_refused()
    st.text_area("Network file", key=_KEY, height=330, persist_state="session",
                 help="The whole network, also what the other tabs show: what is changed there is "
                 f"here at once. Only lists of more than {MOST_IN_TEXT:,} numbers have no form there.")  # fmt: skip
    if st.session_state[_KEY] != text:
        st.caption(
            ":material/edit: Not applied yet. A change of the network elsewhere replaces it."
        )
    apply, download = st.columns(2)
    apply.button("Apply", icon=":material/check:", key="yaml_apply", type="primary", width="stretch",
                 on_click=_apply)  # fmt: skip
    download.download_button("Download", text, f"{network.name}.yaml", "application/yaml",
                             icon=":material/download:", key="yaml_download", on_click="ignore",
                             width="stretch")  # fmt: skip
    st.file_uploader("Or open a network file", type=["yaml", "yml"], key="yaml_upload",
                     max_upload_size=5, on_change=_upload)  # fmt: skip


def _show_refused() -> None:
    """Say beside the text what is wrong with it, and in which line."""
    refused: str = st.session_state.get(_REFUSED, "")
    if refused:
        st.error(plain(refused), icon=":material/error:")


def _apply() -> None:
    _open(st.session_state[_KEY], "the text")


def _upload() -> None:
    upload = st.session_state["yaml_upload"]
    if upload is None:
        return
    try:
        text = upload.getvalue().decode("utf-8")
    except UnicodeDecodeError:
        st.session_state[_REFUSED] = f"{upload.name}: not a text file in UTF-8"
        return
    _open(text, upload.name)


def _open(text: str, where: str) -> None:
    st.session_state.pop(_REFUSED, None)
    try:
        network = network_from_yaml(text, where)
    except SimError as error:
        st.session_state[_REFUSED] = "\n".join(
            _quoted(_with_line(line, text), text) for line in str(error).splitlines()
        )
        return
    state.new_network(network, state.edited(network.name))


def _with_line(message: str, text: str) -> str:
    """Put the line of the text before a message about a field."""
    field = _FIELD.match(message)
    line = line_of(text, field[1] + field[2]) if field else None
    return f"line {line}: {message.strip()}" if line else message


def _quoted(message: str, text: str) -> str:
    """Put the line that a message names behind it: the text on the page has no numbers."""
    found = re.search(r"(?:^|: )line (\d+)[:,]", message)
    lines = text.splitlines()
    if found is None or not 0 < int(found[1]) <= len(lines):
        return message
    return f"{message} (the line reads: {lines[int(found[1]) - 1].strip()!s:.60})"
