"""The form of the network itself: its words, its variants, its size, and what stands beside it."""

from __future__ import annotations

import streamlit as st

from dashboard.widgets.instead_form import instead_form
from dashboard.widgets.order_form import order_form
from dashboard.widgets.scale_form import scale_form
from dashboard.widgets.source_choice import source_choice
from dashboard.widgets.text_field import text_field
from dashboard.widgets.variants_form import variants_form
from sim.network import Network, plain_fields


def network_form(network: Network) -> None:
    """Show the fields that belong to no part of the network."""
    fields = {field.path: field for field in plain_fields(network, "")}
    narrow, wide = st.columns([2, 3])
    with narrow:
        text_field(fields.pop("name"), "network")
    with wide:
        text_field(fields.pop("title"), "network")
    with st.expander("Summary and paper"):
        for field in fields.values():
            text_field(field, "network")
        source_choice("Paper", "paper", network.paper, {"": "none"},
                      "Where the network comes from; reports cite it.")  # fmt: skip
    variants_form(network)
    order_form(network)
    scale_form(network)
    instead_form(network)
