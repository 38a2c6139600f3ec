"""Synapses prepared for the compiled program, once per wiring.

The library of rows (``native/prepare.cpp``) sorts the synapses where they lie, in
this process and without a copy, into three files (``native/rows.hpp``: 8 bytes per
synapse) in the cache, named by their content. A run links them into its folder and
maps them, so that a changed parameter writes no synapse.
"""

from __future__ import annotations

import ctypes
import functools
import os
import shutil
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sim.engine.cache import cache_root, hash_text
from sim.engine.row_groups import row_groups
from sim.errors import EngineError, RunCancelled
from sim.wiring import Synapses

#: Wirings used longest ago are removed when all together take more than this. [bytes]
MOST_BYTES = 6 * 1024**3

_FILES = ("rows.synapses", "rows.runs", "rows.rows")
_GROUPS = "groups"


@dataclass(frozen=True)
class Landing:
    """Where weights onto one population land.

    Parameters
    ----------
    size : int
        Neurons.
    positive, negative : int
        Places of neuron 0 in the inputs of the network, by the sign of the weight.
    flip : bool
        True when a negative weight lands with the other sign.
    masked : bool
        True when refractory neurons take nothing.
    """

    size: int
    positive: int
    negative: int
    flip: bool
    masked: bool


@dataclass(frozen=True)
class RowGroup:
    """Some projections of one source that share rows."""

    source: str
    projections: tuple[int, ...]
    first_row: int
    shortest_delay: int
    longest_delay: int
    masked: bool


@dataclass(frozen=True)
class PreparedRows:
    """Prepared files and what they hold, groups in the order in which they act."""

    folder: Path
    groups: tuple[RowGroup, ...]

    def link(self, run_folder: Path) -> str:
        """Put the files into a run folder, where no clean-up removes them; return their stem."""
        for name in _FILES:
            try:
                os.link(self.folder / name, run_folder / name)
            except OSError:  # a file system without links
                shutil.copyfile(self.folder / name, run_folder / name)
        return _FILES[0].partition(".")[0]


class _Part(ctypes.Structure):
    _fields_ = (
        ("offsets", ctypes.c_void_p), ("targets", ctypes.c_void_p),
        ("weights", ctypes.c_void_p), ("delays", ctypes.c_void_p),
        ("target_size", ctypes.c_int64),
        ("positive", ctypes.c_int64), ("negative", ctypes.c_int64),
        ("flip", ctypes.c_int32), ("group", ctypes.c_int32),
    )  # fmt: skip


class _Group(ctypes.Structure):
    _fields_ = (("n_rows", ctypes.c_int64), ("first_row", ctypes.c_int64))


_Arrays = tuple[
    NDArray[np.int64], NDArray[np.int32], NDArray[np.float32], NDArray[np.int16]
]  # of one projection


def prepare_rows(
    projections: Sequence[Synapses],
    landings: dict[str, Landing],
    library: Path,
    *,
    shards: int,
    threads: int,
    cancelled: Callable[[], bool] = lambda: False,
) -> PreparedRows:
    """Return the prepared rows of projections, from the cache or sorted now.

    Parameters
    ----------
    landings : dict of str to Landing
        By target population.
    library : Path
        The compiled library of rows.
    shards : int
        Threads of the run that will use them.
    threads : int
        Threads that may sort now.

    Raises
    ------
    EngineError
        If the disk is full or a synapse points nowhere.
    RunCancelled
    """
    native = _load(library)
    arrays = [_arrays(s) for s in projections]
    groups = row_groups(projections)
    key = _key(native, projections, arrays, landings, library, shards)
    parent = cache_root() / "wirings"
    folder = parent / key
    first_rows = _look(folder, len(groups))
    if first_rows is None:
        first_rows = _sort(
            native, projections, arrays, landings, groups, folder, shards, threads, cancelled
        )
        _prune(parent)
    return PreparedRows(folder, tuple(
        _group(projections, arrays, landings, members, first)
        for members, first in zip(groups, first_rows, strict=True)
    ))  # fmt: skip


@functools.cache
def _load(library: Path) -> ctypes.CDLL:
    native = ctypes.CDLL(str(library))
    native.npu_prepare.restype = ctypes.c_int
    native.npu_prepare.argtypes = (
        ctypes.c_char_p, ctypes.POINTER(_Part), ctypes.c_int32, ctypes.POINTER(_Group),
        ctypes.c_int32, ctypes.c_int32, ctypes.c_int32, ctypes.POINTER(ctypes.c_int32),
        ctypes.c_char_p, ctypes.c_int64,
    )  # fmt: skip
    native.npu_fingerprint.restype = ctypes.c_uint64
    native.npu_fingerprint.argtypes = (ctypes.c_void_p, ctypes.c_int64, ctypes.c_uint64)
    return native


def _arrays(s: Synapses) -> _Arrays:
    """Return the arrays as the library reads them: without a copy, if they are as they should be."""
    return (
        np.ascontiguousarray(s.offsets, dtype=np.int64),
        np.ascontiguousarray(s.targets, dtype=np.int32),
        np.ascontiguousarray(s.weights, dtype=np.float32),
        np.ascontiguousarray(s.delay_steps, dtype=np.int16),
    )


