"""The index of stored runs: one SQLite file, safe with several processes.

Every change is one ``BEGIN IMMEDIATE`` transaction, so a second writer waits
for the first; write-ahead logging lets readers go on meanwhile. The file is
made under a passing name and moved into place, so that nobody ever opens an
index without its table.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from sim.errors import StoreError

_TABLE = """
CREATE TABLE runs (
    run_id TEXT PRIMARY KEY, fingerprint TEXT NOT NULL, hardware TEXT,
    name TEXT NOT NULL, notes TEXT NOT NULL,
    network_name TEXT NOT NULL, title TEXT NOT NULL, seed INTEGER NOT NULL,
    duration_s REAL NOT NULL, n_neurons INTEGER NOT NULL, n_spikes INTEGER NOT NULL,
    created REAL NOT NULL, used REAL NOT NULL,
    size_bytes INTEGER NOT NULL, sha256 TEXT NOT NULL, damaged TEXT NOT NULL DEFAULT ''
)
"""
#: Seconds a writer waits for another one before it gives up.
_PATIENCE_S = 30.0


@dataclass(frozen=True)
class RunInfo:
    """One line of the list of runs.

    Parameters
    ----------
    run_id, fingerprint : str
        Name of this very content, and of what it depends on (see `sim.provenance`).
    hardware : str or None
        Profile whose constraints the wiring carried; None for the ideal network.
    name, notes : str
        Given by the user; a named run is never removed to save space.
    network_name, title : str
    seed : int
    duration_s : float
    n_neurons, n_spikes : int
    created : datetime
        In UTC.
    size_bytes : int
    damaged : str
        What is wrong with its file; empty when nothing is known to be.
    """

    run_id: str
    fingerprint: str
    hardware: str | None
    name: str
    notes: str
    network_name: str
    title: str
    seed: int
    duration_s: float
    n_neurons: int
    n_spikes: int
    created: datetime
    size_bytes: int
    damaged: str = ""


def info_of(row: sqlite3.Row, damaged: str = "") -> RunInfo:
    """Return a row of the index for people."""
    values = {name: row[name] for name in RunInfo.__dataclass_fields__}
    values["created"] = datetime.fromtimestamp(row["created"], UTC)
    values["damaged"] = damaged or row["damaged"]
    return RunInfo(**values)


@contextmanager
def transaction(index: Path, write: bool = False) -> Iterator[sqlite3.Connection]:
    """Open the index for one look or one change; any error undoes the change.

    Raises
    ------
    StoreError
        If the index is damaged, locked for too long or cannot be written.
    """
    if not index.exists():
        create(index)
    connection = None
    try:
        connection = sqlite3.connect(index, timeout=_PATIENCE_S, isolation_level=None)
        connection.row_factory = sqlite3.Row
        connection.execute("BEGIN IMMEDIATE" if write else "BEGIN")
        yield connection
        connection.execute("COMMIT")
    except sqlite3.Error as error:
        raise _unusable(index, error) from error
    finally:
        if connection is not None:
            connection.close()  # rolls back what was not committed


def create(index: Path, rows: Iterable[dict[str, Any]] = (), replace: bool = False) -> None:
    """Make the index with some rows; one that is already there stays unless ``replace``.

    Raises
    ------
    StoreError
        If it cannot be written.
    """
    new = index.with_suffix(".sqlite.new")
    try:
        index.parent.mkdir(parents=True, exist_ok=True)
        with FileLock(index.with_suffix(".lock"), timeout=_PATIENCE_S):
            if index.exists() and not replace:
                return
            new.unlink(missing_ok=True)
            with closing(sqlite3.connect(new)) as connection, connection:
                connection.execute("PRAGMA journal_mode=WAL")
                connection.execute(_TABLE)
                for row in rows:
                    insert(connection, row)
            for suffix in ("-wal", "-shm"):  # of an index that is being replaced
                Path(f"{index}{suffix}").unlink(missing_ok=True)
            new.replace(index)
    except (OSError, Timeout, sqlite3.Error) as error:
        raise _unusable(index, error) from error


def _unusable(index: Path, error: Exception) -> StoreError:
    busy_or_full = isinstance(error, (OSError, sqlite3.OperationalError))
    if isinstance(error, sqlite3.DatabaseError) and (not busy_or_full or "no such" in str(error)):
        return StoreError(
            f"the list of runs {index} is damaged: {error}; sim.store.rebuild_index() "
            "makes a new one from the run files"
        )
    return StoreError(
        f"the list of runs {index} cannot be used: {error}; close other programs that hold it, "
        "free some space, or set NPU_EXPLORER_DATA to a folder that can be written"
    )


def insert(connection: sqlite3.Connection, values: dict[str, Any]) -> None:
    """Add a run; one with this id already there gets the new file and keeps its other fields."""
    columns = ", ".join(values)
    marks = ", ".join(f":{name}" for name in values)
    connection.execute(
        f"INSERT INTO runs ({columns}) VALUES ({marks}) "  # noqa: S608  our own column names
        "ON CONFLICT (run_id) DO UPDATE SET used = excluded.used, sha256 = excluded.sha256, "
        "size_bytes = excluded.size_bytes, damaged = '', "
        "name = CASE excluded.name WHEN '' THEN name ELSE excluded.name END, "
        "notes = CASE excluded.notes WHEN '' THEN notes ELSE excluded.notes END",
        values,
    )


def surplus(connection: sqlite3.Connection, cap_bytes: int, keep: str) -> list[str]:
    """Return the unnamed runs to remove, longest unused first, until the rest fits the cap."""
    total = connection.execute("SELECT COALESCE(SUM(size_bytes), 0) FROM runs").fetchone()[0]
    chosen: list[str] = []
    for row in connection.execute(
        "SELECT run_id, size_bytes FROM runs WHERE name = '' AND run_id != ? ORDER BY used, rowid",
        (keep,),
    ):
        if total <= cap_bytes:
            break
        chosen.append(row["run_id"])
        total -= row["size_bytes"]
    return chosen
