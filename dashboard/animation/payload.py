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


def animation(wiring: Wiring, activity: Activity, theme: Theme) -> tuple[bytes, str]:
    """Return the message for the browser, and a note on what is left out, if anything is."""
    drawn, population = _drawn(wiring)
    place = np.full(wiring.n_neurons, -1, dtype=np.int64)
    place[drawn] = np.arange(len(drawn))
    seen = place[activity.spike_neuron]
    kept = np.flatnonzero(seen >= 0)[:MOST_SPIKES]
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
            {"name": p.name, "colour": series_colour(i, theme)}
            for i, p in enumerate(wiring.populations)
        ],
        "text": colour("text", theme), "quiet": colour("axis", theme),
    }  # fmt: skip
    digest = hashlib.blake2b(json.dumps(head).encode() + body, digest_size=8).hexdigest()
    text = json.dumps({**head, "rev": digest}).encode()
    text += b" " * (-len(text) % 4)
    return struct.pack("<I", len(text)) + text + body, _left_out(wiring, activity, drawn, kept)


def _drawn(wiring: Wiring) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the neurons that are drawn, evenly spaced in each population, and whose they are."""
    picked, whose = [], []
    for i, p in enumerate(wiring.populations):
        share = max(1, MOST_NEURONS * p.size // max(MOST_NEURONS, wiring.n_neurons))
        here = evenly_spaced(p.size, share) + p.start
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
    wiring: Wiring, activity: Activity, drawn: NDArray[np.int64], kept: NDArray[np.int64]
) -> str:
    parts = []
    if len(drawn) < wiring.n_neurons:
        parts.append(f"{len(drawn):,} of {wiring.n_neurons:,} neurons (evenly spaced)")
    if len(kept) < activity.n_spikes:
        parts.append(f"{len(kept):,} of {activity.n_spikes:,} spikes")
    return f"Showing {' and '.join(parts)}." if parts else ""
