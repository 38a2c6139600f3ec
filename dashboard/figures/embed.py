"""The script that draws figures in a page that must need nothing from the network."""

from __future__ import annotations

from plotly.offline import get_plotlyjs


def plotly_script() -> str:
    """Return the source of plotly.js, about 5 MB."""
    source: str = get_plotlyjs()
    return source
