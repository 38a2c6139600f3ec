"""The variants of the network: chosen, put in, named, described, edited, deleted."""

from __future__ import annotations

from typing import Any

import streamlit as st

from dashboard import state
from dashboard.beginnings import beginning
from dashboard.glossary import meaning
from dashboard.widgets.listing_form import listing_form
from dashboard.widgets.new_variant_form import new_variant_form
from dashboard.widgets.text_field import text_fields
from sim.network import (
    Network,
    plain_fields,
    remove_variant,
    rename_variant,
    set_variant_text,
    update_variant,
    use_variant,
    variant_listing,
)

_KEY = "variant:now"


def variants_form(network: Network) -> None:
    """Show one variant at a time, and the way to a new one."""
    with st.expander(f"Variants ({len(network.variants)})", key="variants_box"):
        st.caption(meaning("variant of a network"))
        if network.variants:
            _variant(network)
            st.divider()
        new_variant_form(network)


def _variant(network: Network) -> None:
    names = list(network.variants)
    if st.session_state.get(_KEY) not in names:
        st.session_state[_KEY] = names[0]
    name = st.selectbox(
        "Variant", names, key=_KEY,
        help="The one that is shown below; choosing it changes nothing yet.",
    )  # fmt: skip
    _buttons(name)
    _name_field(name)
    text_fields(plain_fields(network, f"variants.{name}."), "network")
    listing_form("Values", variant_listing(network, name), name, set_variant_text)


def _buttons(name: str) -> None:
    where, plain = f"variant:{name}", beginning(state.project().origin)
    rest = (
        "what only other variants set goes back to the network as it came"
        if plain
        else "all others stay"
    )
    changes: dict[str, tuple[str, str, Any, tuple[Any, ...]]] = {
        "Put in": ("input", f"Its values go into the network; {rest}.", use_variant, (plain,)),
        "Update": ("sync", "What it sets takes the present values.", update_variant, ()),
        "Delete": ("delete", "The values of the network stay.", remove_variant, ()),
    }

    def do(change: Any, more: tuple[Any, ...]) -> None:
        with state.complaints_at(where):
            state.edit(change, name, *more)

    with st.container(horizontal=True):
        for label, (icon, about, change, more) in changes.items():
            st.button(label, icon=f":material/{icon}:", key=f"{where}:{label}", help=about,
                      on_click=do, args=(change, more))  # fmt: skip
    state.show_complaint_at(where)


def _name_field(name: str) -> None:
    key = f"variant:{name}:name"
    # The project is the one truth: a name that was refused does not stay.
    st.session_state[key] = name

    def rename() -> None:
        new = st.session_state[key].strip()
        with state.complaints_at(key):
            if new != name and state.edit(rename_variant, name, new):
                st.session_state[_KEY] = new

    st.text_input("Name of the variant", key=key, on_change=rename, max_chars=32,
                  help="Letters, digits and underscores; starts with a letter.")  # fmt: skip
    state.show_complaint_at(key)
