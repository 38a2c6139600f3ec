"""One visual language: colours, fonts and spacing of every figure, light and dark.

Each role (the first population, the synapse component, running text) has one
colour per theme. The hues are those of Okabe and Ito, moved just far enough
that every colour stands out from the background (contrast 3:1 for marks, 4.5:1
for text) and that any two stay apart under simulated protanopia, deuteranopia
and tritanopia; ``tests/figures/test_theme.py`` holds that.

Light and dark colours correspond one to one, so a finished figure can be
recoloured, see `recolour`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Final, Literal

import numpy as np
import plotly.graph_objects as go
import plotly.io as pio

Theme = Literal["light", "dark"]

#: Role -> (on light, on dark). Every hex value occurs once per theme.
_ROLES: Final[dict[str, tuple[str, str]]] = {
    "blue": ("#0070B1", "#387DCF"),
    "vermillion": ("#E57019", "#F2783C"),
    "green": ("#0A9A6C", "#2FC799"),
    "pink": ("#B84A8C", "#D979B9"),
    "gold": ("#876202", "#F0D442"),
    "sky": ("#209CDB", "#A6DBFF"),
    "violet": ("#4D3E9D", "#BC9FFF"),
    "grey": ("#8D8D8D", "#848484"),
    "text": ("#1F2430", "#E8EAED"),
    "muted": ("#59616F", "#A9B0BC"),
    "grid": ("#E4E7EC", "#2B313C"),
    "axis": ("#7A8494", "#7C8594"),
    "background": ("#FFFFFF", "#0E1117"),
    "panel": ("#F4F6F9", "#1A1F29"),
    "danger": ("#B3261E", "#FF7A70"),
    "ok": ("#0B6E4F", "#53D6A8"),
}

#: Order in which populations, traces and devices take their colours.
SERIES: Final = ("blue", "vermillion", "green", "pink", "gold", "sky", "violet", "grey")

#: Marker of the first, second, ... round through `SERIES`.
SYMBOLS: Final = ("circle", "square", "diamond", "triangle-up", "x")

#: Energy component -> (role, pattern); the pattern tells apart what shares a hue.
COMPONENT_STYLE: Final[dict[str, tuple[str, str]]] = {
    "synapses": ("blue", ""),
    "neurons": ("vermillion", ""),
    "routing": ("green", ""),
    "conversion": ("pink", ""),
    "learning": ("violet", ""),
    "memory": ("sky", ""),
    "host": ("gold", ""),
    "static": ("grey", ""),
    "launch": ("gold", "/"),
    "other": ("grey", "/"),
}

#: Family of a device -> role.
FAMILY_STYLE: Final[dict[str, str]] = {
    "digital": "blue",
    "crossbar": "pink",
    "claimed": "violet",
    "mixed_signal": "green",
    "gpu": "vermillion",
    "cpu": "gold",
}

FONT: Final = '"Source Sans", "Source Sans Pro", "Segoe UI", Arial, "DejaVu Sans", sans-serif'
#: Size of running text; tick labels and legends are one px smaller. [px]
FONT_PX: Final = 13
_HEX: Final = re.compile(r"#[0-9A-Fa-f]{6}")
_INDEX: Final[dict[str, int]] = {"light": 0, "dark": 1}


def colour(role: str, theme: Theme = "light") -> str:
    """Return the hex colour of a role such as ``text``, ``grid`` or ``blue``."""
    return _ROLES[role][_INDEX[theme]]


def series_colour(index: int, theme: Theme = "light") -> str:
    """Return the colour of the ``index``-th population or series."""
    return colour(SERIES[index % len(SERIES)], theme)


def series_symbol(index: int) -> str:
    """Return the marker of a series; it changes when the colours start again."""
    return SYMBOLS[(index // len(SERIES)) % len(SYMBOLS)]


def component_style(component: str, theme: Theme = "light") -> tuple[str, str]:
    """Return colour and fill pattern of an energy component."""
    role, pattern = COMPONENT_STYLE.get(component, COMPONENT_STYLE["other"])
    return colour(role, theme), pattern


def family_colour(family: str | None, theme: Theme = "light") -> str:
    """Return the colour of a device family; grey for one that is not known."""
    return colour(FAMILY_STYLE.get(family or "", "grey"), theme)


def recolour(figure: go.Figure, theme: Theme) -> go.Figure:
    """Return a copy of a figure in the other theme.

    Every colour of a figure comes from this module, and light and dark
    correspond one to one, so replacing the hex values is exact.
    """
    source: Theme = theme_of(figure)
    if source == theme:
        return go.Figure(figure)
    copy = go.Figure(_swapped(figure.to_plotly_json(), colour_map(source, theme)))
    copy.layout.meta = {**(figure.layout.meta or {}), "theme": theme}
    return copy


def _swapped(value: Any, mapping: Mapping[str, str]) -> Any:
    """Return nested figure data with every hex colour replaced; numbers are left alone."""
    if isinstance(value, str):
        return _HEX.sub(lambda match: mapping.get(match[0].upper(), match[0]), value)
    if isinstance(value, dict):
        return {key: _swapped(item, mapping) for key, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_swapped(item, mapping) for item in value]
    if isinstance(value, np.ndarray) and value.dtype.kind in "OU":
        return [_swapped(item, mapping) for item in value.tolist()]
    return value


def colour_map(source: Theme, target: Theme) -> dict[str, str]:
    """Return the hex colours of one theme with their counterparts in another."""
    return {pair[_INDEX[source]]: pair[_INDEX[target]] for pair in _ROLES.values()}


def theme_of(figure: go.Figure) -> Theme:
    """Return the theme a figure was drawn in."""
    return "dark" if (figure.layout.meta or {}).get("theme") == "dark" else "light"


def template(theme: Theme) -> go.layout.Template:
    """Return the Plotly template of a theme."""
    text, muted = colour("text", theme), colour("muted", theme)
    axis = {
        "gridcolor": colour("grid", theme),
        "linecolor": colour("axis", theme),
        "tickcolor": colour("axis", theme),
        "showline": True,
        "zeroline": False,
        "ticks": "outside",
        "ticklen": 4,
        "automargin": True,
        "title": {"font": {"size": FONT_PX, "color": text}, "standoff": 8},
        "tickfont": {"size": 12, "color": muted},
        "exponentformat": "SI",
        "minorloglabels": "none",
    }
    space = {
        "backgroundcolor": "rgba(0,0,0,0)",
        "gridcolor": colour("grid", theme),
        "linecolor": colour("axis", theme),
        "zeroline": False,
        "title": {"font": {"size": 12, "color": text}},
        "tickfont": {"size": 11, "color": muted},
    }
    layout = go.Layout(
        font={"family": FONT, "size": FONT_PX, "color": text},
        colorway=[series_colour(i, theme) for i in range(len(SERIES))],
        paper_bgcolor="rgba(0,0,0,0)",
        plot_bgcolor="rgba(0,0,0,0)",
        margin={"l": 64, "r": 24, "t": 32, "b": 48},
        hovermode="closest",
        hoverlabel={
            "bgcolor": colour("panel", theme),
            "bordercolor": colour("axis", theme),
            "font": {"color": text, "size": 13},
            "align": "left",
            "namelength": -1,
        },
        legend={
            "orientation": "h",
            "yref": "container",
            "y": 0.0,
            "yanchor": "bottom",
            "x": 0.0,
            "xanchor": "left",
            "bgcolor": "rgba(0,0,0,0)",
            "font": {"size": 12, "color": text},
            "itemsizing": "constant",
            "itemwidth": 40,
            "title": {"font": {"size": 12, "color": muted}},
        },
        xaxis=axis,
        yaxis=axis,
        scene={"xaxis": space, "yaxis": space, "zaxis": space},
        annotationdefaults={"font": {"size": 12, "color": muted}, "showarrow": False},
        coloraxis={"colorbar": {"outlinewidth": 0, "thickness": 14}},
        modebar={"bgcolor": "rgba(0,0,0,0)", "color": muted, "activecolor": text},
    )
    return go.layout.Template(layout=layout)


pio.templates["npu_light"] = template("light")
pio.templates["npu_dark"] = template("dark")
