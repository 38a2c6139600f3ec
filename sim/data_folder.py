"""Where the program keeps what belongs to the user: runs, projects, measurements."""

from __future__ import annotations

import os
from pathlib import Path

import platformdirs

#: Environment variable that replaces the usual folder, for a server or a test.
DATA_VARIABLE = "NPU_EXPLORER_DATA"


def data_folder(root: str | Path | None = None) -> Path:
    """Return the data folder: ``root``, else ``$NPU_EXPLORER_DATA``, else the usual place.

    The folder is not made here; whoever writes makes it.
    """
    if root is not None:
        return Path(root)
    if chosen := os.environ.get(DATA_VARIABLE, "").strip():
        return Path(chosen).expanduser()
    return platformdirs.user_data_path("npu-explorer", appauthor=False)
