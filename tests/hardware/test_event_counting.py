"""Counts against hand-counted networks and a slow counter that goes event by event."""

from dataclasses import replace
from importlib import import_module

import numpy as np
import pytest
from hand_counted_networks import (
    copied,
    counted_slowly,
    fired,
    network,
    random_network,
    random_spikes,
)
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.errors import SpecError, TooLarge
from sim.hardware import count, load_profile, place, placement_from_cores
from sim.hardware.active import delay_shares, expected_active
from sim.hardware.spikes import Spikes
from sim.record import Record

LOIHI = load_profile("loihi")
CHIPS = ["loihi", "truenorth", "spinnaker1", "npu_bottom_up"]


def limit(value):
    return Record(nominal=str(value), grade="assumed", source="user", scope="structural")


def three_neurons():
    """0 -> 1, 0 -> 2, 1 -> 2, one step each; cores 0, 1 (tile 0 at 0,0) and 20 (tile 5 at 1,1)."""
    wiring = network([(0, 1, 1.0, 1), (0, 2, 1.0, 1), (1, 2, 1.0, 1)])
    activity = fired(wiring, [(0, 0), (5, 0), (3, 1)], 10)
    return activity, wiring, placement_from_cores([0, 1, 20], LOIHI, wiring)


def test_three_neurons_counted_by_hand():
    counts = count(*three_neurons(), LOIHI)
    assert counts.total("synops") == 5  # two spikes x 2 synapses + one x 1
    assert counts.total("spikes_out") == 3
    assert counts.total("messages_out") == 5  # every target lies on a core of its own
    assert counts.total("messages_in") == 5
    assert counts.total("hops_x") == 3  # three messages go from tile (0,0) to (1,1)
    assert counts.total("hops_y") == 3
    assert counts.total("chip_crossings") == 0
    assert counts.total("updates_active") == 5  # ticks 1 and 6: neurons 1, 2; tick 4: neuron 2
    assert counts.updates_active.toarray()[[1, 4, 6]].sum(axis=1).tolist() == [2, 1, 2]
    assert counts.synops.toarray()[0, [0, 1, 20]].tolist() == [0, 1, 1]  # Loihi: at the spike
    assert counts.total("host_events_out") == 3
    assert counts.total("host_events_in") == 0
    assert counts.neurons_per_core.sum() == 3
    shares = counts.by_population
    assert shares["synops"] == {"neurons": 5.0}
    assert shares["updates_idle"] == {"neurons": 25.0}  # 3 neurons x 10 ticks - 5


def test_an_axonal_delay_moves_the_operation_to_its_arrival():
    activity, wiring, _ = three_neurons()
    chip = load_profile("truenorth")
    counts = count(activity, wiring, placement_from_cores([0, 1, 20], chip), chip)
    assert counts.synops.toarray().sum(axis=1).tolist() == [0, 2, 0, 0, 1, 0, 2, 0, 0, 0]


def test_operations_on_their_way_at_the_end_are_known():
    wiring = network([(0, 1, 1.0, 3), (0, 2, 1.0, 1)])
    activity = fired(wiring, [(2, 0), (8, 0)], 10)  # the second spike reaches neuron 1 in tick 11
    for name, done, left in (("truenorth", 3, 1), ("loihi", 4, 0)):
        chip = load_profile(name)
        counts = count(activity, wiring, placement_from_cores([0, 1, 1], chip, wiring), chip)
        assert (counts.total("synops"), counts.undelivered) == (done, left)


def test_a_message_between_chips_crosses_their_border():
    # 12 chips abreast: chip 1 lies east of chip 0, chip 12 south. Cores 0, 128 and 12 * 128 are
    # the north-west corners of meshes of 8 x 4 tiles.
    wiring = network([(0, 1, 1.0, 1), (0, 2, 1.0, 1)])
    placement = placement_from_cores([0, 128, 12 * 128], LOIHI, wiring)
    counts = count(fired(wiring, [(2, 0)], 5), wiring, placement, LOIHI)
    assert counts.total("hops_x") == 8
    assert counts.total("hops_y") == 4
    assert counts.total("chip_crossings") == 2
    assert counts.n_chips == 13


