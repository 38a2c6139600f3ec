"""Where the boxes lie: as they were put, and arranged by themselves where nobody put them."""

from __future__ import annotations

from collections.abc import Mapping

from dashboard.canvas.parts import boxes_of, drive_id, population_id
from sim.network import Network

Places = Mapping[str, tuple[float, float]]

#: Distances between the corners of boxes, in the canvas' own pixels.
_ACROSS, _DOWN, _DRIVE_DOWN = 236, 132, 44
#: Boxes in a row or column before a new one begins.
_MOST = 4


def placed(network: Network, places: Places) -> dict[str, tuple[float, float]]:
    """Return the upper left corner of every box, by id.

    Parameters
    ----------
    places : mapping
        Of the boxes that somebody has put somewhere; those of other networks are ignored.
    """
    found = {box: places[box] for box in boxes_of(network) if box in places}
    arranged = _arranged(network)
    for name, population in network.populations.items():
        x, y = found.setdefault(population_id(name), arranged[name])
        for i in range(len(population.drives)):
            found.setdefault(drive_id(name, i), (x + 9, y + 66 + i * _DRIVE_DOWN))
    return found


def _arranged(network: Network) -> dict[str, tuple[float, float]]:
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
    found: dict[str, tuple[float, float]] = {}
    top = 0.0
    for first in range(0, len(columns), _MOST):
        band = columns[first : first + _MOST]
        heights = [sum(_height(network, name) for name in column) for column in band]
        for i, (column, height) in enumerate(zip(band, heights, strict=True)):
            y = top + (max(heights) - height) / 2
            for name in column:
                found[name] = (float(i * _ACROSS), y)
                y += _height(network, name)
        top += max(heights)
    return found


def _height(network: Network, name: str) -> float:
    return float(_DOWN + _DRIVE_DOWN * len(network.populations[name].drives))


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
