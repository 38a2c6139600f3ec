"""What can be measured on a GPU, and what it would take."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sim.gpu.cublas import Precision
from sim.gpu.dense import check_layers, dense_bytes
from sim.gpu.session import Times
from sim.network import Network, load_network, with_values
from sim.network.instead import DenseAnn
from sim.network.resized import resized
from sim.network.scaled import scaled

#: Empty kernels of one run of the launch point.
LAUNCHES = 1000

#: Sizes of CUBA and batches of the dense network in the full list.
CUBA_SIZES = (4_000, 40_000, 400_000)
BATCHES = (1, 16, 64, 256)
_DENSE_OF = "keyword_spotting"


@dataclass(frozen=True)
class SpikingPoint:
    """A spiking network."""

    network: Network

    @property
    def label(self) -> str:
        return f"{self.network.name}, {scaled(self.network).n_neurons:,} neurons"

    def device_bytes(self) -> float:
        """Return about what it takes on the card; in double precision, for the check. [bytes]"""
        network = scaled(self.network)
        return 14 * sum(network.expected_synapses().values()) + 100 * network.n_neurons


@dataclass(frozen=True)
class DensePoint:
    """A dense network, one batch at a time."""

    layers: tuple[int, ...]
    batch: int
    precision: Precision = "float32"

    @property
    def label(self) -> str:
        layers = "-".join(map(str, self.layers))
        return f"dense {layers}, batch {self.batch}, {self.precision}"

    def device_bytes(self) -> float:
        return dense_bytes(self.layers, self.batch, self.precision)


@dataclass(frozen=True)
class LaunchPoint:
    """Empty kernels."""

    label: str = "launch of an empty kernel"

    def device_bytes(self) -> float:
        return 0.0


@dataclass(frozen=True)
class IdlePoint:
    """Nothing."""

    label: str = "idle"

    def device_bytes(self) -> float:
        return 0.0


Point = SpikingPoint | DensePoint | LaunchPoint | IdlePoint


def spiking_point(
    name: str, neurons: int | None = None, scale: float | None = None
) -> SpikingPoint:
    """Return the point of a network of the gallery or of a file.

    Parameters
    ----------
    neurons : int, optional
        Another size with the same in-degree.
    scale : float, optional
        Of a network that has a scale: the cortical column.

    Raises
    ------
    SimError
        If there is no such network, or it cannot be resized.
    """
    network = load_network(name)
    if scale is not None:
        network = with_values(network, {"scale.neurons": scale})
    if neurons is not None:
        network = resized(network, neurons)
    return SpikingPoint(network)


def dense_points(
    layers: Sequence[int], batches: Sequence[int] = BATCHES, precision: Precision = "float32"
) -> list[DensePoint]:
    """Return the points of a dense network.

    Raises
    ------
    SpecError
        If the sizes are no network.
    """
    for batch in batches:
        check_layers(layers, batch)
    return [DensePoint(tuple(layers), batch, precision) for batch in batches]


def full_list() -> list[Point]:
    """Return everything the program compares GPUs by; see `least_seconds` for how long it takes."""
    points: list[Point] = [IdlePoint(), LaunchPoint()]
    points += [spiking_point("cuba", n) for n in CUBA_SIZES]
    points += [spiking_point("brunel"), spiking_point("coba")]
    points += [spiking_point("cortical_column", scale=1.0)]
    instead = load_network(_DENSE_OF).instead
    if isinstance(instead, DenseAnn):
        points += [spiking_point(_DENSE_OF)]
        for precision in ("float32", "float16"):
            points += dense_points(instead.layers, BATCHES, precision)
    return points


def graph_modes(point: Point) -> tuple[bool, ...]:
    """Return with and without graphs, where kernels are launched."""
    return (False,) if isinstance(point, IdlePoint) else (True, False)


def least_seconds(points: Sequence[Point], times: Times) -> float:
    """Return the least time that the measuring itself takes. [s]"""
    return sum(times.total_s * len(graph_modes(point)) for point in points)
