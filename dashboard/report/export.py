"""One figure as a file: SVG, PNG, PDF, HTML or CSV."""

from __future__ import annotations

import json
from html import escape
from typing import Any, Literal, cast, get_args

from dashboard.figures import Figure
from dashboard.figures.data import data_frame, plain
from dashboard.figures.theme import Theme, colour, recolour, theme_of
from dashboard.report.browser import WORKER, find_browser
from sim.errors import ExportError

Format = Literal["svg", "png", "pdf", "html", "csv"]
Renderer = Literal["auto", "browser", "matplotlib"]

#: Up to this many points every point is a vector shape; beyond, points become a bitmap
#: inside the vector file, while axes and text stay vectors.
VECTOR_POINTS = 20_000

MEDIA_TYPES: dict[str, str] = {
    "svg": "image/svg+xml",
    "png": "image/png",
    "pdf": "application/pdf",
    "html": "text/html",
    "csv": "text/csv",
}


def export_figure(
    figure: Figure,
    format: Format,
    width: int = 900,
    height: int | None = None,
    scale: float = 2.0,
    *,
    theme: Theme | None = None,
    transparent: bool = False,
    renderer: Renderer = "auto",
    timeout_s: float = 60.0,
) -> bytes:
    """Return a figure as the bytes of a file.

    Pictures are drawn by Chromium where one is found, else by matplotlib; both
    give real vectors for SVG and PDF.

    Parameters
    ----------
    width, height : int
        Size. [px] ``height`` defaults to that of the figure.
    scale : float
        Pixels of a PNG per px of size; no effect on vectors.
    theme : {"light", "dark"}, optional
        Recolour for paper (light) or slides (dark); default as drawn.
    transparent : bool
        Leave the background out.
    renderer : {"auto", "browser", "matplotlib"}
        ``auto`` falls back to matplotlib when the browser is missing or fails.
    timeout_s : float
        Limit on the browser. [s]

    Raises
    ------
    ExportError
        If the format is not known or no renderer can draw the figure.
    """
    if format not in get_args(Format):
        raise ExportError(f"format {format!r}: need one of {', '.join(get_args(Format))}")
    if format == "csv":
        return data_frame(figure).to_csv(index=False).encode()
    prepared = _prepared(figure, theme, transparent)
    size = (int(width), int(height or figure.layout.height or 450))
    if not (0 < size[0] <= 10_000 and 0 < size[1] <= 10_000 and 0 < scale <= 10):
        raise ExportError(f"size {size[0]} x {size[1]} at scale {scale}: need 1 to 10,000 px, scale to 10")  # fmt: skip
    if format == "html":
        return _html(prepared).encode()
    return _picture(prepared, format, size, scale, renderer, timeout_s)


def _picture(
    figure: Figure,
    format: Literal["svg", "png", "pdf"],
    size: tuple[int, int],
    scale: float,
    renderer: Renderer,
    timeout_s: float,
) -> bytes:
    from dashboard.report.static_figure import draw_static

    if renderer == "matplotlib":
        return draw_static(figure, format, size, scale)
    found = find_browser()
    if found is None and renderer == "browser":
        raise ExportError(
            "no Chromium or Chrome was found: install one, set BROWSER_PATH to it, "
            "or use the renderer 'matplotlib'"
        )
    if found is None:
        return draw_static(figure, format, size, scale)
    options = {"format": format, "width": size[0], "height": size[1], "scale": scale}
    if format != "png":
        options["scale"] = 1.0
    try:
        return WORKER.render(as_vectors(figure), options, timeout_s)
    except ExportError:
        if renderer == "browser":
            raise
        return draw_static(figure, format, size, scale)


def _prepared(figure: Figure, theme: Theme | None, transparent: bool) -> Figure:
    copy = recolour(figure, theme or theme_of(figure))
    if not transparent:
        background = colour("background", theme_of(copy))
        copy.update_layout(paper_bgcolor=background, plot_bgcolor="rgba(0,0,0,0)")
    return copy


def n_points(figure: Figure) -> int:
    """Return the number of points in all scatter traces."""
    count = 0
    for trace in figure.data:
        values = plain(trace.x) if "x" in trace._valid_props else None
        if trace.type.startswith("scatter") and values is not None:
            count += len(values)
    return count


def as_vectors(figure: Figure) -> dict[str, Any]:
    """Return the figure as JSON data, WebGL traces turned into SVG ones where few enough."""
    data = cast("dict[str, Any]", json.loads(figure.to_json() or "{}"))
    if n_points(figure) <= VECTOR_POINTS:
        for trace in data["data"]:
            if trace["type"] == "scattergl":
                trace["type"] = "scatter"
    return data


def _html(figure: Figure) -> str:
    """Return a page that needs nothing from the network."""
    caption = str((figure.layout.meta or {}).get("caption", ""))
    theme = theme_of(figure)
    style = (
        f"background:{colour('background', theme)};color:{colour('text', theme)};"
        "font-family:sans-serif;margin:1rem"
    )
    body = figure.to_html(
        include_plotlyjs=True,
        full_html=False,
        include_mathjax=False,
        config={"displaylogo": False, "showSendToCloud": False, "responsive": True},
    )
    return (
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        f"<title>{escape(caption[:80])}</title></head>"
        f'<body style="{style}"><figure>{body}<figcaption>{escape(caption)}</figcaption>'
        "</figure></body></html>"
    )
