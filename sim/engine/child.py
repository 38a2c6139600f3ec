"""A child process that is watched: progress, cancel, limits, last words."""

from __future__ import annotations

import importlib.util
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import psutil

import sim
from sim.engine.cache import cache_root
from sim.errors import EngineError, RunCancelled, TooLarge
from sim.units import format_si

_POLL_S = 0.05
_MEMORY_EVERY_S = 0.25


def python_worker(*arguments: str) -> list[str]:
    """Return the command of `sim.engine.worker`."""
    return [sys.executable, "-m", "sim.engine.worker", *arguments]


def run_child(
    command: Sequence[str],
    *,
    what: str,
    cancelled: Callable[[], bool],
    on_line: Callable[[str], None],
    memory_bytes: int,
    wall_s: float,
    folder: Path | None = None,
) -> None:
    """Run a command to its end, in its own process group.

    Parameters
    ----------
    what : str
        For messages: ``the simulation``.
    cancelled : callable
        Asked every 50 ms.
    on_line : callable
        Called with every line of standard output, in another thread.
    folder : Path, optional
        Where to run it; here if not given.

    Raises
    ------
    RunCancelled, TooLarge
        After the whole group was killed.
    EngineError
        If the process fails; carries the end of its standard error.
    """
    with tempfile.TemporaryFile() as errors:
        child = subprocess.Popen(  # noqa: S603 - our own programs
            list(command), stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=errors,
            start_new_session=True, env=_environment(), cwd=folder,
        )  # fmt: skip
        ended = threading.Event()
        reader = threading.Thread(target=_read, args=(child, on_line, ended), daemon=True)
        reader.start()
        try:
            _watch(child, ended, what, cancelled, memory_bytes, wall_s)
        finally:
            _kill(child)
            reader.join()
        if child.returncode != 0:
            errors.seek(0)
            raise EngineError(_failure(what, child.returncode, errors.read()))


def _read(
    child: subprocess.Popen[bytes], on_line: Callable[[str], None], ended: threading.Event
) -> None:
    if child.stdout is not None:
        with child.stdout as stream:
            for line in stream:
                on_line(line.decode(errors="replace").strip())
    child.wait()
    ended.set()


def _watch(
    child: subprocess.Popen[bytes],
    ended: threading.Event,
    what: str,
    cancelled: Callable[[], bool],
    memory_bytes: int,
    wall_s: float,
) -> None:
    start = looked = time.monotonic()
    while not ended.wait(_POLL_S):
        now = time.monotonic()
        if cancelled():
            raise RunCancelled(f"{what} was stopped on request after {now - start:.1f} s")
        if now - start > wall_s:
            raise TooLarge(
                f"{what} was stopped at the limit of {wall_s:g} s; "
                "shorten duration, use fewer neurons or raise the limit"
            )
        if now - looked > _MEMORY_EVERY_S:
            looked = now
            used = _memory_of(child.pid)
            if used > memory_bytes:
                raise TooLarge(
                    f"{what} took {format_si(used, 'B')} of memory, the limit is "
                    f"{format_si(memory_bytes, 'B')}; use fewer synapses or traces"
                )


def _memory_of(pid: int) -> int:
    """Return the memory of a process and its children. [bytes]"""
    total = 0
    try:
        process = psutil.Process(pid)
        for member in (process, *process.children(recursive=True)):
            total += member.memory_info().rss
    except psutil.Error:  # it ended meanwhile
        pass
    return total


def _kill(child: subprocess.Popen[bytes]) -> None:
    """End the whole process group, the compilers that a worker started included."""
    if child.poll() is None:
        try:
            if os.name == "nt":
                child.kill()
            else:
                os.killpg(child.pid, signal.SIGKILL)
        except ProcessLookupError:
            pass
        child.wait()


def _environment() -> dict[str, str]:
    """Let the worker find this very `sim`, and order its sets alike in every run."""
    root = str(Path(sim.__file__).parent.parent)
    inherited = os.environ.get("PYTHONPATH", "").split(os.pathsep)
    paths = [root, *(str(Path(path).absolute()) for path in inherited if path)]
    environment = {
        **os.environ,
        "PYTHONPATH": os.pathsep.join(paths),
        "PYTHONHASHSEED": "0",
    }
    if environment.get("PYTHONDONTWRITEBYTECODE") and not _installed_bytecode():
        # Else every worker would compile the thousand modules that Brian2
        # imports, which takes longer than most simulations.
        del environment["PYTHONDONTWRITEBYTECODE"]
        environment["PYTHONPYCACHEPREFIX"] = str(cache_root() / "bytecode")
    return environment


def _installed_bytecode() -> bool:
    """Return whether libraries were installed with their bytecode."""
    spec = importlib.util.find_spec("sympy")
    return spec is not None and spec.cached is not None and Path(spec.cached).exists()


def _failure(what: str, status: int, errors: bytes) -> str:
    lines = [ln for ln in errors.decode(errors="replace").splitlines() if ln.strip()]
    if status < 0:
        how = f"was ended by {signal.Signals(-status).name}"
    else:
        how = f"failed with exit status {status}"
    return f"{what} {how}: " + ("\n".join(lines[-8:]) or "it left no message")
