"""Garbage collection that does not hold up the page."""

from __future__ import annotations

import gc

import streamlit as st


@st.cache_resource(show_spinner=False)
def leave_alone_what_stays() -> int:
    """Take what the server has loaded out of garbage collection, once.

    Streamlit collects after every run of a page. With the modules of Brian2 and
    Plotly among what is looked through, that takes a tenth of a second, during
    which no other thread of Python runs; they are never garbage.

    Returns
    -------
    int
        Objects left alone.
    """
    gc.collect()
    gc.freeze()
    return gc.get_freeze_count()
