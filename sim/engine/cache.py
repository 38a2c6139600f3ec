"""Compiled programs on disk, by the hash of everything that decides them.

An entry is a folder with a manifest that holds the size and hash of each of
its files. It is built beside its place and moved there whole; an entry whose
files do not match the manifest is thrown away and built again.
"""

from __future__ import annotations

import functools
import hashlib
import json
import os
import shutil
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import platformdirs

#: Older entries are removed when all together take more than this. [bytes]
MOST_BYTES = 2 * 1024**3

_MANIFEST = "manifest.json"


def cache_root() -> Path:
    """Return the folder of caches; ``NPU_EXPLORER_CACHE_DIR`` overrides it."""
    chosen = os.environ.get("NPU_EXPLORER_CACHE_DIR")
    return Path(chosen).absolute() if chosen else _user_cache()


@functools.cache
def _user_cache() -> Path:
    return platformdirs.user_cache_path("npu-explorer")


def hash_text(*parts: str) -> str:
    """Return a short hash of texts, each kept apart from the next."""
    digest = hashlib.sha256()
    for part in parts:
        digest.update(len(part).to_bytes(8, "little") + part.encode())
    return digest.hexdigest()[:32]


@dataclass(frozen=True)
class Cache:
    """A folder of entries, each named by its key."""

    folder: Path

    @classmethod
    def default(cls) -> Cache:
        return cls(cache_root() / "engine")

    def find(self, key: str) -> Path | None:
        """Return the folder of an intact entry and mark it as used, or None."""
        entry = self.folder / key
        try:
            manifest = json.loads((entry / _MANIFEST).read_text(encoding="utf-8"))
            intact = all(_fingerprint(entry / name) == mark for name, mark in manifest.items())
            if not (intact and manifest):
                return None
            os.utime(entry / _MANIFEST)
        except (OSError, ValueError, AttributeError):
            return None
        return entry

    def scratch(self) -> Path:
        """Return a new empty folder on the same disk, to build an entry in."""
        folder = self.folder / f".building-{os.getpid()}-{time.time_ns()}"
        folder.mkdir(parents=True)
        return folder

    def put(self, key: str, built: Path, files: Iterable[str]) -> Path:
        """Move built files into the cache as one entry, replacing a damaged one.

        Parameters
        ----------
        built : Path
            Folder made by `scratch` (or one inside it).
        files : iterable of str
            Names of the files to keep.
        """
        manifest = {name: _fingerprint(built / name) for name in files}
        (built / _MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
        for path in built.iterdir():
            if path.name not in manifest and path.name != _MANIFEST:
                shutil.rmtree(path) if path.is_dir() else path.unlink()
        entry = self.folder / key
        if entry.exists():
            shutil.rmtree(entry)
        built.rename(entry)
        self.prune()
        return entry

    def prune(self, most_bytes: int = MOST_BYTES) -> None:
        """Remove the entries used longest ago until the rest fits, and abandoned builds."""
        entries = []
        for folder in self.folder.iterdir():
            if folder.name.startswith(".building-") and _age_s(folder) > 86_400:
                shutil.rmtree(folder, ignore_errors=True)
            elif (folder / _MANIFEST).exists():
                size = sum(f.stat().st_size for f in folder.iterdir() if f.is_file())
                entries.append(((folder / _MANIFEST).stat().st_mtime, size, folder))
        total = sum(size for _, size, _ in entries)
        for _, size, folder in sorted(entries)[:-1]:  # the newest always stays
            if total <= most_bytes:
                break
            shutil.rmtree(folder, ignore_errors=True)
            total -= size


def _fingerprint(path: Path) -> str:
    """Return the hash of a file, read again only if the file has changed since."""
    found = path.stat()
    return _hash_file(path, found.st_mtime_ns, found.st_size, found.st_ino)


@functools.lru_cache(maxsize=1024)
def _hash_file(path: Path, *_changes: int) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def read_source(path: Path) -> str:
    """Return a source file, read again only if it has changed since."""
    found = path.stat()
    return _read_source(path, found.st_mtime_ns, found.st_size, found.st_ino)


@functools.lru_cache(maxsize=256)
def _read_source(path: Path, *_changes: int) -> str:
    return path.read_text(encoding="utf-8")


def _age_s(path: Path) -> float:
    return time.time() - path.stat().st_mtime
