"""The rows of a sweep on disk: one line each, written as soon as a point is done."""

from __future__ import annotations

import os
import threading
from pathlib import Path
from types import TracebackType
from typing import IO

from filelock import FileLock, Timeout
from pydantic import ValidationError

from sim.errors import StoreError
from sim.sweep.row import PointResult


class Ledger:
    """``points.jsonl`` of one folder, open for one sweep at a time.

    A line that cannot be read, such as the last one of a machine that lost
    power, counts as not done. Of several rows of one point the last counts.
    """

    def __init__(self, folder: str | Path) -> None:
        self.folder = Path(folder)
        self.path = self.folder / "points.jsonl"
        self._threads = threading.Lock()
        self._lock = FileLock(self.folder / ".sweep.lock", timeout=0)

    def __enter__(self) -> Ledger:
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            self._lock.acquire()
        except Timeout as error:
            raise StoreError(
                f"{self.folder}: another sweep is writing there; wait for it or choose "
                "another folder"
            ) from error
        except OSError as error:
            raise StoreError(f"cannot write to {self.folder}: {error.strerror or error}") from error
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._lock.release()

    def rows(self) -> dict[str, PointResult]:
        """Return the rows by fingerprint."""
        try:
            lines = self.path.read_bytes().splitlines()
        except FileNotFoundError:
            return {}
        except OSError as error:
            raise StoreError(f"cannot read {self.path}: {error.strerror or error}") from error
        found: dict[str, PointResult] = {}
        for line in lines:
            try:
                row = PointResult.model_validate_json(line)
            except ValidationError:
                continue
            found[row.fingerprint] = row
        return found

    def append(self, row: PointResult) -> None:
        """Add a row; it is on the disk when this returns.

        Raises
        ------
        StoreError
            If it cannot be written.
        """
        line = row.model_dump_json().encode() + b"\n"
        try:
            with self._threads, self.path.open("ab+") as file:
                if not _ends_a_line(file):
                    line = b"\n" + line
                file.write(line)
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise StoreError(f"cannot write {self.path}: {error.strerror or error}") from error


def _ends_a_line(file: IO[bytes]) -> bool:
    """Return False after a line that was cut short; writing goes to the end in any case."""
    if file.seek(0, os.SEEK_END) == 0:
        return True
    file.seek(-1, os.SEEK_END)
    return file.read(1) == b"\n"
