"""A scaled network: what is left, what makes up for the rest, and what cannot be scaled."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.errors import SpecError
from sim.network import (
    Network,
    dump_network,
    initial_values,
    load_network,
    network_from_mapping,
    network_from_yaml,
    parameters,
    realise,
    scaled,
    source_spikes,
    with_values,
)
from sim.network.lost_input import mean_of

SIZES = {"L23E": 20683, "L23I": 5834, "L4E": 21915, "L4I": 5479,
         "L5E": 4850, "L5I": 1065, "L6E": 14395, "L6I": 2948}  # fmt: skip


def _two(scale: Any, rule: Any = None, neuron: Any = None, **more: Any) -> Network:
    lif = {"model": "lif", "c_m": "200 pF", "tau_m": "20 ms"}
    neuron = neuron if neuron and "model" in neuron else lif | (neuron or {})
    return network_from_mapping(
        {
            "name": "x",
            "title": "x",
            "duration": "100 ms",
            "scale": scale,
            "populations": {
                "a": {"size": 400, "neuron": {"model": "lif"}},
                "b": {"size": 100, "neuron": neuron, **more.pop("b", {})},
            },
            "projections": [
                {
                    "name": "p", "source": "a", "target": "b", "weight": "10 pA",
                    "rule": rule or {"kind": "fixed_in_degree", "k": 80}, **more,
                }
            ],
        }
    )  # fmt: skip


# --- the column


def test_the_column_has_the_published_size() -> None:
    network = load_network("cortical_column/full")
    assert {n: p.size for n, p in network.populations.items()} == SIZES
    # 298,880,969 before the synapses of each of 55 projections are rounded to a whole number.
    assert sum(network.expected_synapses().values()) == pytest.approx(298_880_969, abs=55)
    full = scaled(network)
    assert full.populations == network.populations
    assert full.projections == network.projections


def test_the_lost_input_of_the_column_is_the_published_formula() -> None:
    """``(1 - sqrt(k)) tau_syn (sum_j K_ij w_ij r_j + K_ext w_ext r_ext)``, in matrices."""
    k, names = 0.1, list(SIZES)
    full = load_network("cortical_column/full")
    expected = full.expected_synapses()
    degree, weight = np.zeros((8, 8)), np.zeros((8, 8))
    for p in full.projections:
        where = names.index(p.target), names.index(p.source)
        degree[where] = expected[p.name] / SIZES[p.target]
        weight[where] = mean_of(p.weight, "current")
    assert weight[0, 2] == pytest.approx(2 * weight[0, 0])
    assert weight[0, 1] == pytest.approx(-4 * weight[0, 0])
    assert full.scale is not None
    rate = np.array([full.scale.rates[n] for n in names])
    external = np.array([1600, 1500, 2100, 1900, 2000, 1900, 2900, 2100]) * 8 * 87.8e-12
    lost = (1 - np.sqrt(k)) * 0.5e-3 * ((degree * weight * rate).sum(axis=1) + external)
    smaller = scaled(with_values(full, {"scale.neurons": k}))
    found = [smaller.populations[n].drives[-1].amplitude for n in names]
    # In-degrees are rounded to whole synapses of the projection, of which there are few in some.
    assert np.allclose(found, lost, rtol=2e-3)


def test_the_background_of_the_column_is_thinned_and_strengthened() -> None:
    drive, _ = scaled(load_network("cortical_column")).populations["L6E"].drives
    assert drive.n_inputs * drive.rate == pytest.approx(290 * 8.0)
    assert drive.weight == "277.647978562784 pA"  # 87.8 / sqrt(0.1)


def test_a_constant_background_has_the_mean_of_the_poisson_one() -> None:
    dc, poisson = (load_network(f"cortical_column/{v}") for v in ("dc", "poisson"))
    for name in SIZES:
        drive = poisson.populations[name].drives[0]
        charge_per_s = drive.n_inputs * drive.rate * 87.8e-12 * 0.5e-3
        assert dc.populations[name].drives[0].amplitude == pytest.approx(charge_per_s)


# --- what is left


@settings(max_examples=50, deadline=None)
@given(
    neurons=st.sampled_from([0.05, 0.1, 0.25, 0.5, 1]), k=st.floats(0.05, 1),
    rule=st.sampled_from([
        {"kind": "fixed_in_degree", "k": 80},
        {"kind": "fixed_out_degree", "k": 20},
        {"kind": "fixed_total", "n": 8000},
        {"kind": "fixed_probability", "p": 0.2},
    ]),
)  # fmt: skip
def test_each_neuron_keeps_its_part_of_the_synapses(neurons: float, k: float, rule: Any) -> None:
    if rule["kind"] == "fixed_probability" and 0.2 * k / neurons > 1:
        return
    scale = {"neurons": neurons, "in_degree": k, "rates": {"a": "5 Hz"}}
    smaller = scaled(_two(scale, rule))
    sizes = {name: p.size for name, p in smaller.populations.items()}
    assert sizes == {"a": round(400 * neurons), "b": round(100 * neurons)}
    # Off by the rounding of one number: of the whole, of each target, or of each source.
    counted = {"fixed_in_degree": sizes["b"], "fixed_out_degree": sizes["a"]}.get(rule["kind"], 1)
    assert abs(smaller.expected_synapses()["p"] - 80 * k * sizes["b"]) <= 0.5 * counted + 1e-6
    assert scaled(smaller) is smaller


def test_the_in_degree_follows_the_neurons_unless_it_is_given() -> None:
    both = scaled(_two({"neurons": 0.5, "rates": {"a": "1 Hz"}})).projections[0]
    assert both.rule.k == 40
    only = scaled(_two({"neurons": 0.5, "in_degree": 1})).projections[0]
    assert (only.rule.k, only.weight) == (80, "10 pA")


def test_scale_one_changes_nothing() -> None:
    plain, whole = _two(None), _two({"neurons": 1, "rates": {"a": "1 Hz"}})
    one, other = realise(plain).projections[0], realise(whole).projections[0]
    assert np.array_equal(one.targets, other.targets)
    assert np.array_equal(one.weights, other.weights)
    assert scaled(whole).populations == plain.populations


def test_everything_is_realised_at_the_scale() -> None:
    network = _two({"neurons": 0.25, "rates": {"a": "1 Hz"}})
    wiring = realise(network)
    assert [p.size for p in wiring.populations] == [100, 25]
    assert wiring.n_synapses == 25 * 20
    assert {n: len(v["v"]) for n, v in initial_values(network).items()} == {"a": 100, "b": 25}
    source = {"model": "regular", "rate": "10 Hz"}
    network = network_from_mapping({
        "name": "x", "title": "x", "scale": {"neurons": 0.5},
        "populations": {"s": {"size": 10, "neuron": source}},
    })  # fmt: skip
    assert source_spikes(network)["s"][0].max() == 4


def test_part_of_a_population_stays_the_same_part() -> None:
    drives = [{"kind": "current", "amplitude": "1 pA", "first": 50, "last": 99}]
    smaller = scaled(
        _two(
            {"neurons": 0.1, "in_degree": 1}, {"kind": "fixed_total", "n": 10}, b={"drives": drives}
        )
    )
    (drive,) = smaller.populations["b"].drives
    assert (drive.first, drive.last) == (5, 9)


# --- what makes up for the rest: the mean input stays, by kind


def test_a_lost_jump_of_the_potential_becomes_a_current() -> None:
    scale = {"neurons": 1, "in_degree": 0.25, "rates": {"a": "5 Hz"}}
    smaller = scaled(_two(scale, neuron={"input": {"kind": "delta"}}, weight="0.1 mV"))
    # 80 synapses, 5 Hz, 0.1 mV: 40 mV/s, of which a quarter at twice the weight makes half.
    assert smaller.populations["b"].drives[-1].amplitude == pytest.approx(200e-12 * 20e-3)
    assert smaller.projections[0].weight == "0.2 mV"


def test_a_lost_conductance_becomes_part_of_the_leak() -> None:
    scale = {"neurons": 1, "in_degree": 0.25, "rates": {"a": "5 Hz"}}
    received = {"kind": "conductance", "tau_exc": "5 ms", "e_exc": "0 mV"}
    neuron = {"input": received, "v_rest": "-60 mV"}
    smaller = scaled(_two(scale, neuron=neuron, weight="1 nS")).populations["b"].neuron
    lost = 0.5 * 80 * 5 * 1e-9 * 5e-3  # 1 nS on average; the leak is 10 nS
    assert smaller.tau_m == pytest.approx(200e-12 / (10e-9 + lost))
    assert smaller.v_rest == pytest.approx(-60e-3 * 10e-9 / (10e-9 + lost))


def test_a_lost_input_of_an_izhikevich_neuron_becomes_drive() -> None:
    scale = {"neurons": 1, "in_degree": 0.25, "rates": {"a": "5 Hz"}}
    neuron = {"model": "izhikevich", "drive": "10 mV/ms"}
    smaller = scaled(_two(scale, neuron=neuron, weight="-0.1 mV")).populations["b"].neuron
    assert smaller.drive == pytest.approx(10 - 0.02)


def test_the_rate_of_a_generator_is_known() -> None:
    network = _two({"neurons": 1, "in_degree": 0.25, "rates": {"a": "5 Hz"}})
    data = network.model_dump(mode="json", by_alias=True)
    data["populations"]["a"]["neuron"] = {"model": "poisson", "rate": "20 Hz"}
    data["scale"]["rates"] = {}
    (current,) = scaled(network_from_mapping(data)).populations["b"].drives
    assert current.amplitude == pytest.approx(0.5 * 80 * 20 * 10e-12 * 5e-3)


@pytest.mark.parametrize(
    ("weight", "mean"),
    [
        ({"kind": "normal", "mean": "10 pA", "std": "1 pA", "low": "0 pA"}, 10e-12),
        # A normal cut at its own mean: mean + std sqrt(2 / pi).
        ({"kind": "normal", "mean": "0 pA", "std": "1 pA", "low": "0 pA"}, 1e-12 * np.sqrt(2 / np.pi)),
        ({"kind": "uniform", "low": "1 pA", "high": "3 pA"}, 2e-12),
        ({"kind": "lognormal", "median": "-1 pA", "sigma": 0.5}, -1e-12 * np.exp(0.125)),
    ],
)  # fmt: skip
def test_the_mean_of_a_weight(weight: Any, mean: float) -> None:
    network = _two(None, weight=weight)
    assert mean_of(network.projections[0].weight, "current") == pytest.approx(mean, rel=3e-3)


# --- refusals name the field and the way out


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"scale": {"neurons": 0.5}}, r"scale\.rates: the mean rate of population 'a'"),
        ({"scale": {"neurons": 0}}, r"scale\.neurons: 0 must be greater than 0"),
        ({"scale": {"neurons": 0.5, "rates": {"z": "1 Hz"}}}, r"scale\.rates: no population 'z'"),
        (
            {
                "scale": {"neurons": 0.1, "in_degree": 1},
                "rule": {"kind": "fixed_probability", "p": 0.2},
            },
            r"scale\.in_degree: .* set in_degree to at most 0.5",
        ),
        (
            {"scale": {"neurons": 0.5}, "rule": {"kind": "explicit", "pairs": [[0, 1]]}},
            r"scale: projection 'p' is a list of pairs",
        ),
        (
            {
                "scale": {"neurons": 0.1, "in_degree": 1},
                "rule": {"kind": "fixed_in_degree", "k": 80, "multapses": False},
            },
            r"scale: at 0.1 this network is not valid: .*80 partners, but only 40",
        ),
        (
            {
                "scale": {"neurons": 0.5, "rates": {"a": "5 Hz"}},
                "plasticity": {"kind": "short_term"},
            },
            r"scale\.in_degree: the synapses of 'p' are plastic",
        ),
    ],
)
def test_refusals(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(SpecError, match=message):
        _two(**changes)


def test_it_is_written_read_and_moved_like_any_parameter() -> None:
    network = load_network("cortical_column")
    assert network_from_yaml(dump_network(network)) == network
    (slider,) = [p for p in parameters(network) if p.path.startswith("scale.")]
    assert (slider.path, slider.low, slider.high, slider.structural) == (
        "scale.neurons",
        0.01,
        1,
        True,
    )
    moved = with_values(network, {slider.path: slider.text(0.05)})
    assert scaled(moved).populations["L5I"].size == 53
