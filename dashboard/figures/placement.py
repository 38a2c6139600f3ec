"""Where the network lies on the chip, and which of its limits bind."""

from __future__ import annotations

import math
from collections.abc import Sequence
from html import escape

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from dashboard.figures.context import FigureContext
from dashboard.figures.floorplan_grid import Grid, make_grid
from dashboard.figures.frame import add_hint, add_line, finish, fitting_height, new_figure
from dashboard.figures.mesh_links import link_traces
from dashboard.figures.theme import Theme, colour
from sim.hardware.links import LinkTraffic
from sim.placement import LimitCheck, Placement
from sim.wiring import PopulationSlice

MAX_CHIPS = 64


def fig_floorplan(
    placement: Placement,
    values: NDArray[np.float64] | None = None,
    label: str = "neurons",
    populations: Sequence[PopulationSlice] = (),
    theme: Theme = "light",
    context: FigureContext | None = None,
    links: LinkTraffic | None = None,
    highest: float | None = None,
    busiest_link: float | None = None,
) -> go.Figure:
    """Draw the cores in use on the mesh of each chip, coloured by load, with its links.

    Cores that share a mesh position (a tile) stand side by side within it.

    Parameters
    ----------
    values : float array, shape (n_cores,), or None
        What to colour by, such as energy per core; None for neurons per core.
    label : str
        Name of the values with their unit, for the colour bar.
    populations : sequence of PopulationSlice
        To say in the hover text who lives on a core.
    links : LinkTraffic, optional
        Messages between tiles, drawn the wider the more.
    highest, busiest_link : float, optional
        Upper ends of both scales, so that two floorplans can be compared.
    """
    figure = new_figure(theme, height=420)
    neurons = np.bincount(
        placement.core_of_neuron[placement.core_of_neuron >= 0], minlength=placement.n_cores
    )
    load = neurons.astype(float) if values is None else np.asarray(values, dtype=float)
    if placement.n_cores == 0:
        add_hint(figure, "no core is in use")
        return finish(
            figure, f"No core of {_title(placement, context)} is in use.", context, 0, 0, "cores"
        )
    grid = make_grid(placement, MAX_CHIPS)
    hover = _core_hover(placement, neurons, load, label, populations, values is not None)
    figure.add_trace(_heatmap(grid, load, hover, label, highest))
    if links is not None:
        figure.add_traces(link_traces(links, grid, theme, busiest_link))
    for x0, y0, x1, y1, chip in grid.outlines:
        figure.add_shape(
            type="rect", x0=x0, y0=y0, x1=x1, y1=y1,
            line={"color": colour("axis", theme), "width": 1.2},
        )  # fmt: skip
        if placement.n_chips > 1:
            figure.add_annotation(
                text=f"chip {chip}", x=x0, y=y1, xanchor="left", yanchor="bottom",
                showarrow=False, font={"size": 11, "color": colour("muted", theme)},
            )  # fmt: skip
    wide, high = grid.shape[1], grid.shape[0]
    equal = {"visible": False, "constrain": "domain"}
    figure.update_xaxes(**equal, range=[-1.2, wide + 0.2], constraintoward="center")
    figure.update_yaxes(
        **equal, range=[-1.2, high + 0.8], constraintoward="middle", scaleanchor="x"
    )
    figure.update_layout(margin={"l": 16, "r": 16, "t": 28, "b": 16})
    figure.layout.height = fitting_height(np.array([wide, high]), extra=60)
    shown = int((grid.core >= 0).sum())
    caption = (
        f"{placement.n_cores:,} core{'s' if placement.n_cores != 1 else ''} in use on {placement.n_chips:,} "
        f"chip{'s' if placement.n_chips != 1 else ''} of {_title(placement, context)}, placed "
        f"{placement.method.replace('_', ' ')}, coloured by {label}."
    )
    if placement.n_cores < placement.n_chips * placement.cores_per_chip:
        caption += f" Only the part in use is drawn; a chip has {placement.cores_per_chip:,} cores."
    if links is not None:
        caption += _links_in_words(links)
    return finish(
        figure, caption, context, shown, placement.n_cores, "cores", f"first {MAX_CHIPS} chips"
    )


def _title(placement: Placement, context: FigureContext | None) -> str:
    """Return what people call the chip; its key where that is not at hand."""
    return (context.profile if context else None) or placement.device


def _heatmap(
    grid: Grid, load: NDArray[np.float64], hover: list[str], label: str, highest: float | None
) -> go.Heatmap:
    used = grid.core >= 0
    z = np.where(used, load[np.maximum(grid.core, 0)], np.nan)
    text = np.full(grid.shape, "", dtype=object)
    text[used] = np.array(hover, dtype=object)[grid.core[used]]
    return go.Heatmap(
        z=z,
        x=np.arange(grid.shape[1]),
        y=np.arange(grid.shape[0]),
        text=text,
        customdata=np.where(used, grid.core, -1),
        name=label,
        colorscale="Viridis",
        zmin=0.0,
        zmax=highest or float(np.nanmax(z)) or 1.0,
        xgap=1.5,
        ygap=1.5,
        hoverongaps=False,
        hovertemplate="%{text}<extra></extra>",
        colorbar={"title": {"text": escape(label)}, "thickness": 14, "outlinewidth": 0},
        meta={"columns": ["core"], "z": label},
    )


