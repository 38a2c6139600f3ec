"""Brian2's C++ standalone program of a whole network: found or built, started, read.

The program is compiled once per structure of the network (`brian_plan` lists
what that is) and kept in the cache. Each run hands it all values on its command
line, ``population0.tau_m=0.02`` or ``projection00000.weight=FILE``, which is
what Brian2's ``device.run(run_args=...)`` does, so nothing is compiled when a
value moves and Brian2 is not even imported. The two index arrays of a
projection, which Brian2 loads from ``static_arrays/``, come with the run too.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.engine.brian_plan import STRUCTURE, structure_of, write_values
from sim.engine.brian_records import first_diverged, write_course, write_spikes, write_trace
from sim.engine.building import build_in_worker, find_or_build
from sim.engine.cache import Cache, hash_text
from sim.engine.compiler import Compiler
from sim.engine.plan import RunPlan
from sim.engine.programs import library_versions
from sim.errors import EngineError, SpecError

#: Files of a finished project: the program, where its results are, its fixed arrays.
PROGRAM, LAYOUT, STATIC = "main", "layout.json", "static."

_RESULTS = "results/"

#: Operating systems allow 1 to 2 MB for a command and its environment.
_MOST_ARGUMENT_BYTES = 500_000

#: Sources whose change may change the generated program.
_SOURCES = (
    "brian_network.py", "brian_synapses.py", "plastic_model.py", "brian_functions.py", "standalone_build.py", "codegen.py",
    "native/files.hpp", "native/random.hpp",
)  # fmt: skip


@dataclass(frozen=True)
class Project:
    """The compiled project of one structure."""

    folder: Path
    layout: dict[str, Any]
    build_s: float

    def write(self, plan: RunPlan, folder: Path) -> list[str]:
        """Prepare the folder of a run and return the command, to be started in that folder.

        Raises
        ------
        SpecError
            If there are more values than fit a command line.
        """
        values = write_values(plan, folder)
        arguments = [f"{name}={text}" for name, text in values.items()]
        if sum(map(len, arguments)) > _MOST_ARGUMENT_BYTES:
            raise SpecError(
                f"a standalone program takes its {len(arguments):,} values on the command line, "
                f"which holds {_MOST_ARGUMENT_BYTES:,} bytes; use fewer populations and "
                "projections, or the backend 'brian2_codegen'"
            )
        (folder / _RESULTS).mkdir()
        arrays = folder / "static_arrays"
        arrays.mkdir()
        for name in self.layout["static"]:
            shutil.copyfile(self.folder / f"{STATIC}{name}", arrays / name)
        for name, file in self.layout["ends"].items():
            (folder / file).rename(arrays / name)
        return [str(self.folder / PROGRAM), "--results_dir", _RESULTS, *arguments]

    def read(self, plan: RunPlan, folder: Path) -> int:
        """Turn the program's results into the files every backend leaves.

        Returns
        -------
        int
            Index of the first population with a state that is no number, or -1.

        Raises
        ------
        EngineError
            If a result is missing or cut short.
        """
        results = folder / _RESULTS
        spikes = [(_read(results / t, np.float64), _read(results / i, np.int32)) for t, i in self.layout["spikes"]]  # fmt: skip
        if any(len(t) != len(i) for t, i in spikes):
            raise EngineError("the standalone program left spikes cut short; is the disk full?")
        sizes = [p.size for p in plan.populations]
        write_spikes(folder, spikes, sizes, plan.dt_s, plan.stored_spikes)
        for i, files in self.layout["traces"].items():
            values = [_read(results / file, np.float64) for file in files]
            write_trace(folder, int(i), [v.reshape(plan.n_steps, -1) for v in values])
        for i, files in self.layout["courses"].items():
            samples, final = (_read(results / file, np.float64) for file in files)
            sampled = plan.plastic[int(i)]
            width = 0 if sampled is None else len(sampled.sampled)
            write_course(folder, int(i), samples.reshape(-1, max(width, 1)), final)
        return first_diverged(
            [[_read(results / f, np.float64) for f in files] for files in self.layout["states"]]
        )


def project_for(
    plan: RunPlan,
    compiler: Compiler,
    *,
    cancelled: Callable[[], bool],
    memory_bytes: int,
    on_build: Callable[[], None] = lambda: None,
) -> Project:
    """Return the compiled project of a plan's structure, from the cache or newly built.

    Raises
    ------
    EngineError
        If generating or compiling fails.
    RunCancelled
    """
    structure = json.dumps(structure_of(plan), sort_keys=True)
    key = _key(structure, compiler)

    def build(cache: Cache, missing: set[str]) -> dict[str, Path]:
        folder = cache.scratch()
        try:
            (folder / STRUCTURE).write_text(structure, encoding="utf-8")
            build_in_worker("standalone", folder, cancelled, memory_bytes)
            fixed = json.loads((folder / LAYOUT).read_text(encoding="utf-8"))["static"]
            files = [PROGRAM, LAYOUT, *(f"{STATIC}{name}" for name in fixed)]
            return {name: cache.put(name, folder, files) for name in missing}
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    found, build_s = find_or_build([key], build, cancelled=cancelled, on_build=on_build)
    layout = json.loads((found[key] / LAYOUT).read_text(encoding="utf-8"))
    return Project(found[key], layout, build_s)


def _key(structure: str, compiler: Compiler) -> str:
    here = Path(__file__).parent
    sources = [(here / name).read_text(encoding="utf-8") for name in _SOURCES]
    libraries = json.dumps(library_versions())
    return "standalone-" + hash_text(structure, *sources, libraries, compiler.identity)


def _read(path: Path, dtype: type) -> NDArray[Any]:
    try:
        return np.fromfile(path, dtype=dtype)
    except OSError as error:
        raise EngineError(f"the standalone program left no {path.name}: {error}") from error
