"""Brian2's own C++ standalone project of a network, compiled. For the worker process only.

Made from the structure alone; indices of synapses are zeros of the right
number here, and every value is set when the program starts.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np

from sim.engine.brian_functions import NATIVE
from sim.engine.brian_network import BrianNetwork, build_network
from sim.engine.brian_plan import STRUCTURE
from sim.engine.brian_records import state_names
from sim.engine.compiler import Compiler, compile_object, link_objects
from sim.engine.standalone import LAYOUT, PROGRAM, STATIC

#: Compiled once for all files of a project, which all include most of it.
_COMMON = "common.hpp"
_HEADERS = """#include "objects.h"
#include "brianlib/common_math.h"
#include "brianlib/stdint_compat.h"
#include <climits>
#include <cmath>
#include <ctime>
#include <fstream>
#include <iostream>
"""

#: Body of Brian2's report function, in the words that `sim.engine.run` understands.
_REPORT = """
if (completed == 0.0) std::cout << "started" << std::endl;
else if (completed < 1.0) std::cout << "progress " << completed << std::endl;
else std::cout << "done " << elapsed << std::endl;
"""


def build_standalone(folder: Path, compiler: Compiler) -> None:
    """Build the project of ``FOLDER/structure.json`` and leave what runs need in ``FOLDER``.

    Raises
    ------
    EngineError
        If the compiler fails.
    """
    from brian2 import device, set_device

    structure = json.loads((folder / STRUCTURE).read_text(encoding="utf-8"))
    project = folder / "project"
    set_device("cpp_standalone", build_on_run=False, directory=str(project))
    numbers = {p["index"]: p["synapses"] for p in structure["projections"]}

    def ends(index: int) -> Any:
        zeros = np.zeros(numbers[index], dtype=np.int32)
        return zeros, zeros

    network = build_network(structure, ends, folder)
    # Before the run is prepared: queues are laid out for the delays they find.
    device.apply_run_args()
    network.run(_REPORT)
    device.build(directory=str(project), compile=False, run=False)
    _compile(project, sorted(device.writer.source_files), compiler)
    _keep(folder, project, _layout(network, structure["populations"], device))


def _compile(project: Path, sources: list[str], compiler: Compiler) -> None:
    """Compile as Brian2's makefile does, with our flags, a common header and several at a time."""
    (project / _COMMON).write_text(_HEADERS, encoding="utf-8")
    include = ["-I", str(project), "-I", str(NATIVE)]
    header = ["-x", "c++-header"]
    compile_object(compiler, project / _COMMON, project / f"{_COMMON}.gch", [*include, *header])

    def compile_one(name: str) -> Path:
        # Those that only set, read and write arrays take longest to optimise.
        how = ["-O0"] if name in ("main.cpp", "objects.cpp") else ["-include", str(project / _COMMON)]  # fmt: skip
        source = project / name
        return compile_object(compiler, source, source.with_suffix(".o"), [*include, *how])

    with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
        objects = list(pool.map(compile_one, sources))
    link_objects(compiler, objects, project / PROGRAM)


def _layout(
    network: BrianNetwork, populations: list[dict[str, Any]], device: Any
) -> dict[str, Any]:
    """Return where the program writes what, and which of its arrays a run brings along."""

    def file(owner: Any, name: str) -> str:
        found: str = device.get_array_filename(owner.variables[name])
        return found

    ends = {
        name: f"projection{int(match[1])}.{match[2]}"
        for name in device.static_arrays
        if (match := re.search(r"projection(\d+)_(sources|targets)$", name))
    }
    return {
        "spikes": [[file(m, "t"), file(m, "i")] for m in network.spikes],
        "traces": {
            i: [file(m, name) for name in m.record_variables] for i, m in network.traces.items()
        },
        "courses": {
            i: [file(m, m.record_variables[0]), file(network.synapses[i], m.record_variables[0])]
            for i, m in network.courses.items()
        },
        "states": [
            [file(g, name) for name in state_names(p)]
            for g, p in zip(network.groups, populations, strict=True)
        ],
        "ends": ends,
        "static": sorted(set(device.static_arrays) - set(ends)),
    }


def _keep(folder: Path, project: Path, layout: dict[str, Any]) -> None:
    (folder / LAYOUT).write_text(json.dumps(layout), encoding="utf-8")
    (project / PROGRAM).rename(folder / PROGRAM)
    for name in layout["static"]:
        (project / "static_arrays" / name).rename(folder / f"{STATIC}{name}")
    shutil.rmtree(project)
