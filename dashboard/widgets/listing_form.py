"""A list of entries as text, such as spikes or pairs, checked when applied."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from dashboard import state
from sim.network import Listing, Network


def listing_form(
    label: str, listing: Listing, part: str, change: Callable[[Network, str, str], Network]
) -> None:
    """Show a list with a button that checks it and takes it over; a long one only in numbers.

    Parameters
    ----------
    part : str
        Name of the population, projection or variant that it belongs to.
    change : callable
        ``Network, part, text -> Network``.
    """
    st.caption(listing.summary)
    if listing.text is None:
        st.caption("Too many to edit here: they are in the network file, see the tab YAML.")
        return
    key = f"listing:{label}:{part}"
    shown = f"{key}:of"
    if st.session_state.get(shown) != listing.text or key not in st.session_state:
        # The network was changed elsewhere, or the page was left: the box follows.
        st.session_state[key] = st.session_state[shown] = listing.text
    with st.container():  # directly in a panel of fixed height, a text area shrinks to nothing
        st.text_area(label, key=key, height=150, help=f"Each line: the {listing.line}.")

    def apply() -> None:
        with state.complaints_at(key):
            state.edit(change, part, st.session_state[key])

    state.show_complaint_at(key)
    st.button("Check and use", icon=":material/check:", key=f"{key}:apply", width="stretch",
              on_click=apply, help="Nothing changes until every line is right.")  # fmt: skip
