"""What the GPU programs ask of a device: memory, kernels, a recording to replay, a clock.

`sim.gpu.cupy_device` is the one on an NVIDIA GPU; the tests have one that runs the same
sources as C++ on the processor.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from importlib import resources
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

#: Threads of a block.
BLOCK = 256


class Kernel(Protocol):
    """A kernel that is ready to be launched."""

    def __call__(self, grid: int, block: int, arguments: Sequence[Any]) -> None:
        """Launch on ``grid`` blocks of ``block`` threads; does not wait."""


class Device(Protocol):
    """A device with its own memory; work is queued and done in order."""

    multiprocessors: int

    def upload(self, values: NDArray[Any]) -> Any:
        """Return an array on the device with these values."""

    def zeros(self, shape: int, dtype: Any) -> Any:
        """Return an array of zeros on the device."""

    def download(self, array: Any) -> NDArray[Any]:
        """Return the values of an array, once all queued work is done."""

    def kernels(self, source: str, real: str) -> Callable[[str], Kernel]:
        """Compile a source with a type for ``real``; gives kernels by name."""

    def record(self, work: Callable[[], object]) -> Callable[[], object]:
        """Return a function that does what ``work`` launched, in one launch (a graph)."""

    def seconds(self, work: Callable[[], object]) -> float:
        """Do the work, wait for it, and return its time by the device's own clock. [s]"""

    def wait(self) -> None:
        """Wait until all queued work is done."""

    def release(self) -> None:
        """Give back memory whose arrays are gone."""


def cuda_source(name: str) -> str:
    """Return the text of a file in ``sim/gpu/cuda``."""
    return resources.files("sim.gpu").joinpath("cuda", name).read_text("utf-8")


def integer(value: int) -> np.int32:
    """Return a kernel argument of type ``int``."""
    return np.int32(value)
