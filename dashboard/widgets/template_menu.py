"""Beginnings for a network of one's own."""

from __future__ import annotations

import streamlit as st

from dashboard import state
from sim.network import list_templates, load_template

_ICONS = {
    "empty": "crop_free",
    "one_neuron_with_input": "radio_button_checked",
    "ei_pair": "compare_arrows",
    "feed_forward_chain": "linear_scale",
}


#: What the menu says of a beginning whose title is that of the network to come.
_WORDS = {"empty": ("Empty network", "Begin with nothing and add neurons from the palette.")}


def template_menu() -> None:
    """Offer to begin anew; the present network can be had back with undo."""
    if st.button("New network", icon=":material/add_box:", width="stretch", key="new_network"):
        _menu()


@st.dialog("Begin a new network")
def _menu() -> None:
    for name in list_templates():
        template = load_template(name)
        title, about = _WORDS.get(name, (template.title, template.summary))
        if st.button(
            title, key=f"template_{name}", width="stretch", help=about,
            icon=f":material/{_ICONS.get(name, 'hub')}:",
            on_click=state.open_template, args=(name,),
        ):  # fmt: skip
            st.rerun()  # closes the menu
    st.caption(
        "Networks of the literature: *Network* in the panel on the left. Undo brings the present one back."
    )
