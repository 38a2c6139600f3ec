"""Plasticity in network files: forms, signs, bounds, presets, and what is said about them."""

import numpy as np
import pytest

from sim.bibliography import cite
from sim.errors import SpecError
from sim.network import (
    cautions,
    change_input,
    dump_network,
    kinds,
    load_network,
    network_from_yaml,
    parameters,
    realise,
    set_plasticity,
    with_values,
)
from sim.network.plasticity import PRESETS
from sim.provenance import fingerprint, wiring_fingerprint

CUBA = load_network("cuba")
EXC, INH = "e_to_e", "i_to_e"


@pytest.mark.parametrize("kind", PRESETS)
def test_every_preset_is_valid_sourced_and_survives_yaml(kind):
    assert kind in kinds("plasticity")
    for name, preset in PRESETS[kind].items():
        network = set_plasticity(CUBA, EXC, kind, name)
        assert network.projections[0].plasticity.kind == kind
        assert network_from_yaml(dump_network(network)) == network
        assert cite(preset.source).year
        for field, value in preset.values.items():
            again = with_values(network, {f"projections.{EXC}.plasticity.{field}": value})
            assert again == network


def test_plasticity_comes_and_goes_and_keeps_its_bound():
    network = set_plasticity(CUBA, EXC, "stdp_pair")
    assert network.projections[0].plasticity.w_max == "32.4 pA"  # twice the weight
    raised = with_values(network, {f"projections.{EXC}.plasticity.w_max": "50 pA"})
    assert set_plasticity(raised, EXC, "stdp_triplet").projections[0].plasticity.w_max == "50 pA"
    assert set_plasticity(network, EXC, None) == CUBA
    with pytest.raises(SpecError, match=r"no preset .hipocampus.*did you mean .hippocampus"):
        set_plasticity(CUBA, EXC, "stdp_triplet", "hipocampus")


def test_a_new_dimension_of_the_target_gives_the_bound_a_new_one():
    changed = change_input(set_plasticity(CUBA, EXC, "stdp_pair"), "exc", "conductance")
    assert changed.projections[0].plasticity.w_max == "4 nS"


@pytest.mark.parametrize(
    ("projection", "plasticity", "what"),
    [
        (EXC, {"kind": "stdp_pair"}, r"plasticity\.w_max: is missing"),
        (EXC, {"kind": "stdp_pair", "w_max": "1 mV"}, r"plasticity\.w_max.*unit of current"),
        (EXC, {"kind": "stdp_pair", "w_max": "0 pA"}, r"plasticity\.w_max.*above 0"),
        (EXC, {"kind": "stdp_pair", "w_max": "3 pA"}, r"weight: '16.2 pA' is above"),
        (INH, {"kind": "stdp_pair", "w_max": "99 pA"}, r"weight: '-90 pA' inhibits"),
        (EXC, {"kind": "stdp_triple", "w_max": "99 pA"}, "did you mean 'stdp_triplet'"),
        (EXC, {"kind": "short_term", "tau": "1 ms"}, r"unknown key.*tau_rec"),
        (EXC, {"kind": "short_term", "u": 1.5}, "at most 1"),
        (EXC, {"kind": "stdp_pair", "w_max": "99 pA", "tau_plus": "0 ms"}, "greater than 0 ms"),
    ],
)
def test_a_fault_is_named_at_its_field(projection, plasticity, what):
    with pytest.raises(SpecError, match=what):
        with_values(CUBA, {f"projections.{projection}.plasticity": plasticity})


def test_short_term_plasticity_suits_inhibition():
    wiring = realise(set_plasticity(CUBA, INH, "short_term"))
    (plastic,) = [s for s in wiring.projections if s.plastic]
    assert (plastic.name, plastic.plasticity, plastic.learns) == (INH, "short_term", False)
    assert plastic.weights.max() < 0


def test_drawn_weights_are_moved_between_the_bounds():
    network = with_values(
        set_plasticity(CUBA, EXC, "stdp_pair"),
        {f"projections.{EXC}.weight": {"kind": "normal", "mean": "16 pA", "std": "20 pA"}},
    )
    weights = realise(network).projections[0].weights
    assert weights.min() == 0
    assert weights.max() == np.float32(32.4e-12)


def test_sliders_change_values_without_a_new_wiring():
    network = set_plasticity(CUBA, EXC, "stdp_triplet")
    found = {p.path: p for p in parameters(network) if ".plasticity." in p.path}
    base = f"projections.{EXC}.plasticity."
    assert {path.removeprefix(base) for path in found} == {
        "a2_plus", "a3_plus", "a2_minus", "a3_minus",
        "tau_plus", "tau_minus", "tau_x", "tau_y", "w_max",
    }  # fmt: skip
    tau = found[base + "tau_y"]
    assert (tau.unit, tau.value, tau.structural) == ("ms", 114.0, False)
    assert tau.help
    assert found[base + "w_max"].unit == "pA"
    moved = with_values(network, {tau.path: "90 ms"})
    assert wiring_fingerprint(moved) == wiring_fingerprint(network)
    assert fingerprint(moved) != fingerprint(network)
    bound = with_values(network, {base + "w_max": "40 pA"})
    assert wiring_fingerprint(bound) != wiring_fingerprint(network)


def test_cautions_speak_of_windows_and_of_rules_that_do_nothing():
    network = set_plasticity(CUBA, EXC, "stdp_pair")
    base = f"projections.{EXC}.plasticity."
    quiet = cautions(network)
    short = cautions(with_values(network, {base + "tau_plus": "0.2 ms"}))
    assert any("only 2 time steps" in text for text in short)
    coarse = cautions(with_values(network, {base + "tau_plus": "4 ms"}))
    assert any("same time step" in text and "1.2%" in text for text in coarse)
    idle = cautions(with_values(network, {base + "a_plus": 0.0, base + "a_minus": 0.0}))
    assert any("no weight changes" in text for text in idle)
    assert not any("e_to_e" in text for text in quiet)
