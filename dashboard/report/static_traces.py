"""Plotly traces, drawn with matplotlib."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from dashboard.figures.data import plain
from dashboard.figures.theme import colour
from dashboard.report.static_axes import Scale
from dashboard.report.static_style import (
    DASHES,
    PX_TO_PT,
    TEXT_PLACES,
    is_bold,
    marker,
    text,
    tint,
)

#: Colour of a trace that names none; all of ours do.
DEFAULT = colour("blue")


def draw_scatter(axes: Any, trace: Any, x: Scale, y: Scale, rasterise: bool) -> None:
    """Draw lines, markers, fills, error bars and texts of a scatter trace."""
    xs, ys = x.place(_list(trace.x)), y.place(_list(trace.y))
    mode = trace.mode or "lines"
    alpha = trace.opacity
    if trace.fill == "toself":
        axes.fill(xs, ys, color=tint(trace.fillcolor), alpha=alpha, zorder=2)
    elif trace.fill == "tonexty" and axes.lines:
        below = axes.lines[-1].get_ydata()
        axes.fill_between(xs, below, ys, color=tint(trace.fillcolor), linewidth=0, zorder=1.5)
    if "lines" in mode:
        axes.plot(
            xs,
            ys,
            color=tint(trace.line.color, DEFAULT),
            linewidth=_width(trace.line.width, 2) * PX_TO_PT,
            linestyle=DASHES.get(trace.line.dash, "-"),
            drawstyle="steps-post" if trace.line.shape == "hv" else "default",
            alpha=alpha,
            zorder=2,
        )
    if "markers" in mode:
        draw_markers(axes, trace, (xs, ys), rasterise)
    _draw_errors(axes, trace, xs, ys)
    if "text" in mode:
        _draw_texts(axes, trace, xs, ys)


def _width(value: float | None, default: float) -> float:
    return default if value is None else float(value)


def draw_markers(axes: Any, trace: Any, places: tuple[Any, ...], rasterise: bool) -> None:
    """Draw the markers of a scatter trace in two or three dimensions; add its colour bar."""
    look = trace.marker
    shape, hollow = marker(look.symbol)
    size = _width(look.size, 6) * PX_TO_PT
    values = plain(look.color)
    kwargs: dict[str, Any] = {"marker": shape, "s": size**2, "alpha": trace.opacity, "zorder": 3}
    if values is None or isinstance(values, str):
        shade = tint(values, DEFAULT)
        edge = tint(look.line.color, "none") if _width(look.line.width, 0) else "none"
        face = "none" if hollow else shade
        kwargs |= {"facecolors": face, "edgecolors": shade if hollow or shape == "|" else edge}
        if shape == "|":
            kwargs |= {"facecolors": shade}
            kwargs.pop("edgecolors")
        kwargs["linewidths"] = max(_width(look.line.width, 0), 1.0 if hollow else 0.0) * PX_TO_PT
    else:
        kwargs |= {"c": np.asarray(values, dtype=float), "cmap": "viridis", "vmin": look.cmin, "vmax": look.cmax}  # fmt: skip
    drawn = axes.scatter(*places, rasterized=rasterise, **kwargs)
    if look.showscale:
        bar = axes.figure.colorbar(drawn, **_bar_place(axes))
        style_colour_bar(bar, text(look.colorbar.title.text or ""))


def _bar_place(axes: Any) -> dict[str, Any]:
    """Return where a colour bar goes: beside flat axes, at the rim of a 3D figure."""
    if axes.name == "3d":
        return {"cax": axes.figure.add_axes((0.83, 0.25, 0.025, 0.55))}
    return {"ax": axes, "fraction": 0.05, "pad": 0.03}


def style_colour_bar(bar: Any, title: str) -> None:
    """Give a colour bar its title and take its frame away."""
    bar.set_label(title, size=12 * PX_TO_PT)
    bar.outline.set_visible(False)
    bar.ax.tick_params(labelsize=11 * PX_TO_PT)


def _draw_errors(axes: Any, trace: Any, xs: Any, ys: Any) -> None:
    bars = {}
    shade: Any = "grey"
    for name, error in (("xerr", trace.error_x), ("yerr", trace.error_y)):
        if error.array is None:
            continue
        up = np.asarray(plain(error.array), dtype=float)
        down = up if error.arrayminus is None else np.asarray(plain(error.arrayminus), dtype=float)
        bars[name] = np.array([down, up])
        shade = tint(error.color, "grey")
    if bars:
        axes.errorbar(xs, ys, fmt="none", ecolor=shade, elinewidth=1.2, capsize=3, zorder=2.5, **bars)  # fmt: skip


def _draw_texts(axes: Any, trace: Any, xs: Any, ys: Any) -> None:
    words = [trace.text] * len(xs) if isinstance(trace.text, str) else _list(trace.text)
    place = trace.textposition if isinstance(trace.textposition, str) else "middle center"
    across, up, offset = TEXT_PLACES[place]
    for word, a, b in zip(words, xs, ys, strict=False):
        if word:
            axes.annotate(
                text(word), (a, b), xytext=offset, textcoords="offset points", ha=across, va=up,
                color=tint(trace.textfont.color, "grey"),
                size=_width(trace.textfont.size, 12) * PX_TO_PT,
                weight="bold" if is_bold(word) else "normal", annotation_clip=False, zorder=4,
            )  # fmt: skip


def draw_bars(axes: Any, trace: Any, x: Scale, y: Scale, base: dict[float, float]) -> None:
    """Draw a bar trace; ``base`` holds the height stacked so far at each place."""
    lying = trace.orientation == "h"
    where = (y if lying else x).place(_list(trace.y if lying else trace.x))
    length = (x if lying else y).place(_list(trace.x if lying else trace.y))
    start = np.array([base.get(float(w), 0.0) for w in where])
    look = trace.marker
    shades = plain(look.color)
    width = plain(trace.width)
    kwargs: dict[str, Any] = {
        "color": [tint(c) for c in shades] if isinstance(shades, (list, tuple, np.ndarray)) else tint(shades),
        "alpha": look.opacity,
        "edgecolor": tint(look.line.color if isinstance(look.line.color, str) else None),
        "linewidth": _width(look.line.width if isinstance(look.line.width, (int, float)) else None, 0) * PX_TO_PT,
        "hatch": "///" if look.pattern.shape == "/" else None,
        "zorder": 2,
    }  # fmt: skip
    thickness = 0.55 if width is None else width
    if lying:
        axes.barh(where, length, left=start, height=thickness, **kwargs)
    else:
        axes.bar(where, length, bottom=start, width=thickness, **kwargs)
    for w, v in zip(where, length, strict=True):
        base[float(w)] = base.get(float(w), 0.0) + float(v)


def draw_heatmap(axes: Any, trace: Any, x: Scale, y: Scale) -> None:
    """Draw a heatmap with its colour bar and the words in its cells."""
    z = np.ma.masked_invalid(np.asarray(plain(trace.z), dtype=float))
    xs = _places(x, trace.x, z.shape[1], trace.x0, trace.dx)
    ys = _places(y, trace.y, z.shape[0], trace.y0, trace.dy)
    gap = _width(trace.xgap, 0)
    drawn = axes.pcolormesh(
        _borders(xs),
        _borders(ys),
        z,
        cmap=_colour_map(trace.colorscale),
        vmin=trace.zmin,
        vmax=trace.zmax,
        edgecolors=axes.figure.get_facecolor() if gap else "none",
        linewidth=gap * PX_TO_PT,
        zorder=2,
    )
    if trace.texttemplate:
        _write_cells(axes, trace, xs, ys, drawn)
    if trace.showscale is False:
        return
    bar = axes.figure.colorbar(drawn, ax=axes, fraction=0.05, pad=0.03)
    style_colour_bar(bar, text(trace.colorbar.title.text or ""))


def _places(
    scale: Scale, values: Any, n: int, first: float | None, step: float | None
) -> NDArray[np.float64]:
    """Return the middles of the columns or rows of a heatmap."""
    values = plain(values)
    if values is None:
        return _width(first, 0) + np.arange(n) * _width(step, 1)
    return scale.place(values)


def _borders(middles: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the ends of evenly spaced cells."""
    step = middles[1] - middles[0] if len(middles) > 1 else 1.0
    return np.append(middles - step / 2, middles[-1] + step / 2)


