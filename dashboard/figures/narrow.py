"""A figure on a canvas that is narrower than the page it was drawn for.

Plotly lays out one line of text wherever it finds it. On the width of a journal's
column long names would push the plot aside or be cut, so they are broken into lines,
ticks that would touch are thinned, and a legend that needs more lines gets the height.
"""

from __future__ import annotations

import itertools
import math
import re
import textwrap
from typing import Any

import plotly.graph_objects as go

#: The width figures are made for, and the usual height of one that states none. [px]
PAGE_PX = 900.0
PAGE_HEIGHT_PX = 450.0
#: Mean width of a letter at the size of ticks and legends, and height of a line. [px]
_LETTER_PX, _LINE_PX = 6.6, 19.0
_TAG = re.compile(r"<[^>]*>")


def fitted(figure: go.Figure, width_px: float) -> go.Figure:
    """Return a copy of a figure whose texts fit a canvas of this width. [px]"""
    copy = go.Figure(figure)
    height = float(copy.layout.height or PAGE_HEIGHT_PX)
    if width_px < 0.85 * PAGE_PX:
        _break_names(copy, width_px)
        _break_titles(copy, width_px, height)
        _thin_ticks(copy, width_px)
        _part_panels(copy, width_px)
        height += _LINE_PX * max(_legend_lines(copy, width_px) - _legend_lines(figure, PAGE_PX), 0)
        height += _more_for_names(copy, height) + _more_for_notes(copy)
        if any(trace.type == "scatter3d" for trace in copy.data):
            height = min(height, width_px)
    copy.update_layout(height=height)
    return copy


def _break_names(figure: go.Figure, width_px: float) -> None:
    """Break the names of categories, series and points."""
    side, across = int(0.26 * width_px / _LETTER_PX), int(0.62 * width_px / _LETTER_PX)
    for axis in _axes(figure):
        names = axis.ticktext if axis.ticktext is not None else _categories(figure, axis)
        axis.tickangle = 0
        if not names:
            continue
        if axis.ticktext is None:
            axis.update(tickmode="array", tickvals=list(names), ticktext=list(names))
        if axis.plotly_name.startswith("yaxis"):
            axis.ticktext = [_broken(str(name), side) for name in names]
    for trace in figure.data:
        if trace.name:
            trace.name = _broken(trace.name, across)
        if _written(trace) and isinstance(trace.text, (list, tuple)):
            trace.text = [_broken(word, side) if isinstance(word, str) else word for word in trace.text]  # fmt: skip
    for note in figure.layout.annotations:
        apart = "paper" in (note.xref or "") or "domain" in (note.xref or "")
        note.text = _broken(note.text or "", across if apart else side)


def _categories(figure: go.Figure, axis: Any) -> list[str]:
    """Return the names along an axis of names; none for one of numbers."""
    letter, number = axis.plotly_name[0], axis.plotly_name[5:]
    found = list(axis.categoryarray) if axis.categoryarray is not None else []
    for trace in figure.data:
        own = getattr(trace, f"{letter}axis", None) or letter
        values = getattr(trace, letter, None)
        if own == f"{letter}{number}" and isinstance(values, (list, tuple)):
            found += [value for value in values if isinstance(value, str)]
    return list(dict.fromkeys(found))


def _written(trace: Any) -> bool:
    """Tell whether the text of a trace stands in the plot, and not only under the pointer."""
    return trace.type == "bar" or "text" in (getattr(trace, "mode", None) or "")


def _break_titles(figure: go.Figure, width_px: float, height_px: float) -> None:
    for axis in _axes(figure):
        if axis.title.text:
            low, high = axis.domain or (0.0, 1.0)
            room = (high - low) * (0.8 * width_px if axis.plotly_name[0] == "x" else 0.7 * height_px)  # fmt: skip
            axis.title.text = _broken(axis.title.text, int(room / (_LETTER_PX * 1.1)))


def _thin_ticks(figure: go.Figure, width_px: float) -> None:
    """Leave out ticks of horizontal axes whose labels would touch."""
    names = [n for axis in _axes(figure) if axis.plotly_name[0] == "y" for n in axis.ticktext or ()]
    room = 0.9 * width_px - _LETTER_PX * max((_longest(str(n)) for n in names), default=6)
    for axis in _axes(figure):
        if axis.plotly_name[0] != "x" or axis.tickvals is None or axis.ticktext is None:
            continue
        low, high = axis.domain or (0.0, 1.0)
        needed = _LETTER_PX * max((_longest(str(t)) for t in axis.ticktext), default=0) + 10
        step = math.ceil(needed * len(axis.tickvals) / max((high - low) * room, 1.0))
        if step > 1:
            axis.tickvals, axis.ticktext = axis.tickvals[::step], axis.ticktext[::step]


def _part_panels(figure: go.Figure, width_px: float) -> None:
    """Leave room for ticks and title of a vertical axis between two panels."""
    panels = sorted((a for a in figure.select_xaxes() if a.domain), key=lambda axis: axis.domain[0])
    for left, right in itertools.pairwise(panels):
        up = figure.layout[f"yaxis{(right.anchor or 'y')[1:]}"]
        end = right.domain[0] - 78.0 / width_px
        if up.title.text and left.domain[0] + 0.1 < end < left.domain[1] <= right.domain[0]:
            left.domain = (left.domain[0], end)


def _more_for_names(figure: go.Figure, height_px: float) -> float:
    """Return the height that names in several lines need beyond what there is. [px]"""
    needed = 0.0
    for axis in figure.select_yaxes():
        lines = [str(name).count("<br>") + 1 for name in axis.ticktext or ()]
        tallest = max((a + b for a, b in itertools.pairwise(lines)), default=0) / 2
        if tallest > 1:
            low, high = axis.domain or (0.0, 1.0)
            needed = max(needed, len(lines) * (15.0 * tallest + 4.0) / (high - low))
    return max(needed - 0.7 * height_px, 0.0)


def _more_for_notes(figure: go.Figure) -> float:
    """Widen the upper margin for notes of several lines; return by how much. [px]"""
    notes = [n.text for n in figure.layout.annotations if n.name == "note" and n.text]
    more = _LINE_PX * max((note.count("<br>") for note in notes), default=0)
    if more:
        margin = figure.layout.margin.t
        figure.update_layout(margin_t=(32 if margin is None else margin) + more)
    return more


def _legend_lines(figure: go.Figure, width_px: float) -> int:
    """Return about how many lines the legend takes; Plotly gives its entries equal widths."""
    names = [t.name for t in figure.data if t.name and t.showlegend is not False]
    if len(names) < 2:
        return 1
    widest = _LETTER_PX * max(_longest(name) for name in names) + 60
    columns = max(int(0.85 * width_px // widest), 1)
    return sum(name.count("<br>") for name in names) + math.ceil(len(names) / columns)


def _axes(figure: go.Figure) -> list[Any]:
    return [*figure.select_xaxes(), *figure.select_yaxes()]


def _longest(text: str) -> int:
    return max(len(_TAG.sub("", line)) for line in text.split("<br>"))


def _broken(text: str, letters: int) -> str:
    """Return text with ``<br>`` between words; a line with other markup is left alone."""
    lines: list[str] = []
    for line in text.split("<br>"):
        if _TAG.search(line) or len(line) <= letters:
            lines.append(line)
        else:
            lines += textwrap.wrap(line, max(letters, 8), break_long_words=False, break_on_hyphens=False)  # fmt: skip
    return "<br>".join(lines)
