"""Projects on disk: what a page needs to come back after a refresh, as text under a random id."""

from __future__ import annotations

import re
import secrets
import string
from pathlib import Path

from sim.data_folder import data_folder
from sim.errors import StoreError
from sim.store_files import write_beside

MAX_BYTES = 5_000_000
_ID = re.compile(r"[a-z0-9]{8,32}")
_LETTERS = string.ascii_lowercase + string.digits


def new_project_id() -> str:
    """Return a fresh id of 16 letters and digits, not to be guessed by others."""
    return "".join(secrets.choice(_LETTERS) for _ in range(16))


def save_project(project_id: str, text: str, root: str | Path | None = None) -> None:
    """Keep the text of a project; the last writer wins, and no reader sees half of it.

    Raises
    ------
    StoreError
        If the id is not 8 to 32 lower-case letters or digits, the text is
        larger than 5 MB, or the folder cannot be written.
    """
    path = _path(project_id, root)
    try:
        data = text.encode()
    except UnicodeEncodeError as error:
        raise StoreError(f"project {project_id}: its text is not valid Unicode: {error}") from error
    if len(data) > MAX_BYTES:
        raise StoreError(f"project {project_id}: {len(data)} bytes, at most {MAX_BYTES}")
    written = write_beside(path, lambda file: file.write(data))
    try:
        written.replace(path)
    except OSError as error:
        raise StoreError(f"cannot write {path}: {error}") from error
    finally:
        written.unlink(missing_ok=True)


def load_project(project_id: str, root: str | Path | None = None) -> str | None:
    """Return the text of a project, or None when there is none of that id.

    Raises
    ------
    StoreError
        If the id is not valid or the file cannot be read.
    """
    path = _path(project_id, root)
    try:
        return path.read_bytes().decode()
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        raise StoreError(f"cannot read project {project_id} at {path}: {error}") from error


def _path(project_id: object, root: str | Path | None) -> Path:
    # The id comes from a URL: nothing but letters and digits may reach the file system.
    if not isinstance(project_id, str) or _ID.fullmatch(project_id) is None:
        raise StoreError(
            f"{project_id!r:.60} is not the id of a project: 8 to 32 lower-case letters or digits"
        )
    return data_folder(root) / "projects" / f"{project_id}.yaml"
