"""The compiled programs a plan needs: from the cache, or built once and kept."""

from __future__ import annotations

import functools
import json
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from sim.engine.building import build_in_worker, find_or_build
from sim.engine.cache import Cache, hash_text, read_source
from sim.engine.compiler import Compiler, find_compiler
from sim.engine.equations import all_models
from sim.engine.limits import RunLimits
from sim.engine.neuron_model import NeuronModel
from sim.engine.speed import measure_speed
from sim.engine.worker import LIBRARY, NATIVE, PROGRAM, ROWS


@dataclass(frozen=True)
class Programs:
    """The simulation program, the library that prepares rows, and one library per model name."""

    program: Path
    rows: Path
    libraries: dict[str, Path]
    build_s: float

    @property
    def cached(self) -> bool:
        return self.build_s == 0.0


def programs_for(
    models: Sequence[NeuronModel],
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
    keys = {model.name: _model_key(model, compiler) for model in models}
    wanted = {keys[model.name]: model for model in models}
    program_key = key_of_program(compiler)

    def build(cache: Cache, missing: set[str]) -> dict[str, Path]:
        new_models = {key: model for key, model in wanted.items() if key in missing}
        need_program = program_key if program_key in missing else ""
        return _build(cache, need_program, new_models, cancelled, memory_bytes)

    ready, build_s = find_or_build(
        [program_key, *wanted], build, cancelled=cancelled, on_build=on_build
    )
    return Programs(
        ready[program_key] / PROGRAM,
        ready[program_key] / ROWS,
        {name: ready[key] / LIBRARY for name, key in keys.items()},
        build_s,
    )


def prepare(cancelled: Callable[[], bool] = lambda: False) -> float:
    """Compile every neuron model that is not compiled yet, and measure how fast they are.

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
    built_s = sum(
        programs_for([model], compiler, cancelled=cancelled, memory_bytes=memory).build_s
        for model in all_models()
    )
    measure_speed([model.name for model in all_models()], cancelled)
    return built_s


def _build(
    cache: Cache,
    program_key: str,
    models: dict[str, NeuronModel],
    cancelled: Callable[[], bool],
    memory_bytes: int,
) -> dict[str, Path]:
    folder = cache.scratch()
    try:
        job = {"program": program_key, "models": {k: m.as_json() for k, m in models.items()}}
        (folder / "build.json").write_text(json.dumps(job), encoding="utf-8")
        build_in_worker("build", folder, cancelled, memory_bytes)
        built = {key: [LIBRARY] for key in models}
        if program_key:
            built[program_key] = [PROGRAM, ROWS]
        return {key: cache.put(key, folder / key, files) for key, files in built.items()}
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _model_key(model: NeuronModel, compiler: Compiler) -> str:
    """Return a hash of everything that decides the compiled model."""
    sources = (NATIVE.parent / "codegen.py", NATIVE.parent / "fuse.py", NATIVE / "model.hpp")
    text = json.dumps(model.as_json(), sort_keys=True)
    libraries = json.dumps(library_versions())
    return "model-" + hash_text(text, *map(read_source, sources), libraries, compiler.identity)


def key_of_program(compiler: Compiler) -> str:
    """Return a hash of everything that decides the compiled program."""
    sources = sorted(p for p in NATIVE.iterdir() if p.suffix in (".cpp", ".hpp"))
    return "program-" + hash_text(*map(read_source, sources), compiler.identity)


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
