"""The child process of `browser`: figures in as lines of JSON, pictures out."""

from __future__ import annotations

import base64
import json
import os
import select
import sys
from typing import Any, TextIO

#: Leave after this long without a request: a warm browser holds much memory.
IDLE_S = 120.0


def main() -> None:
    """Answer requests until the input closes or nothing has come for a while."""
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # nobody else may write answers
    import kaleido

    path = os.environ.get("BROWSER_PATH")
    options = {"path": path} if path else {}
    kaleido.start_sync_server(n=1, mathjax=False, silence_warnings=True, **options)
    while (line := _next_line(sys.stdin)) is not None:
        request = json.loads(line)
        answers.write(json.dumps(_answer(request)) + "\n")
        answers.flush()
    kaleido.stop_sync_server(silence_warnings=True)


def _next_line(stream: TextIO) -> str | None:
    if hasattr(select, "poll"):  # not on Windows, where select takes sockets only
        ready, _, _ = select.select([stream], [], [], IDLE_S)
        if not ready:
            return None
    return stream.readline() or None


def _answer(request: dict[str, Any]) -> dict[str, str]:
    import kaleido

    try:
        data = kaleido.calc_fig_sync(request["figure"], opts=request["options"])
    except BaseException as error:
        return {"error": f"{type(error).__name__}: {error}"}
    return {"data": base64.b64encode(data).decode()}


if __name__ == "__main__":
    main()
