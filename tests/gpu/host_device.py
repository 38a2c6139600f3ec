"""A device of `sim.gpu` that runs the CUDA sources as C++ on the processor."""

from __future__ import annotations

import ctypes
import re
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

SHIM = Path(__file__).with_name("cuda_as_cpp.hpp")


def kernel_names(source: str) -> list[str]:
    return re.findall(r"__global__ void (\w+)\(", source)


class HostDevice:
    """Arrays are NumPy's own; a recording keeps its launches and replays them."""

    multiprocessors = 1

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._recording: list[Callable[[], None]] | None = None
        self.launches = 0

    def upload(self, values: NDArray[Any]) -> NDArray[Any]:
        return np.ascontiguousarray(values).copy()

    def zeros(self, shape: int, dtype: Any) -> NDArray[Any]:
        return np.zeros(shape, dtype)

    def download(self, array: NDArray[Any]) -> NDArray[Any]:
        return array.copy()

    def kernels(self, source: str, real: str) -> Callable[[str], Any]:
        code = self._folder / f"kernels_{abs(hash(source))}_{real}.cpp"
        library = code.with_suffix(".so")
        if not library.exists():
            doors = "".join(
                f'extern "C" void door_{name}(unsigned g, unsigned b, void** a) {{ launch({name}, g, b, a); }}\n'
                for name in kernel_names(source)
            )
            code.write_text(f"#define REAL {real}\n{source}\n{doors}")
            flags = [
                "-std=c++17",
                "-O2",
                "-ffp-contract=off",
                "-Wall",
                "-Wextra",
                "-Werror",
                "-shared",
                "-fPIC",
            ]
            subprocess.run(["g++", *flags, "-include", SHIM, code, "-o", library], check=True)
        loaded = ctypes.CDLL(str(library))
        return lambda name: self._kernel(getattr(loaded, f"door_{name}"))

    def _kernel(self, door: Any) -> Callable[[int, int, Sequence[Any]], None]:
        def call(grid: int, block: int, arguments: Sequence[Any]) -> None:
            keep = [
                np.array([a.ctypes.data], np.uint64) if isinstance(a, np.ndarray) else np.array([a])
                for a in arguments
            ]
            pointers = (ctypes.c_void_p * len(keep))(*(k.ctypes.data for k in keep))

            def launch() -> None:
                assert keep
                self.launches += 1
                door(grid, block, pointers)

            self.do(launch)

        return call

    def do(self, launch: Callable[[], None]) -> None:
        """Do it now, or note it down while a recording is made."""
        launch() if self._recording is None else self._recording.append(launch)

    def record(self, work: Callable[[], object]) -> Callable[[], None]:
        self._recording = recorded = []
        work()
        self._recording = None

        def replay() -> None:
            for launch in recorded:
                launch()

        return replay

    def seconds(self, work: Callable[[], object]) -> float:
        started = time.perf_counter()
        work()
        return time.perf_counter() - started

    def wait(self) -> None:
        pass

    def release(self) -> None:
        pass
