"""What listens on the page for links that are followed while typing."""

from __future__ import annotations

from dashboard.own_components import mounting


def send_typed_first() -> None:
    """Have what was typed sent before a link is followed; call once, on every page."""
    mount = mounting("leaving", __file__, "a page left while typing may come back", js="leaving.js")
    if mount is not None:
        mount(key="leaving")