def _links_in_words(links: LinkTraffic) -> str:
    if not len(links.messages) and not links.between_chips:
        return " No message leaves its tile."
    words = f" Lines: messages over the links between tiles, {links.messages.sum():,.0f} in all"
    if len(links.messages):
        words += f", {links.messages.max():,.0f} over the busiest"
    if links.between_chips:
        words += f"; {links.between_chips:,.0f} more over links between chips"
    return words + "."


def _core_hover(
    placement: Placement,
    neurons: NDArray[np.int64],
    load: NDArray[np.float64],
    label: str,
    populations: Sequence[PopulationSlice],
    with_value: bool,
) -> list[str]:
    who: list[list[str]] = [[] for _ in range(placement.n_cores)]
    for population in populations:
        cores = placement.core_of_neuron[population.start : population.stop]
        counts = np.bincount(cores[cores >= 0], minlength=placement.n_cores)
        for core in np.flatnonzero(counts):
            who[core].append(f"{escape(population.name)}: {counts[core]:,}")
    texts = []
    for core in range(placement.n_cores):
        x, y = placement.core_xy[core]
        lines = [
            f"<b>core {core}</b>, tile {placement.core_tile[core]} ({x}, {y}), "
            f"chip {placement.core_chip[core]}",
            f"{neurons[core]:,} neurons",
        ]
        if with_value:
            lines.append(f"{escape(label)}: {load[core]:.4g}")
        texts.append("<br>".join(lines + who[core][:12]))
    return texts


def fig_limits(
    placement: Placement, theme: Theme = "light", context: FigureContext | None = None
) -> go.Figure:
    """Draw the use of every capacity of the chip in percent; those exceeded in red, with words.

    Beyond a use of 1000 % the axis is logarithmic.
    """
    checks = sorted(placement.checks, key=lambda check: -check.use)
    figure = new_figure(theme, height=120 + 44 * max(2, len(checks)))
    names = [escape(check.name) for check in checks]
    use = [100 * check.use if math.isfinite(check.use) else 1e4 for check in checks]
    tints = [colour("danger" if c.binds else "blue", theme) for c in checks]
    figure.add_trace(
        go.Bar(
            orientation="h",
            x=use,
            y=names,
            marker={"color": tints},
            showlegend=False,
            name="use of the limit",
            customdata=[[c.needed, c.limit, c.unit, c.where] for c in checks],
            meta={"columns": ["needed", "limit", "unit", "where"]},
            hovertext=[_limit_hover(check) for check in checks],
            hovertemplate="%{hovertext}<extra></extra>",
        )
    )
    top = max([*use, 100.0])
    log = top > 1000
    far = math.log10(top) + 1.2 if log else top * 1.8
    for check, percent in zip(checks, use, strict=True):
        end = math.log10(max(percent, 100.0)) if log else max(percent, 100.0)
        inside = check.binds and end > 0.5 * far  # no room beside a bar as long as that
        tint = "background" if inside else "danger" if check.binds else "text"
        figure.add_annotation(
            text=_limit_text(check),
            x=end,
            y=escape(check.name),
            xanchor="right" if inside else "left",
            align="right" if inside else "left",
            xshift=-6 if inside else 6,
            showarrow=False,
            font={"color": colour(tint, theme), "size": 12},
        )
    add_line(figure, 100.0, "x", colour("text", theme), "solid", name="limit")
    if log:
        figure.update_xaxes(type="log", range=[0, far], dtick=1)
    else:
        figure.update_xaxes(range=[0, far])
    figure.update_yaxes(categoryorder="array", categoryarray=names[::-1], showgrid=False)
    figure.update_xaxes(title_text="use of the limit (%)")
    if not checks:
        add_hint(figure, "the profile states no limit")
    binding = len(placement.binding)
    verdict = "every stated limit is kept" if not binding else f"{binding} limits are exceeded"
    verdict = verdict.replace("1 limits are", "1 limit is")
    caption = f"Use of the limits of {_title(placement, context)}: {verdict}."
    return finish(figure, caption, context)


def _limit_text(check: LimitCheck) -> str:
    words = "exceeded: needs<br>" if check.binds else ""
    return f"{words}{check.needed:,.6g} of {check.limit:,.6g} {escape(check.unit)}"


def _limit_hover(check: LimitCheck) -> str:
    lines = [
        f"<b>{escape(check.name)}</b>, {escape(check.where)}",
        f"needs {check.needed:,.6g} of {check.limit:,.6g} {escape(check.unit)}",
        f"source: {escape(check.source)}",
    ]
    return "<br>".join(lines + ([escape(check.remedy)] if check.binds else []))
