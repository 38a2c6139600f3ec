"""Start Streamlit on the dashboard."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from pathlib import Path

from sim.engine.queue import WORKERS, default_workers

APP = Path(__file__).with_name("app.py")


def serve(port: int, browser: bool, workers: int | None = None) -> int:
    """Serve the dashboard on this machine until it is stopped; return the exit code.

    A port that is taken is skipped, so that a second dashboard does not fail.

    Parameters
    ----------
    workers : int or None
        Simulations at a time; None for what the environment says, or one per processor.

    Raises
    ------
    EngineError
        If the environment says something else than a number.
    """
    count = default_workers() if workers is None else workers
    port = _free_port(port)
    sys.stderr.write(f"NPU Explorer: opening http://localhost:{port}  (stop with Ctrl-C)\n")
    sys.stderr.flush()
    # The repository (or site-packages) must be importable, whatever the working folder is.
    root = str(APP.parent.parent)
    path = os.pathsep.join([root, os.environ.get("PYTHONPATH", "")]).rstrip(os.pathsep)
    command = [
        sys.executable, "-m", "streamlit", "run", str(APP), "--server.port", str(port),
        "--server.address", "localhost", "--server.showEmailPrompt", "false",
        "--server.headless", "false" if browser and _has_display() else "true",
    ]  # fmt: skip
    environment = {**os.environ, "PYTHONPATH": path, WORKERS: str(count)}
    if os.name == "posix":
        # Become the server, so that a signal to this process reaches it.
        os.execve(command[0], command, environment)  # noqa: S606
    return subprocess.call(command, env=environment)  # noqa: S603


def _free_port(wanted: int) -> int:
    for port in range(wanted, min(wanted + 50, 65_536)):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("localhost", port))
            except OSError:
                continue
            return port
    return wanted


def _has_display() -> bool:
    linux = sys.platform.startswith("linux")
    return not linux or bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))
