"""A figure as HTML: a page that stands alone, or a piece to put into another page."""

from __future__ import annotations

import hashlib
from html import escape
from typing import Literal

from dashboard.figures import Figure
from dashboard.figures.embed import plotly_js_version
from dashboard.figures.theme import colour, theme_of

#: ``page`` and ``fragment`` hold plotly.js; ``bare`` needs it on the page it is put into.
Html = Literal["page", "fragment", "bare"]

_CONFIG = {"displaylogo": False, "showSendToCloud": False, "responsive": True}


def html_figure(figure: Figure, kind: Html) -> str:
    """Return a figure with its caption as HTML; it needs nothing from the network.

    A ``bare`` fragment says which version of plotly.js must be loaded before it.
    """
    caption = str((figure.layout.meta or {}).get("caption", ""))
    theme = theme_of(figure)
    style = (
        f"background:{colour('background', theme)};color:{colour('text', theme)};"
        "font-family:sans-serif;margin:1rem"
    )
    # A name from the content: two figures on one page must not meet, and equal ones be equal.
    name = hashlib.sha256((figure.to_json() or "").encode()).hexdigest()[:12]
    plot = figure.to_html(
        include_plotlyjs=kind != "bare",
        full_html=False,
        include_mathjax=False,
        config=_CONFIG,
        div_id=f"npu-explorer-{name}",
        default_height=f"{figure.layout.height or 450}px",
    )
    words = f"<figcaption>{escape(caption)}</figcaption>" if caption else ""
    if kind == "page":
        return (
            '<!doctype html><html lang="en"><head><meta charset="utf-8">'
            f"<title>{escape(caption[:80])}</title></head>"
            f'<body style="{style}"><figure style="margin:0">{plot}{words}</figure></body></html>'
        )
    note = f"<!-- Load plotly.js {plotly_js_version()} before this. -->" if kind == "bare" else ""
    return f'{note}<figure style="{style}">{plot}{words}</figure>\n'
