"""The word of the browser to which stretch linked charts are zoomed.

A chart cannot say it itself: the fragment of the chart runs again for what it reports, and
that one is to be short, so that a raster of millions of spikes is answered first.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import streamlit as st

from dashboard.chart.component import Link
from dashboard.own_components import mounting


def follower(
    key: str, link: Link, range_: tuple[float, float] | None, on_stretch: Callable[[], object]
) -> None:
    """Have the fragment around this run again whenever charts of a group are zoomed.

    Parameters
    ----------
    link : Link
        Of a chart of the group.
    range_ : (float, float) or None
        What the page shows now, in units of the group; None for the whole.
    on_stretch : callable
        Called before that run; `stretch` then has what is zoomed to.
    """
    mount = _component()
    if mount is not None:
        mount(key=key, data={"group": link.group, "range": range_}, on_stretch_change=on_stretch)


def stretch(key: str) -> tuple[float, float] | None:
    """Return the ends that a follower has told of last, or None for the whole."""
    found = getattr(st.session_state.get(key), "stretch", None) or {}
    ends = found.get("range")
    if not isinstance(ends, (list, tuple)) or len(ends) != 2:
        return None
    return float(ends[0]), float(ends[1])


def _component() -> Callable[..., Any] | None:
    return mounting(
        "follower", __file__, "the page cannot follow the zoom of its charts", js="follower.js"
    )
