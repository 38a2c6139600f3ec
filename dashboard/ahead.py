"""Neuron models compiled before anybody runs them."""

from __future__ import annotations

import logging
import threading

import streamlit as st

from sim.engine import prepare
from sim.errors import SimError

_LOG = logging.getLogger(__name__)


@st.cache_resource(show_spinner=False)
def compile_ahead() -> threading.Thread:
    """Compile the neuron models that are not in the cache yet, once, in the background.

    Called when a page has been shown, so that it does not delay the first run.
    """
    thread = threading.Thread(target=_prepare, name="compile-ahead", daemon=True)
    thread.start()
    return thread


def _prepare() -> None:
    try:
        prepare()
    except SimError:
        # The first run of the model meets the same error and shows it.
        _LOG.info("compiling ahead did not succeed", exc_info=True)
