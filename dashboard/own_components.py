"""Our own page components: told to Streamlit's server where their files lie.

Streamlit finds components by itself only for packages installed from a wheel whose
import name is that of the distribution.
"""

from __future__ import annotations

from pathlib import Path

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
