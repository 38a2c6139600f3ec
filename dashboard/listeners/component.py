"""The listeners on the page: what was typed goes before a link that is followed; Ctrl+Y is Redo."""

from __future__ import annotations

from dashboard.own_components import mounting


def listen() -> None:
    """Put the listeners on the page; call once, on every page."""
    mount = mounting(
        "listeners", __file__, "a page left while typing may come back, and Ctrl+Y does nothing",
        js="listeners.js",
    )  # fmt: skip
    if mount is not None:
        mount(key="listeners")
