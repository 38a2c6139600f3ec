"""Equations of a person: the same spikes as built-in models and other solvers, on every backend."""

import numpy as np
import pytest
from scipy.integrate import solve_ivp
from small_networks import make_network, run, synapse

from sim.engine import simulate
from sim.engine.equations import neuron_model
from sim.errors import EngineError, SpecError
from sim.network import (
    dump_network,
    load_network,
    network_from_yaml,
    network_with_equations,
    neuron_texts,
    realise,
    with_values,
)

NOISE = {"size": 20, "neuron": {"model": "poisson", "rate": "150 Hz"}}


def spikes_of(activity, name):
    p = next(p for p in activity.populations if p.name == name)
    mine = (activity.spike_neuron >= p.start) & (activity.spike_neuron < p.stop)
    return list(zip(activity.spike_step[mine].tolist(), (activity.spike_neuron[mine] - p.start).tolist(), strict=True))  # fmt: skip


def pair(custom, built_in, weight, **fields):
    """Return a network of a custom and a built-in neuron with the same input of both signs."""
    both = {"kind": "normal", "mean": weight, "std": weight}
    projections = [
        {**synapse("noise", name, weight), "name": name, "weight": both,
         "rule": {"kind": "explicit", "pairs": [[i, (i + k) % 20] for i in range(20) for k in range(6)]}}
        for name in ("a", "b")
    ]  # fmt: skip
    drive = {"kind": "current", "amplitude": "90 pA", "start": "10 ms"}
    populations = {"noise": NOISE, "a": {"size": 20, "neuron": custom, "drives": [drive]},
                   "b": {"size": 20, "neuron": built_in, "drives": [drive]}}  # fmt: skip
    network = make_network(populations, projections, duration="300 ms", **fields)
    wiring = realise(network)
    alike = wiring.projections[0].weights
    copied = [type(p)(p.name, p.source, p.target, p.offsets, p.targets, alike, p.delay_steps) for p in wiring.projections]  # fmt: skip
    return network, type(wiring)(wiring.populations, tuple(copied), wiring.dt_s, wiring.positions, wiring.seed)  # fmt: skip


def test_the_default_is_the_leaky_neuron_spike_by_spike():
    lif = {"model": "lif", "input": {"kind": "current", "tau_exc": "5 ms", "tau_inh": "5 ms"}}
    network, wiring = pair({"model": "custom"}, lif, "40 pA")
    activity = simulate(network, wiring)
    ours = spikes_of(activity, "a")
    assert len(ours) > 60
    assert ours == spikes_of(activity, "b")


def test_delta_input_waits_for_the_end_of_refractoriness_as_built_in():
    equations = "dv/dt = (v_rest - v)/tau_m + i_drive/c_m : volt (unless refractory)"
    parameters = {"tau_m": "20 ms", "c_m": "200 pF", "v_rest": "-60 mV", "v_threshold": "-50 mV",
                  "v_reset": "-60 mV", "t_ref": "5 ms"}  # fmt: skip
    custom = {"model": "custom", "equations": equations, "parameters": parameters,
              "excitatory": "v", "inhibitory": "v"}  # fmt: skip
    assert neuron_model(make_network({"n": {"neuron": custom}}).populations["n"].neuron).delta
    network, wiring = pair(custom, {"model": "lif", "input": {"kind": "delta"}}, "1 mV")
    activity = simulate(network, wiring)
    ours = spikes_of(activity, "a")
    assert len(ours) > 60
    assert ours == spikes_of(activity, "b")


def test_conductances_take_the_size_of_a_weight():
    equations = """
    dv/dt = (v_rest - v)/tau_m + (g_e*(e_e - v) + g_i*(e_i - v) + i_drive)/c_m : volt (unless refractory)
    dg_e/dt = -g_e/tau_e : siemens
    dg_i/dt = -g_i/tau_i : siemens
    """
    parameters = {"tau_m": "20 ms", "c_m": "200 pF", "v_rest": "-60 mV", "v_threshold": "-50 mV",
                  "v_reset": "-60 mV", "t_ref": "5 ms", "tau_e": "5 ms", "tau_i": "10 ms",
                  "e_e": "0 mV", "e_i": "-80 mV"}  # fmt: skip
    custom = {"model": "custom", "equations": equations, "parameters": parameters, "excitatory": "g_e",
              "inhibitory": "g_i", "inhibitory_weight": "size", "method": "exponential_euler"}  # fmt: skip
    network, wiring = pair(custom, {"model": "lif", "input": {"kind": "conductance"}}, "1.5 nS")
    activity = simulate(network, wiring)
    ours = spikes_of(activity, "a")
    assert len(ours) > 60
    assert ours == spikes_of(activity, "b")


