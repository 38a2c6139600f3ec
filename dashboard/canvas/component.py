"""The canvas on the page, as Streamlit mounts it."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any

import streamlit as st

from dashboard.own_components import component_name, register

_LOG = logging.getLogger(__name__)


def canvas(
    data: Mapping[str, Any], key: str, on_edits: Callable[[], None], on_select: Callable[[], None]
) -> bool:
    """Show the canvas; False if this Streamlit cannot.

    Parameters
    ----------
    data : mapping
        ``graph``, ``rev``, ``taken``, ``select``, ``chosen``, ``fit``, ``palette``, ``hint``, ``height``.
    on_edits, on_select : callable
        Called when ``st.session_state[key].edits`` or ``.selection`` is new.
    """
    mount = _component()
    if mount is None:
        return False
    mount(key=key, data=data, default={"edits": None, "selection": None},
          on_edits_change=on_edits, on_selection_change=on_select)  # fmt: skip
    return True


def _component() -> Callable[..., Any] | None:
    try:
        register("canvas", Path(__file__).parent, "assets")
        return _renderer()
    except Exception:
        _LOG.warning("the canvas cannot be shown", exc_info=True)
        return None


@lru_cache(maxsize=1)
def _renderer() -> Callable[..., Any]:
    return st.components.v2.component(component_name("canvas"), js="canvas.js", css="canvas.css")
