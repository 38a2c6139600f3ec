"""The dense network: how cuBLAS is called, bias and rectifier, errors."""

import ctypes
from typing import Any

import numpy as np
import pytest
from host_device import HostDevice

from sim.errors import EngineError, SpecError
from sim.gpu.cublas import Cublas
from sim.gpu.dense import DenseProgram, dense_bytes, macs_per_inference, relative_error


class ColumnMajorLibrary:  # its methods are named as those of cuBLAS
    """cuBLAS by its documentation: C = alpha A B + beta C, matrices column by column."""

    def __init__(self, device: HostDevice) -> None:
        self._device = device
        self.calls: list[tuple[int, int, int]] = []
        self.status = 0

    def cublasCreate_v2(self, handle: Any) -> int:  # noqa: N802
        return self.status

    def cublasSetStream_v2(self, handle: Any, stream: Any) -> int:  # noqa: N802
        return 0

    def cublasSetWorkspace_v2(self, handle: Any, pointer: Any, size: Any) -> int:  # noqa: N802
        return 0

    def cublasGemmEx(  # noqa: N802
        self, handle, trans_a, trans_b, m, n, k, alpha, a, a_type, lda, b, b_type, ldb, beta, c,
        c_type, ldc, compute, algorithm,
    ) -> int:  # fmt: skip
        assert (trans_a.value, trans_b.value) == (0, 0)
        assert a_type.value == b_type.value == c_type.value == 0  # CUDA_R_32F
        assert (compute.value, algorithm.value) == (68, -1)  # CUBLAS_COMPUTE_32F, GEMM_DEFAULT
        self.calls.append((m.value, n.value, k.value))

        def matrix(pointer, rows: int, columns: int, leading: int) -> np.ndarray:
            cells = (ctypes.c_float * (leading * columns)).from_address(pointer.value)
            return np.frombuffer(cells, np.float32).reshape(columns, leading).T[:rows]

        def multiply() -> None:
            left, right = (
                matrix(a, m.value, k.value, lda.value),
                matrix(b, k.value, n.value, ldb.value),
            )
            matrix(c, m.value, n.value, ldc.value)[:] = alpha._obj.value * (left @ right)

        self._device.do(multiply)
        return 0


def program(device: HostDevice, library: ColumnMajorLibrary, batch: int) -> DenseProgram:
    products = Cublas(0, 0, 0, library=library)
    return DenseProgram(device, products, lambda array: array.ctypes.data, (7, 5, 6, 3), batch)


@pytest.mark.parametrize("batch", [1, 4])
def test_output_is_that_of_numpy(device: HostDevice, batch: int) -> None:
    library = ColumnMajorLibrary(device)
    dense = program(device, library, batch)
    dense.run(graph=batch > 1)
    expected = dense.expected()
    assert expected.shape == (batch, 3)
    assert (expected < 0).any()  # the last layer is not rectified
    assert relative_error(dense.output(), expected) < 1e-5
    assert library.calls[:3] == [(5, batch, 7), (6, batch, 5), (3, batch, 6)]


def test_bias_and_rectifier_by_hand(device: HostDevice) -> None:
    from sim.gpu.device import cuda_source

    add_bias = device.kernels(cuda_source("dense.cu"), "float")("add_bias")
    bias = np.array([1, -1, 0], np.float32)
    for rectify, expected in ((1, [0, 0, 3, 2, 0, 0]), (0, [-1, -3, 3, 2, -1, -4])):
        values = np.array([-2, -2, 3, 1, 0, -4], np.float32)
        add_bias(1, 4, (values, bias, np.int32(2), np.int32(3), np.int32(rectify)))
        assert values.tolist() == expected


def test_work_and_memory_by_hand() -> None:
    assert macs_per_inference((390, 256, 256, 29)) == 172_800  # as published: blouw2019
    # 2 x 3 weights, 3 biases, 4 inferences of 2 + 3 values, two bytes each.
    assert dense_bytes((2, 3), 4, "float16") == (6 + 3 + 20) * 2


@pytest.mark.parametrize(("layers", "batch"), [((5,), 1), ((5, 0), 1), ((5, 70_000), 1), ((5, 5), 0)])  # fmt: skip
def test_sizes_that_are_no_network_are_refused(
    device: HostDevice, layers: tuple[int, ...], batch: int
) -> None:
    with pytest.raises(SpecError, match="need"):
        DenseProgram(device, Cublas(0, 0, 0, library=ColumnMajorLibrary(device)), id, layers, batch)


def test_a_refusal_of_cublas_is_named(device: HostDevice) -> None:
    library = ColumnMajorLibrary(device)
    library.status = 3
    with pytest.raises(EngineError, match="cublasCreate_v2 returned status 3"):
        Cublas(0, 0, 0, library=library)
