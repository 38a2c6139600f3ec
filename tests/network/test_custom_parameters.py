"""Parameters of custom neurons and of distributions over neurons, as sliders and texts."""

from __future__ import annotations

import pytest

from sim.network import (
    cautions,
    dump_network,
    load_network,
    network_from_mapping,
    network_from_yaml,
    parameters,
    set_spread,
    spread_kinds,
    spreadable,
    with_values,
)
from sim.network.neurons import HodgkinHuxley, IntegrateAndFire

ML = load_network("one_neuron/morris_lecar")
CUBA = load_network("cuba")


def test_every_parameter_of_the_equations_is_a_slider_in_its_own_unit() -> None:
    found = {
        p.path.rpartition(".")[2]: p for p in parameters(ML) if ".neuron.parameters." in p.path
    }
    assert set(found) == set(ML.populations["neuron"].neuron.parameters)
    phi, tau, e_k, zero = (found[n] for n in ("phi", "tau_syn", "e_k", "v_spike"))
    assert (phi.unit, phi.value) == ("1/ms", pytest.approx(1 / 15))
    assert tau.low > 0
    assert (e_k.low, e_k.high) == (-336, 0)
    assert zero.low < 0 < zero.high
    for p in found.values():
        assert p.low <= p.value <= p.high
        for value in (p.low, p.high):  # what a slider gives is a valid network
            with_values(ML, {p.path: p.text(value)})


def test_a_distribution_has_a_slider_for_each_of_its_numbers() -> None:
    for kind in spread_kinds():
        network = set_spread(CUBA, "exc", "neuron.tau_m", kind)
        found = {p.path: p for p in parameters(network)}
        base = "populations.exc.neuron.tau_m."
        own = [p for path, p in found.items() if path.startswith(base)]
        assert len(own) == 2
        assert not any(p.structural for p in own)
        assert "populations.exc.neuron.tau_m" not in found
        assert found["populations.inh.neuron.tau_m"].value == 20
        for p in own:
            changed = with_values(network, {p.path: p.text(p.value * 1.1)})
            assert changed != network
        assert network_from_yaml(dump_network(network)) == network


def test_what_may_differ_is_every_quantity_of_the_neuron_and_its_input() -> None:
    assert len(spreadable(CUBA, "exc")) == 9
    assert "neuron.input.tau_inh" in spreadable(CUBA, "exc")
    assert set(spreadable(ML, "neuron")) == {f"neuron.parameters.{n}" for n in ML.populations["neuron"].neuron.parameters}  # fmt: skip
    assert spreadable(load_network("coba"), "kick") == {}  # a source has none


def test_reference_values_are_those_of_the_papers() -> None:
    """Brette et al. 2007, benchmark 3: densities times 20,000 square micrometres."""
    neuron, area_cm2 = HodgkinHuxley(), 20_000e-8
    assert neuron.c_m == pytest.approx(1e-6 * area_cm2)
    assert neuron.g_leak == pytest.approx(0.05e-3 * area_cm2)
    assert neuron.g_na == pytest.approx(100e-3 * area_cm2)
    assert neuron.g_k == pytest.approx(30e-3 * area_cm2)
    received = neuron.input
    assert (received.tau_exc, received.tau_inh) == (5e-3, 10e-3)
    assert IntegrateAndFire().reset == "subtract"


def test_a_coarse_step_is_said_of_gates_and_of_equations() -> None:
    network = with_values(ML, {"populations.neuron.neuron.parameters.tau_syn": "0.2 ms"})
    assert any("tau_syn of 200 µs is only 2 time steps" in c for c in cautions(network))
    one = {"name": "x", "title": "x", "populations": {"n": {"size": 1, "neuron": {"model": "hodgkin_huxley"}}}}  # fmt: skip
    assert any("7 % too long" in c for c in cautions(network_from_mapping(one)))
    assert not cautions(network_from_mapping({**one, "dt": "0.02 ms"}))
    spread = set_spread(CUBA, "exc", "neuron.input.tau_exc", "normal")
    low = with_values(spread, {"populations.exc.neuron.input.tau_exc.mean": "0.1 ms"})
    assert any("time constant of 100 µs" in c for c in cautions(low))
