"""One process with NEST in it for all tests of the folder."""

from __future__ import annotations

import importlib.util
import multiprocessing
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor

import pytest
from nest_runs import Job, Outcome, run_in_nest


@pytest.fixture(scope="session")
def in_nest() -> Iterator[Callable[[Job], Outcome]]:
    """Return a function that runs a job in NEST, in another process."""
    if importlib.util.find_spec("nest") is None:
        pytest.skip("NEST is not installed; it is part of the test extra on Linux x86-64")
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as process:
        yield lambda job: process.submit(run_in_nest, job).result()
