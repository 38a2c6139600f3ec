"""The chart on the page: registered with Streamlit, or Streamlit's own where that is not possible."""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

import streamlit as st

from dashboard.chart.payload import pack
from dashboard.figures.embed import plotly_folder, plotly_js_version
from dashboard.own_components import component_name, register

_LOG = logging.getLogger(__name__)


def chart(
    figure: Any, key: str, *, keep: str = "", detail: list[float] | bool | None = False
) -> None:
    """Show a figure that is changed in place when it is shown again under the same key.

    Parameters
    ----------
    figure : plotly Figure
        With ``layout.height``.
    keep : str
        Zoom and hidden series survive for as long as this stays the same.
    detail : list of four floats, None or False
        For figures that are drawn again for what is looked at: the axes the figure
        was drawn for, None for all of it. `viewed` returns what a person looks at,
        and the fragment around the chart runs again when that changes.
    """
    mount = _component()
    if mount is None:
        st.plotly_chart(
            figure, key=key, theme=None, config={"displaylogo": False, "showSendToCloud": False}
        )
        return
    head: dict[str, Any] = {
        "keep": keep, "name": key.rpartition(":")[2], "plotly": plotly_js_version(), "detail": None,
    }  # fmt: skip
    states: dict[str, Any] = {}
    if detail is not False:
        head["detail"] = {"window": detail, "partial": bool(figure.layout.meta["partial"])}
        states["on_view_change"] = lambda: None
    mount(
        key=key,
        data=pack(figure, **head),
        height=int(figure.layout.height or 420),
        **states,
    )


def viewed(key: str) -> list[float] | None:
    """Return the ends of both axes that a person has zoomed to, or None for the whole figure."""
    state = st.session_state.get(key)
    return None if state is None else getattr(state, "view", None)


def plotly_address() -> str | None:
    """Return where this server gives out plotly.js, from a page of it; None if it does not."""
    if _component() is None:
        return None
    return (
        f"_stcore/bidi-components/{component_name('plotly')}/plotly.min.js?v={plotly_js_version()}"
    )


def _component() -> Callable[..., Any] | None:
    """Return what mounts the chart, registered with the present server; None if that fails."""
    try:
        register("plotly", plotly_folder(), "package_data")
        register("chart", Path(__file__).parent, "assets")
        return _renderer()
    except Exception:
        _LOG.warning("Streamlit's own charts are used instead of ours", exc_info=True)
        return None


@lru_cache(maxsize=1)
def _renderer() -> Callable[..., Any]:
    # Plotly puts its style rules into the page, so the chart cannot be isolated from it.
    return st.components.v2.component(component_name("chart"), js="chart.js", isolate_styles=False)
