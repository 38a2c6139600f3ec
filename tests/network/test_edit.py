"""Building a network step by step: every step is valid, and leaves the rest as it was."""

from __future__ import annotations

import contextlib

import numpy as np
import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from sim.errors import SpecError
from sim.network import (
    add_drive,
    add_population,
    add_projection,
    change_input,
    change_model,
    change_rule,
    dump_network,
    duplicate_population,
    kinds,
    load_network,
    network_from_mapping,
    network_from_yaml,
    parameters,
    realise,
    remove_drive,
    remove_population,
    remove_projection,
    rename_population,
    set_geometry,
    with_values,
)

CUBA, BRUNEL, RING = (load_network(n) for n in ("cuba", "brunel", "ring_attractor"))


def test_kinds_are_read_from_the_spec_with_one_line_each() -> None:
    models = ["lif", "eif", "adex", "izhikevich", "hodgkin_huxley", "integrate_and_fire"]
    assert list(kinds("neuron"))[:6] == models
    assert list(kinds("input", "eif")) == ["delta", "current", "conductance"]
    assert list(kinds("input", "integrate_and_fire")) == ["delta", "current"]
    assert list(kinds("source")) == ["poisson", "regular", "pulse_packet", "spike_list"]
    assert list(kinds("input", "izhikevich")) == ["delta"]
    assert list(kinds("drive", "izhikevich")) == ["poisson"]
    assert kinds("drive", "poisson") == {}
    assert {"gaussian", "explicit", "fixed_total"} <= set(kinds("rule"))
    for part in ("neuron", "source", "input", "geometry", "rule", "drive", "distribution", "delay"):
        for kind, text in kinds(part).items():
            assert text.endswith("."), (kind, text)
            assert 10 < len(text) < 100, (kind, text)


def test_add_and_remove_populations() -> None:
    network = add_population(add_population(CUBA, "lif"), "lif", size=7)
    assert list(network.populations) == ["exc", "inh", "lif", "lif_2"]
    assert network.populations["lif_2"].size == 7
    assert add_population(network, "poisson").populations["poisson"].is_source
    smaller = remove_population(network, "exc")
    assert [p.name for p in smaller.projections] == ["i_to_i"]
    assert list(CUBA.populations) == ["exc", "inh"]  # the old one is as it was


def test_rename_follows_into_projections_and_variants() -> None:
    network = rename_population(BRUNEL, "exc", "pyramidal")
    assert list(network.populations) == ["pyramidal", "inh"]
    assert network.projections[0].source == network.projections[0].target == "pyramidal"
    assert set(network.variants) == set(BRUNEL.variants)
    assert network.variants["si_fast"].set["populations.pyramidal.drives.0.rate"] == "40 Hz"
    assert rename_population(network, "pyramidal", "exc") == BRUNEL


def test_duplicate_comes_right_after_and_unconnected() -> None:
    network = duplicate_population(CUBA, "exc")
    assert list(network.populations) == ["exc", "exc_2", "inh"]
    assert network.populations["exc_2"].neuron == CUBA.populations["exc"].neuron
    assert network.projections == CUBA.projections
    again = duplicate_population(network, "exc_2")
    assert list(again.populations) == ["exc", "exc_2", "exc_3", "inh"]


def test_change_model_converts_what_comes_in_and_keeps_the_sign() -> None:
    network = change_model(CUBA, "exc", "izhikevich")
    weights = {p.name: p.weight for p in network.projections}
    assert weights["e_to_e"] == "0.5 mV"
    assert weights["i_to_e"] == "-2 mV"
    assert (weights["e_to_i"], weights["i_to_i"]) == ("16.2 pA", "-90 pA")
    assert network.populations["exc"].initial == {}
    same_dimension = change_model(CUBA, "exc", "adex")
    assert [p.weight for p in same_dimension.projections] == [p.weight for p in CUBA.projections]


def test_change_model_drops_the_drives_it_cannot_take() -> None:
    network = change_model(RING, "exc", "izhikevich")
    assert [d.kind for d in network.populations["exc"].drives] == ["poisson"]
    assert network.populations["exc"].drives[0].weight == "0.5 mV"
    assert network.populations["exc"].geometry == RING.populations["exc"].geometry
    assert list(network.variants) == ["cue"]  # no_cue turned a drive that is gone
    source = change_model(RING, "exc", "regular")
    assert source.populations["exc"].is_source
    assert [p.name for p in source.projections] == ["e_to_i"]


