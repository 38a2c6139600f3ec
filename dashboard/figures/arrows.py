"""Curved arrows as plain polygons, so that every renderer draws them alike."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

Points = NDArray[np.float64]


def arc(a: Points, b: Points, radius: float, bend: float) -> Points:
    """Return a curve from the rim of disc ``a`` to the rim of disc ``b``, shape (n, 2).

    It bends to its own left, so that the arrow back takes another way.
    """
    chord = b - a
    length = float(np.linalg.norm(chord)) or 1.0
    normal = np.array([-chord[1], chord[0]]) / length
    control = (a + b) / 2 + normal * bend * max(length, 2 * radius)
    t = np.linspace(0, 1, 81)[:, None]
    curve = (1 - t) ** 2 * a + 2 * t * (1 - t) * control + t**2 * b
    outside = (np.linalg.norm(curve - a, axis=1) >= radius) & (
        np.linalg.norm(curve - b, axis=1) >= radius * 1.06
    )
    return curve[outside] if outside.sum() >= 3 else curve


def loop(centre: Points, outwards: Points, radius: float, size: float) -> Points:
    """Return a loop that leaves and enters one disc on its outer side, shape (n, 2)."""
    length = float(np.linalg.norm(outwards))
    direction = outwards / length if length > 1e-9 else np.array([0.0, 1.0])
    middle = centre + direction * (radius + size * 0.75)
    start = np.arctan2(-direction[1], -direction[0])
    angle = start + np.linspace(0, 2 * np.pi, 121)
    curve = middle + size * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    outside = np.linalg.norm(curve - centre, axis=1) >= radius * 1.04
    return curve[outside]


def _tip(path: Points) -> tuple[Points, Points, Points]:
    """Return the end of a path, its direction there, and the direction across."""
    back = path[max(0, len(path) - 6)]
    direction = path[-1] - back
    direction = direction / (float(np.linalg.norm(direction)) or 1.0)
    return path[-1], direction, np.array([-direction[1], direction[0]])


def triangle_head(path: Points, length: float = 0.1, half_width: float = 0.045) -> Points:
    """Return a closed triangle at the end of a path, shape (4, 2)."""
    tip, along, across = _tip(path)
    foot = tip - along * length
    return np.array([tip, foot + across * half_width, foot - across * half_width, tip])


def bar_head(path: Points, thickness: float = 0.025, half_width: float = 0.075) -> Points:
    """Return a closed bar across the end of a path, shape (5, 2)."""
    tip, along, across = _tip(path)
    foot = tip - along * thickness
    side = across * half_width
    return np.array([tip + side, tip - side, foot - side, foot + side, tip + side])
