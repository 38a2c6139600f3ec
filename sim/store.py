"""Runs on disk: an index and one file of arrays per run, addressed by content.

The same network with the same spikes is stored once. A file is written
completely before it takes its place, and it takes its place within the
transaction that lists it, so that neither a crash nor a second process leaves
half a run. The folder is ``data_folder()`` unless a root is given.
"""

from __future__ import annotations

import re
import sqlite3
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sim.activity import Activity
from sim.data_folder import data_folder
from sim.errors import RunNotFound, SimError, StoreError
from sim.network import Network, network_from_mapping, without_boxes
from sim.projects import load_project, new_project_id, save_project
from sim.provenance import canonical, digest, fingerprint, versions
from sim.store_files import (
    array_digest,
    checksum,
    pack,
    read_run_file,
    read_run_words,
    unpack,
    write_beside,
    write_run_file,
)
from sim.store_index import RunInfo, create, info_of, insert, surplus, transaction

__all__ = [
    "RunInfo",
    "StoredRun",
    "delete_run",
    "find_run",
    "list_runs",
    "load_project",
    "load_run",
    "network_of_run",
    "new_project_id",
    "rebuild_index",
    "rename_run",
    "save_project",
    "save_run",
]

#: Room for runs; the longest unused unnamed ones go first when it is full.
CAP_BYTES = 2_000_000_000
MAX_NAME, MAX_NOTES = 200, 20_000
_RUN_ID = re.compile(r"[0-9a-f]{24}")
Root = str | Path | None


@dataclass(frozen=True)
class StoredRun:
    """A run as it was saved.

    Parameters
    ----------
    run_id, name, notes : str
    network : Network
    activity : Activity
    hardware : str or None
        Profile whose constraints the wiring carried; None for the ideal network.
    created : datetime
        In UTC.
    versions : mapping of str to str
        Of the program and its libraries when it was saved.
    profile : mapping or None
        That profile as plain data; None where it was not given to `save_run`.
    method : str or None
        Of placement, which decides what weights share a scale on the chip.
    """

    run_id: str
    network: Network
    activity: Activity
    created: datetime
    name: str
    notes: str
    versions: Mapping[str, str]
    hardware: str | None = None
    profile: Mapping[str, Any] | None = None
    method: str | None = None


def save_run(
    network: Network,
    activity: Activity,
    name: str = "",
    notes: str = "",
    root: Root = None,
    *,
    hardware: str | None = None,
    profile: Mapping[str, Any] | None = None,
    method: str | None = None,
    cap_bytes: int = CAP_BYTES,
) -> str:
    """Store a run and return its id; storing the same content again changes nothing.

    Parameters
    ----------
    name, notes : str
        For people; a run with a name is never removed to save space.
    hardware : str, optional
        Profile whose constraints the wiring carried.
    profile : mapping, optional
        The profile itself as plain data (JSON), since a file of this name may change.
    method : str, optional
        Of the placement that the constraints went by.
    cap_bytes : int
        Room for all runs together. The run being saved is kept in any case.

    Raises
    ------
    StoreError
    """
    _check_words(name, notes)
    arrays, rest = pack(activity)
    spec = canonical(network)
    chip = {k: v for k, v in {"profile": profile, "method": method}.items() if v is not None}
    content = canonical(without_boxes(network))
    run_id = digest(
        {"network": content, "hardware": hardware, "arrays": array_digest(arrays), **chip}
    )
    if _renewed(run_id, name, notes, root):
        return run_id
    made = {
        "network": spec, "hardware": hardware, "created": time.time(), "name": name, "notes": notes,
        "fingerprint": fingerprint(network, hardware), "versions": versions(), "activity": rest,
        **chip,
    }  # fmt: skip
    path = _run_path(run_id, root)
    written = write_beside(path, lambda file: write_run_file(file, arrays, made))
    try:
        row = _row(run_id, made, network, activity, written)
        with transaction(_index(root), write=True) as connection:
            insert(connection, row)
            written.replace(path)
            for old in surplus(connection, cap_bytes, keep=run_id):
                _remove(connection, old, root)
    except OSError as error:
        raise StoreError(f"cannot write {path}: {error}") from error
    finally:
        written.unlink(missing_ok=True)
    return run_id


