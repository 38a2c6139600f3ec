"""The numbers behind a figure, as a table."""

from __future__ import annotations

import base64
import re
from typing import Any

import numpy as np
import pandas as pd
import plotly.graph_objects as go

#: Traces that only decorate carry this in their ``meta``.
DECORATION = "decoration"


def data_frame(figure: go.Figure) -> pd.DataFrame:
    """Return every number drawn in a figure, one row per point.

    Columns are named after the axis titles, units included; ``series`` is the
    name of the trace. Ends of error bars stand in columns ``... low`` and
    ``... high``; a trace adds what its ``meta["columns"]`` names of its
    ``customdata``. Lines without data of their own (legend entries, arrows)
    are left out.
    """
    frames = [_trace_frame(figure, trace) for trace in figure.data if not _is_decoration(trace)]
    frames = [frame for frame in frames if len(frame)]
    if not frames:
        return pd.DataFrame({"series": pd.Series(dtype=str)})
    return pd.concat(frames, ignore_index=True)


def _is_decoration(trace: Any) -> bool:
    return bool(_meta(trace).get("role") == DECORATION)


def _meta(trace: Any) -> dict[str, Any]:
    """Return what a trace says of itself for its table."""
    return trace.meta if isinstance(trace.meta, dict) else {}


def _trace_frame(figure: go.Figure, trace: Any) -> pd.DataFrame:
    if trace.type == "heatmap":
        return _heatmap_frame(figure, trace)
    columns: dict[str, Any] = {}
    names = {axis: _axis_name(figure, trace, axis) for axis in "xyz"}
    for axis in "xyz":
        values = plain(getattr(trace, axis, None)) if axis in trace._valid_props else None
        if values is None:
            continue
        first = _meta(trace).get(f"{axis}_first", 0)  # where a table does not count from 0
        columns[names[axis]] = np.asarray(values) + first if first else values
        columns.update(_error_columns(trace, axis, names[axis], values))
    columns.update(_custom_columns(trace))
    words = getattr(trace, "text", None) if "text" in trace._valid_props else None
    if words is not None and not isinstance(words, str):
        columns.setdefault("text", [_without_tags(str(word)) for word in words])
    length = max((len(v) for v in columns.values()), default=0)
    columns = {name: v for name, v in columns.items() if len(v) == length}
    frame = pd.DataFrame(columns)
    frame.insert(0, "series", _without_tags(trace.name or ""))
    for axis in "xy":
        if names[axis] in frame and frame[names[axis]].dtype == object:
            frame[names[axis]] = frame[names[axis]].map(
                lambda v: _without_tags(v) if isinstance(v, str) else v
            )
    return frame


def _heatmap_frame(figure: go.Figure, trace: Any) -> pd.DataFrame:
    z = np.asarray(plain(trace.z), dtype=float)
    row, column = np.nonzero(np.isfinite(z))
    x, y = plain(trace.x), plain(trace.y)
    x = np.arange(z.shape[1]) if x is None else np.asarray(x)
    y = np.arange(z.shape[0]) if y is None else np.asarray(y)
    meta = _meta(trace)
    frame = pd.DataFrame(
        {
            "series": _without_tags(trace.name or ""),
            _axis_name(figure, trace, "x"): x[column],
            _axis_name(figure, trace, "y"): y[row],
            meta.get("z", "value"): z[row, column],
        }
    )
    custom = plain(trace.customdata)
    if custom is not None and meta.get("columns"):
        frame[meta["columns"][0]] = np.asarray(custom)[row, column]
    return frame


def _custom_columns(trace: Any) -> dict[str, Any]:
    meta = _meta(trace)
    custom = plain(trace.customdata)
    if custom is None or not meta.get("columns"):
        return {}
    table = np.asarray(custom, dtype=object)
    table = table[:, None] if table.ndim == 1 else table
    return {name: table[:, i] for i, name in enumerate(meta["columns"]) if i < table.shape[1]}


def _error_columns(trace: Any, axis: str, name: str, values: Any) -> dict[str, Any]:
    error = getattr(trace, f"error_{axis}", None) if f"error_{axis}" in trace._valid_props else None
    if error is None or error.array is None:
        return {}
    middle = np.asarray(values, dtype=float)
    up = np.asarray(plain(error.array), dtype=float)
    down = up if error.arrayminus is None else np.asarray(plain(error.arrayminus), dtype=float)
    return {f"{name} low": middle - down, f"{name} high": middle + up}


def _axis_name(figure: go.Figure, trace: Any, axis: str) -> str:
    """Return the title of the axis a trace is drawn on, or what the trace calls it."""
    if own := _meta(trace).get(axis):
        return str(own)
    if trace.type == "scatter3d":
        title = figure.layout.scene[f"{axis}axis"].title.text
    elif axis == "z":
        title = None
    else:
        reference = getattr(trace, f"{axis}axis", None) or axis
        title = figure.layout[f"{axis}axis{reference[1:]}"].title.text
    return _without_tags(title) if title else axis


def _without_tags(text: str) -> str:
    plain_text = re.sub(r"<[^>]*>", " ", text)
    for entity, sign in (("&lt;", "<"), ("&gt;", ">"), ("&quot;", '"'), ("&#x27;", "'"), ("&amp;", "&")):  # fmt: skip
        plain_text = plain_text.replace(entity, sign)
    return re.sub(r"\s+", " ", plain_text).strip()


def plain(values: Any) -> Any:
    """Return a trace's array; the packed form of a figure read from JSON is unpacked."""
    if isinstance(values, dict) and "bdata" in values:
        array = np.frombuffer(base64.b64decode(values["bdata"]), dtype=np.dtype(values["dtype"]))
        shape = values.get("shape")
        return array.reshape([int(n) for n in str(shape).split(",")]) if shape else array
    return values
