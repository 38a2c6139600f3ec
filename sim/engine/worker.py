"""The child process that may import Brian2: ``python -m sim.engine.worker WHAT FOLDER``.

``build FOLDER`` compiles the models that ``FOLDER/build.json`` lists;
``standalone FOLDER`` builds Brian2's standalone project of one network;
``numpy FOLDER MOST_STORED`` carries out the plan in FOLDER without a compiler,
storing that many spikes at most. An error for the user goes
to standard error with exit status 3; anything else is a bug and leaves a
traceback.
"""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from sim.engine.compiler import (
    Compiler,
    compile_program,
    find_compiler,
    finish,
    why_no_compiler,
)
from sim.engine.neuron_model import NeuronModel
from sim.errors import EngineError, SimError

NATIVE = Path(__file__).parent / "native"
PROGRAM = "simulate"
ROWS = "rows.so"
LIBRARY = "model.so"


def build(folder: Path) -> None:
    """Compile the program and the models named in ``build.json``, several at a time.

    Raises
    ------
    EngineError
        If there is no compiler, or it fails.
    """
    job = json.loads((folder / "build.json").read_text(encoding="utf-8"))
    compiler = _compiler()
    running = []
    if job["program"]:
        target = folder / job["program"]
        target.mkdir()
        running.append((
            "the simulation program",
            compile_program(compiler, NATIVE / "main.cpp", target / PROGRAM, shared=False),
        ))  # fmt: skip
        running.append((
            "the library of rows",
            compile_program(compiler, NATIVE / "prepare.cpp", target / ROWS, shared=True),
        ))  # fmt: skip
    for key, fields in job["models"].items():
        from sim.engine.codegen import generate

        model = NeuronModel.from_json(fields)
        target = folder / key
        target.mkdir()
        source = generate(model, target)
        (target / "model.hpp").write_bytes((NATIVE / "model.hpp").read_bytes())
        compilation = compile_program(compiler, source, target / LIBRARY, shared=True)
        running.append((f"model {model.name}", compilation))
    for what, compilation in running:
        finish(compilation, what)


def _compiler() -> Compiler:
    compiler = find_compiler()
    if compiler is None:
        raise EngineError(why_no_compiler())
    return compiler


def main(arguments: list[str]) -> int:
    """Do one job and return the exit status."""
    what, folder = arguments[0], Path(arguments[1])
    # Brian2 loads all of Matplotlib's plotting unless that is missing.
    sys.modules["pylab"] = None  # type: ignore[assignment]
    try:
        if what == "build":
            build(folder)
        elif what == "numpy":
            from sim.engine.numpy_run import run

            run(folder, int(arguments[2]))
        elif what == "standalone":
            from sim.engine.standalone_build import build_standalone

            build_standalone(folder, _compiler())
        else:
            raise EngineError(f"unknown job {what!r}")
    except SimError as error:
        sys.stderr.write(f"{error}\n")
        return 3
    except Exception as error:
        words = _words_of_brian(error)
        if not words:
            raise
        sys.stderr.write(f"{words}\n")
        sys.stderr.flush()
        os._exit(3)  # before Brian2 warns of objects that it never ran
    return 0


def _words_of_brian(error: BaseException) -> str:
    """Return what Brian2 has against a model, from the first of its errors; empty for others.

    Built-in models never come to this; a person's equations may, where an
    integrator cannot solve them.
    """
    chain = [error]
    while chain[-1].__cause__ is not None:
        chain.append(chain[-1].__cause__)
    if not any(type(e).__module__.startswith("brian2") for e in chain):
        return ""
    return (
        f"Brian2 cannot integrate these equations: {' '.join(str(chain[-1]).split())[:600]}"
        " (another method may, such as rk4)"
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