def _key(
    native: ctypes.CDLL, projections: Sequence[Synapses], arrays: Sequence[_Arrays],
    landings: dict[str, Landing], library: Path, shards: int,
) -> str:  # fmt: skip
    """Return a name that changes with the content of the prepared files."""
    marks = [library.parent.name, str(shards)]
    for synapses, columns in zip(projections, arrays, strict=True):
        marks += [synapses.source, synapses.target, repr(landings[synapses.target])]
        marks += [str(native.npu_fingerprint(a.ctypes.data, a.nbytes, 0)) for a in columns]
    return hash_text(*marks)


def _look(folder: Path, n_groups: int) -> list[int] | None:
    """Return the first row of every group of intact prepared files, and mark them as used."""
    try:
        words = (folder / _GROUPS).read_text(encoding="utf-8").split()
        sizes, first_rows = words[: len(_FILES)], words[len(_FILES) :]
        if len(first_rows) != n_groups:
            return None
        if any((folder / n).stat().st_size != int(s) for n, s in zip(_FILES, sizes, strict=True)):
            return None
        os.utime(folder / _GROUPS)
        return [int(row) for row in first_rows]
    except (OSError, ValueError):
        return None


def _sort(
    native: ctypes.CDLL, projections: Sequence[Synapses], arrays: Sequence[_Arrays],
    landings: dict[str, Landing], groups: Sequence[Sequence[int]], folder: Path,
    shards: int, threads: int, cancelled: Callable[[], bool],
) -> list[int]:  # fmt: skip
    """Write the files beside their place and move them there whole."""
    group_of = {p: g for g, members in enumerate(groups) for p in members}
    parts = (_Part * len(projections))(*(
        _part(arrays[p], landings[s.target], group_of[p]) for p, s in enumerate(projections)
    ))  # fmt: skip
    rows = (_Group * len(groups))(*(_Group(len(arrays[m[0]][0]) - 1, 0) for m in groups))
    scratch = folder.parent / f".sorting-{os.getpid()}-{threading.get_ident()}-{time.time_ns()}"
    scratch.mkdir(parents=True)
    try:
        stem = os.fsencode(scratch / "rows")
        _call(native, (stem, parts, len(parts), rows, len(rows), shards, threads), cancelled)
        sizes = [str((scratch / name).stat().st_size) for name in _FILES]
        first_rows = [group.first_row for group in rows]
        text = " ".join([*sizes, *map(str, first_rows)])
        (scratch / _GROUPS).write_text(text, encoding="utf-8")
        if folder.exists():  # damaged
            shutil.rmtree(folder, ignore_errors=True)
        try:
            scratch.rename(folder)
        except OSError:  # another process was faster
            if _look(folder, len(groups)) is None:
                raise
    finally:
        shutil.rmtree(scratch, ignore_errors=True)
    return first_rows


def _part(arrays: _Arrays, landing: Landing, group: int) -> _Part:
    return _Part(
        *(a.ctypes.data for a in arrays),
        landing.size, landing.positive, landing.negative, int(landing.flip), group,
    )  # fmt: skip


def _call(
    native: ctypes.CDLL, arguments: tuple[object, ...], cancelled: Callable[[], bool]
) -> None:
    """Call the library in a thread of its own, which lets go of Python's lock, and watch it."""
    stop, message = ctypes.c_int32(int(cancelled())), ctypes.create_string_buffer(400)
    failed: list[int] = []
    thread = threading.Thread(
        target=lambda: failed.append(
            native.npu_prepare(*arguments, ctypes.byref(stop), message, len(message))
        ),
        daemon=True,
    )
    thread.start()
    thread.join(0.05)
    while thread.is_alive():
        if cancelled():
            stop.value = 1
        thread.join(0.05)
    if stop.value:
        raise RunCancelled("stopped on request while the synapses were sorted")
    if failed != [0]:
        raise EngineError(f"sorting the synapses failed: {message.value.decode(errors='replace')}")


def _group(
    projections: Sequence[Synapses], arrays: Sequence[_Arrays], landings: dict[str, Landing],
    members: Sequence[int], first_row: int,
) -> RowGroup:  # fmt: skip
    delays = [arrays[p][3] for p in members if len(arrays[p][3])]
    return RowGroup(
        projections[members[0]].source,
        tuple(members),
        first_row,
        min((int(d.min()) for d in delays), default=0),
        max((int(d.max()) for d in delays), default=0),
        any(landings[projections[p].target].masked for p in members),
    )


def _prune(parent: Path) -> None:
    """Remove the wirings used longest ago until the rest fits, and what was never finished."""
    entries = []
    for folder in parent.iterdir():
        try:
            if folder.name.startswith(".sorting-"):
                if time.time() - folder.stat().st_mtime > 86_400:
                    shutil.rmtree(folder, ignore_errors=True)
                continue
            size = sum(f.stat().st_size for f in folder.iterdir())
            entries.append(((folder / _GROUPS).stat().st_mtime, size, folder))
        except OSError:  # another process removed it
            continue
    total = sum(size for _, size, _ in entries)
    for _, size, folder in sorted(entries)[:-1]:  # the newest always stays
        if total <= MOST_BYTES:
            break
        shutil.rmtree(folder, ignore_errors=True)
        total -= size
