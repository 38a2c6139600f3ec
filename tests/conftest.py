"""What holds for every test."""

from __future__ import annotations

import sys

import pytest

_MAIN = sys.modules["__main__"]


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup() -> None:
    """Put back ``__main__``: Streamlit's AppTest leaves the page it ran in its place.

    A process that is spawned later would run that page as its own main module, and die of it.
    """
    sys.modules["__main__"] = _MAIN