# --- Morris & Lecar 1981 with the parameters of Rinzel & Ermentrout, class I


def morris_lecar(current_pa, duration="2 s"):
    return with_values(
        load_network("one_neuron/morris_lecar"),
        {"duration": duration, "populations.neuron.drives":
            [{"kind": "current", "amplitude": f"{current_pa} pA"}]},
    )  # fmt: skip


def test_morris_lecar_agrees_with_an_independent_solver():
    def slope(_, y):
        v, w = y
        m_inf, w_inf = (0.5 * (1 + np.tanh((v - a) / b)) for a, b in ((-1.2, 18), (12, 17.4)))
        rate = np.cosh((v - 12) / 34.8) / 15
        ionic = -2 * (v + 60) - 4 * m_inf * (v - 120) - 8 * w * (v + 84)
        return [(50 + ionic) / 20, (w_inf - w) * rate]

    def passes(_, y):
        return y[0]

    passes.direction = 1
    expected = solve_ivp(slope, (0, 1000), [-60, 0], events=passes, rtol=1e-8, atol=1e-10).t_events[
        0
    ]
    network = morris_lecar(50, "1 s")
    found = run(network).spike_step * 0.1
    assert len(found) == len(expected) > 10
    np.testing.assert_allclose(found, expected, rtol=1e-3, atol=0.1)


def test_morris_lecar_begins_with_arbitrarily_low_rates():
    """A saddle-node on the cycle at 39.96 pA: the rate grows with the root of what is above."""
    assert run(morris_lecar(39.5)).n_spikes <= 1
    above = np.array([1.0, 4.0])
    gaps = [np.diff(run(morris_lecar(39.96 + x, "5 s")).spike_step)[1:].mean() for x in above]
    assert gaps[0] / gaps[1] == pytest.approx(2.0, rel=0.15)


def test_a_value_moves_without_compiling_and_other_equations_are_another_model():
    network = morris_lecar(50, "500 ms")
    before = run(network)
    after = run(with_values(network, {"populations.neuron.neuron.parameters.g_ca": "4.4 nS"}))
    assert after.engine.build_s == 0
    assert before.n_spikes != after.n_spikes
    other = with_values(network, {"populations.neuron.neuron.threshold": "v > v_spike + 1*mV"})
    names = {neuron_model(n.populations["neuron"].neuron).name for n in (network, other)}
    assert len(names) == 2


def test_each_neuron_may_have_its_own_parameter():
    spread = {"kind": "uniform", "low": "15 ms", "high": "60 ms"}
    parameters = {**default_parameters(), "tau_m": spread}
    neuron = {"model": "custom", "parameters": parameters}
    drive = {"kind": "current", "amplitude": "150 pA"}
    network = make_network(
        {"n": {"size": 40, "neuron": neuron, "drives": [drive]}}, duration="500 ms"
    )
    from sim.network.neuron_values import neuron_values

    tau_m = neuron_values(network, "n")["tau_m"]
    count = run(network).spike_count
    order = np.argsort(tau_m)
    assert (np.diff(count[order]) >= 0).all()  # a larger drive tau_m I / C fires more
    assert count.max() > count.min() + 3


def default_parameters():
    return dict(
        make_network({"n": {"neuron": {"model": "custom"}}}).populations["n"].neuron.parameters
    )


