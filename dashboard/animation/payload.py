"""The spikes of a run and the places of its neurons as bytes for the browser.

Layout: ``uint32`` length of the head, the head (JSON, padded to a multiple of 4 with the four
bytes), ``float32`` x, y, z of every drawn neuron, ``uint8`` population of each, padded to 4,
``uint32`` number of spikes up to each step of time, ``uint16`` or ``uint32`` drawn neuron of
every spike, by time.
"""

from __future__ import annotations

import hashlib
import json
import struct
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dashboard.figures.layout import arrange
from dashboard.figures.theme import Theme, colour, series_colour
from sim.activity import Activity
from sim.analysis import evenly_spaced
from sim.wiring import Wiring

#: Neurons drawn at most, and spikes sent at most: 2 MB.
MOST_NEURONS, MOST_SPIKES = 10_000, 1_000_000

#: Steps of time that the browser knows; a run of more is put into these.
MOST_STEPS = 20_000


def animation(
    wiring: Wiring, activity: Activity, theme: Theme, populations: Sequence[str] | None = None
) -> tuple[bytes, str]:
    """Return the message for the browser, and a note on what is left out, if anything is.

    Parameters
    ----------
    populations : sequence of str, optional
        Only these are shown.
    """
    numbers = [
        i for i, p in enumerate(wiring.populations) if populations is None or p.name in populations
    ]
    drawn, population, seen, kept = _fitting(wiring, activity, numbers)
    n_steps = min(MOST_STEPS, max(1, round(activity.duration_s / activity.dt_s)))
    step = activity.spike_step[kept] * (activity.dt_s * n_steps / activity.duration_s)
    counts = np.bincount(np.minimum(step.astype(np.int64), n_steps - 1), minlength=n_steps)
    wide = len(drawn) > np.iinfo(np.uint16).max
    body = b"".join([
        _unit_box(arrange(wiring).xyz_um[drawn]).astype("<f4").tobytes(),
        _padded(population.astype("u1").tobytes()),
        np.concatenate(([0], np.cumsum(counts))).astype("<u4").tobytes(),
        seen[kept].astype("<u4" if wide else "<u2").tobytes(),
    ])  # fmt: skip
    head: dict[str, Any] = {
        "neurons": len(drawn), "steps": n_steps, "duration_ms": activity.duration_s * 1e3,
        "wide": wide, "spikes": len(kept),
        "populations": [
            {"name": wiring.populations[i].name, "colour": series_colour(i, theme)}
            for i in numbers
        ],
        "text": colour("text", theme), "quiet": colour("axis", theme),
    }  # fmt: skip
    digest = hashlib.blake2b(json.dumps(head).encode() + body, digest_size=8).hexdigest()
    text = json.dumps({**head, "rev": digest}).encode()
    text += b" " * (-len(text) % 4)
    note = _left_out(wiring, activity, numbers, len(drawn), len(kept))
    return struct.pack("<I", len(text)) + text + body, note


def _fitting(
    wiring: Wiring, activity: Activity, numbers: list[int]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Return neurons to draw, whose they are, the drawn neuron of each spike or -1, and spikes to send."""
    most = total = sum(wiring.populations[i].size for i in numbers)
    most = min(most, MOST_NEURONS)
    while True:
        drawn, population = _drawn(wiring, numbers, most / total)
        place = np.full(wiring.n_neurons, -1, dtype=np.int64)
        place[drawn] = np.arange(len(drawn))
        seen = place[activity.spike_neuron]
        kept = np.flatnonzero(seen >= 0)
        if len(kept) <= MOST_SPIKES or len(drawn) <= len(numbers):
            return drawn, population, seen, kept[:MOST_SPIKES]
        # Fewer neurons, not a shorter run: the rest of it would look silent.
        most = most * MOST_SPIKES // (len(kept) + MOST_SPIKES // 10)


def _drawn(
    wiring: Wiring, numbers: list[int], share: float
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the neurons that are drawn, evenly spaced in each population, and whose they are.

    A population is named by its place in ``numbers``; ``share`` of its neurons are drawn.
    """
    picked, whose = [], []
    for i, n in enumerate(numbers):
        p = wiring.populations[n]
        here = evenly_spaced(p.size, max(1, int(p.size * share))) + p.start
        picked.append(here)
        whose.append(np.full(len(here), i))
    return np.concatenate(picked), np.concatenate(whose)


def _unit_box(xyz: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return points moved and scaled alike in all directions, so that the longest is -1 to 1."""
    middle = (xyz.max(axis=0) + xyz.min(axis=0)) / 2
    half = float(np.ptp(xyz, axis=0).max()) / 2 or 1.0
    return (xyz - middle) / half


def _padded(raw: bytes) -> bytes:
    return raw + b"\0" * (-len(raw) % 4)


def _left_out(
    wiring: Wiring, activity: Activity, numbers: list[int], n_drawn: int, n_kept: int
) -> str:
    parts = []
    shown, counts = [wiring.populations[i] for i in numbers], activity.spikes_per_population()
    n_neurons, n_spikes = sum(p.size for p in shown), sum(counts[p.name] for p in shown)
    if n_drawn < n_neurons:
        parts.append(f"{n_drawn:,} of {n_neurons:,} neurons (evenly spaced)")
    if n_kept < n_spikes:
        parts.append(f"{n_kept:,} of {n_spikes:,} spikes")
    return f"Showing {' and '.join(parts)}." if parts else ""
