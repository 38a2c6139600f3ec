"""Which side of its point a label stands on, so that labels do not cover each other."""

from __future__ import annotations

from collections.abc import Sequence

#: Side -> where the middle of the label lies, in label widths and heights. Corners
#: first: error bars leave a point along the axes.
SIDES = {
    "top right": (0.6, 0.9),
    "bottom right": (0.6, -0.9),
    "top left": (-0.6, 0.9),
    "bottom left": (-0.6, -0.9),
    "top center": (0.0, 1.0),
    "bottom center": (0.0, -1.0),
    "middle right": (0.65, 0.0),
    "middle left": (-0.65, 0.0),
}

#: Size of a label as a share of the plot.
WIDTH, HEIGHT = 0.2, 0.06


def place_labels(points: Sequence[tuple[float, float]]) -> list[str]:
    """Return a Plotly ``textposition`` for every point, in order.

    Greedy: each label takes the first side on which it covers neither a point
    nor a label placed before, or else the side that covers least.
    """
    unit = _in_plot_units(points)
    taken: list[tuple[float, float]] = []
    sides = []
    for i, (x, y) in enumerate(unit):
        others = [p for j, p in enumerate(unit) if j != i]
        best = min(
            SIDES,
            key=lambda side: (
                _cover(_centre(x, y, side), others, taken) + 0.01 * list(SIDES).index(side)
            ),
        )
        taken.append(_centre(x, y, best))
        sides.append(best)
    return sides


def _centre(x: float, y: float, side: str) -> tuple[float, float]:
    dx, dy = SIDES[side]
    return x + dx * WIDTH, y + dy * HEIGHT


def _cover(
    centre: tuple[float, float],
    points: Sequence[tuple[float, float]],
    labels: Sequence[tuple[float, float]],
) -> float:
    x, y = centre
    on_points = sum(
        abs(x - a) < WIDTH / 2 + 0.01 and abs(y - b) < HEIGHT / 2 + 0.02 for a, b in points
    )
    on_labels = sum(abs(x - a) < WIDTH and abs(y - b) < HEIGHT for a, b in labels)
    outside = (x - WIDTH / 2 < -0.12) + (x + WIDTH / 2 > 1.12)
    return on_points + on_labels + 0.5 * outside


def _in_plot_units(points: Sequence[tuple[float, float]]) -> list[tuple[float, float]]:
    if not points:
        return []
    xs, ys = zip(*points, strict=True)
    wide, high = max(max(xs) - min(xs), 1.0), max(max(ys) - min(ys), 1.0)
    return [((x - min(xs)) / wide, (y - min(ys)) / high) for x, y in points]
