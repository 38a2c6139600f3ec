"""A Plotly figure drawn by matplotlib, for machines without a browser.

Covers the trace kinds our figures use (scatter in two and three dimensions,
bar, heatmap) with lines, markers, error bars, fills, log and category axes,
shapes, annotations and legend. A kind it does not know is an error, never a
gap in the picture.
"""

from __future__ import annotations

import io
from typing import Any

import numpy as np

from dashboard.figures import Figure
from dashboard.figures.theme import colour, theme_of
from dashboard.report.static_axes import (
    Scale,
    axis_of,
    draw_annotation,
    draw_shape,
    style_axes,
)
from dashboard.report.static_style import DASHES, PX_TO_PT, marker, text, tint
from dashboard.report.static_traces import (
    draw_bars,
    draw_heatmap,
    draw_scatter,
    draw_scatter_3d,
)
from sim.errors import ExportError

DPI = 100
RASTERISE_ABOVE = 20_000
KINDS = ("scatter", "scattergl", "bar", "heatmap", "scatter3d")


def draw_static(figure: Figure, format: str, size: tuple[float, float], scale: float) -> bytes:
    """Return a figure as SVG or PNG.

    Text stays text in an SVG; more than 20,000 points become a bitmap
    within the vector file.

    Raises
    ------
    ExportError
        If the figure holds a kind of trace this renderer cannot draw.
    """
    import matplotlib as mpl
    from matplotlib.figure import Figure as Canvas

    unknown = sorted({trace.type for trace in figure.data} - set(KINDS))
    if unknown:
        raise ExportError(
            f"matplotlib cannot draw traces of kind {', '.join(unknown)}: install Chromium or Chrome "
            "for this figure"
        )
    look = {"svg.fonttype": "none", "font.family": ["DejaVu Sans"],
            "hatch.linewidth": 0.8, "svg.hashsalt": "npu-explorer",
            "text.color": colour("text", theme_of(figure))}  # fmt: skip
    with mpl.rc_context(look):
        canvas = Canvas(figsize=(size[0] / DPI, size[1] / DPI), dpi=DPI)
        background = tint(figure.layout.paper_bgcolor)
        canvas.patch.set_facecolor(background)
        if any(trace.type == "scatter3d" for trace in figure.data):
            _draw_space(canvas, figure)
        else:
            _draw_flat(canvas, figure)
        buffer = io.BytesIO()
        metadata = {"Date": None} if format == "svg" else None
        canvas.savefig(buffer, format=format, dpi=DPI * scale, facecolor=background, metadata=metadata)  # fmt: skip
    return buffer.getvalue()


def _draw_flat(canvas: Any, figure: Figure) -> None:
    theme = theme_of(figure)
    rasterise = _n_points(figure) > RASTERISE_ABOVE
    panels = _panels(canvas, figure)
    stacked = figure.layout.barmode != "overlay"
    bases: dict[tuple[str, str], dict[float, float]] = {}
    for trace in figure.data:
        axes, x, y = _panel_of(panels, trace)
        if trace.type == "bar":
            key = (trace.xaxis or "x", trace.yaxis or "y")
            draw_bars(axes, trace, x, y, bases.setdefault(key, {}) if stacked else {})
        elif trace.type == "heatmap":
            draw_heatmap(axes, trace, x, y)
        else:
            draw_scatter(axes, trace, x, y, rasterise)
    for axes, x, y in panels.values():
        style_axes(axes, x, y, theme)
    first = next(iter(panels.values()))
    for shape in figure.layout.shapes:
        draw_shape(_for_refs(panels, first, shape)[0], shape)
    for note in figure.layout.annotations:
        axes, x, y = _for_refs(panels, first, note)
        draw_annotation(axes, note, x, y, theme)
    _fit(canvas, figure, [p[0] for p in panels.values()], _legend(canvas, figure))


def _n_points(figure: Figure) -> int:
    from dashboard.report.export import n_points

    return n_points(figure)


Panel = tuple[Any, Scale, Scale]


def _panels(canvas: Any, figure: Figure) -> dict[tuple[str, str], Panel]:
    """Return one panel per pair of Plotly axes in use, within the figure's domains."""
    pairs: dict[tuple[str, str], list[Any]] = {("x", "y"): []}
    for trace in figure.data:
        pairs.setdefault((trace.xaxis or "x", trace.yaxis or "y"), []).append(trace)
    if not pairs[("x", "y")] and len(pairs) > 1 and not figure.layout.annotations:
        del pairs[("x", "y")]
    panels: dict[tuple[str, str], Panel] = {}
    shared: dict[str, Any] = {}
    for (xname, yname), traces in pairs.items():
        x, y = axis_of(figure, "x", xname), axis_of(figure, "y", yname)
        axes = canvas.add_axes(_domain(x, y), sharex=shared.get(xname))
        shared.setdefault(xname, axes)
        panels[(xname, yname)] = (
            axes,
            Scale(x, [v for t in traces for v in _words(t.x)]),
            Scale(y, [v for t in traces for v in _words(t.y)]),
        )
        if (x.anchor or "y") != yname and len(pairs) > 1:
            axes.tick_params(labelbottom=False)
            axes._hide_x_title = True
    return panels


def _words(values: Any) -> list[str]:
    """Return the category names among coordinates; numbers are none."""
    if isinstance(values, dict) or (isinstance(values, np.ndarray) and values.dtype.kind in "fiub"):
        return []
    return [v for v in (values if values is not None else ()) if isinstance(v, str)]