def _colour_map(scale: Any) -> Any:
    """Return a named scale's counterpart, or one made of the colours given."""
    from matplotlib.colors import LinearSegmentedColormap

    stops = [(float(at), tint(shade)) for at, shade in scale or ()]
    # Plotly spells a named scale out in colours; ours are Viridis, or end in colours of the theme.
    if not stops or str(stops[0][1]).lower() == "#440154":
        return "viridis"
    return LinearSegmentedColormap.from_list("scale", stops)


def _write_cells(axes: Any, trace: Any, xs: Any, ys: Any, drawn: Any) -> None:
    words = np.asarray(plain(trace.text), dtype=object)
    for row, column in zip(*np.nonzero(words), strict=True):
        red, green, blue, _ = drawn.to_rgba(drawn.get_array()[row, column])
        dark = 0.3 * red + 0.59 * green + 0.11 * blue < 0.5
        axes.text(
            xs[column], ys[row], text(words[row, column]), ha="center", va="center", zorder=4,
            color="white" if dark else "black", size=11 * PX_TO_PT,
        )  # fmt: skip


def draw_scatter_3d(axes: Any, trace: Any, rasterise: bool) -> None:
    """Draw lines and markers in three dimensions."""
    places = tuple(np.asarray(plain(v), dtype=float) for v in (trace.x, trace.y, trace.z))
    if "lines" in (trace.mode or ""):
        axes.plot(
            *places,
            color=tint(trace.line.color),
            linewidth=_width(trace.line.width, 1) * PX_TO_PT * 0.6,
            alpha=trace.opacity,
        )
    if "markers" in (trace.mode or ""):
        draw_markers(axes, trace, places, rasterise)


def _list(values: Any) -> list[Any]:
    values = plain(values)
    return [] if values is None else list(values)
