"""What holds for every test."""

from __future__ import annotations

import sys

import hypothesis
import pytest

_MAIN = sys.modules["__main__"]

# How long an example takes says how busy the machine is.
hypothesis.settings.register_profile("untimed", deadline=None)
hypothesis.settings.load_profile("untimed")


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup() -> None:
    """Put back ``__main__``: Streamlit's AppTest leaves the page it ran in its place.

    A process that is spawned later would run that page as its own main module, and die of it.
    """
    sys.modules["__main__"] = _MAIN
