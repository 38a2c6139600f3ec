"""Weights and delays that differ between synapses: the mean stays, and the text says the same."""

from __future__ import annotations

import contextlib

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter
from scipy import stats

from sim.errors import SpecError
from sim.network import (
    Network,
    change_rule,
    dump_network,
    load_network,
    network_from_yaml,
    parameters,
    plain_fields,
    realise,
    rule_flags,
    set_geometry,
    set_synapse_value,
    synapse_kind,
    synapse_kinds,
    with_values,
)
from sim.network.distribution import WeightValue
from sim.network.mean_value import mean_of_spread

CUBA, RING = load_network("cuba"), load_network("ring_attractor")
SPREAD = ("normal", "uniform", "lognormal", "gamma")


def wired(network: Network, projection: str) -> tuple[float, float]:
    """Return the mean weight [A] and delay [s] of the synapses that are really made."""
    wiring = realise(network)
    made = next(s for s in wiring.projections if s.name == projection)
    return float(made.weights.mean(dtype=float)), float(made.delay_steps.mean() * network.dt)


def same_after_yaml(network: Network) -> Network:
    assert network_from_yaml(dump_network(network)) == network
    return network


@pytest.mark.parametrize("kind", ["gaussian_of_distance", *SPREAD])
def test_the_mean_weight_stays(kind: str) -> None:
    # 8,000 or so synapses with a tenth of the mean as width: the mean of a draw is known to 0.12 %.
    changed = same_after_yaml(set_synapse_value(RING, "e_to_i", "weight", kind))
    assert synapse_kind(changed, "e_to_i", "weight") == kind
    assert wired(changed, "e_to_i")[0] == pytest.approx(20e-12, rel=5e-3)
    back = set_synapse_value(changed, "e_to_i", "weight", None)
    assert back == RING
    assert set_synapse_value(changed, "e_to_i", "weight", kind) is changed


@pytest.mark.parametrize("kind", ["linear_in_distance", *SPREAD])
def test_the_mean_delay_stays(kind: str) -> None:
    changed = same_after_yaml(set_synapse_value(RING, "e_to_i", "delay", kind))
    assert wired(changed, "e_to_i")[1] == pytest.approx(1e-3, rel=1e-2)
    assert set_synapse_value(changed, "e_to_i", "delay", None) == RING


def test_one_kind_turns_into_another_about_the_same_mean() -> None:
    network = RING
    for kind in (*synapse_kinds("weight"), "normal"):
        network = set_synapse_value(network, "e_to_i", "weight", kind)
    weight = network.projections[1].weight
    assert (weight.mean, weight.std, weight.low) == ("20 pA", "2 pA", "0 pA")


def test_inhibition_stays_inhibition_however_wide() -> None:
    network = set_synapse_value(CUBA, "i_to_e", "weight", "normal")
    network = with_values(network, {"projections.i_to_e.weight.std": "300 pA"})
    made = next(s for s in realise(network).projections if s.name == "i_to_e")
    assert made.weights.max() <= 0


def test_what_has_no_spread_and_no_distance_is_refused() -> None:
    nothing = with_values(CUBA, {"projections.e_to_e.delay": "0 ms"})
    with pytest.raises(SpecError, match=r"e_to_e.delay: a delay of 0 has no spread"):
        set_synapse_value(nothing, "e_to_e", "delay", "gamma")
    with pytest.raises(SpecError, match="distance needs a geometry on 'exc'"):
        set_synapse_value(CUBA, "e_to_e", "weight", "gaussian_of_distance")
    with pytest.raises(SpecError, match="did you mean 'normal'"):
        set_synapse_value(CUBA, "e_to_e", "weight", "norml")
    with pytest.raises(SpecError, match="no kind 'gaussian_of_distance'"):
        set_synapse_value(RING, "e_to_e", "delay", "gaussian_of_distance")
    spot = {"kind": "free", "points": [["0 um"] * 3] * RING.populations["exc"].size}
    onto_itself = with_values(
        set_geometry(change_rule(RING, "e_to_e", "all_to_all"), "exc", "free"),
        {"populations.exc.geometry": spot},
    )
    with pytest.raises(SpecError, match="no synapse spans a distance"):
        set_synapse_value(onto_itself, "e_to_e", "delay", "linear_in_distance")
    peak = set_synapse_value(onto_itself, "e_to_e", "weight", "gaussian_of_distance")
    assert peak.projections[0].weight.amplitude == RING.projections[0].weight


_CENTRE = st.floats(0.5, 80).map(lambda x: round(x, 3))
_WIDTH = st.floats(0.05, 1.5).map(lambda x: round(x, 3))


@settings(max_examples=60, deadline=None)
@given(kind=st.sampled_from(("normal", "lognormal", "gamma")), centre=_CENTRE, width=_WIDTH,
       window=st.tuples(st.floats(0, 1), st.floats(1.05, 4)), sign=st.sampled_from((1, -1)))  # fmt: skip
