"""The compiled programs a plan needs: from the cache, or built once and kept."""

from __future__ import annotations

import functools
import json
import shutil
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from filelock import FileLock, Timeout

from sim.engine.cache import Cache, hash_text
from sim.engine.child import python_worker, run_child
from sim.engine.compiler import Compiler, find_compiler
from sim.engine.equations import all_models
from sim.engine.limits import RunLimits
from sim.engine.neuron_model import NeuronModel
from sim.engine.worker import LIBRARY, NATIVE, PROGRAM
from sim.errors import RunCancelled

#: Longest time to wait for a compiler. [s]
_MOST_BUILD_S = 900.0


@dataclass(frozen=True)
class Programs:
    """The simulation program and one library per model name."""

    program: Path
    libraries: dict[str, Path]
    build_s: float

    @property
    def cached(self) -> bool:
        return self.build_s == 0.0


def programs_for(
    models: Iterable[NeuronModel],
    compiler: Compiler,
    *,
    cancelled: Callable[[], bool],
    memory_bytes: int,
    on_build: Callable[[], None] = lambda: None,
) -> Programs:
    """Return compiled programs, building what the cache does not hold.

    Raises
    ------
    EngineError
        If generating or compiling fails.
    RunCancelled
    """
    cache = Cache.default()
    keys = {model.name: _model_key(model, compiler) for model in models}
    wanted = {model.name: model for model in models}
    program_key = _program_key(compiler)
    found = {key: cache.find(key) for key in (program_key, *keys.values())}
    build_s = 0.0
    if None in found.values():
        on_build()
        start = time.perf_counter()
        cache.folder.mkdir(parents=True, exist_ok=True)
        with _lock(cache, cancelled):
            # Another process may have built it while this one waited.
            found = {key: cache.find(key) for key in found}
            missing = {keys[name]: m for name, m in wanted.items() if found[keys[name]] is None}
            need_program = program_key if found[program_key] is None else ""
            if missing or need_program:
                found |= _build(cache, need_program, missing, cancelled, memory_bytes)
                build_s = time.perf_counter() - start
    ready = {key: path for key, path in found.items() if path is not None}
    return Programs(
        ready[program_key] / PROGRAM,
        {name: ready[key] / LIBRARY for name, key in keys.items()},
        build_s,
    )


def prepare(cancelled: Callable[[], bool] = lambda: False) -> float:
    """Compile every neuron model that is not compiled yet, one after the other.

    For the background of a freshly started dashboard: afterwards no network
    waits for a compiler. A run that is asked for meanwhile waits for one model
    at most. Does nothing without a compiler.

    Returns
    -------
    float
        Time spent on building; 0 when all was there. [s]

    Raises
    ------
    EngineError, RunCancelled
    """
    compiler = find_compiler()
    if compiler is None:
        return 0.0
    memory = RunLimits().memory()
    return sum(
        programs_for([model], compiler, cancelled=cancelled, memory_bytes=memory).build_s
        for model in all_models()
    )


class _lock:  # noqa: N801 - used as a function
    """Hold the build lock of a cache; gives up when cancelled."""

    def __init__(self, cache: Cache, cancelled: Callable[[], bool]) -> None:
        self.lock, self.cancelled = FileLock(cache.folder / "build.lock"), cancelled

    def __enter__(self) -> None:
        while True:
            try:
                self.lock.acquire(timeout=0.2)
            except Timeout:
                if self.cancelled():
                    raise RunCancelled("stopped on request before compilation") from None
            else:
                return

    def __exit__(self, *_: object) -> None:
        self.lock.release()


def _build(
    cache: Cache,
    program_key: str,
    models: dict[str, NeuronModel],
    cancelled: Callable[[], bool],
    memory_bytes: int,
) -> dict[str, Path | None]:
    folder = cache.scratch()
    try:
        job = {"program": program_key, "models": {k: m.as_json() for k, m in models.items()}}
        (folder / "build.json").write_text(json.dumps(job), encoding="utf-8")
        run_child(
            python_worker("build", str(folder)),
            what="compilation",
            cancelled=cancelled,
            on_line=lambda _: None,
            memory_bytes=memory_bytes,
            wall_s=_MOST_BUILD_S,
        )
        built = {key: (folder / key, LIBRARY) for key in models}
        if program_key:
            built[program_key] = (folder / program_key, PROGRAM)
        return {key: cache.put(key, path, [file]) for key, (path, file) in built.items()}
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _model_key(model: NeuronModel, compiler: Compiler) -> str:
    """Return a hash of everything that decides the compiled model."""
    codegen = (NATIVE.parent / "codegen.py").read_text(encoding="utf-8")
    interface = (NATIVE / "model.hpp").read_text(encoding="utf-8")
    text = json.dumps(model.as_json(), sort_keys=True)
    libraries = json.dumps(library_versions())
    return "model-" + hash_text(text, codegen, interface, libraries, compiler.identity)


def _program_key(compiler: Compiler) -> str:
    sources = [p.read_text(encoding="utf-8") for p in sorted(NATIVE.iterdir()) if p.suffix in (".cpp", ".hpp")]  # fmt: skip
    return "program-" + hash_text(*sources, compiler.identity)


@functools.cache
def library_versions() -> dict[str, str]:
    """Return the versions of the libraries that make the code, without importing them."""
    versions = {}
    for name in ("brian2", "numpy", "sympy"):
        try:
            versions[name] = version(name)
        except PackageNotFoundError:
            versions[name] = "missing"
    return versions
