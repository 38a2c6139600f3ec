"""Changes of the network itself: what is run instead, its size; and the ends of a projection."""

from __future__ import annotations

import pytest

from sim.errors import SpecError
from sim.network import (
    add_population,
    kinds,
    load_network,
    load_template,
    parameters,
    plain_fields,
    scale_down,
    scale_up,
    scaled,
    set_ends,
    set_full_rates,
    set_in_degree,
    set_instead,
    with_values,
)
from sim.network.instead import DenseAnn, NoAnn

CUBA = load_network("cuba")


# --- instead


def test_an_ann_begins_with_the_populations_as_its_layers() -> None:
    spotter = load_network("keyword_spotting")
    instead = set_instead(set_instead(spotter, None), "dense_ann").instead
    assert isinstance(instead, DenseAnn)
    assert instead.layers == (390, 256, 256, 29)
    assert instead.time_per_inference == spotter.duration
    assert (instead.source, instead.published) == (spotter.paper, "")


@pytest.mark.parametrize(
    ("template", "layers"), [("empty", (1, 1)), ("one_neuron_with_input", None)]
)
def test_every_network_can_begin_with_an_ann(template: str, layers: tuple[int, ...] | None) -> None:
    instead = set_instead(with_values(load_template(template), {"paper": ""}), "dense_ann").instead
    assert isinstance(instead, DenseAnn)
    assert instead.source == "user"
    assert layers is None or instead.layers == layers


def test_nothing_instead_has_a_reason_and_it_may_be_left_open() -> None:
    assert isinstance(set_instead(CUBA, "none").instead, NoAnn)
    assert set_instead(CUBA, None).instead is None
    assert list(kinds("instead")) == ["dense_ann", "none"]
    with pytest.raises(SpecError, match="convolution"):
        set_instead(CUBA, "convolution")


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("390", "needs at least 2"),
        ("390, x", "instead.layers.1"),
        ("390, 0", "'0' must be at least 1"),
    ],
)
def test_wrong_layers_are_one_line_that_names_the_field(text: str, what: str) -> None:
    network = set_instead(CUBA, "dense_ann")
    layers = next(f for f in plain_fields(network, "instead.") if f.path == "instead.layers")
    with pytest.raises(SpecError, match=what) as refused:
        with_values(network, {layers.path: layers.read(text)})
    assert len(str(refused.value).splitlines()) == 2


def test_a_table_of_measurements_is_a_name_and_no_path() -> None:
    network = set_instead(CUBA, "dense_ann")
    with pytest.raises(SpecError, match=r"instead\.published"):
        with_values(network, {"instead.published": "../elsewhere.yaml"})


# --- scale


def test_a_scale_begins_at_one_and_changes_nothing() -> None:
    down = scale_down(CUBA, {"exc": 5.12345, "inh": 6.0, "nobody": 1.0})
    assert down.scale is not None
    assert (down.scale.neurons, down.scale.rates) == (1.0, {"exc": 5.123, "inh": 6.0})
    assert scaled(down).populations == CUBA.populations
    assert scaled(down).projections == CUBA.projections
    assert scale_up(down) == CUBA
    assert "scale.neurons" in {p.path for p in parameters(down)}


def test_rates_of_generators_are_known_and_not_written_down() -> None:
    network = add_population(CUBA, "poisson")
    down = scale_down(network, dict.fromkeys(network.populations, 2.0))
    assert down.scale is not None
    assert set(down.scale.rates) == {"exc", "inh"}


def test_a_smaller_network_asks_for_the_rates_that_it_needs() -> None:
    down = scale_down(CUBA)
    with pytest.raises(SpecError, match=r"scale\.rates: the mean rate of population 'exc'"):
        with_values(down, {"scale.neurons": 0.5})
    smaller = with_values(set_full_rates(down, {"exc": 5.0, "inh": 5.0}), {"scale.neurons": 0.5})
    assert smaller.n_neurons == 2000
    with pytest.raises(SpecError, match="it is not set"):
        set_full_rates(CUBA, {"exc": 5.0})


def test_the_in_degree_has_a_scale_of_its_own_or_that_of_the_neurons() -> None:
    half = with_values(scale_down(CUBA, {"exc": 5.0, "inh": 5.0}), {"scale.neurons": 0.5})
    own = set_in_degree(half, True)
    assert own.scale is not None
    assert own.scale.in_degree == 0.5
    assert "scale.in_degree" in {p.path for p in parameters(own)}
    assert set_in_degree(own, False) == half


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("exc 5 Hz", "line 1: 'exc 5 Hz' is no population with its rate"),
        ("exc: 5\nexc: 6", "line 2: 'exc' has a line already"),
        ("nobody: 5", "no population 'nobody'"),
        ("exc: 5 mV", "expected a number with a unit of rate"),
        ("exc: -1", r"scale\.rates\.exc: '-1 Hz' must be at least 0"),
    ],
)
def test_wrong_rates_are_named(text: str, what: str) -> None:
    down = scale_down(CUBA)
    field = next(f for f in plain_fields(down, "scale.") if f.path == "scale.rates")
    with pytest.raises(SpecError, match=what):
        with_values(down, {field.path: field.read(text)})


def test_rates_are_read_with_or_without_their_unit_and_may_be_empty() -> None:
    down = scale_down(CUBA, {"exc": 1.0})
    (field,) = plain_fields(down, "scale.")
    assert field.text == "exc: 1 Hz"
    read = with_values(down, {field.path: field.read("exc: 5\n\n inh : 0.002 kHz ")})
    assert read.scale is not None
    assert read.scale.rates == {"exc": 5.0, "inh": pytest.approx(2.0)}
    empty = with_values(down, {field.path: field.read("")}).scale
    assert empty is not None
    assert empty.rates == {}


# --- ends of a projection


def test_a_projection_moves_to_other_populations() -> None:
    moved = set_ends(CUBA, "e_to_i", "inh", "exc").projections[1]
    assert (moved.source, moved.target) == ("inh", "exc")
    assert moved.weight == CUBA.projections[1].weight


def test_a_weight_becomes_one_of_the_new_targets_dimension() -> None:
    network = add_population(CUBA, "izhikevich")
    moved = set_ends(network, "i_to_e", "inh", "izhikevich")
    assert moved.projections[2].weight == "-2 mV"  # the default that inhibits
    network = add_population(CUBA, "poisson")
    with pytest.raises(SpecError, match="spike source and receives no synapses"):
        set_ends(network, "i_to_e", "inh", "poisson")
    with pytest.raises(SpecError, match="no such population"):
        set_ends(network, "i_to_e", "inh", "nobody")
