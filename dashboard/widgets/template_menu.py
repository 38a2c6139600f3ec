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


def template_menu() -> None:
    """Offer to begin anew; the present network can be had back with undo."""
    with st.popover("New network", icon=":material/add_box:", width="stretch"):
        for name in list_templates():
            template = load_template(name)
            st.button(
                template.title, key=f"template_{name}", width="stretch", help=template.summary,
                icon=f":material/{_ICONS.get(name, 'hub')}:",
                on_click=state.open_template, args=(name,),
            )  # fmt: skip
        st.caption(
            "Networks of the literature: *Network* in the panel on the left. Undo brings the present one back."
        )