def test_multicast_counts_a_shared_link_once():
    # SpiNNaker: one router per chip, eight chips abreast. From chip 0 to chip 1 (two cores there),
    # chip 2 and chip 10 (south of 2): along x two links for all, then one south. Unicast: 1+1+2+3.
    chip = load_profile("spinnaker1")
    wiring = network([(0, n, 1.0, 1) for n in (1, 2, 3, 4)], (("n", 5, False),))
    placement = placement_from_cores([0, 16, 17, 32, 160], chip, wiring)
    activity = fired(wiring, [(0, 0)], 3)
    counts = count(activity, wiring, placement, chip)
    assert counts.total("chip_crossings") == 3
    assert counts.total("messages_out") == 1
    assert counts.total("messages_in") == 4
    unicast = count(activity, wiring, placement, copied(chip, structure={"routing": "unicast"}))
    assert unicast.total("chip_crossings") == 7
    assert unicast.total("messages_out") == 4


def test_sources_enter_through_the_host():
    wiring = network([(2, 0, 1.0, 1), (2, 1, 1.0, 1)], (("n", 2, False), ("in", 1, True)))
    activity = replace(fired(wiring, [(0, 2), (4, 2)], 10), drive_events={"n": 30.0})
    counts = count(activity, wiring, place(wiring, LOIHI), LOIHI)
    assert counts.total("synops") == 4
    assert counts.total("spikes_out") == 0
    assert counts.total("messages_out") == 0
    assert counts.total("messages_in") == 2  # one core
    assert counts.total("hops_x") == 0
    assert counts.host_events_in.tolist() == [4, 3, 3, 3, 4, 3, 3, 3, 3, 3]  # 30 drive over 10
    assert counts.by_population["host_events_in"] == {"n": 30.0, "in": 2.0}


def test_plastic_synapses_count_events_of_both_ends():
    # 0 -> 1 and 0 -> 2 plastic. A spike of 0 updates two synapses at their targets, a spike of 1
    # the one synapse onto it, at its own core.
    wiring = network([(0, 1, 1.0, 1), (0, 2, 1.0, 1)], plastic=True)
    placement = placement_from_cores([0, 1, 2], LOIHI, wiring)
    counts = count(fired(wiring, [(0, 0), (2, 1)], 5), wiring, placement, LOIHI)
    assert counts.learning_updates.toarray()[[0, 2]].tolist() == [[0, 1, 1], [0, 1, 0]]
    assert counts.by_population["learning_updates"] == {"neurons": 3.0}
    plain = network([(0, 1, 1.0, 1)])
    assert (
        count(fired(plain, [(0, 0)], 2), plain, place(plain, LOIHI), LOIHI).learning_updates is None
    )


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10_000), name=st.sampled_from(CHIPS), per_core=st.integers(1, 9))
def test_counts_equal_those_of_a_slow_counter(seed, name, per_core):
    chip = copied(load_profile(name), limits={"neurons_per_core": limit(per_core)})
    wiring = random_network(seed)
    spikes = random_spikes(seed + 1, wiring, 40)
    placement = place(wiring, chip)
    counts = count(fired(wiring, spikes, 40), wiring, placement, chip)
    core = placement.core_of_neuron
    synops, active, messages = counted_slowly(wiring, spikes, core, 40, chip.delay.per == "axon")
    found = counts.synops.toarray()
    assert {(t, c): found[t, c] for t, c in np.argwhere(found)} == synops
    marked = np.zeros((40, placement.n_cores), dtype=int)
    for tick, neuron in active:
        marked[tick, core[neuron]] += 1
    assert (counts.updates_active.toarray() == marked).all()
    assert counts.total("messages_in") == messages
    for shares_of in ("synops", "updates_active", "spikes_out", "messages_out", "hops_x"):
        shares = counts.by_population[shares_of]
        assert sum(shares.values()) == pytest.approx(counts.total(shares_of))


