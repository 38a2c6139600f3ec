"""Where the neurons of a population are: shape, extent, and realised positions."""

from __future__ import annotations

from typing import Annotated, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Field, model_validator

from sim.errors import SpecError
from sim.network.quantity import Length, Spec, slider

Positions = NDArray[np.float64]


class _Geometry(Spec):
    origin: tuple[Length, Length, Length] = Field(
        default=(0.0, 0.0, 0.0), description="centre of the shape"
    )
    rotation_deg: float = Field(
        default=0.0, ge=-360, le=360, title="Rotation", description="about the z axis, in degrees",
        json_schema_extra=slider(-180, 180, 1),
    )  # fmt: skip

    def _shape(self, n: int, rng: np.random.Generator) -> Positions:
        raise NotImplementedError

    def place(self, n: int, rng: np.random.Generator) -> Positions:
        """Return positions of ``n`` neurons, shape (n, 3). [m]"""
        angle = np.deg2rad(self.rotation_deg)
        c, s = np.cos(angle), np.sin(angle)
        turned = self._shape(n, rng) @ np.array([[c, s, 0], [-s, c, 0], [0, 0, 1.0]])
        result: Positions = turned + np.asarray(self.origin)
        return result


def _flat(x: NDArray[np.float64], y: NDArray[np.float64]) -> Positions:
    return np.column_stack([x, y, np.zeros(len(x))])


class Line(_Geometry):
    """Evenly spaced along the x axis."""

    kind: Literal["line"] = "line"
    length: Length = Field(
        default=1e-3, gt=0, le=1, title="Length", json_schema_extra=slider(50, 5000, 10)
    )

    def _shape(self, n: int, rng: np.random.Generator) -> Positions:
        x = (np.arange(n) - (n - 1) / 2) / max(n - 1, 1) * self.length
        return _flat(x, np.zeros(n))


class Ring(_Geometry):
    """Evenly spaced on a circle.

    Distances are straight (chords), so a Gaussian of distance is a von Mises
    profile of the angle.
    """

    kind: Literal["ring"] = "ring"
    radius: Length = Field(
        default=500e-6, gt=0, le=1, title="Radius", json_schema_extra=slider(20, 3000, 10)
    )

    def _shape(self, n: int, rng: np.random.Generator) -> Positions:
        angle = 2 * np.pi * np.arange(n) / n
        return self.radius * _flat(np.cos(angle), np.sin(angle))


class Grid(_Geometry):
    """A square lattice in the plane, filled row by row."""

    kind: Literal["grid"] = "grid"
    width: Length = Field(
        default=1e-3, gt=0, le=1, title="Width", json_schema_extra=slider(50, 5000, 10)
    )

    def _shape(self, n: int, rng: np.random.Generator) -> Positions:
        side = int(np.ceil(np.sqrt(n)))
        step = self.width / max(side - 1, 1)
        row, column = np.divmod(np.arange(n), side)
        middle = (side - 1) / 2
        return step * _flat(column - middle, row - middle)


class Grid3d(_Geometry):
    """A cubic lattice, filled layer by layer."""

    kind: Literal["grid3d"] = "grid3d"
    width: Length = Field(
        default=1e-3, gt=0, le=1, title="Width", json_schema_extra=slider(50, 5000, 10)
    )

    def _shape(self, n: int, rng: np.random.Generator) -> Positions:
        side = int(np.ceil(np.cbrt(n)))
        layer, rest = np.divmod(np.arange(n), side * side)
        row, column = np.divmod(rest, side)
        step = self.width / max(side - 1, 1)
        return step * (np.column_stack([column, row, layer]) - (side - 1) / 2)


class Disc(_Geometry):
    """Uniformly random in a disc."""

    kind: Literal["disc"] = "disc"
    radius: Length = Field(
        default=500e-6, gt=0, le=1, title="Radius", json_schema_extra=slider(20, 3000, 10)
    )

    def _shape(self, n: int, rng: np.random.Generator) -> Positions:
        radius = self.radius * np.sqrt(rng.random(n))
        angle = 2 * np.pi * rng.random(n)
        return _flat(radius * np.cos(angle), radius * np.sin(angle))


class Sphere(_Geometry):
    """Uniformly random in a ball."""

    kind: Literal["sphere"] = "sphere"
    radius: Length = Field(
        default=500e-6, gt=0, le=1, title="Radius", json_schema_extra=slider(20, 3000, 10)
    )

    def _shape(self, n: int, rng: np.random.Generator) -> Positions:
        direction = rng.normal(size=(n, 3))
        direction /= np.linalg.norm(direction, axis=1, keepdims=True)
        return self.radius * np.cbrt(rng.random((n, 1))) * direction


class Box(_Geometry):
    """Random in a box, optionally with a minimum distance between neurons."""

    kind: Literal["box"] = "box"
    extent: tuple[Length, Length, Length] = (1e-3, 1e-3, 1e-3)
    min_distance: Length = Field(
        default=0.0, ge=0, le=1, title="Minimum distance", json_schema_extra=slider(0, 100, 1)
    )

    @model_validator(mode="after")
    def _not_negative(self) -> Box:
        if min(self.extent) < 0 or max(self.extent) == 0:
            raise ValueError("extent must not be negative, and not zero in every direction")
        return self

    def _shape(self, n: int, rng: np.random.Generator) -> Positions:
        extent = np.asarray(self.extent)
        points: Positions = (rng.random((n, 3)) - 0.5) * extent
        if self.min_distance == 0:
            return points
        self._check_room(n)
        from scipy.spatial import cKDTree  # a second to import, and most networks have no box

        # Move only the points that are too close to an earlier one, until none is.
        for _ in range(200):
            pairs = cKDTree(points).query_pairs(self.min_distance, output_type="ndarray")
            if len(pairs) == 0:
                return points
            late = np.unique(pairs.max(axis=1))
            points[late] = (rng.random((len(late), 3)) - 0.5) * extent
        raise self._too_dense(n)

    def _check_room(self, n: int) -> None:
        """Refuse at once what even the densest packing of balls cannot hold."""
        sides = [side for side in self.extent if side > 0]
        ball = (1.0, np.pi / 4, np.pi / 6)[len(sides) - 1] * self.min_distance ** len(sides)
        room = float(np.prod([side + self.min_distance for side in sides]))
        if n * ball > room:
            raise self._too_dense(n)

    def _too_dense(self, n: int) -> SpecError:
        return SpecError(
            f"min_distance: {n} neurons do not fit in the box with a minimum distance of "
            f"{self.min_distance * 1e6:g} um; use fewer neurons, a larger extent or a smaller "
            "distance"
        )


class Free(_Geometry):
    """A given position for each neuron."""

    kind: Literal["free"] = "free"
    points: tuple[tuple[Length, Length, Length], ...] = Field(max_length=100_000)

    def _shape(self, n: int, rng: np.random.Generator) -> Positions:
        return np.array(self.points, dtype=float).reshape(-1, 3)


Geometry = Annotated[
    Line | Ring | Grid | Grid3d | Disc | Sphere | Box | Free, Field(discriminator="kind")
]
