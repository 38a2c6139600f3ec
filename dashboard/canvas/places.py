"""Where the boxes lie: as the network file says, and arranged by themselves where it says nothing."""

from __future__ import annotations

from collections.abc import Mapping

from dashboard.canvas.parts import drive_id, index_of, kind_of, name_of, population_id
from sim.network import Box, Network, with_values

#: Distances between the corners of boxes, in the canvas' own pixels.
_ACROSS, DOWN, _DRIVE_DOWN = 236, 132, 44
#: Boxes in a row or column before a new one begins.
_MOST = 4


def placed(network: Network) -> dict[str, Box]:
    """Return the upper left corner of every box, by id; a stimulus goes with its population."""
    found: dict[str, Box] = {}
    arranged = _arranged(network)
    for name, population in network.populations.items():
        x, y = found[population_id(name)] = population.box or arranged[name]
        for i, drive in enumerate(population.drives):
            found[drive_id(name, i)] = drive.box or (x + 9, y + 66 + i * _DRIVE_DOWN)
    return found


def with_places(network: Network, places: Mapping[str, Box]) -> Network:
    """Return the network with boxes, by id, put somewhere.

    Raises
    ------
    SpecError
        If there is no such box, or it cannot lie there.
    """
    return with_values(network, {_path(box): place for box, place in places.items()})


def _path(box: str) -> str:
    """Return where the network file says the place of a box."""
    drive = f".drives.{index_of(box)}" if kind_of(box) == "drive" else ""
    return f"populations.{name_of(box)}{drive}.box"


def _arranged(network: Network) -> dict[str, Box]:
    """Lay populations out by their distance from the first ones, in columns from the left.

    The first are the spike sources and what receives from nobody else, else the first
    population of the file.
    """
    rows: dict[int, list[str]] = {}
    for name, depth in _depths(network).items():
        rows.setdefault(depth, []).append(name)
    columns: list[list[str]] = []
    for depth in sorted(rows):
        names = rows[depth]
        columns += [names[i : i + _MOST] for i in range(0, len(names), _MOST)]
    found: dict[str, Box] = {}
    top = 0
    for first in range(0, len(columns), _MOST):
        band = columns[first : first + _MOST]
        heights = [sum(_height(network, name) for name in column) for column in band]
        for i, (column, height) in enumerate(zip(band, heights, strict=True)):
            y = top + (max(heights) - height) // 2
            for name in column:
                found[name] = (i * _ACROSS, y)
                y += _height(network, name)
        top += max(heights)
    return found


def _height(network: Network, name: str) -> int:
    return DOWN + _DRIVE_DOWN * len(network.populations[name].drives)


def _depths(network: Network) -> dict[str, int]:
    names = list(network.populations)
    ahead: dict[str, list[str]] = {name: [] for name in names}
    receives: set[str] = set()
    for p in network.projections:
        if p.source != p.target:
            ahead[p.source].append(p.target)
            receives.add(p.target)
    depths: dict[str, int] = {}
    # Whoever is not reached from the first ones begins anew, in the order of the file.
    for start in ([n for n in names if n not in receives], *([n] for n in names)):
        reached = [n for n in start if n not in depths]
        depths |= dict.fromkeys(reached, 0)
        while reached:
            further = [t for n in reached for t in ahead[n] if t not in depths]
            depths |= {t: depths[n] + 1 for n in reached for t in ahead[n] if t not in depths}
            reached = list(dict.fromkeys(further))
    return depths
