"""Matrix products by cuBLAS, called directly: CuPy refuses its own calls during graph capture."""

from __future__ import annotations

import ctypes
from typing import Any, Literal

from sim.errors import EngineError

Precision = Literal["float32", "float16"]

#: From ``cublas_api.h`` and ``library_types.h``; sums are kept in float32 either way.
_NO_TRANSPOSE, _DEFAULT_ALGORITHM, _COMPUTE_32F = 0, -1, 68
_DATA_TYPE: dict[Precision, int] = {"float32": 0, "float16": 2}


class Cublas:
    """Products of row-major matrices in one stream.

    Parameters
    ----------
    stream_pointer : int
    workspace_pointer, workspace_bytes : int
        Memory on the device; with its own, cuBLAS allocates nothing in a capture.
    workspace : object
        The owner of that memory, kept as long as this is.
    library : ctypes.CDLL, optional

    Raises
    ------
    EngineError
        If cuBLAS refuses.
    """

    def __init__(
        self, stream_pointer: int, workspace_pointer: int, workspace_bytes: int,
        workspace: object = None, library: Any = None,
    ) -> None:  # fmt: skip
        self._workspace = workspace
        self._library = library if library is not None else _load()
        self._handle = ctypes.c_void_p()
        self._call("cublasCreate_v2", ctypes.byref(self._handle))
        self._call("cublasSetStream_v2", self._handle, ctypes.c_void_p(stream_pointer))
        self._call(
            "cublasSetWorkspace_v2", self._handle, ctypes.c_void_p(workspace_pointer),
            ctypes.c_size_t(workspace_bytes),
        )  # fmt: skip
        self._one, self._zero = ctypes.c_float(1.0), ctypes.c_float(0.0)

    def multiply(
        self, x: int, w: int, y: int, batch: int, n_in: int, n_out: int, precision: Precision
    ) -> None:
        """Queue ``y = x @ w`` for x (batch, n_in), w (n_in, n_out), given by their addresses.

        cuBLAS counts by columns, where the same memory holds the transposed matrices:
        ``y.T = w.T @ x.T``.
        """
        kind = ctypes.c_int(_DATA_TYPE[precision])
        self._call(
            "cublasGemmEx", self._handle,
            ctypes.c_int(_NO_TRANSPOSE), ctypes.c_int(_NO_TRANSPOSE),
            ctypes.c_int(n_out), ctypes.c_int(batch), ctypes.c_int(n_in),
            ctypes.byref(self._one),
            ctypes.c_void_p(w), kind, ctypes.c_int(n_out),
            ctypes.c_void_p(x), kind, ctypes.c_int(n_in),
            ctypes.byref(self._zero),
            ctypes.c_void_p(y), kind, ctypes.c_int(n_out),
            ctypes.c_int(_COMPUTE_32F), ctypes.c_int(_DEFAULT_ALGORITHM),
        )  # fmt: skip

    def _call(self, function: str, *arguments: Any) -> None:
        status = getattr(self._library, function)(*arguments)
        if status != 0:
            raise EngineError(f"{function} returned status {status}")


def _load() -> Any:
    """Load the cuBLAS that CuPy uses, by the finder that comes with it."""
    from cuda.pathfinder import load_nvidia_dynamic_lib

    return ctypes.CDLL(load_nvidia_dynamic_lib("cublas").abs_path)
