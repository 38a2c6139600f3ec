"""The chart on the page: registered with Streamlit, or Streamlit's own where that is not possible."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import streamlit as st

from dashboard.chart.payload import pack
from dashboard.figures.embed import plotly_folder, plotly_js_version
from dashboard.own_components import component_name, mounting, register


@dataclass(frozen=True)
class Link:
    """Charts whose first x axes show the same thing: a zoom of one zooms all.

    Parameters
    ----------
    keep : str
        What a zoom belongs to; it is dropped when this changes.
    unit : float
        Units of the group in one unit of this chart's axis: 1000 for seconds among milliseconds.
    seek : (float, float) or None
        Where all are to go, in units of the group; None for the whole.
    serial : float
        Rises whenever ``seek`` is to be followed once more; 0 for never.
    group : str
    """

    keep: str
    unit: float = 1.0
    seek: tuple[float, float] | None = None
    serial: float = 0.0
    group: str = "time"

    def head(self) -> dict[str, Any]:
        """Return what the browser is told."""
        seek = {"range": self.seek, "serial": self.serial} if self.serial else None
        return {"group": self.group, "keep": self.keep, "unit": self.unit, "seek": seek}


def chart(
    figure: Any,
    key: str,
    *,
    keep: str = "",
    detail: list[float] | bool | None = False,
    link: Link | None = None,
    on_pick: Callable[[], object] | None = None,
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
    link : Link, optional
        Charts that zoom together.
    on_pick : callable, optional
        Called when a person has clicked points or drawn a lasso around some; `picked` has them.
    """
    mount = _component()
    if mount is None:
        st.plotly_chart(
            figure, key=key, theme=None, config={"displaylogo": False, "showSendToCloud": False}
        )
        return
    head: dict[str, Any] = {
        "keep": keep, "name": key.rpartition(":")[2], "plotly": plotly_js_version(), "detail": None,
        "link": link and link.head(),
    }  # fmt: skip
    states: dict[str, Any] = {}
    if detail is not False:
        head["detail"] = {"window": detail, "partial": bool(figure.layout.meta["partial"])}
        states["on_view_change"] = lambda: None
    if on_pick is not None:
        head["picks"] = True
        states["on_picked_change"] = on_pick
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


def picked(key: str) -> tuple[str, list[int]]:
    """Return how points were picked last, ``click`` or ``area``, and the numbers they carry."""
    found = getattr(st.session_state.get(key), "picked", None) or {}
    how, numbers = found.get("how"), found.get("numbers")
    if how not in ("click", "area") or not isinstance(numbers, list):
        return "area", []
    return how, [n for n in numbers if isinstance(n, int)]


def plotly_address() -> str | None:
    """Return where this server gives out plotly.js, from a page of it; None if it does not."""
    if _component() is None:
        return None
    return (
        f"_stcore/bidi-components/{component_name('plotly')}/plotly.min.js?v={plotly_js_version()}"
    )


def _component() -> Callable[..., Any] | None:
    """Return what mounts the chart, registered with the present server; None if that fails."""
    # Plotly puts its style rules into the page, so the chart cannot be isolated from it.
    return mounting(
        "chart", __file__, "Streamlit's own charts are used instead of ours",
        lambda: register("plotly", plotly_folder(), "package_data"),
        js="chart.js", isolate_styles=False,
    )  # fmt: skip
