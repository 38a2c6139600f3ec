"""Rendering a figure in Chromium, in a process of its own and with a time limit.

Plotly's own path (kaleido) can wait for ever on a browser that does not answer.
Here the browser belongs to a worker process: one figure at a time, and when
the limit passes the whole process group is ended, so a page or a command never
hangs. The worker keeps the browser warm and leaves after a while without work.
"""

from __future__ import annotations

import atexit
import base64
import contextlib
import json
import os
import queue
import signal
import subprocess
import sys
import threading
from typing import Any

from sim.errors import ExportError

#: Names a Chromium-like browser goes by, beside those kaleido knows.
BROWSER_VARIABLE = "BROWSER_PATH"


def find_browser() -> str | None:
    """Return the path of a Chromium-like browser, or None.

    ``BROWSER_PATH`` decides where it is set; else what kaleido would find.
    """
    chosen = os.environ.get(BROWSER_VARIABLE)
    if chosen is not None:
        return chosen if os.access(chosen, os.X_OK) else None
    try:
        from choreographer.browsers.chromium import Chromium

        found = Chromium.find_browser(skip_local=False)
    except (ImportError, AttributeError, OSError):
        return None
    return str(found) if found else None


class BrowserWorker:
    """A child process that holds the browser; started on first use."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process: subprocess.Popen[str] | None = None
        self._lines: queue.Queue[str] = queue.Queue()

    def render(self, figure: dict[str, Any], options: dict[str, Any], timeout_s: float) -> bytes:
        """Return the picture of a figure.

        Parameters
        ----------
        figure : dict
            As of ``Figure.to_dict``, JSON only.
        options : dict
            ``format``, ``width``, ``height``, ``scale``.

        Raises
        ------
        ExportError
            If the browser fails, or has not answered after ``timeout_s``.
        """
        with self._lock:
            process = self._running()
            request = json.dumps({"figure": figure, "options": options})
            try:
                assert process.stdin is not None  # noqa: S101 - Popen was given a pipe
                process.stdin.write(request + "\n")
                process.stdin.flush()
                answer = json.loads(self._lines.get(timeout=timeout_s))
            except (queue.Empty, OSError, ValueError) as error:
                self._stop()
                raise ExportError(_why(error, timeout_s)) from error
        if "error" in answer:
            raise ExportError(f"the browser could not draw the figure: {answer['error']}")
        return base64.b64decode(answer["data"])

    def _running(self) -> subprocess.Popen[str]:
        if self._process is not None and self._process.poll() is None:
            return self._process
        self._lines = queue.Queue()
        process = subprocess.Popen(
            [sys.executable, "-m", "dashboard.report.browser_worker"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            start_new_session=True,
        )
        threading.Thread(target=_read, args=(process, self._lines), daemon=True).start()
        self._process = process
        return process

    def _stop(self) -> None:
        """End the worker and the browser it started, by their process group."""
        process, self._process = self._process, None
        if process is None:
            return
        with contextlib.suppress(ProcessLookupError, PermissionError):
            if hasattr(os, "killpg"):
                os.killpg(process.pid, signal.SIGKILL)
            else:
                process.kill()
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(timeout=5)

    def close(self) -> None:
        """End the worker if it runs."""
        with self._lock:
            self._stop()


def _read(process: subprocess.Popen[str], lines: queue.Queue[str]) -> None:
    for line in process.stdout or ():
        lines.put(line)
    lines.put("")  # wakes a waiting request when the worker dies


def _why(error: Exception, timeout_s: float) -> str:
    if isinstance(error, queue.Empty):
        return (
            f"the browser did not draw the figure within {timeout_s:g} s; "
            "allow more time, draw fewer points, or use the renderer 'matplotlib'"
        )
    return "the browser process ended unexpectedly; use the renderer 'matplotlib'"


WORKER = BrowserWorker()
atexit.register(WORKER.close)
