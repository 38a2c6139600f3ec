"""Crossbars: the price of an operation is a function of how many rows share a read."""

import numpy as np
import pytest
from hand_counted_networks import fired, network, random_network, random_spikes

from sim.hardware import count, load_profile, place, price
from sim.hardware.axons import axon_delays

NPU = load_profile("npu_bottom_up")
ARRAY_TERMS = ("row_drive", "cell_op", "column_conversion")


def dense_array(active):
    """One full array: 128 source rows onto 32 neurons, of which some rows fire in tick 0."""
    edges = [(pre, 128 + post, 1.0, 1) for pre in range(128) for post in range(32)]
    wiring = network(edges, (("in", 128, True), ("n", 32, False)))
    activity = fired(wiring, [(0, n) for n in range(active)], 3)
    counts = count(activity, wiring, place(wiring, NPU), NPU)
    return counts, price(counts, NPU)


def per_operation(active):
    counts, report = dense_array(active)
    energy = sum(t.energy_j.nominal for t in report.terms if t.name in ARRAY_TERMS)
    return energy / counts.total("synops")


def test_the_isaac_constants_give_the_published_range():
    # Shafiee 2016, Table I: per read 128 columns x 1.56 pJ, per row 0.39 pJ + 128 cells x 1.83 fJ.
    # All rows: (128 x 1.56 + 128 x 0.39 + 128 x 128 x 0.00183) / (128 x 32) = 0.068 pJ per 8-bit
    # weight; a single row: (199.68 + 0.39 + 0.234) / 32 = 6.26 pJ.
    assert per_operation(128) == pytest.approx(0.0683e-12, rel=0.01)
    assert per_operation(1) == pytest.approx(6.26e-12, rel=0.01)


def test_an_operation_gets_cheaper_the_more_rows_share_its_read():
    prices = [per_operation(active) for active in (1, 2, 8, 32, 128)]
    assert prices == sorted(prices, reverse=True)
    # 8 and 32 rows: 0.20 and 0.054 pJ per cell, four cells per weight (recomputed from Table I).
    assert prices[2] == pytest.approx(4 * 0.20e-12, rel=0.02)
    assert prices[3] == pytest.approx(4 * 0.054e-12, rel=0.02)


def test_one_full_array_by_hand():
    counts, _ = dense_array(5)
    assert counts.total("row_reads") == 5
    assert counts.total("tile_activations") == 1
    assert counts.total("column_conversions") == 128
    assert counts.row_reads.toarray()[1].tolist() == [5]  # one tick after the spikes


def test_rows_and_columns_spread_over_arrays_by_hand():
    # 130 sources and 33 neurons on one tile: rows 0-127 in block 0, 128-129 in block 1; neurons
    # 0-31 in column block 0, neuron 32 in block 1. Source 0 reaches neurons 0 and 32, source 129
    # neuron 1 only. The others reach neuron 2, to take their rows.
    edges = [(0, 130, 1.0, 1), (0, 162, 1.0, 1), (129, 131, 1.0, 1)]
    edges += [(pre, 132, 1.0, 1) for pre in range(1, 129)]
    wiring = network(edges, (("in", 130, True), ("n", 33, False)))
    placement = place(wiring, NPU)
    assert placement.n_cores == 1

    def reads(spikes):
        counts = count(fired(wiring, spikes, 4), wiring, placement, NPU)
        return counts.total("row_reads"), counts.total("tile_activations")

    assert reads([(0, 0)]) == (2, 2)  # its row in both column blocks
    assert reads([(0, 129)]) == (1, 1)
    assert reads([(0, 0), (0, 129)]) == (3, 3)
    assert reads([(0, 0), (0, 1)]) == (3, 2)  # rows 0 and 1 share the first array
    assert reads([(0, 0), (1, 1)]) == (3, 3)  # but not in different ticks


def test_every_delay_of_a_source_takes_a_row_of_its_own():
    wiring = network([(0, 1, 1.0, 1), (0, 2, 1.0, 3)], (("n", 3, False),))
    counts = count(fired(wiring, [(0, 0)], 6), wiring, place(wiring, NPU), NPU)
    assert axon_delays(wiring, NPU).tolist() == [1, 3]
    assert counts.row_reads.toarray()[:, 0].tolist() == [0, 1, 0, 1, 0, 0]


def test_reads_against_a_slow_counter():
    wiring = random_network(2, n=40, p=0.3)
    spikes = random_spikes(2, wiring, 25)
    placement = place(wiring, NPU)
    counts = count(fired(wiring, spikes, 25), wiring, placement, NPU)
    # One core; its rows are the (source, delay) pairs in order; 40 neurons in two column blocks.
    out = {}
    for synapses, source, target in wiring.blocks():
        ends = zip(synapses.sources(), synapses.targets, synapses.delay_steps, strict=True)
        for pre, post, delay in ends:
            key = (int(pre) + source.start, int(delay))
            out.setdefault(key, set()).add((int(post) + target.start) // 32)
    row = {key: number // 128 for number, key in enumerate(sorted(out))}
    driven, arrays = 0, set()
    for tick, neuron in spikes:
        for (pre, delay), blocks in out.items():
            if pre == neuron and tick + delay < 25:
                driven += len(blocks)
                arrays |= {(tick + delay, row[pre, delay], block) for block in blocks}
    assert counts.total("row_reads") == driven
    assert counts.total("tile_activations") == len(arrays)
    assert counts.total("column_conversions") == 128 * len(arrays)


def test_a_tick_waits_for_one_read_however_many_arrays_work():
    few, many = dense_array(1)[1], dense_array(128)[1]
    # Messages in differ (1 ns each), the read of 200 ns does not.
    assert many.tick_latency_s[1] == pytest.approx(few.tick_latency_s[1])
    quiet = few.tick_latency_s[2]
    assert few.tick_latency_s[1] - quiet == pytest.approx(
        200e-9 - (100e-9 - 32 * 0.83e-9)  # a quiet tick lasts its floor of 100 ns
    )


def test_leakage_grows_with_the_tiles_in_use():
    _, report = dense_array(1)
    term = next(t for t in report.terms if t.name == "static_core")
    assert term.price.nominal == pytest.approx(33.4e-3)
    assert np.isclose(term.energy_j.nominal, 33.4e-3 * report.latency_s.nominal)
