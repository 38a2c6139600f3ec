"""What would be run instead of a network: an ANN, or nothing and why."""

from __future__ import annotations

import pytest

from sim.bibliography import cite
from sim.errors import SpecError
from sim.network import list_networks, load_network, realise, with_values
from sim.network.instead import DenseAnn, NoAnn
from sim.provenance import fingerprint


@pytest.mark.parametrize("name", list_networks())
def test_every_network_says_what_would_be_run_instead(name: str) -> None:
    instead = load_network(name).instead
    assert isinstance(instead, (DenseAnn, NoAnn))
    if isinstance(instead, DenseAnn):
        assert cite(instead.source)


def test_the_keyword_spotter_has_the_published_number_of_weights() -> None:
    network = load_network("keyword_spotting")
    assert isinstance(network.instead, DenseAnn)
    # 390 x 256 + 256 x 256 + 256 x 29
    assert network.instead.macs_per_inference == 172_800
    assert realise(network).n_synapses == 172_800
    assert network.instead.inferences(network.duration) == pytest.approx(100)


def test_the_declaration_changes_no_spike_so_no_fingerprint() -> None:
    network = load_network("keyword_spotting")
    assert fingerprint(network) == fingerprint(network.model_copy(update={"instead": None}))


@pytest.mark.parametrize(
    ("path", "value", "what"),
    [
        ("instead.layers", [390], "instead.*layers"),
        ("instead.layers", [390, 0], "instead.*layers"),
        ("instead.time_per_inference", "0 ms", "time_per_inference"),
        ("instead", {"kind": "none", "reason": ""}, "reason"),
        ("instead", {"kind": "convolution"}, "convolution"),
    ],
)
def test_a_wrong_declaration_names_the_field(path: str, value: object, what: str) -> None:
    with pytest.raises(SpecError, match=what):
        with_values(load_network("keyword_spotting"), {path: value})
