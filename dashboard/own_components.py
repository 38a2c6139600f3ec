"""Our own page components: told to Streamlit's server where their files lie.

Streamlit finds components by itself only for packages installed from a wheel whose
import name is that of the distribution.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st

_LOG = logging.getLogger(__name__)

_PROJECT = "npu-explorer"


def component_name(name: str) -> str:
    """Return the full name of a component of ours."""
    return f"{_PROJECT}.{name}"


def register(name: str, root: Path, folder: str) -> None:
    """Tell the present server where the files of a component are, if it does not know yet.

    Raises
    ------
    Exception
        Whatever a Streamlit says that works in another way.
    """
    from streamlit.components.v2.get_bidi_component_manager import get_bidi_component_manager
    from streamlit.components.v2.manifest_scanner import ComponentConfig, ComponentManifest

    manager = get_bidi_component_manager()
    if manager.get_component_path(component_name(name)) is None:
        manifest = ComponentManifest(_PROJECT, "1", [ComponentConfig(name, folder)])
        manager.register_from_manifest(manifest, root)


def mounting(
    name: str, package: str, without: str, also: Callable[[], None] = lambda: None, **look: Any
) -> Callable[..., Any] | None:
    """Return what mounts a component of ours, known to the present server; None if that fails.

    Parameters
    ----------
    package : str
        A file of the component's package, in whose folder ``assets`` lies.
    without : str
        What it means that the component is not there; for the log.
    also : callable
        Registers what the component needs besides.
    look
        Of the component, as ``st.components.v2.component`` takes it.
    """
    try:
        also()
        register(name, Path(package).parent, "assets")
        return _renderer(name, **look)
    except Exception:
        _LOG.warning("%s", without, exc_info=True)
        return None


@cache
def _renderer(name: str, **look: Any) -> Callable[..., Any]:
    renderer: Callable[..., Any] = st.components.v2.component(component_name(name), **look)
    return renderer
