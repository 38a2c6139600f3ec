"""The script that draws figures in a page that must need nothing from the network."""

from __future__ import annotations

from pathlib import Path

import plotly
from plotly.offline import get_plotlyjs, get_plotlyjs_version


def plotly_script() -> str:
    """Return the source of plotly.js, about 5 MB."""
    source: str = get_plotlyjs()
    return source


def plotly_folder() -> Path:
    """Return the folder of the installed Plotly; ``package_data`` in it holds plotly.js."""
    return Path(plotly.__file__).parent


def plotly_js_version() -> str:
    """Return the version of that script."""
    return str(get_plotlyjs_version())