def test_change_input_keeps_time_constants() -> None:
    network = with_values(CUBA, {"populations.exc.neuron.input.tau_exc": "3 ms"})
    changed = change_input(network, "exc", "conductance")
    assert changed.populations["exc"].neuron.input.tau_exc == 3e-3
    assert [p.weight for p in changed.projections] == ["2 nS", "16.2 pA", "-20 nS", "-90 pA"]
    assert change_input(changed, "exc", "delta").projections[0].weight == "0.5 mV"


def test_the_sign_of_a_distribution_survives() -> None:
    drawn = {"kind": "normal", "mean": "-50 pA", "std": "5 pA"}
    network = with_values(CUBA, {"projections.i_to_e.weight": drawn})
    assert change_input(network, "exc", "conductance").projections[2].weight == "-20 nS"
    kept = change_model(network, "exc", "adex").projections[2].weight
    assert kept.mean == "-50 pA"


@pytest.mark.parametrize("kind", kinds("geometry"))
def test_set_geometry(kind: str) -> None:
    network = with_values(RING, {"populations.exc.geometry.origin": ["1 mm", "0 um", "0 um"]})
    changed = set_geometry(network, "exc", kind)
    assert changed.populations["exc"].geometry.kind == kind
    positions = realise(changed).positions["exc"]
    if kind == "free":
        assert np.allclose(positions, realise(network).positions["exc"], rtol=0, atol=1e-15)
    else:
        assert changed.populations["exc"].geometry.origin == (1e-3, 0, 0)


def test_a_geometry_that_is_needed_stays() -> None:
    with pytest.raises(SpecError, match=r"\(e_to_e\): distance needs a geometry on 'exc'"):
        set_geometry(RING, "exc", None)
    bare = set_geometry(change_rule(RING, "e_to_e", "fixed_probability"), "exc", None)
    assert bare.populations["exc"].geometry is None


def test_add_projection_is_sensible_and_obeys_dale() -> None:
    network = add_projection(add_population(CUBA, "adex", size=50), "exc", "adex")
    added = network.projections[-1]
    assert (added.name, added.weight) == ("exc_to_adex", "20 pA")
    assert network.expected_synapses()["exc_to_adex"] == pytest.approx(50 * 100, rel=0.05)
    network = add_projection(network, "inh", "adex")
    assert network.projections[-1].weight == "-80 pA"
    twice = add_projection(network, "inh", "adex")
    assert twice.projections[-1].name == "inh_to_adex_2"
    assert remove_projection(twice, "inh_to_adex_2") == network


@pytest.mark.parametrize("kind", [k for k in kinds("rule") if k != "one_to_one"])
def test_change_rule_keeps_the_number_of_synapses(kind: str) -> None:
    network = with_values(RING, {"populations.inh.size": 64})
    changed = change_rule(network, "e_to_i", kind)
    assert changed.projections[1].rule.kind == kind
    if kind not in ("all_to_all", "gaussian", "exponential", "disc", "rectangle"):
        before = network.expected_synapses()["e_to_i"]
        assert changed.expected_synapses()["e_to_i"] == pytest.approx(before, rel=0.03)
    assert realise(changed).projections[1].targets.size > 100


def test_change_rule_refuses_what_cannot_be() -> None:
    with pytest.raises(SpecError, match="one_to_one needs equal sizes"):
        change_rule(CUBA, "e_to_i", "one_to_one")
    with pytest.raises(SpecError, match="distance needs a geometry"):
        change_rule(CUBA, "e_to_i", "gaussian")
    with pytest.raises(SpecError, match="too many to list"):
        change_rule(CUBA, "e_to_e", "explicit")
    listed = change_rule(change_rule(RING, "e_to_i", "fixed_probability"), "i_to_e", "fixed_total")
    assert [p.rule.kind for p in listed.projections][1:] == ["fixed_probability", "fixed_total"]


def test_a_rule_turned_into_a_list_keeps_its_pairs() -> None:
    network = with_values(RING, {"populations.inh.size": 20})
    before, after = (
        realise(n).projections[1] for n in (network, change_rule(network, "e_to_i", "explicit"))
    )
    assert np.array_equal(before.targets, after.targets)
    assert np.array_equal(before.offsets, after.offsets)


