"""Which side of its point a label stands on, so that labels do not cover each other."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

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

#: Two ends of a line that a label had better not cross.
Bar = tuple[tuple[float, float], tuple[float, float]]

#: Width and height of a name of a device, as a share of the plot.
NAME: Final = (0.2, 0.06)

#: The same of a number of two digits in a panel.
NUMBER: Final = (0.08, 0.045)


def place_labels(
    points: Sequence[tuple[float, float]],
    size: tuple[float, float] = NAME,
    spans: Sequence[tuple[float, float]] = (),
    bars: Sequence[Bar] = (),
) -> list[str]:
    """Return a Plotly ``textposition`` for every point, in order.

    Greedy: each label takes the first side on which it covers neither a point
    nor a label placed before and crosses no bar, or else the side that covers least.

    Parameters
    ----------
    points : sequence of (x, y)
        In units of the axes, logarithms where those are logarithmic.
    size : (float, float)
        Width and height of a label, as a share of the plot.
    spans : sequence of (float, float)
        Further x and y that the plot shows, such as the ends of error bars.
    bars : sequence of ((x, y), (x, y))
        Error bars, along one of the axes; of less weight than points and labels.
    """
    shown = [*points, *spans, *(end for bar in bars for end in bar)]
    unit = _in_plot_units(points, shown)
    lines = [_in_plot_units(bar, shown) for bar in bars]
    taken: list[tuple[float, float]] = []
    sides = []
    for i, (x, y) in enumerate(unit):
        others = [p for j, p in enumerate(unit) if j != i]
        best = min(
            SIDES,
            key=lambda side: (
                _cover(_centre(x, y, side, size), others, taken, size)
                + 0.4 * _crossed(_centre(x, y, side, size), lines, size)
                + 0.01 * list(SIDES).index(side)
            ),
        )
        taken.append(_centre(x, y, best, size))
        sides.append(best)
    return sides


def _centre(x: float, y: float, side: str, size: tuple[float, float]) -> tuple[float, float]:
    dx, dy = SIDES[side]
    return x + dx * size[0], y + dy * size[1]


def _cover(
    centre: tuple[float, float],
    points: Sequence[tuple[float, float]],
    labels: Sequence[tuple[float, float]],
    size: tuple[float, float],
) -> float:
    (x, y), (width, height) = centre, size
    on_points = sum(
        abs(x - a) < width / 2 + 0.01 and abs(y - b) < height / 2 + 0.02 for a, b in points
    )
    on_labels = sum(abs(x - a) < width and abs(y - b) < height for a, b in labels)
    outside = (x - width / 2 < -0.12) + (x + width / 2 > 1.12)
    return on_points + on_labels + 0.5 * outside


def _crossed(
    centre: tuple[float, float], bars: Sequence[Sequence[tuple[float, float]]], size: tuple[float, float]
) -> int:  # fmt: skip
    """Return how many bars a label lies across."""
    (x, y), (width, height) = centre, size
    return sum(
        min(a, c) < x + width / 2 and max(a, c) > x - width / 2
        and min(b, d) < y + height / 2 and max(b, d) > y - height / 2
        for (a, b), (c, d) in bars
    )  # fmt: skip


def _in_plot_units(
    points: Sequence[tuple[float, float]], shown: Sequence[tuple[float, float]]
) -> list[tuple[float, float]]:
    if not points:
        return []
    xs, ys = zip(*shown, strict=True)
    wide, high = max(max(xs) - min(xs), 1.0), max(max(ys) - min(ys), 1.0)
    return [((x - min(xs)) / wide, (y - min(ys)) / high) for x, y in points]
