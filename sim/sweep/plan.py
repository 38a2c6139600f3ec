"""From the spec of a sweep to its points."""

from __future__ import annotations

import itertools
import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sim.errors import TooLarge
from sim.sweep.spec import SweepSpec, Value

#: A point takes a second at best; more than this is days, and surely a slip.
MAX_POINTS = 10_000


@dataclass(frozen=True)
class Point:
    """One combination of values.

    Parameters
    ----------
    index : int
        Position in the plan, from 0.
    seed : int or None
        None for the network's own.
    values : mapping of str to value
        Dotted path to value, as for `sim.with_values`.
    """

    index: int
    seed: int | None
    values: Mapping[str, Value]

    def changes(self, spec: SweepSpec) -> dict[str, Any]:
        """Return everything this point sets in the network."""
        changes: dict[str, Any] = dict(self.values)
        if spec.duration:
            changes["duration"] = spec.duration
        if self.seed is not None:
            changes["seed"] = self.seed
        return changes


def plan(spec: SweepSpec, max_points: int = MAX_POINTS) -> list[Point]:
    """Return all combinations; seeds change fastest, then the last axis.

    Raises
    ------
    TooLarge
        If there are more than ``max_points``; shows the factors.
    """
    axes = spec.axes()
    seeds: tuple[int | None, ...] = spec.seeds or (None,)
    sizes = [*(len(values) for values in axes.values()), len(seeds)]
    if math.prod(sizes) > max_points:
        names = [*axes, "seeds"]
        factors = " x ".join(f"{n} ({name})" for n, name in zip(sizes, names, strict=True) if n > 1)
        raise TooLarge(
            f"the sweep has {math.prod(sizes):,} points: {factors}; at most {max_points:,}. "
            "Give an axis fewer values, or split the sweep"
        )
    grid = itertools.product(itertools.product(*axes.values()), seeds)
    return [
        Point(i, seed, dict(zip(axes, values, strict=True)))
        for i, (values, seed) in enumerate(grid)
    ]
