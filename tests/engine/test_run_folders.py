"""A run's folder is its own while it lasts, whatever the clock says."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from sim.engine.run_folders import run_folder

LONG_AGO = 1_000_000_000.0


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("NPU_EXPLORER_CACHE_DIR", str(tmp_path))
    return tmp_path / "runs"


def another_run() -> None:
    """Start and end a run's folder in a process of its own."""
    code = "from sim.engine.run_folders import run_folder\nwith run_folder(): pass"
    subprocess.run([sys.executable, "-c", code], check=True)


def test_a_folder_in_use_stays_though_it_looks_old() -> None:
    # A laptop slept for two days, or the clock was put right, in the middle of a run.
    with run_folder() as mine:
        (mine / "plan.txt").write_text("clock")
        os.utime(mine, (LONG_AGO, LONG_AGO))
        with run_folder():  # in this process
            assert (mine / "plan.txt").exists()
        another_run()
        assert (mine / "plan.txt").exists()
    assert not mine.exists()


def test_what_a_dead_process_left_is_removed_after_a_day(own_cache: Path) -> None:
    code = (
        "import os\n"
        "from sim.engine.run_folders import run_folder\n"
        "with run_folder() as folder:\n"
        "    (folder / 'plan.txt').write_text('clock')\n"
        "    os._exit(1)"
    )
    subprocess.run([sys.executable, "-c", code], check=False)
    (left,) = own_cache.iterdir()
    another_run()
    assert left.exists()  # who looks for the reason of a crash finds it
    os.utime(left, (LONG_AGO, LONG_AGO))
    another_run()
    assert list(own_cache.iterdir()) == []
