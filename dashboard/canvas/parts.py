"""The ids of what is on the canvas: ``population:exc``, ``drive:exc:0``, ``projection:e_to_i``."""

from __future__ import annotations

from sim.network import Network


def population_id(name: str) -> str:
    return f"population:{name}"


def drive_id(population: str, index: int) -> str:
    return f"drive:{population}:{index}"


def projection_id(name: str) -> str:
    return f"projection:{name}"


def kind_of(part: str) -> str:
    """Return ``population``, ``drive`` or ``projection``."""
    return part.partition(":")[0]


def name_of(part: str) -> str:
    """Return the name of a population or projection; of a drive, that of its population."""
    return part.split(":")[1]


def index_of(drive: str) -> int:
    """Return which external input of its population a drive is, from 0."""
    return int(drive.split(":")[2])


def boxes_of(network: Network) -> list[str]:
    """Return the ids of all boxes: each population, then its external inputs."""
    return [
        box
        for name, population in network.populations.items()
        for box in (
            population_id(name),
            *(drive_id(name, i) for i in range(len(population.drives))),
        )
    ]


def parts_of(network: Network) -> list[str]:
    """Return the ids of everything that can be selected."""
    return [*boxes_of(network), *(projection_id(p.name) for p in network.projections)]
