"""What is done with neurons picked on the map, as values of the network."""

import pytest

from sim.errors import SpecError
from sim.network import load_network, with_values
from sim.network.choose import recording_of, silence_of, stimulus_of


def test_recording_replaces_the_recorded_neurons():
    network = load_network("cuba")
    changed = with_values(network, recording_of(network, {"exc": [9, 4]}))
    assert changed.populations["exc"].record.traced(3200) == (4, 9)
    with pytest.raises(SpecError, match="at most 50"):
        recording_of(network, {"exc": range(51)})


def test_a_stimulus_comes_on_top_of_the_other_drives():
    network = load_network("cuba")
    once = with_values(network, stimulus_of(network, {"inh": [3]}, "250 pA"))
    twice = with_values(once, stimulus_of(once, {"inh": [1, 0]}, "-100 pA"))
    before = len(network.populations["inh"].drives)
    new = twice.populations["inh"].drives[before:]
    assert [(d.amplitude, d.neurons) for d in new] == [
        (pytest.approx(250e-12), (3,)),
        (pytest.approx(-100e-12), (0, 1)),
    ]


def test_silenced_neurons_add_up_and_come_back():
    network = load_network("cuba")
    one = with_values(network, silence_of(network, {"exc": [1, 2]}))
    two = with_values(one, silence_of(one, {"exc": [2, 7]}))
    assert two.populations["exc"].silenced == (1, 2, 7)
    back = with_values(two, silence_of(two, {"exc": [1, 2, 7]}, silent=False))
    assert back.populations["exc"].silenced is None
    assert back == network


def test_neurons_of_a_smaller_version_are_not_picked():
    network = load_network("cuba")
    scale = {"neurons": 0.5, "rates": dict.fromkeys(network.populations, "5 Hz")}
    with pytest.raises(SpecError, match="set scale"):
        silence_of(with_values(network, {"scale": scale}), {"exc": [1]})
