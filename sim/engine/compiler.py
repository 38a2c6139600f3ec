"""The C++ compiler of this machine: where it is, which, and with what flags."""

from __future__ import annotations

import functools
import hashlib
import os
import platform
import shutil
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sim.errors import EngineError

#: No -ffast-math and no fused multiply-add: sums round as NumPy rounds them, so
#: that both backends give the same spikes.
FLAGS = (
    "-std=c++17", "-O3", "-march=native", "-fno-math-errno", "-fno-trapping-math",
    "-ffp-contract=off", "-w",
)  # fmt: skip

HOW_TO_GET_ONE = (
    "install a C++ compiler (Debian/Ubuntu: apt install g++; Fedora: dnf install gcc-c++; "
    "macOS: xcode-select --install; conda: conda install cxx-compiler)"
)


@dataclass(frozen=True)
class Compiler:
    """A C++ compiler and the first line it says about itself."""

    path: str
    version: str

    @property
    def identity(self) -> str:
        """Text that changes when its output for this machine may change."""
        return "|".join((self.path, self.version, *FLAGS, _processor()))


def compiler_available() -> bool:
    """Return whether compiled runs are possible on this machine."""
    return find_compiler() is not None


def find_compiler() -> Compiler | None:
    """Return the compiler named by ``CXX``, or the first of c++, g++, clang++.

    None on Windows, where the compiled backend is not offered.
    """
    if os.name == "nt":
        return None
    for name in (os.environ.get("CXX", ""), "c++", "g++", "clang++"):
        path = shutil.which(name) if name else None
        if path is not None and (version := _version(path)) is not None:
            return Compiler(path, version)
    return None


def why_no_compiler() -> str:
    """Return what to tell a user whose machine has no compiler."""
    if os.name == "nt":
        return "the compiled backend needs Linux or macOS (or WSL on Windows)"
    return f"no C++ compiler found; for runs many times faster, {HOW_TO_GET_ONE}"


@functools.cache
def _version(path: str) -> str | None:
    try:
        result = subprocess.run(  # noqa: S603 - the user's own compiler
            [path, "--version"], capture_output=True, text=True, timeout=20, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return result.stdout.partition("\n")[0]


@functools.cache
def _processor() -> str:
    """Return a hash of the instruction set, since -march=native depends on it."""
    text = platform.machine() + platform.processor()
    cpuinfo = Path("/proc/cpuinfo")
    if cpuinfo.exists():
        lines = cpuinfo.read_text(encoding="utf-8", errors="replace").splitlines()
        text += "".join(
            sorted({ln for ln in lines if ln.startswith(("flags", "model", "Features"))})
        )
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def compile_program(
    compiler: Compiler, source: Path, output: Path, *, shared: bool
) -> subprocess.Popen[str]:
    """Start the compilation of one source file to a program or shared library."""
    kind = ["-shared", "-fPIC", "-fvisibility=hidden"] if shared else []
    command = [compiler.path, *FLAGS, *kind, f"-I{source.parent}", str(source), "-o", str(output)]
    return subprocess.Popen(  # noqa: S603 - the user's own compiler
        [*command, "-pthread", "-ldl"], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )


def compile_object(compiler: Compiler, source: Path, output: Path, options: Sequence[str]) -> Path:
    """Compile one of several source files and return the output.

    Raises
    ------
    EngineError
        With the compiler's last words.
    """
    _call([compiler.path, *FLAGS, *options, "-c", str(source), "-o", str(output)], source.name)
    return output


def link_objects(compiler: Compiler, objects: Sequence[Path], output: Path) -> None:
    """Link object files to a program."""
    _call([compiler.path, *map(str, objects), "-o", str(output)], output.name)


def _call(command: list[str], what: str) -> None:
    compilation = subprocess.Popen(  # noqa: S603 - the user's own compiler
        command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    finish(compilation, what)


def finish(compilation: subprocess.Popen[str], what: str) -> None:
    """Wait for a compilation.

    Raises
    ------
    EngineError
        With the compiler's last words.
    """
    _, errors = compilation.communicate()
    if compilation.returncode != 0:
        tail = "\n".join(errors.strip().splitlines()[-8:])
        raise EngineError(f"the C++ compiler failed on {what}:\n{tail}")
