"""A caption that names a network of the literature says so when it is no longer that network."""

from __future__ import annotations

import pytest

from sim.network import list_networks, load_network, title_of, with_values
from sim.network.gallery import is_changed


@pytest.mark.parametrize("name", list_networks())
def test_no_network_and_no_variant_is_changed_as_it_comes(name: str) -> None:
    network = load_network(name)
    assert title_of(network) == network.title
    for variant in network.variants:
        assert not is_changed(load_network(f"{name}/{variant}"))


@pytest.mark.parametrize(
    ("path", "value", "changed"),
    [
        ("populations.exc.neuron.tau_m", "21 ms", True),
        ("populations.exc.size", 3201, True),
        ("projections.e_to_e.weight", "1 pA", True),
        ("dt", "0.2 ms", True),
        ("seed", 7, False),
        ("duration", "300 ms", False),
        ("populations.exc.record.neurons", [1, 2], False),
        ("title", "My network", False),
    ],
)
def test_what_counts_is_what_makes_other_spikes(path: str, value: object, changed: bool) -> None:
    network = with_values(load_network("cuba"), {path: value})
    assert is_changed(network) == changed
    assert title_of(network).endswith(" (changed)") == changed


def test_a_network_of_ones_own_is_never_a_changed_one() -> None:
    network = load_network("cuba").model_copy(update={"name": "mine"})
    assert not is_changed(with_values(network, {"populations.exc.size": 10}))
