"""Neurons fill cores under every capacity, and what does not fit is said."""

import numpy as np
import pytest
from hand_counted_networks import copied, edges_of, network, random_network
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.errors import PlacementError, SpecError
from sim.hardware import load_profile, place, placement_from_cores
from sim.hardware.fill import Capacity
from sim.placement import Placement
from sim.record import Record

LOIHI = load_profile("loihi")


def limit(value):
    return Record(nominal=str(value), grade="assumed", source="user", scope="structural")


def needs(wiring, core, delays_apart=False):
    """Return neurons, synapses and distinct axons of every core, counted one by one."""
    neurons, synapses, axons = {}, {}, {}
    for number in core[core >= 0]:
        neurons[number] = neurons.get(number, 0) + 1
    for pre, post, delay in edges_of(wiring):
        synapses[core[post]] = synapses.get(core[post], 0) + 1
        axons.setdefault(core[post], set()).add((pre, delay) if delays_apart else pre)
    return neurons, synapses, {key: len(value) for key, value in axons.items()}


@settings(max_examples=40, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    neurons=st.integers(1, 12),
    synapses=st.integers(4, 60),
    axons=st.integers(3, 30),
    method=st.sampled_from(["in_order", "by_population"]),
    per=st.sampled_from(["synapse", "axon"]),
)
def test_no_core_breaks_a_limit_that_can_be_kept(seed, neurons, synapses, axons, method, per):
    wiring = random_network(seed)
    profile = copied(
        LOIHI,
        limits={
            "neurons_per_core": limit(neurons),
            "synapses_per_core": limit(synapses),
            "axons_in_per_core": limit(axons),
        },
        delay={"per": per},
    )
    core = place(wiring, profile, method).core_of_neuron
    on_chip = core[:30]
    assert (core[30:] == -1).all()  # the four sources stay with the host
    assert (np.diff(on_chip) >= 0).all()
    assert set(on_chip) == set(range(on_chip.max() + 1))  # no core is skipped
    sizes, stored, inputs = needs(wiring, core, per == "axon")
    for number, size in sizes.items():
        alone = size == 1  # a neuron that fits no core gets one of its own
        assert size <= neurons
        assert alone or stored.get(number, 0) <= synapses
        assert alone or inputs.get(number, 0) <= axons
    if method == "by_population":
        assert not set(core[:15]) & set(core[15:30])


def test_cores_are_filled_up_before_the_next_is_opened():
    # 10 neurons without synapses at 4 to a core: 4, 4, 2.
    wiring = network([], (("n", 10, False),))
    profile = copied(LOIHI, limits={"neurons_per_core": limit(4)})
    assert place(wiring, profile).core_of_neuron.tolist() == [0] * 4 + [1] * 4 + [2] * 2


def test_synapse_memory_binds_before_the_neurons():
    # Every neuron has 3 inputs of 16 bit = 6 bytes; 20 bytes hold 10 synapses, so 3 neurons.
    edges = [(pre, post, 1.0, 1) for post in range(6) for pre in range(3)]
    wiring = network(edges, (("n", 6, False),))
    profile = copied(LOIHI, limits={"synapse_memory_per_core": limit("20 B")})
    placement = place(wiring, profile)
    assert placement.core_of_neuron.tolist() == [0, 0, 0, 1, 1, 1]
    check = next(c for c in placement.checks if c.name == "synapse memory per core")
    assert (check.needed, check.limit, check.binds) == (18.0, 20.0, False)  # 9 x 2 bytes


def test_outgoing_edges_make_the_cores_smaller():
    # All-to-all of 8 neurons; with 8 on a core there are 8 edges out, with 2 on each of four
    # cores 2 x 4 = 8, and with one on each 8. A limit of 8 is kept at once; 6 never.
    edges = [(pre, post, 1.0, 1) for pre in range(8) for post in range(8)]
    wiring = network(edges, (("n", 8, False),))
    fits = place(wiring, copied(LOIHI, limits={"core_edges_per_core": limit(8)}))
    assert fits.fits
    over = place(wiring, copied(LOIHI, limits={"core_edges_per_core": limit(6)}))
    assert [check.name for check in over.binding] == ["fan-out edges per core"]


