"""The player on the page, as Streamlit mounts it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from dashboard.own_components import mounting


def player(message: bytes, key: str, height: int) -> bool:
    """Show the player of a message of `dashboard.animation.payload`; False if it cannot be."""
    mount = _component()
    if mount is None:
        return False
    mount(key=key, data=message, height=height)
    return True


def _component() -> Callable[..., Any] | None:
    return mounting(
        "animation", __file__, "the animation cannot be shown", js="player.js", css="player.css"
    )
