"""Spike sources and Poisson input as functions that Brian2 calls from its equations.

Brian2's own random numbers depend on the order of calls and on the device, so
the same seed gives other spikes in NumPy and in C++. These depend on a key
and a counter only (`counter_random`, ``native/random.hpp``). What they look up
is read from the folder of the run when the simulation starts, so nothing of it
is compiled in. Imported in the worker process only.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.engine.counter_random import random_bits, standard_normal

#: Directory and headers that the C++ of these functions needs.
NATIVE = Path(__file__).parent / "native"
_HEADERS = ['"files.hpp"', '"random.hpp"']


def source_fires() -> Any:
    """Return ``f(key, threshold_bits, step, i, n)``: 1 if neuron ``i`` of ``n`` fires, else 0."""

    def fires(key: Any, threshold: Any, step: Any, i: Any, n: Any) -> NDArray[np.int32]:
        below = _bits(key, step, i, n) < _unsigned(threshold)
        return below.astype(np.int32)

    code = """
    static int32_t source_fires(int64_t key, int64_t threshold, int64_t step, int64_t i, int64_t n) {
        return random_bits((uint64_t)key, (uint64_t)step * (uint64_t)n + (uint64_t)i)
            < (uint64_t)threshold;
    }
    """
    return _function(fires, "source_fires", code, 5, "integer")


def listed_fires(name: str, folder: Path, stem: str) -> Any:
    """Return ``f(step, i)``: 1 if a spike of neuron ``i`` is listed for the step, else 0.

    Parameters
    ----------
    stem : str
        ``STEM.neuron`` and ``STEM.step`` hold the spikes, sorted by step, then neuron.
    """

    @functools.cache
    def spikes() -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        neuron, step = (np.fromfile(folder / f"{stem}.{kind}", np.int32) for kind in ("neuron", "step"))  # fmt: skip
        return neuron, step

    def fires(step: Any, i: NDArray[np.int32]) -> NDArray[np.int32]:
        neuron, steps = spikes()
        first, last = np.searchsorted(steps, [_scalar(step), _scalar(step) + 1])
        return np.isin(i, neuron[first:last]).astype(np.int32)

    code = f"""
    static int32_t {name}(int64_t step, int64_t i) {{
        static const std::vector<int32_t> neuron = read_array<int32_t>("{stem}.neuron");
        static const std::vector<int32_t> at = read_array<int32_t>("{stem}.step");
        static size_t next = 0;  // called in the order of the list
        while (next < at.size() && (at[next] < step || (at[next] == step && neuron[next] < i)))
            ++next;
        return next < at.size() && at[next] == step && neuron[next] == i;
    }}
    """
    return _function(fires, name, code, 2, "integer")


def poisson_number(name: str, folder: Path, table_file: str) -> Any:
    """Return ``f(key, offset, step, i, n)``: the number of input spikes of neuron ``i``."""

    @functools.cache
    def table() -> NDArray[np.uint64]:
        return np.fromfile(folder / table_file, np.uint64)

    def number(key: Any, offset: Any, step: Any, i: Any, n: Any) -> NDArray[np.float64]:
        above = np.searchsorted(table(), _bits(key, step, i, n), side="right")
        return (_scalar(offset) + above).astype(np.float64)

    code = f"""
    static double {name}(int64_t key, int64_t offset, int64_t step, int64_t i, int64_t n) {{
        static const InverseCdf number(0, read_array<uint64_t>("{table_file}"));
        const uint64_t counter = (uint64_t)step * (uint64_t)n + (uint64_t)i;
        return (double)((uint64_t)offset + number(random_bits((uint64_t)key, counter)));
    }}
    """
    return _function(number, name, code, 5, "float")


def read_noise() -> Any:
    """Return ``f(key, step, place, n)``: the normal number of synapse ``place`` of ``n``.

    C++ reads the table that `sim.engine.brian_plan.write_values` leaves.
    """

    def number(key: Any, step: Any, place: Any, n: Any) -> NDArray[np.float64]:
        return standard_normal(_bits(key, step, place, n))

    code = """
    static double read_noise(int64_t key, int64_t step, double place, int64_t n) {
        static const NormalTable normal(read_array<double>("normal.table"));
        const uint64_t counter = (uint64_t)step * (uint64_t)n + (uint64_t)place;
        return normal(random_bits((uint64_t)key, counter));
    }
    """
    return _function(number, "read_noise", code, 4, "float", {2: "float"})


def _function(
    call: Callable[..., Any],
    name: str,
    code: str,
    n_arguments: int,
    returns: str,
    others: dict[int, str] | None = None,
) -> Any:
    """Make a Brian2 function; arguments are integers but for ``others``, by position."""
    from brian2.core.functions import Function

    function = Function(
        call,
        arg_units=[1] * n_arguments,
        return_unit=1,
        arg_types=[(others or {}).get(k, "integer") for k in range(n_arguments)],
        return_type=returns,
    )
    # Else Brian2 prints the arguments, for a message about units, in every step.
    function.implementations.add_numpy_implementation(call, discard_units=True)
    function.implementations.add_implementation(
        "cpp", code, name=name, compiler_kwds={"headers": _HEADERS}
    )
    return function


def _bits(key: Any, step: Any, i: Any, n: Any) -> NDArray[np.uint64]:
    first = np.uint64(_scalar(step) * _scalar(n))
    return random_bits(int(_unsigned(key)), first + np.asarray(i).astype(np.uint64))


def _unsigned(value: Any) -> np.uint64:
    return np.uint64(_scalar(value) % 2**64)


def _scalar(value: Any) -> int:
    return int(np.asarray(value).ravel()[0])