def _domain(x: Any, y: Any) -> tuple[float, float, float, float]:
    left, right = x.domain or (0.0, 1.0)
    low, high = y.domain or (0.0, 1.0)
    return (left, low, right - left, high - low)


def _panel_of(panels: dict[tuple[str, str], Panel], trace: Any) -> Panel:
    return panels[(trace.xaxis or "x", trace.yaxis or "y")]


def _for_refs(panels: dict[tuple[str, str], Panel], first: Panel, item: Any) -> Panel:
    """Return the panel a shape or annotation refers to; the first for the whole paper."""
    xref, yref = (str(ref or "").split(" ")[0] for ref in (item.xref, item.yref))
    for (xname, yname), panel in panels.items():
        if xref in (xname, "paper", "") and yref in (yname, "paper", ""):
            return panel
    for (_, yname), panel in panels.items():
        if yref == yname:
            return panel
    return first


def _legend(canvas: Any, figure: Figure) -> Any:
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    if len(figure.data) < 2:
        return None
    handles = []
    for trace in figure.data:
        if trace.showlegend is False or not trace.name or trace.type == "heatmap":
            continue
        if trace.type == "bar":
            shade = trace.marker.color if isinstance(trace.marker.color, str) else None
            handles.append(
                Patch(
                    facecolor=tint(shade), edgecolor=tint(trace.marker.line.color),
                    hatch="///" if trace.marker.pattern.shape else None, label=text(trace.name),
                    alpha=trace.marker.opacity,
                )
            )  # fmt: skip
            continue
        shape, hollow = marker(trace.marker.symbol)
        lines, dots = "lines" in (trace.mode or ""), "markers" in (trace.mode or "")
        shade = tint(trace.line.color if lines else trace.marker.color)
        handles.append(
            Line2D(
                [], [], color=shade, label=text(trace.name), alpha=trace.opacity,
                linestyle=DASHES.get(trace.line.dash, "-") if lines else "none",
                marker=shape if dots else None, markersize=6,
                markerfacecolor="none" if hollow else shade,
            )
        )  # fmt: skip
    if not handles:
        return None
    longest = max(len(str(h.get_label())) for h in handles)
    width_chars = canvas.get_figwidth() * 100 / 7.5
    columns = max(1, min(len(handles), int(width_chars // (longest + 8))))
    return canvas.legend(
        handles=handles, loc="lower left", ncols=columns, frameon=False, fontsize=12 * PX_TO_PT,
        bbox_to_anchor=(0.01, 0.0), borderaxespad=0.3, handlelength=2.2, columnspacing=1.4,
    )  # fmt: skip


def _fit(canvas: Any, figure: Figure, panels: list[Any], legend: Any) -> None:
    """Shrink the panels into what labels and legend leave of the canvas."""
    for axes in panels:
        if getattr(axes, "_hide_x_title", False):
            axes.xaxis.label.set_visible(False)
    renderer = canvas.canvas.get_renderer() if hasattr(canvas.canvas, "get_renderer") else None
    box = canvas.bbox
    floor = 0.0
    if legend is not None:
        floor = legend.get_window_extent(renderer).height / box.height + 0.02
    domains = {id(a): a.get_position(original=True).bounds for a in canvas.axes}
    left, right, low, high = 0.02, 0.98, floor + 0.02, 0.93
    for _ in range(2):
        for axes in canvas.axes:
            x, y, w, h = domains[id(axes)]
            axes.set_position(
                (left + x * (right - left), low + y * (high - low), w * (right - left), h * (high - low))
            )  # fmt: skip
        extents = [a.get_tightbbox(renderer) for a in canvas.axes]
        extents = [e for e in extents if e is not None]
        left += max(0.0, 0.012 - min(e.x0 for e in extents) / box.width)
        right -= max(0.0, max(e.x1 for e in extents) / box.width - 0.99)
        low += max(0.0, floor + 0.012 - min(e.y0 for e in extents) / box.height)
        high -= max(0.0, max(e.y1 for e in extents) / box.height - 0.99)
    for axes in canvas.axes:
        x, y, w, h = domains[id(axes)]
        axes.set_position((left + x * (right - left), low + y * (high - low), w * (right - left), h * (high - low)))  # fmt: skip


def _draw_space(canvas: Any, figure: Figure) -> None:
    theme = theme_of(figure)
    axes = canvas.add_axes((0.0, 0.08, 0.74, 0.88), projection="3d")
    axes.patch.set_alpha(0)
    rasterise = _n_points(figure) > RASTERISE_ABOVE
    for trace in figure.data:
        draw_scatter_3d(axes, trace, rasterise)
    scene = figure.layout.scene
    for name in "xyz":
        axis = getattr(axes, f"{name}axis")
        axis.set_pane_color((0, 0, 0, 0))
        axis.set_label_text(
            text(scene[f"{name}axis"].title.text or name), color=colour("text", theme)
        )
        axes.tick_params(axis=name, colors=colour("muted", theme), labelsize=11 * PX_TO_PT)
    ratio = scene.aspectratio
    if ratio.x:
        axes.set_box_aspect((ratio.x, ratio.y, ratio.z), zoom=0.9)
    axes.view_init(elev=25, azim=-60)
    for note in figure.layout.annotations:
        canvas.text(
            0.98, 0.97, text(note.text), ha="right", va="top", size=12 * PX_TO_PT,
            color=colour("muted", theme),
        )  # fmt: skip
    _legend(canvas, figure)