def test_overflow_goes_to_the_next_chip_and_tiles_are_numbered_in_columns():
    # 2 cores per tile, a mesh of 2 x 3 tiles: 12 cores per chip, tile = core // 2.
    profile = copied(
        LOIHI,
        limits={"neurons_per_core": limit(1)},
        structure={
            "cores_per_chip": limit(12),
            "cores_per_tile": limit(2),
            "mesh_x": limit(2),
            "mesh_y": limit(3),
        },
    )
    placement = place(network([], (("n", 14, False),)), profile)
    assert placement.chips_needed == placement.n_chips == 2
    assert placement.core_chip.tolist() == [0] * 12 + [1] * 2
    assert placement.core_xy[[0, 2, 4, 6, 11]].tolist() == [[0, 0], [0, 1], [0, 2], [1, 0], [1, 2]]
    assert placement.core_tile[[11, 12]].tolist() == [5, 6]
    assert placement.core_xy[12].tolist() == [0, 0]


def test_a_wall_that_cannot_be_met_is_named_with_a_remedy():
    # One neuron onto two cores: TrueNorth lets a neuron reach one core.
    wiring = network([(0, 1, 1.0, 1), (0, 2, 1.0, 1)])
    placement = placement_from_cores([0, 1, 2], load_profile("truenorth"), wiring)
    (check,) = placement.binding
    assert check.name == "destination cores per neuron"
    assert (check.needed, check.limit, check.where, check.use) == (2.0, 1.0, "neuron 0", 2.0)
    assert "splitter" in check.remedy
    assert check.source == "merolla2014"
    assert not placement.fits


def test_checks_come_tightest_first():
    placement = place(random_network(1), LOIHI)
    uses = [check.use for check in placement.checks]
    assert uses == sorted(uses, reverse=True)
    assert len(uses) >= 5


def test_a_long_delay_is_a_limit():
    wiring = network([(0, 1, 1.0, 70)])
    assert [c.name for c in place(wiring, LOIHI).binding] == ["synaptic delay"]


def test_crossbar_arrays_bound_a_tile():
    # 200 inputs take two blocks of 128 rows; 96 arrays leave 48 blocks of 32 neurons.
    profile = load_profile("npu_bottom_up")
    edges = [(pre, 200 + post, 1.0, 1) for post in range(33) for pre in range(200)]
    wiring = network(edges, (("in", 200, True), ("n", 33, False)))
    placement = place(wiring, profile)
    check = next(c for c in placement.checks if c.name == "arrays per core")
    assert check.needed == 4.0  # 2 row blocks x 2 column blocks (33 neurons)
    small = copied(profile, structure={
        "crossbar": profile.structure.crossbar.model_copy(update={"arrays_per_core": limit(3)})
    })  # fmt: skip
    assert place(wiring, small).core_of_neuron[200:].tolist() == [0] * 32 + [1]
    assert Capacity.of(profile).neurons_per_array == 32


def test_given_cores_are_kept_and_checked():
    wiring = network([(0, 1, 1.0, 1)])
    placement = Placement.from_cores([0, 5, -1], LOIHI)
    assert placement.core_of_neuron.tolist() == [0, 5, -1]
    assert placement.n_cores == 6
    assert {c.name for c in placement.checks} == {"neurons per core", "chips"}
    assert len(Placement.from_cores([0, 5, 5], LOIHI, wiring).checks) > 2


@pytest.mark.parametrize("cores", [[0, -2, 0], [[0, 1, 2]], [0, 1]])
def test_impossible_cores_are_refused(cores):
    with pytest.raises(PlacementError):
        placement_from_cores(cores, LOIHI, network([(0, 1, 1.0, 1)]))


def test_an_unknown_method_and_a_claim_are_refused():
    wiring = network([(0, 1, 1.0, 1)])
    with pytest.raises(PlacementError, match="in_order, by_population"):
        place(wiring, LOIHI, "best")
    with pytest.raises(SpecError, match="vendor's claim"):
        place(wiring, load_profile("claimed_npu"))


def test_an_empty_network_needs_one_chip_and_no_core():
    placement = place(network([], (("n", 0, False),)), LOIHI)
    assert (placement.n_cores, placement.chips_needed, placement.fits) == (0, 1, True)
