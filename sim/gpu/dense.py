"""A dense network on a device: a chain of matrix products, each with bias and rectifier."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from sim.errors import SpecError
from sim.gpu.cublas import Precision
from sim.gpu.device import BLOCK, Device, cuda_source, integer

_REAL: dict[Precision, str] = {"float32": "float", "float16": "half_bits"}
_MOST_UNITS, _MOST_BATCH = 65_536, 65_536


class Products(Protocol):
    """Matrix products on the device, such as `sim.gpu.cublas.Cublas`."""

    def multiply(
        self, x: int, w: int, y: int, batch: int, n_in: int, n_out: int, precision: Precision
    ) -> None:
        """Queue ``y = x @ w`` of row-major matrices given by their addresses."""


def check_layers(layers: Sequence[int], batch: int) -> None:
    """Refuse sizes that are no network.

    Raises
    ------
    SpecError
    """
    if len(layers) < 2 or not all(1 <= width <= _MOST_UNITS for width in layers):
        raise SpecError(
            f"layers {'-'.join(map(str, layers))}: need two or more widths from 1 to {_MOST_UNITS:,}, "
            "input first, such as 390-256-256-29"
        )
    if not 1 <= batch <= _MOST_BATCH:
        raise SpecError(f"batch {batch}: need 1 to {_MOST_BATCH:,}")


def macs_per_inference(layers: Sequence[int]) -> int:
    """Return multiply-accumulates of one inference."""
    return sum(a * b for a, b in pairwise(layers))


def dense_bytes(layers: Sequence[int], batch: int, precision: Precision) -> int:
    """Return the memory of weights and activations on the device. [bytes]"""
    numbers = macs_per_inference(layers) + sum(layers[1:]) + batch * sum(layers)
    return numbers * np.dtype(precision).itemsize


class DenseProgram:
    """A dense network with random weights that lies on a device.

    Weights are drawn from a normal distribution of variance ``2 / n_in``, so that activations keep
    their size from layer to layer; what they are changes neither time nor energy much.

    Parameters
    ----------
    layers : sequence of int
        Widths, input first.
    address : callable
        Gives the address of an array on the device.
    """

    def __init__(
        self, device: Device, products: Products, address: Callable[[Any], int],
        layers: Sequence[int], batch: int, precision: Precision = "float32",
    ) -> None:  # fmt: skip
        check_layers(layers, batch)
        self._device, self._products, self._address = device, products, address
        self._layers, self._batch, self._precision = tuple(layers), batch, precision
        random = np.random.default_rng(1)
        self._weights = [
            (random.standard_normal((a, b)) * (2 / a) ** 0.5).astype(precision)
            for a, b in pairwise(layers)
        ]
        self._biases = [np.full(b, 0.01, precision) for b in layers[1:]]
        self._input = random.standard_normal((batch, layers[0])).astype(precision)
        self._on_device = [device.upload(w) for w in self._weights]
        self._bias_on_device = [device.upload(b) for b in self._biases]
        self._values = [device.upload(self._input)] + [
            device.zeros(batch * width, np.dtype(precision)) for width in layers[1:]
        ]
        kernels = device.kernels(cuda_source("dense.cu"), _REAL[precision])
        self._add_bias = kernels("add_bias")
        self._graph: Callable[[], object] | None = None

    def run(self, graph: bool) -> None:
        """Queue one batch through all layers."""
        if not graph:
            self._chain()
            return
        if self._graph is None:
            self._chain()  # so that what cuBLAS loads at first use is there before the capture
            self._device.wait()
            self._graph = self._device.record(self._chain)
        self._graph()

    def _chain(self) -> None:
        last = len(self._weights) - 1
        for k, (n_in, n_out) in enumerate(pairwise(self._layers)):
            x, y = self._values[k], self._values[k + 1]
            self._products.multiply(
                self._address(x), self._address(self._on_device[k]), self._address(y),
                self._batch, n_in, n_out, self._precision,
            )  # fmt: skip
            grid = max(1, min(8 * self._device.multiprocessors, -(-self._batch * n_out // BLOCK)))
            self._add_bias(
                grid, BLOCK,
                (y, self._bias_on_device[k], integer(self._batch), integer(n_out), integer(k < last)),
            )  # fmt: skip

    def output(self) -> NDArray[np.float64]:
        """Return the output of the last run, shape (batch, n_out)."""
        values = self._device.download(self._values[-1]).astype(np.float64)
        return values.reshape(self._batch, -1)

    def expected(self) -> NDArray[np.float64]:
        """Return what NumPy computes from the same weights in double precision."""
        values = self._input.astype(np.float64)
        for k, (weight, bias) in enumerate(zip(self._weights, self._biases, strict=True)):
            values = values @ weight.astype(np.float64) + bias.astype(np.float64)
            if k < len(self._weights) - 1:
                values = np.maximum(values, 0)
        return values


def relative_error(got: NDArray[np.float64], expected: NDArray[np.float64]) -> float:
    """Return the largest deviation over the largest value."""
    return float(np.abs(got - expected).max() / np.abs(expected).max())
