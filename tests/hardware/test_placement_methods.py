"""Traffic-aware and spatial placement: fewer messages, neighbours together, limits kept."""

import numpy as np
import pytest
from hand_counted_networks import copied, fired, network, random_network, random_spikes
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.errors import PlacementError
from sim.hardware import count, load_profile, place
from sim.hardware.arrange import arranged
from sim.hardware.links import link_traffic
from sim.hardware.nets import Nets
from sim.hardware.orders import hilbert_index, spatial_order
from sim.record import Record
from sim.wiring import Wiring

LOIHI = load_profile("loihi")


def limit(value):
    return Record(nominal=str(value), grade="assumed", source="user", scope="structural")


def small_cores(neurons):
    return copied(LOIHI, limits={"neurons_per_core": limit(neurons)})


def interleaved_rings(n_rings=4, size=12):
    """Rings whose members take turns in the index: neuron i belongs to ring i mod n_rings."""
    edges = [
        (ring + n_rings * k, ring + n_rings * ((k + step) % size), 1.0, 1)
        for ring in range(n_rings)
        for k in range(size)
        for step in (1, 2, -1)
    ]
    return network(edges, (("n", n_rings * size, False),))


def between_cores(wiring, placement, spikes):
    """Count messages that leave their core, spike by spike."""
    core, reached = placement.core_of_neuron, {}
    for synapses, source, target in wiring.blocks():
        for pre, post in zip(synapses.sources(), synapses.targets, strict=True):
            reached.setdefault(int(pre) + source.start, set()).add(core[post + target.start])
    return sum(
        len(reached.get(neuron, set()) - {core[neuron]})
        for _, neuron in spikes
        if core[neuron] >= 0
    )


def test_neurons_that_talk_come_to_share_a_core():
    # Twelve to a core: in order every core holds a part of every ring, by traffic a whole ring.
    wiring, chip = interleaved_rings(), small_cores(12)
    ring = np.arange(48) % 4
    found = place(wiring, chip, "traffic_aware").core_of_neuron
    assert all(len(set(found[ring == number])) == 1 for number in range(4))
    assert len(set(found)) == 4


def test_spikes_decide_where_structure_leaves_a_choice():
    # Neuron 0 talks to 1 and 2, two to a core. The one that hears more spikes in common goes along.
    edges = [(0, 1, 1.0, 1), (0, 2, 1.0, 1), (3, 1, 1.0, 1), (3, 0, 1.0, 1)]
    wiring = network(edges, (("n", 4, False),))
    chip = small_cores(2)
    busy = fired(wiring, [(t, 3) for t in range(30)], 30)
    core = place(wiring, chip, "traffic_aware", activity=busy).core_of_neuron
    assert core[0] == core[1]  # both hear neuron 3


@settings(max_examples=12, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    per_core=st.integers(2, 9),
    synapses=st.integers(20, 80),
    name=st.sampled_from(["loihi", "npu_bottom_up", "truenorth", "spinnaker1"]),
)
def test_traffic_aware_is_never_worse_and_keeps_the_limits(seed, per_core, synapses, name):
    wiring = random_network(seed)
    limits = {"neurons_per_core": limit(per_core), "synapses_per_core": limit(synapses)}
    chip = copied(load_profile(name), limits=limits)
    spikes = random_spikes(seed + 1, wiring, 30)
    activity = fired(wiring, spikes, 30)
    simple = place(wiring, chip)
    found = place(wiring, chip, "traffic_aware", activity=activity)
    assert between_cores(wiring, found, spikes) <= 1.02 * between_cores(wiring, simple, spikes)
    assert found.n_cores <= simple.n_cores
    assert len(found.binding) <= len(simple.binding)
    core = found.core_of_neuron
    assert (core[30:] == -1).all()
    assert set(core[:30]) == set(range(found.n_cores))


def test_spikes_are_followed_where_structure_misleads():
    # A ring of 40 with long-range links from neurons that never fire; only a stretch is active.
    ring = [(i, (i + 1) % 40, 1.0, 1) for i in range(40)]
    silent = [(i, (i + 20) % 40, 1.0, 1) for i in range(40)]
    wiring, chip = network(ring + silent, (("n", 40, False),)), small_cores(20)
    spikes = [(t, neuron) for t in range(20) for neuron in range(10, 30)]
    activity = fired(wiring, spikes, 20)
    found = place(wiring, chip, "traffic_aware", activity=activity)
    for other in (place(wiring, chip), place(wiring, chip, "traffic_aware")):
        assert between_cores(wiring, found, spikes) <= between_cores(wiring, other, spikes)
    assert link_traffic(activity, wiring, found, chip).between_cores == between_cores(
        wiring, found, spikes
    )


