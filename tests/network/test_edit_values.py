"""Signs, names, copies, initial values and beginnings of stimuli."""

from __future__ import annotations

import pytest

from sim.errors import SpecError
from sim.network import (
    add_drive,
    add_population,
    change_input,
    copy_drive,
    dump_network,
    duplicate_projection,
    inhibits,
    initial_kind,
    kinds,
    list_templates,
    load_network,
    load_template,
    network_from_yaml,
    realise,
    rename_projection,
    set_initial,
    set_sign,
    with_values,
)
from sim.strict_yaml import line_of

CUBA = load_network("cuba")


def test_a_sign_is_turned_and_turned_back() -> None:
    turned = set_sign(CUBA, "e_to_i", True)
    weight = {p.name: p.weight for p in turned.projections}
    assert weight["e_to_i"] == f"-{CUBA.projections[1].weight}"
    assert {p.name: inhibits(p) for p in turned.projections}["e_to_i"]
    assert set_sign(turned, "e_to_i", False) == CUBA
    assert set_sign(CUBA, "e_to_i", False) == CUBA
    drawn = {"kind": "normal", "mean": "20 pA", "std": "2 pA", "low": "0 pA", "high": "30 pA"}
    spread = with_values(CUBA, {"projections.e_to_i.weight": drawn})
    negative = set_sign(spread, "e_to_i", True).projections[1].weight
    assert (negative.mean, negative.std, negative.low, negative.high) == ("-20 pA", "2 pA", "-30 pA", "-0 pA")  # fmt: skip
    assert realise(set_sign(spread, "e_to_i", True)).projections[1].weights.max() <= 0


def test_projections_are_copied_and_renamed() -> None:
    copied = duplicate_projection(CUBA, "e_to_i")
    assert copied.projections[-1].model_copy(update={"name": "e_to_i"}) == CUBA.projections[1]
    assert rename_projection(copied, "e_to_i_2", "more").projections[-1].name == "more"
    with pytest.raises(SpecError, match="there is already a projection"):
        rename_projection(CUBA, "e_to_i", "e_to_e")
    with pytest.raises(SpecError, match="is no name"):
        rename_projection(CUBA, "e_to_i", "<b>")


def test_a_copied_stimulus_suits_its_target() -> None:
    network = add_drive(add_population(CUBA, "izhikevich"), "exc", "poisson")
    assert copy_drive(network, "exc", 0, "izhikevich").populations["izhikevich"].drives[0].weight == "0.5 mV"  # fmt: skip
    current = add_drive(network, "exc", "current")
    with pytest.raises(SpecError, match="no kind 'current'"):
        copy_drive(current, "exc", 1, "izhikevich")


def test_initial_values_begin_where_the_variable_is() -> None:
    network = set_initial(CUBA, "exc", "v", None)
    assert initial_kind(network, "exc", "v") is None
    assert network.populations["exc"].initial == {}
    rest = set_initial(network, "exc", "v", "value")
    assert rest.populations["exc"].initial["v"] == "-49 mV"  # CUBA rests at -49 mV
    spread = set_initial(rest, "exc", "v", "normal").populations["exc"].initial["v"]
    assert (spread.mean, spread.std) == ("-49 mV", "1 mV")
    with pytest.raises(SpecError, match="no such variable"):
        set_initial(CUBA, "exc", "w", "value")


@pytest.mark.parametrize("kind", list(kinds("input", "lif")))
def test_a_new_stimulus_lies_a_little_above_what_makes_the_neuron_fire(kind: str) -> None:
    # LIF: 200 pF / 20 ms * 10 mV = 100 pA is the rheobase of the default.
    network = change_input(add_population(load_template("empty"), "lif"), "lif", kind)
    neuron = network.populations["lif"].neuron
    rheobase = neuron.c_m / neuron.tau_m * (neuron.v_threshold - neuron.v_rest)
    drive = add_drive(network, "lif", "poisson").populations["lif"].drives[0]
    per_hz = {
        "delta": 0.5e-3 * neuron.c_m,
        "current": 20e-12 * 5e-3,
        "conductance": 2e-9 * 5e-3 * (0 - neuron.v_threshold),
    }[kind]
    assert 100 * drive.rate * per_hz / rheobase == pytest.approx(1.3, rel=0.04)
    current = add_drive(network, "lif", "current").populations["lif"].drives[0]
    assert current.amplitude == pytest.approx(1.5 * rheobase)


@pytest.mark.parametrize("name", list_templates())
def test_templates_are_networks(name: str) -> None:
    template = load_template(name)
    assert network_from_yaml(dump_network(template)) == template
    if template.populations:
        assert realise(template).n_neurons == template.n_neurons


def test_an_empty_network_says_so_when_it_is_to_be_simulated() -> None:
    with pytest.raises(SpecError, match="populations: there are none yet"):
        realise(load_template("empty"))


def test_a_field_has_a_line() -> None:
    text = "a: 1\nb:\n  - name: x\n    c: 2\n  - {name: y, c: 3}\n"
    assert [line_of(text, p) for p in ("a", "b.0.c", "b.x.c", "b.1", "b.y.c", "b.z", "q")] == [1, 4, 4, 5, 5, 2, None]  # fmt: skip
    assert line_of(": [", "a") is None
