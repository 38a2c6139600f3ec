"""The canvas on the page, as Streamlit mounts it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from dashboard.own_components import mounting


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
    return mounting(
        "canvas", __file__, "the canvas cannot be shown", js="canvas.js", css="canvas.css"
    )
