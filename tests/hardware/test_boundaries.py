"""Every bill says what its energy includes: chip, board or wall, in words."""

import pytest
from hand_counted_networks import fired, network

from sim.baselines import baseline, list_baselines
from sim.hardware import ChipProfile, claimed, count, list_profiles, load_profile, place, price

WIRING = network([(0, 1, 1.0, 1), (1, 2, 1.0, 1)])
RUN = fired(WIRING, [(0, 0), (2, 1)], 10)


@pytest.mark.parametrize(
    "name", [n for n in list_profiles() if isinstance(load_profile(n), ChipProfile)]
)
def test_every_chip_states_its_boundary(name):
    chip = load_profile(name)
    report = price(count(RUN, WIRING, place(WIRING, chip), chip), chip)
    statement = next(n for n in report.notes if n.startswith(f"Boundary ({report.boundary}): "))
    assert len(statement) > 40
    left_out = ("left out", "not published", "no energy", "Nothing is priced", "lower bound")
    assert any(words in statement for words in left_out)


@pytest.mark.parametrize("name", list_baselines())
def test_every_baseline_states_its_boundary(name):
    report = baseline(name, RUN, WIRING)
    # A module has no computer around it, and one core is priced without the rest of its node.
    words = {
        "jetson_tx1": "Energy of the module, which is the whole computer",
        "jetson_xavier_nx": "Energy of the module, which is the whole computer",
        "jetson_orin": "Energy of the module, which is the whole computer",
        "cpu_one_core": "Energy of the processor package",
    }.get(name, "Energy at the wall socket: ")
    assert sum(note.startswith(words) for note in report.notes) == 1


def test_a_claim_takes_the_boundary_of_its_baseline():
    gpu = baseline("rtx_2080_ti", RUN, WIRING)
    report = claimed(load_profile("claimed_npu"), gpu)
    assert report.boundary == "wall"
    assert any("that of NVIDIA GeForce RTX 2080 Ti" in note for note in report.notes)