@pytest.mark.parametrize("words_from", [1, 64])
def test_both_ways_of_counting_active_neurons_agree(monkeypatch, words_from):
    spikes = random_spikes(4, random_network(3, n=60), 50)

    def active(bytes_per_touch):
        monkeypatch.setattr("sim.hardware.distinct.BYTES_PER_TOUCH", bytes_per_touch)
        wiring = random_network(3, n=60)  # a new one, of which nothing is kept
        placement = place(wiring, copied(LOIHI, limits={"neurons_per_core": limit(7)}))
        counts = count(fired(wiring, spikes, 50), wiring, placement, LOIHI)
        return counts.updates_active.toarray(), counts.by_population["updates_active"]

    monkeypatch.setattr("sim.hardware.distinct.WORDS_FROM", words_from)
    monkeypatch.setattr("sim.hardware.distinct.CHUNK_BYTES", 200)  # many small blocks
    monkeypatch.setattr("sim.hardware.distinct.CHUNK_TOUCHES", 10)
    bits, shares = active(1e9)
    product, same_shares = active(0)
    assert bits.sum() > 100
    assert (bits == product).all()
    assert shares == same_shares


def test_the_expected_number_of_active_neurons_is_close_to_the_exact_one():
    # Random targets are what the formula assumes; 200 neurons, 30 ticks leave about 1 % of noise.
    wiring = random_network(5, n=200, p=0.1, n_sources=0)
    activity = fired(wiring, random_spikes(6, wiring, 60), 60)
    placement = place(wiring, LOIHI)
    counts = count(activity, wiring, placement, LOIHI)
    guess = expected_active(counts.synops, counts.neurons_per_core, delay_shares(wiring))
    assert guess.sum() == pytest.approx(counts.total("updates_active"), rel=0.03)


def test_spikes_that_were_not_stored_are_counted_all_the_same():
    wiring = network([(0, 1, 1.0, 1), (0, 2, 1.0, 1), (1, 2, 1.0, 1)])
    full = fired(wiring, [(0, 0), (1, 1)], 12)
    capped = replace(full, spike_count=np.array([5, 3, 0]))
    spikes = Spikes.of(capped)
    assert spikes.spread == 6
    assert spikes.per_neuron().tolist() == [5, 3, 0]
    assert spikes.step.min() == 0
    assert (np.diff(spikes.step) >= 0).all()
    assert spikes.step[2:].min() > 1
    counts = count(capped, wiring, place(wiring, LOIHI), LOIHI)
    assert counts.total("synops") == 5 * 2 + 3
    assert "6 spikes" in " ".join(counts.notes)


def test_a_network_that_does_not_fit_is_counted_with_a_note():
    wiring = network([(0, 1, 1.0, 70)])
    counts = count(fired(wiring, [(0, 0)], 5), wiring, place(wiring, LOIHI), LOIHI)
    assert "Does not fit" in counts.notes[0]
    assert counts.total("updates_active") == 0  # arrives after the end


def test_mismatched_inputs_are_refused():
    activity, wiring, placement = three_neurons()
    other = network([], (("n", 4, False),))
    with pytest.raises(SpecError, match="3, 4 and 3 neurons"):
        count(activity, other, placement, LOIHI)
    with pytest.raises(SpecError, match="delays in steps"):
        count(activity, replace(wiring, dt_s=1e-4), placement, LOIHI)
    with pytest.raises(SpecError, match="vendor's claim"):
        count(activity, wiring, placement, load_profile("claimed_npu"))


def test_a_run_beyond_memory_is_refused_with_numbers(monkeypatch):
    monkeypatch.setattr(import_module("sim.hardware.count"), "MAX_CELLS", 4)
    with pytest.raises(TooLarge, match="10 ticks on 21 cores"):
        count(*three_neurons(), LOIHI)


def test_a_silent_run_counts_nothing_but_idle_updates():
    _, wiring, placement = three_neurons()
    counts = count(fired(wiring, [], 10), wiring, placement, LOIHI)
    assert counts.total("synops") == counts.total("updates_active") == 0
    assert counts.by_population["updates_idle"] == {"neurons": 30.0}
