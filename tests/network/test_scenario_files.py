"""Every network that comes with the program loads, survives being written, and realises."""

from __future__ import annotations

import numpy as np
import pytest

from sim.errors import ScenarioNotFound, SpecError
from sim.network import (
    dump_network,
    initial_values,
    list_networks,
    load_network,
    network_from_yaml,
    realise,
    source_spikes,
)

ALL = [
    name if variant is None else f"{name}/{variant}"
    for name in list_networks()
    for variant in [None, *load_network(name).variants]
]


def test_the_simplest_comes_first() -> None:
    assert list_networks()[:2] == ["one_neuron", "cuba"]


@pytest.mark.parametrize("name", ALL)
def test_round_trip_through_yaml(name: str) -> None:
    network = load_network(name)
    again = network_from_yaml(dump_network(network))
    assert again == network
    assert dump_network(again) == dump_network(network)


@pytest.mark.parametrize("name", list_networks())
def test_realises_with_every_index_in_range(name: str) -> None:
    network = load_network(name)
    wiring = realise(network)
    assert wiring.n_neurons == network.n_neurons
    assert wiring.n_synapses <= 3_000_000
    for synapses, source, target in wiring.blocks():
        assert len(synapses.offsets) == source.size + 1
        assert synapses.targets.min() >= 0
        assert synapses.targets.max() < target.size
        assert np.isfinite(synapses.weights).all()
        assert (synapses.delay_steps >= 1).all()
    for name_, values in initial_values(network).items():
        for value in values.values():
            assert value.shape == (wiring.population(name_).size,)
            assert np.isfinite(value).all()
    for name_, (neuron, step) in source_spikes(network).items():
        assert (np.diff(step) >= 0).all()
        assert neuron.max(initial=0) < wiring.population(name_).size
        assert step.max(initial=0) < network.n_steps


@pytest.mark.parametrize("name", list_networks())
def test_has_a_summary_and_a_paper(name: str) -> None:
    network = load_network(name)
    assert len(network.summary) > 40
    assert network.paper


def test_a_variant_changes_only_what_it_says() -> None:
    base, variant = load_network("brunel"), load_network("brunel/sr")
    assert variant.projections[2].weight == "-1 mV"
    assert variant.projections[0] == base.projections[0]
    assert variant.populations == base.populations


def test_unknown_names_list_what_there_is() -> None:
    with pytest.raises(ScenarioNotFound, match=r"did you mean 'cuba'.*synfire_chain"):
        load_network("cubba")
    with pytest.raises(ScenarioNotFound, match=r"no variant 'asi'.*did you mean 'ai'"):
        load_network("brunel/asi")
    with pytest.raises(ScenarioNotFound):
        load_network("no\0name.yaml")


def test_a_path_is_read_and_its_faults_are_spec_errors(tmp_path) -> None:
    path = tmp_path / "mine.yaml"
    path.write_text(dump_network(load_network("cuba")))
    assert load_network(path) == load_network("cuba")
    path.write_bytes(b"name: \xff\xfe")
    with pytest.raises(SpecError, match="UTF-8"):
        load_network(path)
    path.write_bytes(b"#" * 6_000_000)
    with pytest.raises(SpecError, match="5 MB"):
        load_network(path)


def test_an_empty_list_survives_being_written() -> None:
    network = network_from_yaml(
        "{name: x, title: x, populations: {a: {size: 2, neuron: {model: spike_list, times: [],"
        " neurons: []}}, b: {size: 2, neuron: {model: lif}}}, projections: [{name: p, source: a,"
        " target: b, rule: {kind: explicit, pairs: []}, weight: 1 pA}]}"
    )
    assert network_from_yaml(dump_network(network)) == network
    assert realise(network).n_synapses == 0
