"""Start Streamlit on the dashboard."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import threading
import time
import webbrowser
from pathlib import Path

APP = Path(__file__).with_name("app.py")


def serve(port: int, browser: bool) -> int:
    """Serve the dashboard on this machine until it is stopped; return the exit code.

    A port that is taken is skipped, so that a second dashboard does not fail.
    """
    port = _free_port(port)
    url = f"http://localhost:{port}"
    sys.stderr.write(f"NPU Explorer: opening {url}  (stop with Ctrl-C)\n")
    if browser and _has_display():
        threading.Thread(target=_open_when_up, args=(port, url), daemon=True).start()
    # The repository (or site-packages) must be importable, whatever the working folder is.
    root = str(APP.parent.parent)
    path = os.pathsep.join([root, os.environ.get("PYTHONPATH", "")]).rstrip(os.pathsep)
    command = [sys.executable, "-m", "streamlit", "run", str(APP), "--server.port", str(port),
               "--server.address", "localhost"]  # fmt: skip
    server = subprocess.Popen(command, env={**os.environ, "PYTHONPATH": path})  # noqa: S603
    while True:
        try:
            return server.wait()
        except KeyboardInterrupt:
            continue  # the server got the signal too and stops by itself


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


def _open_when_up(port: int, url: str) -> None:
    for _ in range(100):
        with socket.socket() as probe:
            if probe.connect_ex(("localhost", port)) == 0:
                webbrowser.open(url)
                return
        time.sleep(0.1)