def load_run(run_id: str, root: Root = None) -> StoredRun:
    """Read a run back, checked against its checksum.

    Raises
    ------
    RunNotFound
        If there is no such run.
    StoreError
        If its file is damaged; the list of runs says so from then on.
    """
    row = _find(run_id, root)
    try:
        arrays, made = _read_checked(row, root)
        network, activity = _parts(run_id, arrays, made)
    except StoreError as error:
        with transaction(_index(root), write=True) as connection:
            connection.execute(  # unless somebody has mended it meanwhile
                "UPDATE runs SET damaged = ? WHERE run_id = ? AND sha256 = ?",
                (str(error), run_id, row["sha256"]),
            )
        raise
    with transaction(_index(root), write=True) as connection:
        connection.execute("UPDATE runs SET used = ? WHERE run_id = ?", (time.time(), run_id))
    return StoredRun(
        run_id, network, activity, datetime.fromtimestamp(row["created"], UTC),
        row["name"], row["notes"], made.get("versions", {}), row["hardware"],
        made.get("profile"), made.get("method"),
    )  # fmt: skip


def network_of_run(run_id: str, root: Root = None) -> Network:
    """Return the network of a run without reading its spikes, for a list of many runs.

    Raises
    ------
    RunNotFound
        If there is no such run.
    StoreError
        If its file cannot be read.
    """
    _check_id(run_id)
    made = read_run_words(_run_path(run_id, root))
    try:
        return network_from_mapping(made["network"], f"run {run_id}")
    except (KeyError, TypeError, SimError) as error:
        raise StoreError(f"run {run_id}: its network cannot be read: {error}") from error


def find_run(network: Network, hardware: str | None = None, root: Root = None) -> str | None:
    """Return the newest run of this very network, seed and model version, or None."""
    with transaction(_index(root)) as connection:
        found = connection.execute(
            "SELECT run_id FROM runs WHERE fingerprint = ? AND damaged = '' "
            "ORDER BY created DESC, rowid DESC LIMIT 1",
            (fingerprint(network, hardware),),
        ).fetchone()
    return None if found is None else str(found["run_id"])


def list_runs(root: Root = None, limit: int = 100) -> list[RunInfo]:
    """Return the newest runs; one whose file is gone, cut or known bad says so in ``damaged``."""
    with transaction(_index(root)) as connection:
        rows = connection.execute(
            "SELECT * FROM runs ORDER BY created DESC, rowid DESC LIMIT ?", (max(limit, 0),)
        ).fetchall()
    return [info_of(row, _visible_damage(row, root)) for row in rows]


def rename_run(run_id: str, name: str, notes: str | None = None, root: Root = None) -> None:
    """Give a run another name, and other notes unless None.

    Raises
    ------
    RunNotFound
    """
    _check_words(name, notes or "")
    _check_id(run_id)
    with transaction(_index(root), write=True) as connection:
        changed = connection.execute(
            "UPDATE runs SET name = ?, notes = COALESCE(?, notes) WHERE run_id = ?",
            (name, notes, run_id),
        )
    if changed.rowcount == 0:
        raise _not_found(run_id)


def delete_run(run_id: str, root: Root = None) -> None:
    """Remove a run, damaged or not.

    Raises
    ------
    RunNotFound
    """
    _check_id(run_id)
    with transaction(_index(root), write=True) as connection:
        if _remove(connection, run_id, root) == 0:
            raise _not_found(run_id)


def rebuild_index(root: Root = None) -> int:
    """Make the index anew from the run files and return how many it lists.

    For an index that is damaged. Names and notes come back as they were when
    each run was saved; a file that cannot be read is not listed and stays
    where it is.

    Raises
    ------
    StoreError
    """
    rows = []
    for path in sorted((data_folder(root) / "runs").glob("*/*.npz")):
        try:
            arrays, made = read_run_file(path)
            rows.append(_row(path.stem, made, *_parts(path.stem, arrays, made), path))
        except StoreError:
            continue
    create(_index(root), rows, replace=True)
    return len(rows)


