"""``npu-explorer sweep``: a grid of runs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any


def run_sweep_file(
    spec: Path, out: Path, scheduler: str | None, progress: Callable[[Any], None] | None
) -> str:
    """Run a sweep file and return where the results are.

    Raises
    ------
    SimError
    """
    from sim.sweep import load_sweep, run_sweep

    result = run_sweep(load_sweep(spec), out, scheduler=scheduler, progress=progress)
    table = result.write_csv()
    failed = f", {len(result.failed)} of them failed" if result.failed else ""
    again = f" ({result.n_reused} from an earlier start)" if result.n_reused else ""
    return f"{len(result.rows)} of {result.n_points} points{again}{failed}: {table}"
