"""What every figure has in common: template, caption, counts, hints."""

from __future__ import annotations

import copy
import functools
from typing import Literal

import numpy as np
import plotly.graph_objects as go
from numpy.typing import NDArray

from dashboard.figures.context import FigureContext
from dashboard.figures.theme import Theme, colour, template

#: Upper margin that holds a line of text and above it the row of Plotly's buttons.
_NOTE_MARGIN_PX = 50


def new_figure(theme: Theme, height: int = 420) -> go.Figure:
    """Return an empty figure in the visual language of the program."""
    figure = copy.deepcopy(_blank(theme))
    figure.layout.height = height
    return figure


@functools.cache
def _blank(theme: Theme) -> go.Figure:
    # Plotly checks every property of a template, which takes three times as long as a copy.
    return go.Figure(layout={"template": template(theme), "meta": {"theme": theme}})


def finish(
    figure: go.Figure,
    caption: str,
    context: FigureContext | None = None,
    shown: int | None = None,
    total: int | None = None,
    what: str = "points",
    how: str = "",
    note: str = "",
) -> go.Figure:
    """Write the caption and the counts into the figure and return it.

    When not all is drawn, "showing x of y" stands above the plot as well.

    Parameters
    ----------
    caption : str
        One or two sentences on what is drawn.
    shown, total : int or None
        Number of things drawn, and number there are.
    what : str
        Name of the things: ``spikes``, ``neurons``.
    how : str
        How those shown were chosen.
    note : str
        Words of its own, where "x of y" does not say it.
    """
    parts = [caption]
    if note:
        parts.append(note[:1].upper() + note[1:] + ".")
        add_note(figure, note)
    elif shown is not None and total is not None and shown < total:
        note = f"showing {shown:,} of {total:,} {what}" + (f" ({how})" if how else "")
        parts.append(note[:1].upper() + note[1:] + ".")
        add_note(figure, note)
    if context is not None and context.sentence():
        parts.append(context.sentence())
    figure.layout.meta = {
        **(figure.layout.meta or {}),
        "caption": " ".join(parts),
        "shown": shown,
        "total": total,
    }
    if context is not None and context.window is not None:
        figure.layout.meta |= {"window": context.window}
    return figure


def leave_room_for_note(figure: go.Figure) -> None:
    """Widen the upper margin, so that a note stands below the buttons that Plotly lays there."""
    figure.update_layout(margin_t=_NOTE_MARGIN_PX)


def add_note(figure: go.Figure, text: str) -> None:
    """Write a small note above the plot, at its right end."""
    leave_room_for_note(figure)
    figure.add_annotation(
        text=text,
        name="note",
        xref="paper",
        yref="paper",
        x=1.0,
        y=1.0,
        xanchor="right",
        yanchor="bottom",
        yshift=4,
        showarrow=False,
        font={"size": 12, "color": _text_colour(figure, "muted")},
    )


def add_hint(figure: go.Figure, text: str, row: int | None = None, across: str = "") -> None:
    """Write a hint into the middle of an otherwise empty plot, or of one y axis (``y2``)."""
    axis = "" if row in (None, 1) else str(row)
    figure.add_annotation(
        text=text,
        name="hint",
        xref=f"x{axis} domain",
        yref=f"{across or f'y{axis}'} domain",
        x=0.5,
        y=0.5,
        showarrow=False,
        font={"size": 14, "color": _text_colour(figure, "muted")},
    )


def add_line(
    figure: go.Figure,
    value: float,
    across: Literal["x", "y"],
    tint: str,
    dash: str = "dot",
    row: int = 1,
    name: str = "",
) -> None:
    """Draw a reference line at a value of the x or y axis, right across the plot."""
    n = "" if row == 1 else str(row)
    on_x = across == "x"
    figure.add_shape(
        type="line",
        name=name,
        xref=f"x{n}" if on_x else f"x{n} domain",
        yref=f"y{n} domain" if on_x else f"y{n}",
        x0=value if on_x else 0,
        x1=value if on_x else 1,
        y0=0 if on_x else value,
        y1=1 if on_x else value,
        line={"color": tint, "width": 1.3, "dash": dash},
    )


def fitting_height(extent: NDArray[np.float64], width: int = 640, extra: int = 120) -> int:
    """Return the height at which a plot with equal scales fills a usual width. [px]

    Parameters
    ----------
    extent : float array, shape (2,)
        Size of the content in x and y, same unit.
    """
    wide, high = float(extent[0]), float(extent[1])
    ratio = high / wide if wide > 0 else 1.0
    return int(np.clip(width * ratio + extra, 260, 640))


def _text_colour(figure: go.Figure, role: str) -> str:
    theme: Theme = (figure.layout.meta or {}).get("theme", "light")
    return colour(role, theme)
