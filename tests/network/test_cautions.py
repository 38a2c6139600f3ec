"""Settings that run but mean less than they seem to."""

from __future__ import annotations

import pytest

from sim.network import (
    cautions,
    change_rule,
    list_networks,
    load_network,
    set_geometry,
    with_values,
)


@pytest.mark.parametrize("name", list_networks())
def test_the_gallery_needs_no_caution(name: str) -> None:
    assert cautions(load_network(name)) == []


def test_a_time_constant_below_a_few_steps_is_named() -> None:
    network = with_values(load_network("cuba"), {"populations.exc.neuron.tau_m": "0.1 ms"})
    (caution,) = cautions(network)
    assert "exc: Membrane time constant of 100 µs is only 1 time steps" in caution


def test_a_delay_that_rounds_away_is_named() -> None:
    network = with_values(load_network("cuba"), {"dt": "0.5 ms"})
    assert [c for c in cautions(network) if "e_to_e: a delay of 100 µs rounds to no time step" in c]


def test_a_rule_of_distance_keeps_the_expected_number_of_synapses() -> None:
    network = set_geometry(load_network("cuba"), "exc", "ring")
    before = network.expected_synapses()["e_to_e"]
    rule = change_rule(network, "e_to_e", "gaussian").projections[0].rule
    # Mean over a ring of radius R of exp(-d^2 / (2 s^2)) with s = R (half the extent): e^-1 I0(1).
    mean = 0.36788 * 1.26607
    assert rule.p_max * mean * 3200 * 3199 == pytest.approx(before, rel=0.02)
