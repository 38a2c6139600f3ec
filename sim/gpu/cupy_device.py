"""The NVIDIA GPU through CuPy. The only importer of CuPy; imported when a GPU is measured."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.errors import NotAvailable

#: Smallest compute capability: double-precision ``atomicAdd`` came with 6.0.
_OLDEST = (6, 0)


class CupyDevice:
    """Memory, kernels and clock of one GPU; everything runs in one stream of its own.

    Parameters
    ----------
    index : int
        As CUDA counts, after ``CUDA_VISIBLE_DEVICES``.

    Raises
    ------
    NotAvailable
        If CuPy is not installed or finds no such GPU; says what to do.
    """

    def __init__(self, index: int = 0) -> None:
        self._cp = _cupy()
        runtime = self._cp.cuda.runtime
        try:
            found = runtime.getDeviceCount()
        except runtime.CUDARuntimeError as error:
            raise NotAvailable(
                f"CUDA finds no GPU it can use: {error}; the driver must support CUDA 12"
            ) from error
        if not 0 <= index < found:
            raise NotAvailable(f"there is no GPU {index}: CUDA finds {found}, counted from 0")
        self._device = self._cp.cuda.Device(index)
        self._device.use()
        facts = runtime.getDeviceProperties(index)
        self.compute_capability = (int(facts["major"]), int(facts["minor"]))
        if self.compute_capability < _OLDEST:
            raise NotAvailable(
                f"the GPU has compute capability {facts['major']}.{facts['minor']}; "
                f"{_OLDEST[0]}.{_OLDEST[1]} or newer is needed"
            )
        self.multiprocessors = int(facts["multiProcessorCount"])
        self.pci_bus_id: str = self._device.pci_bus_id
        # Graphs are captured on streams that do not wait for the default one.
        self._stream = self._cp.cuda.Stream(non_blocking=True)
        self._stream.use()

    @property
    def stream_pointer(self) -> int:
        """The stream, for other CUDA libraries."""
        return int(self._stream.ptr)

    @property
    def versions(self) -> dict[str, str]:
        """CuPy and the CUDA runtime it uses, for the record."""
        number = self._cp.cuda.runtime.runtimeGetVersion()
        return {"cupy": self._cp.__version__, "cuda": f"{number // 1000}.{number % 1000 // 10}"}

    def upload(self, values: NDArray[Any]) -> Any:
        return self._cp.asarray(np.ascontiguousarray(values))

    def zeros(self, shape: int, dtype: Any) -> Any:
        return self._cp.zeros(shape, dtype)

    def download(self, array: Any) -> NDArray[Any]:
        self.wait()
        return np.asarray(self._cp.asnumpy(array))

    def kernels(self, source: str, real: str) -> Callable[[str], Any]:
        # In double precision no multiply-add is fused, as in the reference.
        options = ("--fmad=false",) if real == "double" else ()
        half = "#define HALF\n" if real == "half_bits" else ""
        module = self._cp.RawModule(code=f"#define REAL {real}\n{half}{source}", options=options)

        def kernel(name: str) -> Callable[[int, int, Sequence[Any]], None]:
            function = module.get_function(name)
            return lambda grid, block, arguments: function((grid,), (block,), tuple(arguments))

        return kernel

    def record(self, work: Callable[[], object]) -> Callable[[], object]:
        self._stream.begin_capture()
        try:
            work()
        finally:
            graph = self._stream.end_capture()
        return lambda: graph.launch(self._stream)

    def seconds(self, work: Callable[[], object]) -> float:
        start, stop = self._cp.cuda.Event(), self._cp.cuda.Event()
        start.record(self._stream)
        work()
        stop.record(self._stream)
        stop.synchronize()
        return float(self._cp.cuda.get_elapsed_time(start, stop)) * 1e-3

    def wait(self) -> None:
        self._stream.synchronize()

    def release(self) -> None:
        self.wait()
        self._cp.get_default_memory_pool().free_all_blocks()


def _cupy() -> Any:
    try:
        import cupy
    except ImportError as error:
        raise NotAvailable(
            f"the GPU program needs CuPy ({error}); install it with: pip install 'npu-explorer[gpu]'"
        ) from error
    return cupy
