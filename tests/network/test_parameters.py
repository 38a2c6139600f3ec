"""Every adjustable number goes back where it came from, and changes nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from sim.network import Network, list_networks, load_network, parameters, with_values
from sim.network.parameters import Parameter

ALL = [
    name if variant is None else f"{name}/{variant}"
    for name in list_networks()
    for variant in [None, *load_network(name).variants]
]


def _leaves(data: Any, path: str = "") -> dict[str, Any]:
    if isinstance(data, dict):
        items = data.items()
    elif isinstance(data, (list, tuple)):
        items = enumerate(data)
    else:
        return {path: data}
    return {k: v for key, part in items for k, v in _leaves(part, f"{path}.{key}").items()}


def _other(parameter: Parameter) -> float:
    """Return a neighbouring value inside the hard bounds."""
    for value in (parameter.value + parameter.step, parameter.value - parameter.step):
        low, high = parameter.minimum, parameter.maximum
        if (low is None or value > low) and (high is None or value < high):
            return value
    raise AssertionError(parameter)


@pytest.mark.parametrize("name", ALL)
def test_putting_a_value_back_changes_nothing(name: str) -> None:
    network = load_network(name)
    found = parameters(network)
    changes = {p.path: p.text(p.value) for p in found}
    assert len(changes) == len(found)  # no path twice
    # Texts may be written otherwise ("0.0003 V" and "0.3 mV"), so compare what they mean.
    again = parameters(with_values(network, changes))
    assert again == found


@pytest.mark.parametrize(
    "name", ["one_neuron", "one_neuron/izhikevich_rs", "coba", "ring_attractor/cue"]
)
def test_each_changes_exactly_one_value(name: str) -> None:
    network = load_network(name)
    before = _leaves(network.model_dump())
    for parameter in parameters(network):
        after = _leaves(_changed(network, parameter).model_dump())
        differing = [path for path in before if before[path] != after[path]]
        assert len(differing) == 1, (parameter.path, differing)


def _changed(network: Network, parameter: Parameter) -> Network:
    changed = with_values(network, {parameter.path: parameter.text(_other(parameter))})
    found = {p.path: p for p in parameters(changed)}[parameter.path]
    assert found.value == pytest.approx(_other(parameter), rel=1e-11)
    return changed


@pytest.mark.parametrize("name", list_networks())
def test_ranges_hold_the_value_and_lie_within_bounds(name: str) -> None:
    for p in parameters(load_network(name)):
        assert p.low <= p.value <= p.high, p.path
        assert p.low < p.high, p.path
        assert p.step > 0, p.path
        assert p.label, p.path
        assert p.minimum is None or p.low >= p.minimum, p.path
        assert p.maximum is None or p.high <= p.maximum, p.path


def test_structural_are_sizes_positions_wiring_and_seed() -> None:
    structural = {p.path for p in parameters(load_network("ring_attractor")) if p.structural}
    assert "projections.e_to_e.rule.sigma" in structural
    assert {"seed", "dt", "populations.exc.size", "populations.exc.geometry.radius"} <= structural
    assert not {p for p in structural if ".neuron." in p or p.endswith((".weight", ".delay"))}


def test_the_quantities_of_a_distribution_can_be_turned() -> None:
    network = with_values(
        load_network("cuba"),
        {"projections.e_to_e.weight": {"kind": "lognormal", "median": "16 pA", "sigma": 0.5}},
    )
    found = {p.path: p for p in parameters(network)}
    assert found["projections.e_to_e.weight.median"].value == 16
    assert found["projections.e_to_e.weight.sigma"].value == 0.5
    assert found["populations.exc.initial.v.low"].value == -60
    changed = with_values(network, {"projections.e_to_e.weight.median": "20 pA"})
    assert changed.projections[0].weight.median == "20 pA"
