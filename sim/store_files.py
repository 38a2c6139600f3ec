"""One run as one file of plain arrays; nothing in it can carry code.

The file is an uncompressed ``.npz``: the arrays as they are, and one array
``meta`` with the rest as JSON (network, populations, engine, versions). It
stands on its own, so a lost index can be built again from the files.
"""

from __future__ import annotations

import hashlib
import json
import os
import tempfile
import zipfile
from collections.abc import Callable, Mapping
from dataclasses import asdict, fields
from pathlib import Path
from typing import IO, Any

import numpy as np
from numpy.typing import NDArray

from sim.activity import Activity, EngineReport, Trace, WeightCourse
from sim.errors import StoreError
from sim.wiring import PopulationSlice

FORMAT = 1
_SPIKES = ("spike_step", "spike_neuron", "spike_count")
_COURSE_ARRAYS = ("time_s", "synapses", "values", "final")
_COURSE_VALUES = ("rule", "largest", "updates_pre", "updates_post")
Arrays = dict[str, NDArray[Any]]


def pack(activity: Activity) -> tuple[Arrays, dict[str, Any]]:
    """Return the arrays of an activity, and the rest of it as plain data."""
    arrays: Arrays = {name: getattr(activity, name) for name in _SPIKES}
    traces: dict[str, Any] = {}
    for i, (population, trace) in enumerate(activity.traces.items()):
        arrays[f"trace{i}.neurons"], arrays[f"trace{i}.time_s"] = trace.neurons, trace.time_s
        for j, values in enumerate(trace.values.values()):
            arrays[f"trace{i}.values{j}"] = values
        traces[population] = {"variables": list(trace.values), "units": dict(trace.units)}
    courses: dict[str, Any] = {}
    for i, (projection, course) in enumerate(activity.courses.items()):
        arrays |= {f"course{i}.{name}": getattr(course, name) for name in _COURSE_ARRAYS}
        courses[projection] = {name: getattr(course, name) for name in _COURSE_VALUES}
    engine = asdict(activity.engine)
    engine["versions"] = dict(activity.engine.versions)
    rest = {
        "format": FORMAT,
        "populations": [asdict(p) for p in activity.populations],
        "duration_s": activity.duration_s,
        "dt_s": activity.dt_s,
        "drive_events": dict(activity.drive_events),
        "traces": traces,
        "engine": engine,
        **({"courses": courses} if courses else {}),
    }
    return arrays, rest


def unpack(arrays: Mapping[str, NDArray[Any]], rest: Mapping[str, Any]) -> Activity:
    """Make an activity of what `pack` returned.

    Raises
    ------
    KeyError, TypeError, ValueError
        If something is missing or does not fit together.
    """
    if rest["format"] != FORMAT:
        raise ValueError(f"its format is {rest['format']!r}, this version reads {FORMAT}")
    known = {f.name for f in fields(EngineReport)}
    traces = {
        population: Trace(
            arrays[f"trace{i}.neurons"],
            arrays[f"trace{i}.time_s"],
            {v: arrays[f"trace{i}.values{j}"] for j, v in enumerate(trace["variables"])},
            trace["units"],
        )
        for i, (population, trace) in enumerate(rest["traces"].items())
    }
    return Activity(
        tuple(PopulationSlice(**p) for p in rest["populations"]),
        rest["duration_s"],
        rest["dt_s"],
        arrays["spike_step"],
        arrays["spike_neuron"],
        arrays["spike_count"],
        drive_events=rest["drive_events"],
        traces=traces,
        engine=EngineReport(**{k: v for k, v in rest["engine"].items() if k in known}),
        courses={
            projection: _course({n: arrays[f"course{i}.{n}"] for n in _COURSE_ARRAYS}, course)
            # Runs stored before there was plasticity have none.
            for i, (projection, course) in enumerate(rest.get("courses", {}).items())
        },
    )


def _course(arrays: Mapping[str, NDArray[Any]], values: Mapping[str, Any]) -> WeightCourse:
    known: dict[str, Any] = {**arrays, **{name: values[name] for name in _COURSE_VALUES}}
    return WeightCourse(**known)


def array_digest(arrays: Mapping[str, NDArray[Any]]) -> str:
    """Return the SHA-256 over names, types, shapes and values of arrays."""
    found = hashlib.sha256()
    for name in sorted(arrays):
        array = np.ascontiguousarray(arrays[name])
        found.update(f"{name} {array.dtype.str} {array.shape};".encode())
        found.update(array.view(np.uint8).reshape(-1).data if array.size else b"")
    return found.hexdigest()


def write_run_file(file: IO[bytes], arrays: Arrays, meta: Mapping[str, Any]) -> None:
    """Write arrays and plain data to an open file."""
    text = json.dumps(meta, ensure_ascii=False).encode()
    np.savez(file, allow_pickle=False, **arrays, meta=np.frombuffer(text, dtype=np.uint8))


def read_run_file(path: Path) -> tuple[Arrays, dict[str, Any]]:
    """Read what `write_run_file` wrote.

    Raises
    ------
    StoreError
        If the file is missing, cut short or not such a file.
    """
    arrays = _read(path, lambda names: names)
    return arrays, _words(arrays, path)


def read_run_words(path: Path) -> dict[str, Any]:
    """Read all but the arrays of what `write_run_file` wrote.

    Raises
    ------
    StoreError
    """
    return _words(_read(path, lambda _: ["meta"]), path)


def _read(path: Path, chosen: Callable[[list[str]], list[str]]) -> Arrays:
    try:
        with np.load(path, allow_pickle=False) as file:
            return {name: file[name] for name in chosen(file.files)}
    except FileNotFoundError as error:
        raise StoreError(f"{path}: the file of this run is gone; delete the entry") from error
    except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
        raise StoreError(f"{path}: not readable as a run: {error}; delete the entry") from error


def _words(arrays: Arrays, path: Path) -> dict[str, Any]:
    """Take the JSON out of the arrays of a run file."""
    try:
        meta = json.loads(arrays.pop("meta").tobytes())
    except (ValueError, KeyError) as error:
        raise StoreError(f"{path}: not readable as a run: {error}; delete the entry") from error
    if not isinstance(meta, dict):
        raise StoreError(f"{path}: not readable as a run; delete the entry")
    return meta


def checksum(path: Path) -> str:
    """Return the SHA-256 of a file."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def write_beside(path: Path, write: Callable[[IO[bytes]], object]) -> Path:
    """Write a file completely under a passing name in the folder of ``path``.

    The caller moves it into place with ``Path.replace``, in one step that no
    reader can see half done. Nothing is left behind when writing fails.

    Raises
    ------
    StoreError
        If the folder cannot be written or the disk is full.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(prefix=".writing-", dir=path.parent)
    except OSError as error:
        raise StoreError(_cannot_write(path, error)) from error
    try:
        with os.fdopen(handle, "wb") as file:
            write(file)
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        Path(name).unlink(missing_ok=True)
        raise StoreError(_cannot_write(path, error)) from error
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
    return Path(name)


def _cannot_write(path: Path, error: OSError) -> str:
    return (
        f"cannot write {path}: {error.strerror or error}; free some space there, "
        "or set NPU_EXPLORER_DATA to a folder that can be written"
    )
