"""Everything the program reads at run time is in the wheel, not only in the source tree."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]

#: What is written for people and tools, and not read by the program.
NOT_READ = {".py", ".pyc"}

#: What a bundle is built from; the bundle itself is read.
SOURCES = "dashboard/canvas/source/"


@pytest.fixture(scope="module")
def in_wheel(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    out = tmp_path_factory.mktemp("wheel")
    source = tmp_path_factory.mktemp("source") / "npu"
    # A copy of what git tracks, so that building leaves no trace in the tree.
    tracked = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True
    ).stdout.split("\0")
    for name in filter(None, tracked):
        if (ROOT / name).is_file():
            (source / name).parent.mkdir(parents=True, exist_ok=True)
            (source / name).write_bytes((ROOT / name).read_bytes())
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "-w", str(out), str(source)],
        check=True,
    )
    with zipfile.ZipFile(next(out.glob("*.whl"))) as wheel:
        return set(wheel.namelist())


def test_every_data_file_of_the_packages_is_in_the_wheel(in_wheel: set[str]) -> None:
    tracked = subprocess.run(
        ["git", "ls-files", "sim", "dashboard", "scenarios"],
        cwd=ROOT, capture_output=True, text=True, check=True,
    ).stdout.split()  # fmt: skip
    data = {
        name
        for name in tracked
        if Path(name).suffix not in NOT_READ and not name.startswith(SOURCES)
    }
    assert len(data) > 20
    assert data - in_wheel == set()


def test_tests_are_not_in_the_wheel(in_wheel: set[str]) -> None:
    assert not [name for name in in_wheel if name.startswith("tests/")]
