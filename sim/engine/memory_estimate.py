"""Memory and disk that a run takes, from its counts.

Bytes as measured on Linux, this process and the child together, pages that both
map counted once; `tests/engine/test_run_estimate.py` holds them against runs of
the gallery. A synapse is 10 bytes here (target, weight, delay) and 8 bytes in
the rows that the child maps; a plastic one has state of its own instead.
"""

from __future__ import annotations

from sim.engine.run_load import RunLoad

_BASE, _SYNAPSE_HERE, _SYNAPSE_MAPPED = 2e6, 10.0, 8.0
_PLASTIC = {"short_term": 75.0, "stdp_pair": 67.0, "stdp_triplet": 84.0}
_NOISY, _NOISY_FILE = 40.0, 18.0  # of a synapse read with noise, besides its place in the rows
_STRETCH, _ROW, _STORED_SPIKE, _TRACE_VALUE = 8.0, 8.0, 13.0, 8.0

#: While synapses are drawn: of those of the largest projections, and of the blocks; a
#: rule of distance looks at pairs.
_DRAWING_SYNAPSE, _DRAWING_BLOCK, _BLOCK = 4.0, 8.0, 1 << 18
_DISTANCE_BLOCK_BYTES = 150.0 * (1 << 17)


def memory_bytes(load: RunLoad, threads: int, drawn_at_once: int) -> float:
    """Return the peak memory of this process and the child, for this network only.

    Parameters
    ----------
    threads : int
        Of the simulation; each source row is kept once for each.
    drawn_at_once : int
        Projections that are realised at the same time.
    """
    here = _SYNAPSE_HERE * load.synapses + _ROW * load.rows
    # The largest projections are drawn first, so that the others are not there yet.
    drawing = sum(
        (_SYNAPSE_HERE + _DRAWING_SYNAPSE) * n + _DRAWING_BLOCK * min(_BLOCK, n)
        for n in load.by_projection[:drawn_at_once]
    )
    drawing += min(drawn_at_once, load.by_distance) * _DISTANCE_BLOCK_BYTES
    plastic = sum(load.plastic.values())
    running = (
        _SYNAPSE_MAPPED * (load.synapses - plastic)
        + sum(_PLASTIC[kind] * count for kind, count in load.plastic.items())
        + _NOISY * load.noisy
        + threads * (_STRETCH * load.delays + _ROW * load.rows)
        + sum(p.size * p.kind.state_bytes for p in load.populations)
        + _STORED_SPIKE * load.stored
        + _TRACE_VALUE * load.traced
    )
    return _BASE + max(drawing, here + running)


def disk_bytes(load: RunLoad, threads: int) -> float:
    """Return what the files of a run take while it lasts."""
    return (
        _SYNAPSE_MAPPED * load.synapses
        + threads * (_STRETCH * load.delays + _ROW * load.rows)
        + sum(_PLASTIC[kind] * count for kind, count in load.plastic.items())
        + _NOISY_FILE * load.noisy
        + 8 * load.stored + 4 * load.traced + 24 * load.neurons
    )  # fmt: skip
