"""A figure with its caption and the ways to take it away."""

from __future__ import annotations

from functools import partial
from typing import Any

import streamlit as st

from dashboard.figures.theme import Theme
from dashboard.plain_text import plain
from dashboard.report.export import export_figure
from sim.errors import SimError

_FORMATS = {
    "svg": ("SVG", "image/svg+xml", "vector, for papers"),
    "png": ("PNG", "image/png", "pixels, for slides"),
    "pdf": ("PDF", "application/pdf", "vector, for print"),
    "csv": ("CSV", "text/csv", "the data behind the figure"),
    "html": ("HTML", "text/html", "interactive, in one file"),
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
    st.plotly_chart(figure, key=f"figure:{name}", theme=None, config={"displaylogo": False})
    caption, menu = st.columns([8, 1], vertical_alignment="top")
    caption.caption(plain((figure.layout.meta or {}).get("caption", "")))
    with menu.popover("", icon=":material/download:", help="Save this figure", width="stretch"):
        for kind, (label, mime, purpose) in _FORMATS.items():
            st.download_button(
                f"{label}: {purpose}",
                partial(_file, figure, kind),
                file_name=f"{name}.{kind}",
                mime=mime,
                key=f"save:{name}:{kind}",
                on_click="ignore",
                width="stretch",
            )


def _file(figure: Any, kind: str) -> bytes:
    try:
        return export_figure(figure, kind)
    except SimError as error:
        # A download cannot show a message, so the file says what is missing.
        return str(error).encode()