def test_traffic_aware_lowers_messages_on_a_bump_on_a_ring():
    # In order every other neuron of a bump sits on the other core; by its spikes it shares one.
    order = [i // 2 + 16 * (i % 2) for i in range(32)]
    edges = [(order[i], order[(i + d) % 32], 1.0, 1) for i in range(32) for d in (-2, -1, 1, 2)]
    wiring, chip = network(edges, (("n", 32, False),)), small_cores(16)
    spikes = [(t, order[i]) for t in range(20) for i in range(12, 20)]
    found = place(wiring, chip, "traffic_aware", activity=fired(wiring, spikes, 20))
    in_order = between_cores(wiring, place(wiring, chip), spikes)
    assert in_order == 20 * 8  # both cores are reached by every spike
    assert between_cores(wiring, found, spikes) <= in_order / 2


def test_weights_of_nets_are_the_messages_between_cores():
    wiring = random_network(8)
    spikes = random_spikes(9, wiring, 60)
    activity = fired(wiring, spikes, 60)
    chip = small_cores(7)
    placement = place(wiring, chip)
    nets = Nets.of(wiring, chip, activity.spike_count)
    expected = between_cores(wiring, placement, spikes)
    assert nets.between_cores(placement.core_of_neuron) == pytest.approx(expected, rel=0.03)


def test_cores_that_talk_sit_close_together():
    # A chain of nine cores shuffled over a 3 x 3 mesh: 8 links are the least it can take.
    rng = np.random.default_rng(1)
    order = rng.permutation(9)
    traffic = np.zeros((9, 9))
    traffic[order[:-1], order[1:]] = 1.0
    from scipy import sparse

    x, y = np.divmod(np.arange(9), 3)

    def links(seat):
        a, b = seat[order[:-1]], seat[order[1:]]
        return int((np.abs(x[a] - x[b]) + np.abs(y[a] - y[b])).sum())

    found = arranged(sparse.csr_array(traffic), x, y, np.zeros(9, dtype=int))
    assert sorted(found) == list(range(9))
    assert links(found) <= links(np.arange(9))
    assert links(found) <= 10


def test_hops_fall_too():
    wiring = interleaved_rings(6, 20)
    spikes = random_spikes(3, wiring, 20)
    activity, chip = fired(wiring, spikes, 20), small_cores(5)
    simple = count(activity, wiring, place(wiring, chip), chip)
    aware = count(activity, wiring, place(wiring, chip, "traffic_aware", activity=activity), chip)
    assert aware.total("messages_out") < 0.6 * simple.total("messages_out")
    assert aware.hops_x.sum() + aware.hops_y.sum() < 0.5 * (
        simple.hops_x.sum() + simple.hops_y.sum()
    )


@pytest.mark.parametrize(("dimensions", "levels"), [(1, 5), (2, 4), (3, 3)])
def test_a_hilbert_curve_visits_every_cell_in_single_steps(dimensions, levels):
    axes = [np.arange(2**levels)] * dimensions
    cells = np.stack(np.meshgrid(*axes, indexing="ij"), -1).reshape(-1, dimensions)
    place_of = hilbert_index(cells, levels)
    assert sorted(place_of) == list(range(len(cells)))
    path = cells[np.argsort(place_of)]
    assert (np.abs(np.diff(path, axis=0)).sum(axis=1) == 1).all()


def laid_out(n, positions):
    plain = network([(i, (i + 1) % n, 1.0, 1) for i in range(n)], (("n", n, False),))
    return Wiring(plain.populations, plain.projections, plain.dt_s, {"n": positions})


def test_neighbours_in_space_share_a_core():
    # 64 neurons on a square, in a random order; 16 to a core are a quarter of the square each.
    grid = np.stack(np.meshgrid(np.arange(8.0), np.arange(8.0)), -1).reshape(-1, 2)
    points = np.column_stack([grid, np.zeros(64)])[np.random.default_rng(2).permutation(64)]
    core = place(laid_out(64, points), small_cores(16), "spatial").core_of_neuron
    assert len(set(core)) == 4
    for number in range(4):
        assert (np.ptp(points[core == number], axis=0) <= 3).all()


def test_spatial_placement_without_positions_says_so():
    with pytest.raises(PlacementError, match="needs positions"):
        place(random_network(1), LOIHI, "spatial")


def test_populations_without_a_layout_come_last():
    wiring = random_network(1)
    some = Wiring(wiring.populations, wiring.projections, wiring.dt_s, {"b": np.zeros((15, 3))})
    assert spatial_order(some).tolist() == [*range(15, 30), *range(15)]


def test_the_same_question_gives_the_same_placement():
    wiring = random_network(4)
    assert place(wiring, LOIHI) is place(wiring, LOIHI)
    assert place(wiring, LOIHI) is not place(wiring, LOIHI, "by_population")
    assert place(wiring, LOIHI) is not place(wiring, small_cores(3))
