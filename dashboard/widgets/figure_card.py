"""A figure with its caption and the ways to take it away."""

from __future__ import annotations

import re
from typing import Any

import streamlit as st

from dashboard import state
from dashboard.chart.component import Link, chart
from dashboard.figures.theme import Theme
from dashboard.plain_text import plain
from dashboard.report_picks import Pick
from dashboard.widgets.save_options import save_button

#: In the legend, such as ``exc (mean 5 Hz)`` of a rate or ``mean 3 mW`` of a power.
_MEAN = re.compile(r"(^|\()mean \d")


def theme() -> Theme:
    """Return the theme that the reader's browser shows."""
    return "dark" if getattr(st.context.theme, "type", None) == "dark" else "light"


def figure_card(
    figure: Any,
    name: str,
    *,
    height: int | None = None,
    link: Link | None = None,
    pick: Pick | None = None,
) -> None:
    """Show a figure, its caption, and an export menu.

    Parameters
    ----------
    name : str
        Key on the page, and the name of exported files.
    link : Link, optional
        Charts that zoom together with this one.
    pick : Pick, optional
        What a report holds of it; unless given, the figure of the same name of the run at hand.
    """
    if height:
        figure.update_layout(height=height)
    chart(figure, f"figure:{name}", keep=keep(), link=link)
    save_menu(figure, name, pick)


def keep() -> str:
    """Return what a zoom belongs to: it survives other values, not another network."""
    return f"{state.project().origin}:{state.revision()}"


def save_menu(figure: Any, name: str, pick: Pick | None = None) -> None:
    """Show the caption of a figure and the ways to take it away.

    Parameters
    ----------
    pick
        As for `figure_card`.
    """
    caption, menu = st.columns([8, 1], vertical_alignment="top")
    pick = pick or Pick(name)
    caption.caption(plain(f"{_meta(figure).get('caption', '')}{_zoomed(figure, pick)}"))
    with menu:
        save_button(name, lambda: figure, pick)


def _zoomed(figure: Any, pick: Pick) -> str:
    """Return what is looked at of a figure that was drawn of the whole run, as a sentence.

    A zoom draws nothing anew; what is saved is drawn of the stretch, and says so itself.
    """
    zoom = pick.view.zoom()
    if not zoom or _meta(figure).get("window"):
        return ""
    means = any(_MEAN.search(trace.name or "") for trace in figure.data)
    return f" Zoomed to {zoom}{'; the means are of the whole run' if means else ''}."


def _meta(figure: Any) -> dict[str, Any]:
    return figure.layout.meta or {}
