"""Parameters that differ from neuron to neuron: the right neuron gets the right value."""

import math

import numpy as np
import pytest
from small_networks import make_network, run, synapse

from sim.engine.equations import neuron_model
from sim.errors import SpecError
from sim.network import initial_values, set_spread, spread_of, with_values
from sim.network.neuron_values import neuron_values

DT = 1e-4


def population(size=60, **neuron):
    return {"n": {"size": size, "neuron": {"model": "lif", **neuron}}}


def uniform(low, high):
    return {"kind": "uniform", "low": low, "high": high}


@pytest.mark.parametrize(
    "varied",
    [
        {"i_ext": uniform("120 pA", "400 pA")},
        {"tau_m": {"kind": "lognormal", "median": "20 ms", "sigma": 0.3}, "i_ext": "300 pA"},
        {"c_m": {"kind": "gamma", "mean": "200 pF", "shape": 20}, "i_ext": "400 pA"},
        {"v_threshold": uniform("-54 mV", "-46 mV"), "i_ext": "300 pA", "t_ref": uniform("1 ms", "9 ms")},
    ],
    ids=lambda varied: "+".join(varied),
)  # fmt: skip
def test_every_neuron_fires_at_its_own_closed_form(varied):
    network = make_network(population(**varied), duration="500 ms")
    p = neuron_values(network, "n")
    activity = run(network)
    for i in range(60):
        mine = {k: float(np.broadcast_to(v, 60)[i]) for k, v in p.items()}
        drive = mine["i_ext"] * mine["tau_m"] / mine["c_m"]
        gap = mine["v_threshold"] - mine["v_rest"]
        below = math.floor(-mine["tau_m"] * math.log(1 - gap / drive) / DT)
        period = below + max(math.floor(mine["t_ref"] / DT + 1e-3), 1)
        steps = activity.spike_step[activity.spike_neuron == i]
        assert steps[0] == below
        assert set(np.diff(steps)) <= {period}
        assert len(steps) == (5000 - below - 1) // period + 1


def test_draws_are_the_seeds_and_each_parameters_own():
    both = {"tau_m": {"kind": "normal", "mean": "20 ms", "std": "2 ms"}}
    one = neuron_values(make_network(population(**both)), "n")["tau_m"]
    more = {**both, "v_threshold": {"kind": "normal", "mean": "-50 mV", "std": "1 mV"}}
    assert np.array_equal(neuron_values(make_network(population(**more)), "n")["tau_m"], one)
    assert not np.array_equal(neuron_values(make_network(population(**both), seed=2), "n")["tau_m"], one)  # fmt: skip
    network = make_network(population(**both))
    wider = with_values(network, {"populations.n.neuron.tau_m.std": "4 ms"})
    # A moved slider stretches the same draws.
    np.testing.assert_allclose(
        neuron_values(wider, "n")["tau_m"] - 0.02, 2 * (one - 0.02), rtol=1e-9
    )


def test_bounds_of_the_parameter_hold_for_every_neuron():
    wide = {"kind": "normal", "mean": "2 ms", "std": "20 ms"}
    network = make_network(population(4000, tau_m=wide))
    tau_m = neuron_values(network, "n")["tau_m"]
    assert tau_m.min() > 0
    assert tau_m.max() <= 1
    clipped = neuron_values(make_network(population(4000, tau_m={**wide, "high": "3 ms"})), "n")
    assert clipped["tau_m"].max() <= 3e-3


@pytest.mark.parametrize(
    ("neuron", "message"),
    [
        ({"tau_m": {"kind": "normal", "mean": "-5 ms", "std": "1 ms"}}, r"n\.neuron\.tau_m: .* must be greater than 0 ms"),
        ({"tau_m": uniform("0 ms", "5 ms")}, r"neuron\.tau_m: .* must be greater than 0 ms"),
        ({"tau_m": {"kind": "normal", "mean": "5 mV", "std": "1 ms"}}, r"neuron\.tau_m\.mean: '5 mV' has the unit"),
        ({"tau_m": {"kind": "nomal"}}, r"unknown kind 'nomal'"),
        ({"tau_m": {"kind": "normal", "mean": "5 ms"}}, r"neuron\.tau_m\.std: is missing"),
        ({"v_reset": {"kind": "normal", "mean": "-40 mV", "std": "1 mV"}}, r"v_reset \(-40 mV\) must be below"),
        ({"model": "adex", "tau_w": {"kind": "normal", "mean": "9 parsec", "std": "1 ms"}}, r"tau_w\.mean: .* unknown unit"),
    ],
)  # fmt: skip
def test_a_wrong_distribution_is_refused_by_field(neuron, message):
    with pytest.raises(SpecError, match=message):
        make_network(population(**neuron))


