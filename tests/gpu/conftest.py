"""A device that runs the CUDA sources on the processor, compiled once."""

from __future__ import annotations

from pathlib import Path

import pytest
from host_device import HostDevice


@pytest.fixture(scope="session")
def compiled(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("cuda")


@pytest.fixture
def device(compiled: Path) -> HostDevice:
    return HostDevice(compiled)
