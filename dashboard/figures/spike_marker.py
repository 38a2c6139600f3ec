"""What a spike looks like: a stroke while neurons are few, a dot when they are many."""

from __future__ import annotations


def marker(n_neurons: int, n_points: int, tint: str) -> dict[str, object]:
    """Return the Plotly marker of a raster of so many neurons and spikes."""
    if n_neurons <= 60:
        size = max(4, min(16, 240 // max(1, n_neurons)))
        return {
            "symbol": "line-ns-open",
            "size": size,
            "color": tint,
            "line": {"width": 1.4, "color": tint},
        }
    size = 4.0 if n_points < 1_500 else 3.0 if n_points < 8_000 else 2.0
    return {"symbol": "circle", "size": size, "color": tint, "line": {"width": 0}}
