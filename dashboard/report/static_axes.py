"""Plotly axes, shapes and annotations, drawn with matplotlib."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import numpy as np

from dashboard.figures import Figure
from dashboard.figures.theme import Theme, colour
from dashboard.report.static_style import DASHES, PX_TO_PT, is_bold, text, tint


class Scale:
    """One Plotly axis: categories, logarithm and range."""

    def __init__(self, layout_axis: Any, values: Sequence[Any]) -> None:
        self.spec = layout_axis
        self.log = layout_axis.type == "log"
        self.categories: list[str] = []
        given = list(layout_axis.categoryarray) if layout_axis.categoryarray is not None else []
        words = [v for v in values if isinstance(v, str)]
        if words or given:
            self.categories = list(dict.fromkeys([*given, *words]))

    def place(self, values: Any) -> np.ndarray[Any, np.dtype[np.float64]]:
        """Return data as numbers on the axis."""
        if self.categories:
            index = {name: i for i, name in enumerate(self.categories)}
            return np.array([index.get(v, np.nan) for v in values], dtype=float)
        return np.array([np.nan if v is None else v for v in values], dtype=float)

    def annotated(self, value: Any) -> float:
        """Return where an annotation stands: Plotly gives it as log10 on log axes."""
        if isinstance(value, str):
            return float(self.place([value])[0])
        return 10.0 ** float(value) if self.log else float(value)

    def of_paper(self, value: Any) -> float:
        """Return a place on the whole plotting area as a fraction of this axis."""
        low, high = self.spec.domain or (0.0, 1.0)
        return (float(value) - low) / (high - low)

    def limits(self) -> tuple[float, float] | None:
        if self.spec.range is None or any(v is None for v in self.spec.range):
            return None
        low, high = (float(v) for v in self.spec.range)
        return (10.0**low, 10.0**high) if self.log else (low, high)


def style_axes(axes: Any, x: Scale, y: Scale, theme: Theme) -> None:
    """Set scales, limits, ticks, titles, grid and colours of one pair of axes."""
    for side in ("top", "right"):
        axes.spines[side].set_visible(False)
    for side in ("left", "bottom"):
        axes.spines[side].set_color(colour("axis", theme))
    axes.tick_params(colors=colour("axis", theme), labelcolor=colour("muted", theme), labelsize=12 * PX_TO_PT)  # fmt: skip
    axes.patch.set_alpha(0)
    _style_one(axes, "x", x, theme)
    _style_one(axes, "y", y, theme)


def _style_one(axes: Any, name: str, scale: Scale, theme: Theme) -> None:
    axis = axes.xaxis if name == "x" else axes.yaxis
    spec = scale.spec
    if scale.log:
        (axes.set_xscale if name == "x" else axes.set_yscale)("log")
        axis.set_minor_locator(_no_ticks())
    _set_limits(axes, name, scale)
    _set_ticks(axis, scale)
    if spec.title.text:
        axis.set_label_text(text(spec.title.text), color=colour("text", theme), size=13 * PX_TO_PT)
    if spec.showgrid is not False and spec.visible is not False:
        axis.grid(True, color=colour("grid", theme), linewidth=0.8)
        axes.set_axisbelow(True)
    if spec.showticklabels is False:
        axis.set_ticklabels([])
    if spec.ticks == "":
        axis.set_tick_params(length=0)
    if spec.visible is False:
        axis.set_visible(False)
        axes.spines["bottom" if name == "x" else "left"].set_visible(False)
    if name == "y" and spec.scaleanchor:
        axes.set_aspect("equal", adjustable="box")


def _set_limits(axes: Any, name: str, scale: Scale) -> None:
    limits, least = scale.limits(), axes.dataLim.x0 if name == "x" else axes.dataLim.y0
    set_limits = axes.set_xlim if name == "x" else axes.set_ylim
    if limits is not None:
        set_limits(*limits)
    elif scale.spec.rangemode == "tozero" and not scale.log and least >= 0:
        set_limits(0.0)


def _no_ticks() -> Any:
    from matplotlib.ticker import NullLocator

    return NullLocator()


def _set_ticks(axis: Any, scale: Scale) -> None:
    if scale.categories:
        words = dict(zip(scale.spec.tickvals or (), scale.spec.ticktext or (), strict=False))
        names = [text(words.get(c, c)) for c in scale.categories]
        axis.set_ticks(range(len(names)), names)
    elif scale.spec.tickvals is not None:
        labels = scale.spec.ticktext
        words = [text(t) for t in labels] if labels is not None else None
        axis.set_ticks(list(scale.spec.tickvals), words)
        for tick, label in zip(axis.get_ticklabels(), labels or (), strict=False):
            coloured = re.search(r"color:(#[0-9A-Fa-f]{6})", str(label))
            if coloured:
                tick.set_color(coloured[1])
    else:
        axis.set_major_formatter(lambda value, _: f"{value:g}".replace("-", "\N{MINUS SIGN}"))


def _transform(axes: Any, xref: str, yref: str) -> Any:
    from matplotlib.transforms import blended_transform_factory

    sides = [
        axes.transAxes if ref == "paper" or ref.endswith("domain") else axes.transData
        for ref in (xref, yref)
    ]
    return blended_transform_factory(*sides)


def draw_shape(axes: Any, shape: Any) -> None:
    """Draw a line or a rectangle."""
    from matplotlib.patches import Polygon

    transform = _transform(axes, shape.xref or "x", shape.yref or "y")
    look = {
        "linestyle": DASHES.get(shape.line.dash, "-"),
        "linewidth": (shape.line.width or 1) * PX_TO_PT,
        "transform": transform,
        "zorder": 0.5 if shape.layer == "below" else 2.5,
    }
    x0, x1, y0, y1 = shape.x0, shape.x1, shape.y0, shape.y1
    xs, ys = ([x0, x1], [y0, y1]) if shape.type == "line" else ([x0, x1, x1, x0, x0], [y0, y0, y1, y1, y0])  # fmt: skip
    if shape.type != "line" and tint(shape.fillcolor) != "none":
        face = {"color": tint(shape.fillcolor), "alpha": shape.opacity, "linewidth": 0}
        corners = list(zip(xs, ys, strict=True))
        axes.add_patch(Polygon(corners, **face, transform=transform, zorder=look["zorder"]))
    if shape.line.width != 0:
        axes.plot(xs, ys, color=tint(shape.line.color, "grey"), scalex=False, scaley=False, **look)


def draw_annotation(axes: Any, note: Any, x: Scale, y: Scale, theme: Theme) -> None:
    """Write an annotation."""
    xref, yref = note.xref or "x", note.yref or "y"
    across, up = _placed(note.x, xref, x), _placed(note.y, yref, y)
    axes.annotate(
        text(note.text),
        (across, up),
        xycoords=_transform(axes, xref, yref),
        xytext=((note.xshift or 0) * PX_TO_PT, (note.yshift or 0) * PX_TO_PT),
        textcoords="offset points",
        ha={"left": "left", "right": "right"}.get(note.xanchor or "", "center"),
        va={"bottom": "bottom", "top": "top"}.get(note.yanchor or "", "center"),
        color=tint(note.font.color, colour("muted", theme)),
        size=(note.font.size or 12) * PX_TO_PT,
        weight="bold" if is_bold(note.text) else "normal",
        annotation_clip=False,
    )


def _placed(value: Any, reference: str, scale: Scale) -> float:
    if reference == "paper":
        return scale.of_paper(value)
    return float(value) if "domain" in reference else scale.annotated(value)


def axis_of(figure: Figure, letter: str, reference: str | None) -> Any:
    """Return the layout axis a trace or note refers to."""
    number = (reference or letter).split(" ")[0][1:]
    return figure.layout[f"{letter}axis{number}"]