def mixed():
    """Return Hodgkin-Huxley, no leak, varied and custom neurons under noise of both signs."""
    equations = """
    # time, functions, comparisons and a subexpression
    wave = 1 + 0.5*sin(2*pi*t/period) : 1
    dv/dt = -v/tau*abs(wave) + clip(x, 0, 2)/tau + int(v > 0.9 and not x > 1)*0.1*Hz : 1
    dx/dt = (exp(-v**2) - x % 3)/tau : 1
    """
    custom = {"model": "custom", "equations": equations, "threshold": "v >= 1",
              "reset": "v = 0\nx += 0.1", "refractory": "3*ms", "method": "rk2",
              "parameters": {"tau": {"kind": "uniform", "low": "8 ms", "high": "12 ms"}, "period": "20 ms"},
              "start": {"v": "0.2"}, "excitatory": "v", "inhibitory": "v"}  # fmt: skip
    varied = {"model": "lif", "tau_m": {"kind": "normal", "mean": "15 ms", "std": "2 ms"},
              "input": {"kind": "current", "tau_exc": {"kind": "uniform", "low": "3 ms", "high": "6 ms"}}}  # fmt: skip
    neurons = {
        "custom": (custom, "0.3"), "varied": (varied, "80 pA"),
        "hh": ({"model": "hodgkin_huxley"}, "5 nS"),
        "no_leak": ({"model": "integrate_and_fire"}, "3 mV"),
        "eif": ({"model": "eif", "input": {"kind": "conductance"}}, "5 nS"),
    }  # fmt: skip
    populations = {"noise": NOISE}
    projections = []
    for name, (neuron, weight) in neurons.items():
        unit = weight.partition(" ")[2]
        populations[name] = {"size": 20, "neuron": neuron}
        both = {
            "kind": "normal",
            "mean": weight,
            "std": f"{float(weight.split()[0])} {unit}".strip(),
        }
        rule = {"kind": "fixed_in_degree", "k": 10}
        projections.append({**synapse("noise", name, weight), "weight": both, "rule": rule})
    return make_network(populations, projections, duration="80 ms")


@pytest.mark.slow
def test_backends_agree():
    network = mixed()
    runs = {b: run(network, backend=b) for b in ("brian2_codegen", "numpy", "standalone")}
    ours = runs["brian2_codegen"]
    assert min(ours.spikes_per_population().values()) > 20
    for other in runs.values():
        for name in ours.spikes_per_population():
            assert spikes_of(ours, name) == spikes_of(other, name), (other.engine.backend, name)


# --- errors, files and forms


def test_what_brian2_cannot_integrate_is_said_in_words():
    neuron = {"model": "custom", "method": "exact", "equations":
              "dv/dt = -v*v/tau : 1", "parameters": {"tau": "5 ms"}, "threshold": "v > 1",
              "reset": "v = 0", "refractory": "", "start": {}, "excitatory": "v", "inhibitory": "v"}  # fmt: skip
    network = make_network({"n": {"neuron": neuron}}, duration="5 ms")
    with pytest.raises(EngineError, match=r"Brian2 cannot integrate these equations: .* rk4"):
        run(network, backend="brian2_codegen")


def test_a_current_needs_a_place_in_the_equations():
    neuron = {"model": "custom", "equations": "dv/dt = -v/tau : 1", "parameters": {"tau": "5 ms"},
              "threshold": "v > 1", "reset": "", "refractory": "", "start": {}, "excitatory": "v",
              "inhibitory": "v"}  # fmt: skip
    drive = {"kind": "current", "amplitude": "1 nA"}
    with pytest.raises(
        SpecError, match=r"populations\.n\.drives\.0: the equations do not read i_drive"
    ):
        make_network({"n": {"neuron": neuron, "drives": [drive]}})


def test_a_file_and_a_form_keep_every_word():
    network = load_network("one_neuron/morris_lecar")
    text = dump_network(network)
    assert "equations: |" in text  # line by line, as it was typed
    assert network_from_yaml(text) == network
    texts = {field: t.value for field, t in neuron_texts(network, "neuron").items()}
    assert network_with_equations(network, "neuron", texts) == network
    spread = with_values(network, {"populations.neuron.neuron.parameters.g_k":
                                   {"kind": "normal", "mean": "8 nS", "std": "1 nS"}})  # fmt: skip
    texts = {field: t.value for field, t in neuron_texts(spread, "neuron").items()}
    assert network_with_equations(network, "neuron", texts) == spread
    with pytest.raises(SpecError, match=r"neuron\.parameters: write one parameter per line"):
        network_with_equations(network, "neuron", {**texts, "parameters": "g_k"})
    with pytest.raises(
        SpecError, match=r"populations\.neuron\.neuron\.threshold: 'u' is not defined"
    ):
        network_with_equations(network, "neuron", {**texts, "threshold": "u > v_spike"})
