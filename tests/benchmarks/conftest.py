"""What the benchmarks share: processes for other simulators, the dashboard, the printed tables."""

from __future__ import annotations

import importlib.util
import multiprocessing
import os
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from contest import HELD

from sim.baselines.measure_machine import load_average, this_machine

TESTS = Path(__file__).resolve().parent.parent
sys.path += [str(TESTS / "against_nest"), str(TESTS / "browser")]


def _fixtures_of(path: Path) -> Any:
    spec = importlib.util.spec_from_file_location(f"{path.parent.name}_fixtures", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


_browser = _fixtures_of(TESTS / "browser" / "conftest.py")
chromium_path, dashboard, server = _browser.chromium_path, _browser.dashboard, _browser.server
browser, page = _browser.browser, _browser.page


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--rounds", type=int, default=7, help="how often contenders take turns")
    parser.addoption("--screenshots", metavar="DIR", help="where to put images of a moving slider")


@pytest.fixture(scope="session")
def rounds(request: pytest.FixtureRequest) -> int:
    return int(request.config.getoption("--rounds"))


@pytest.fixture(scope="module")
def processes() -> Iterator[Callable[[], ProcessPoolExecutor]]:
    """Return a function that starts a process, which keeps what it has built between calls."""
    started: list[ProcessPoolExecutor] = []

    def start() -> ProcessPoolExecutor:
        started.append(ProcessPoolExecutor(1, multiprocessing.get_context("spawn")))
        return started[-1]

    yield start
    for process in started:
        process.shutdown(cancel_futures=True)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Print every comparison, and on what it was made."""
    if not HELD:
        return
    machine = this_machine()
    terminalreporter.section("side by side")
    terminalreporter.write_line(
        f"{machine.cpu}, {os.cpu_count()} processors, {machine.memory_bytes / 1e9:.0f} GB, "
        f"{machine.system}; load average now {load_average()}"
    )
    for contest in HELD:
        terminalreporter.write_line("")
        for line in contest.lines():
            terminalreporter.write_line(line)
