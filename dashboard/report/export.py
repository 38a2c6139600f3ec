"""One figure as a file: SVG, PNG, PDF, HTML or CSV."""

from __future__ import annotations

import json
from typing import Any, Literal, cast, get_args

from dashboard.figures import Figure
from dashboard.figures.data import data_frame, plain
from dashboard.figures.narrow import PAGE_HEIGHT_PX, fitted
from dashboard.figures.theme import Theme, colour, recolour, theme_of
from dashboard.report.browser import WORKER, find_browser
from dashboard.report.physical_size import pdf_of_svg, png_with_dpi, svg_in_mm
from dashboard.report.print_size import PRESETS, PrintSize
from dashboard.report.snippet import Html, html_figure
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

#: The font of a PDF is put into it, so it must be one that is always there.
PDF_FONT = "DejaVu Sans"

#: A canvas is cut to whole pixels; this much more keeps the last one.
_SPARE_PX = 0.01


def export_figure(
    figure: Figure,
    format: Format,
    size: PrintSize = PRESETS["screen"].size,
    *,
    theme: Theme | None = None,
    transparent: bool = False,
    html: Html = "page",
    renderer: Renderer = "auto",
    timeout_s: float = 60.0,
) -> bytes:
    """Return a figure as the bytes of a file.

    Pictures are drawn by Chromium where one is found, else by matplotlib; both
    give real vectors for SVG and PDF. With more than `VECTOR_POINTS` points
    matplotlib draws in any case, since without a graphics card a browser is slow.

    Parameters
    ----------
    size : PrintSize
        Of pictures; a page of HTML is as wide as its reader's window.
    theme : {"light", "dark"}, optional
        Recolour for paper (light) or slides (dark); default as drawn.
    transparent : bool
        Leave the background out.
    html : {"page", "fragment", "bare"}
        What kind of HTML, see `dashboard.report.snippet`.
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
    if format == "html":
        return html_figure(prepared, html).encode()
    return _picture(prepared, format, size, renderer, timeout_s)


def _picture(
    figure: Figure,
    format: Literal["svg", "png", "pdf"],
    size: PrintSize,
    renderer: Renderer,
    timeout_s: float,
) -> bytes:
    figure = fitted(figure, size.canvas(PAGE_HEIGHT_PX)[0])
    page_height = float(figure.layout.height)
    if format == "png":
        across, up = size.pixels(page_height)
        canvas = ((across + _SPARE_PX) / size.scale, (up + _SPARE_PX) / size.scale)
        png = _drawn(figure, "png", canvas, size.scale, renderer, timeout_s)
        return png_with_dpi(png, size.dpi)
    if format == "pdf":
        figure.update_layout(font_family=PDF_FONT)
    svg = _drawn(figure, "svg", size.canvas(page_height), size.scale, renderer, timeout_s)
    full = size.full(page_height)
    return svg_in_mm(svg, full) if format == "svg" else pdf_of_svg(svg, full)


def _drawn(
    figure: Figure,
    format: Literal["svg", "png"],
    canvas: tuple[float, float],
    scale: float,
    renderer: Renderer,
    timeout_s: float,
) -> bytes:
    """Return the drawing on a canvas of so many px; ``scale`` is the pixels of an image per px."""
    from dashboard.report.static_figure import draw_static

    if renderer == "matplotlib":
        return draw_static(figure, format, canvas, scale)
    found = find_browser()
    if found is None and renderer == "browser":
        raise ExportError(
            "no Chromium or Chrome was found: install one, set BROWSER_PATH to it, "
            "or use the renderer 'matplotlib'"
        )
    if found is None or (renderer == "auto" and n_points(figure) > VECTOR_POINTS):
        return draw_static(figure, format, canvas, scale)
    options = {"format": format, "width": canvas[0], "height": canvas[1]}
    options["scale"] = scale if format == "png" else 1.0
    try:
        return WORKER.render(as_vectors(figure), options, timeout_s)
    except ExportError:
        if renderer == "browser":
            raise
        return draw_static(figure, format, canvas, scale)


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
