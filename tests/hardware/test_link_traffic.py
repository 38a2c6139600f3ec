"""Messages on the links of the mesh: where they run, and that they add up to the hops."""

import pytest
from hand_counted_networks import copied, fired, network, random_network, random_spikes
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.hardware import count, load_profile, place, placement_from_cores
from sim.hardware.links import link_traffic
from sim.record import Record

LOIHI = load_profile("loihi")


def test_a_message_goes_along_x_first():
    # Loihi: four cores to a tile, tiles numbered down columns of eight. Core 0 is at (0, 0),
    # core 4 * (8 * 1 + 2) at (1, 2): one link along x at y = 0, then two along y at x = 1.
    height = int(LOIHI.structure.mesh_y.estimate().nominal)
    far = 4 * (height * 1 + 2)
    wiring = network([(0, 1, 1.0, 1)], (("n", 2, False),))
    placement = placement_from_cores([0, far], LOIHI, wiring)
    links = link_traffic(fired(wiring, [(0, 0), (3, 0)], 5), wiring, placement, LOIHI)
    found = {
        (int(x), int(y), bool(a)): m
        for x, y, a, m in zip(links.x, links.y, links.along_x, links.messages, strict=True)
    }
    assert found == {(0, 0, True): 2.0, (1, 0, False): 2.0, (1, 1, False): 2.0}
    assert links.between_chips == 0


@settings(max_examples=20, deadline=None)
@given(
    seed=st.integers(0, 10_000),
    name=st.sampled_from(["loihi", "truenorth", "spinnaker1", "npu_bottom_up"]),
    routing=st.sampled_from(["unicast", "multicast"]),
    per_core=st.integers(1, 5),
)
def test_links_add_up_to_the_hops(seed, name, routing, per_core):
    limit = Record(nominal=str(per_core), grade="assumed", source="user", scope="structural")
    chip = copied(
        load_profile(name), structure={"routing": routing}, limits={"neurons_per_core": limit}
    )
    wiring = random_network(seed)
    activity = fired(wiring, random_spikes(seed + 1, wiring, 20), 20)
    placement = place(wiring, chip)
    counts = count(activity, wiring, placement, chip)
    links = link_traffic(activity, wiring, placement, chip)
    total = links.messages.sum() + links.between_chips
    assert total == pytest.approx(counts.hops_x.sum() + counts.hops_y.sum())
    assert links.between_chips == pytest.approx(counts.chip_crossings.sum())
    assert (links.chip < placement.n_chips + 1).all()