def test_draws_that_contradict_each_other_are_refused_with_a_remedy():
    network = make_network(
        population(500, v_reset={"kind": "normal", "mean": "-55 mV", "std": "5 mV"})
    )
    with pytest.raises(
        SpecError, match=r"populations\.n\.neuron\.v_reset: .* of 500 neurons \d+ drew"
    ) as caught:
        run(network)
    assert "give the distributions a low and a high" in str(caught.value)


def test_the_model_depends_on_which_parameters_vary_not_on_values():
    def model(**neuron):
        return neuron_model(make_network(population(**neuron)).populations["n"].neuron)

    a = model(tau_m=uniform("10 ms", "20 ms"))
    assert a == model(tau_m={"kind": "normal", "mean": "5 ms", "std": "1 ms"}, v_rest="-70 mV")
    assert a.name == "lif_current__tau_m"
    assert "tau_m : second (constant)" in a.equations
    assert "v_rest : volt (shared, constant)" in a.equations
    assert model().name == "lif_current"


def test_a_moved_distribution_compiles_nothing():
    network = make_network(population(tau_m=uniform("10 ms", "20 ms"), i_ext="300 pA"))
    before = run(network)
    after = run(with_values(network, {"populations.n.neuron.tau_m.high": "60 ms"}))
    assert after.engine.build_s == 0
    assert after.n_spikes != before.n_spikes


def test_rest_and_recovery_follow_the_parameters_of_each_neuron():
    v_rest = {"kind": "normal", "mean": "-65 mV", "std": "2 mV"}
    b = {"kind": "normal", "mean": "0.2 1/ms", "std": "0.01 1/ms"}
    populations = {
        **population(v_rest=v_rest),
        "i": {"size": 9, "neuron": {"model": "izhikevich", "b": b}},
    }
    network = make_network(populations)
    start = initial_values(network)
    assert np.array_equal(start["n"]["v"], neuron_values(network, "n")["v_rest"])
    np.testing.assert_allclose(start["i"]["u"], neuron_values(network, "i")["b"] * -65e-3)
    assert np.ptp(run(network).traces["n"].values["v"]) < 1e-9  # it is where it stays


def test_equal_time_constants_do_not_divide_by_zero():
    same = {"input": {"kind": "current", "tau_exc": uniform("19.9999 ms", "20.0001 ms")}}
    populations = {"s": {"neuron": {"model": "regular"}}, **population(1, **same)}
    for neuron in (same, {"tau_m": uniform("4.99999 ms", "5.00001 ms")}):
        populations["n"]["neuron"] = {"model": "lif", **neuron}
        v = run(make_network(populations, [synapse("s", "n", "50 pA")])).traces["n"].values["v"]
        assert np.isfinite(v).all()
        assert v.max() > -59.9e-3


def test_spread_is_made_and_taken_back():
    network = make_network(population(tau_m="17 ms"))
    spread = set_spread(network, "n", "neuron.tau_m", "normal")
    assert spread_of(spread, "n", "neuron.tau_m") == "normal"
    assert spread.populations["n"].neuron.tau_m.mean == "17 ms"
    assert set_spread(spread, "n", "neuron.tau_m", None) == network
    with pytest.raises(SpecError, match="about 0 has no width"):
        set_spread(network, "n", "neuron.i_ext", "lognormal")
    with pytest.raises(SpecError, match=r"did you mean 'neuron\.tau_m'"):
        set_spread(network, "n", "neuron.tau", "normal")
