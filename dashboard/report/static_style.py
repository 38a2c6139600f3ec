"""Plotly words for looks, translated to matplotlib's."""

from __future__ import annotations

import html
import re
from typing import Any

MARKERS = {
    "circle": "o",
    "square": "s",
    "diamond": "D",
    "triangle-up": "^",
    "triangle-left": "<",
    "triangle-right": ">",
    "x": "X",
    "x-thin": "x",
    "star": "*",
    "line-ns": "|",
}

DASHES: dict[str, Any] = {
    "solid": "-",
    "dot": ":",
    "dash": "--",
    "dashdot": "-.",
    "longdash": (0, (8, 3)),
    None: "-",
}

#: Plotly text position -> (horizontal, vertical alignment, offset in points).
TEXT_PLACES = {
    "top center": ("center", "bottom", (0, 6)),
    "bottom center": ("center", "top", (0, -6)),
    "middle left": ("right", "center", (-6, 0)),
    "middle right": ("left", "center", (6, 0)),
    "middle center": ("center", "center", (0, 0)),
    "top left": ("right", "bottom", (-5, 4)),
    "top right": ("left", "bottom", (5, 4)),
    "bottom left": ("right", "top", (-5, -4)),
    "bottom right": ("left", "top", (5, -4)),
}

PX_TO_PT = 0.72  # figures are laid out at 100 px per inch


def tint(value: Any, default: str = "none") -> Any:
    """Return a matplotlib colour; fully transparent ones become ``none``."""
    if value is None:
        return default
    if isinstance(value, str) and value.startswith("rgba"):
        parts = [float(p) for p in re.findall(r"[\d.]+", value)]
        return "none" if parts[3] == 0 else (*[p / 255 for p in parts[:3]], parts[3])
    return value


def text(value: Any) -> str:
    """Return running text: tags removed, ``<br>`` as a line break, entities decoded."""
    broken = re.sub(r"<br\s*/?>", "\n", str(value))
    # A dollar sign would start matplotlib's formulae.
    return html.unescape(re.sub(r"<[^>]+>", "", broken)).replace("$", r"\$")


def is_bold(value: Any) -> bool:
    return str(value).startswith("<b>")


def marker(symbol: Any) -> tuple[str, bool]:
    """Return (marker, hollow)."""
    name = str(symbol or "circle")
    hollow = name.endswith("-open")
    return MARKERS.get(name.removesuffix("-open"), "o"), hollow
