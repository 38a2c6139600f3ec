"""A figure with its caption and the ways to take it away."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import streamlit as st

from dashboard import state
from dashboard.chart.component import chart
from dashboard.figures.theme import Theme
from dashboard.plain_text import plain
from dashboard.report.export import MEDIA_TYPES, export_figure
from dashboard.widgets.download import made

#: Format -> what it is for, in the order of the menu.
_PURPOSES = {
    "svg": "vector, for papers",
    "png": "pixels, for slides",
    "pdf": "vector, for print",
    "csv": "the data behind the figure",
    "html": "interactive, in one file",
}


def theme() -> Theme:
    """Return the theme that the reader's browser shows."""
    return "dark" if getattr(st.context.theme, "type", None) == "dark" else "light"


def figure_card(figure: Any, name: str, *, height: int | None = None) -> None:
    """Show a figure, its caption, and an export menu.

    Parameters
    ----------
    name : str
        Key on the page, and the name of exported files.
    """
    if height:
        figure.update_layout(height=height)
    chart(figure, f"figure:{name}", keep=keep())
    save_menu(figure, name, lambda: figure)


def keep() -> str:
    """Return what a zoom belongs to: it survives other values, not another network."""
    return f"{state.project().origin}:{state.revision()}"


def save_menu(figure: Any, name: str, export: Callable[[], Any]) -> None:
    """Show the caption of a figure and the ways to save it.

    Parameters
    ----------
    export : callable
        Returns the figure to save; called on a click.
    """
    caption, menu = st.columns([8, 1], vertical_alignment="top")
    caption.caption(plain((figure.layout.meta or {}).get("caption", "")))
    with menu.popover("", icon=":material/download:", help="Save this figure", width="stretch"):
        for kind, purpose in _PURPOSES.items():
            st.download_button(
                f"{kind.upper()}: {purpose}",
                partial(made, partial(_file, export, kind)),
                file_name=f"{name}.{kind}",
                mime=MEDIA_TYPES[kind],
                key=f"save:{name}:{kind}",
                on_click="ignore",
                width="stretch",
            )


def _file(export: Callable[[], Any], kind: str) -> bytes:
    return export_figure(export(), kind)