def test_the_mean_between_bounds_is_the_integral(
    kind: str, centre: float, width: float, window: tuple[float, float], sign: int
) -> None:
    low, high = (centre * edge for edge in window)
    frozen = {
        "normal": lambda: stats.norm(centre, width * centre),
        "lognormal": lambda: stats.lognorm(width, scale=centre),
        "gamma": lambda: stats.gamma(1 / width, scale=centre * width),
    }[kind]()  # fmt: skip
    edges = sorted((sign * low, sign * high))
    data = {
        "kind": kind, "low": f"{edges[0]} mV", "high": f"{edges[1]} mV",
        **{
            "normal": {"mean": f"{sign * centre} mV", "std": f"{width * centre} mV"},
            "lognormal": {"median": f"{sign * centre} mV", "sigma": width},
            "gamma": {"mean": f"{sign * centre} mV", "shape": 1 / width},
        }[kind],
    }  # fmt: skip
    value = TypeAdapter(WeightValue).validate_python(data)
    # The mean is the average of the quantiles of the window: a sum over a fine grid of them.
    levels = frozen.cdf(low) + (np.arange(20_000) + 0.5) / 20_000 * (frozen.cdf(high) - frozen.cdf(low))  # fmt: skip
    expected = sign * frozen.ppf(levels).mean() * 1e-3
    assert mean_of_spread(value, "voltage") == pytest.approx(expected, rel=1e-3)


def test_a_window_that_all_draws_miss_gives_its_nearer_end() -> None:
    for data in (
        {"kind": "normal", "mean": "1 mV", "std": "0.01 mV", "low": "5 mV", "high": "6 mV"},
        {"kind": "normal", "mean": "1 mV", "std": "0 mV", "low": "5 mV"},
        {"kind": "lognormal", "median": "1 mV", "sigma": 0.05, "low": "5 mV", "high": "6 mV"},
    ):
        value = TypeAdapter(WeightValue).validate_python(data)
        assert mean_of_spread(value, "voltage") == pytest.approx(5e-3)


@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_a_change_in_the_form_is_the_same_in_yaml(data: st.DataObject) -> None:
    """Network -> kind and slider of the form -> YAML -> the same network."""
    network = CUBA
    for _ in range(3):
        name = data.draw(st.sampled_from([p.name for p in network.projections]))
        field = data.draw(st.sampled_from(("weight", "delay")))
        kind = data.draw(st.sampled_from((None, *SPREAD)))
        network = same_after_yaml(set_synapse_value(network, name, field, kind))
        found = [p for p in parameters(network) if p.path.startswith(f"projections.{name}.{field}")]
        turned = data.draw(st.sampled_from(found))
        assert turned.low <= turned.value <= turned.high
        inside = turned.low + 0.9 * (turned.high - turned.low)
        # Low above high is the one thing that two sliders can do wrong.
        with contextlib.suppress(SpecError):
            network = with_values(network, {turned.path: turned.text(inside)})
        same_after_yaml(network)


def test_flags_are_those_of_the_rule() -> None:
    def flags(rule: str, projection: str) -> list[tuple[str, bool, bool]]:
        network = change_rule(CUBA, projection, rule)
        return [(f.name, f.value, f.fixed) for f in rule_flags(network, projection)]

    assert flags("fixed_in_degree", "e_to_e") == [
        ("autapses", False, False), ("multapses", True, False),
    ]  # fmt: skip
    assert flags("fixed_total", "e_to_i") == [("multapses", True, True)]
    assert flags("all_to_all", "e_to_i") == []
    without = with_values(
        change_rule(CUBA, "e_to_e", "fixed_in_degree"), {"projections.e_to_e.rule.multapses": False}
    )
    made = realise(without).projections[0]
    pairs = (
        np.repeat(np.arange(len(made.offsets) - 1), np.diff(made.offsets)) * 10_000 + made.targets
    )
    assert len(np.unique(pairs)) == len(pairs)


def test_bounds_are_plain_fields_of_what_can_be_cut() -> None:
    network = set_synapse_value(CUBA, "e_to_e", "weight", "lognormal")
    base = "projections.e_to_e.weight."
    assert [f.path for f in plain_fields(network, base)] == [f"{base}low", f"{base}high"]
    cut = with_values(network, {f"{base}high": "20 pA"})
    assert [f.text for f in plain_fields(cut, base)] == ["", "20 pA"]
    assert plain_fields(set_synapse_value(CUBA, "e_to_e", "weight", "uniform"), base) == []
    with pytest.raises(SpecError, match="no such part"):
        plain_fields(network, "projections.nowhere.weight.")


def test_a_bound_below_zero_lies_on_its_slider() -> None:
    network = set_synapse_value(CUBA, "e_to_e", "delay", "normal")
    path = "projections.e_to_e.delay.low"
    found = {p.path: p for p in parameters(with_values(network, {path: "-1 ms"}))}
    assert found[path].low == found[path].value == -1
    inhibiting = set_synapse_value(CUBA, "i_to_e", "weight", "normal")
    top = {p.path: p for p in parameters(inhibiting)}["projections.i_to_e.weight.high"]
    assert (top.low, top.value, top.high) == (-500, 0, 0)