def test_drives() -> None:
    network = add_drive(add_drive(CUBA, "exc", "poisson"), "exc", "current")
    assert [d.kind for d in network.populations["exc"].drives] == ["poisson", "current"]
    assert remove_drive(remove_drive(network, "exc", 1), "exc", 0) == CUBA
    assert add_drive(BRUNEL, "exc", "poisson").populations["exc"].drives[1].weight == "0.5 mV"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda: remove_population(CUBA, "ex"), "did you mean 'exc'"),
        (lambda: realise(remove_population(remove_population(CUBA, "exc"), "inh")), "none yet"),
        (lambda: rename_population(CUBA, "exc", "inh"), "already a population"),
        (lambda: rename_population(CUBA, "exc", "2 b"), "is no name"),
        (lambda: add_population(CUBA, "lfi"), "did you mean 'lif'"),
        (lambda: add_population(CUBA, "lif", 0), "size: 0 must be at least 1"),
        (lambda: change_input(change_model(CUBA, "exc", "izhikevich"), "exc", "current"), "delta"),
        (lambda: remove_projection(CUBA, "e_to"), "there are e_to_e"),
        (lambda: remove_drive(CUBA, "exc", 0), "there are 0"),
        (lambda: add_drive(add_population(CUBA, "poisson"), "poisson", "poisson"), "none for this"),
        (lambda: add_projection(add_population(CUBA, "poisson"), "exc", "poisson"), "receives no"),
        (lambda: set_geometry(CUBA, "exc", "circle"), "no kind 'circle'"),
    ],
)
def test_refusals_say_what_there_is(change, message: str) -> None:
    with pytest.raises(SpecError, match=message):
        change()


class Builder(RuleBasedStateMachine):
    """Random clicks: every step ends in a valid network or a SpecError."""

    @initialize()
    def start(self) -> None:
        lif = {"size": 8, "neuron": {"model": "lif"}}
        self.network = network_from_mapping({"name": "x", "title": "x", "populations": {"a": lif}})

    def _try(self, change, *args) -> None:
        with contextlib.suppress(SpecError):
            self.network = change(self.network, *args)

    def _population(self, number: int) -> str:
        names = list(self.network.populations)
        return names[number % len(names)]

    def _projection(self, number: int) -> str:
        return self.network.projections[number % len(self.network.projections)].name

    @precondition(lambda self: len(self.network.populations) < 5)
    @rule(model=st.sampled_from([*kinds("neuron"), *kinds("source")]), size=st.integers(0, 12))
    def add(self, model, size) -> None:
        self._try(add_population, model, size)

    @rule(
        i=st.integers(0, 9),
        change=st.sampled_from(
            [(change_model, k) for k in [*kinds("neuron"), *kinds("source")]]
            + [(change_input, k) for k in kinds("input")]
            + [(set_geometry, k) for k in [None, *kinds("geometry")]]
            + [(add_drive, k) for k in kinds("drive")]
            + [(remove_drive, 0), (remove_population,), (duplicate_population,)]
            + [(rename_population, "b"), (rename_population, "other")]
        ),
    )
    def population(self, i, change) -> None:
        n = len(self.network.populations)
        if n < {duplicate_population: 5}.get(change[0], 6) and n > (change[0] is remove_population):
            self._try(change[0], self._population(i), *change[1:])

    @precondition(lambda self: len(self.network.projections) < 6)
    @rule(i=st.integers(0, 9), j=st.integers(0, 9))
    def connect(self, i, j) -> None:
        self._try(add_projection, self._population(i), self._population(j))

    @precondition(lambda self: self.network.projections)
    @rule(i=st.integers(0, 9), kind=st.sampled_from([None, *kinds("rule")]))
    def projection(self, i, kind) -> None:
        if kind is None:
            self._try(remove_projection, self._projection(i))
        else:
            self._try(change_rule, self._projection(i), kind)

    @invariant()
    def whole(self) -> None:
        wiring = realise(self.network)
        assert wiring.n_neurons == self.network.n_neurons
        assert network_from_yaml(dump_network(self.network)) == self.network
        found = parameters(self.network)
        with_values(self.network, {p.path: p.text(p.value) for p in found})


TestBuilder = Builder.TestCase
TestBuilder.settings = settings(
    max_examples=25,
    stateful_step_count=15,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)


def test_the_rates_of_the_full_network_follow_its_populations() -> None:
    column = load_network("cortical_column")
    assert column.scale is not None
    name, *others = column.scale.rates
    rate = column.scale.rates[name]
    renamed = rename_population(column, name, "other")
    assert renamed.scale is not None
    assert renamed.scale.rates == {"other": rate, **{n: column.scale.rates[n] for n in others}}
    removed = remove_population(column, name)
    assert removed.scale is not None
    assert list(removed.scale.rates) == others
    doubled = duplicate_population(column, name)
    copied = next(n for n in doubled.populations if n not in column.populations)
    assert doubled.scale is not None
    assert doubled.scale.rates[copied] == rate