def _renewed(run_id: str, name: str, notes: str, root: Root) -> bool:
    """Return True when the run is stored already; its name and notes are brought up to date."""
    with transaction(_index(root), write=True) as connection:
        row = connection.execute(
            "SELECT * FROM runs WHERE run_id = ? AND damaged = ''", (run_id,)
        ).fetchone()
        if row is None or _visible_damage(row, root):
            return False
        connection.execute(
            "UPDATE runs SET used = ?, name = ?, notes = ? WHERE run_id = ?",
            (time.time(), name or row["name"], notes or row["notes"], run_id),
        )
    return True


def _row(
    run_id: str, made: Mapping[str, Any], network: Network, activity: Activity, path: Path
) -> dict[str, Any]:
    return {
        "run_id": run_id, "fingerprint": made["fingerprint"], "hardware": made["hardware"],
        "name": made["name"], "notes": made["notes"],
        "network_name": network.name, "title": network.title, "seed": network.seed,
        "duration_s": activity.duration_s, "n_neurons": activity.n_neurons,
        "n_spikes": activity.n_spikes, "created": made["created"], "used": made["created"],
        "size_bytes": path.stat().st_size, "sha256": checksum(path),
    }  # fmt: skip


def _read_checked(row: sqlite3.Row, root: Root) -> tuple[dict[str, Any], dict[str, Any]]:
    path = _run_path(row["run_id"], root)
    if damage := _visible_damage(row, root):
        raise StoreError(f"run {row['run_id']}: {damage}; delete the entry")
    if checksum(path) != row["sha256"]:
        raise StoreError(f"run {row['run_id']}: {path} was changed since; delete the entry")
    return read_run_file(path)


def _visible_damage(row: sqlite3.Row, root: Root) -> str:
    """Return what a glance at the file shows to be wrong."""
    path = _run_path(row["run_id"], root)
    try:
        size = path.stat().st_size
    except OSError:
        return f"its file {path} is gone"
    if size != row["size_bytes"]:
        return f"its file {path} has {size} bytes, not {row['size_bytes']}"
    return ""


def _parts(
    run_id: str, arrays: Mapping[str, Any], made: Mapping[str, Any]
) -> tuple[Network, Activity]:
    try:
        return network_from_mapping(made["network"], f"run {run_id}"), unpack(
            arrays, made["activity"]
        )
    except (KeyError, TypeError, ValueError, SimError) as error:
        made_by = made.get("versions", {}) if isinstance(made, Mapping) else {}
        raise StoreError(
            f"run {run_id}: cannot be read by this version (saved by npu-explorer "
            f"{made_by.get('npu-explorer', 'unknown')}): {error}"
        ) from error


def _find(run_id: str, root: Root) -> sqlite3.Row:
    _check_id(run_id)
    with transaction(_index(root)) as connection:
        row: sqlite3.Row | None = connection.execute(
            "SELECT * FROM runs WHERE run_id = ?", (run_id,)
        ).fetchone()
    if row is None:
        raise _not_found(run_id)
    return row


def _remove(connection: sqlite3.Connection, run_id: str, root: Root) -> int:
    gone = connection.execute("DELETE FROM runs WHERE run_id = ?", (run_id,)).rowcount
    _run_path(run_id, root).unlink(missing_ok=True)
    return gone


def _check_id(run_id: object) -> None:
    if not isinstance(run_id, str) or _RUN_ID.fullmatch(run_id) is None:
        raise RunNotFound(
            f"{run_id!r:.60} is not the id of a run (24 hexadecimal digits); "
            "`npu-explorer runs` shows the stored ones"
        )


def _not_found(run_id: str) -> RunNotFound:
    return RunNotFound(
        f"no stored run {run_id}: deleted, or removed to save space since it had no name; "
        "`npu-explorer runs` shows the stored ones"
    )


def _check_words(name: str, notes: str) -> None:
    if len(name) > MAX_NAME or len(notes) > MAX_NOTES:
        raise StoreError(
            f"a name of {len(name)} and notes of {len(notes)} characters; "
            f"at most {MAX_NAME} and {MAX_NOTES}"
        )


def _index(root: Root) -> Path:
    return data_folder(root) / "runs.sqlite"


def _run_path(run_id: str, root: Root) -> Path:
    return data_folder(root) / "runs" / run_id[:2] / f"{run_id}.npz"
