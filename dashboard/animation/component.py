"""The player on the page, as Streamlit mounts it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

import streamlit as st

from dashboard.own_components import component_name, register

_LOG = logging.getLogger(__name__)


def player(message: bytes, key: str, height: int) -> bool:
    """Show the player of a message of `dashboard.animation.payload`; False if it cannot be."""
    mount = _component()
    if mount is None:
        return False
    mount(key=key, data=message, height=height)
    return True


def _component() -> Callable[..., Any] | None:
    try:
        register("animation", Path(__file__).parent, "assets")
        return _renderer()
    except Exception:
        _LOG.warning("the animation cannot be shown", exc_info=True)
        return None


@lru_cache(maxsize=1)
def _renderer() -> Callable[..., Any]:
    return st.components.v2.component(component_name("animation"), js="player.js", css="player.css")
