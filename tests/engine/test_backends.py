"""The fast path, plain Brian2 with NumPy and a hand-written Brian2 script give the same spikes."""

import numpy as np
import pytest
from small_networks import balanced, make_network, run, synapse

from sim.engine import RunLimits
from sim.network import realise, with_values


def same_spikes(a, b):
    return np.array_equal(a.spike_step, b.spike_step) and np.array_equal(
        a.spike_neuron, b.spike_neuron
    )


@pytest.fixture(scope="module")
def activity():
    return run(balanced(), backend="brian2_codegen")


def test_same_seed_same_spikes_and_other_seed_other_spikes(activity):
    assert activity.n_spikes > 200
    assert same_spikes(activity, run(balanced(), backend="brian2_codegen"))
    assert not same_spikes(activity, run(balanced(seed=2), backend="brian2_codegen"))


def test_numpy_gives_the_same_spikes_with_noise_and_drawn_delays(activity):
    most = activity.n_spikes - 10  # and both stop storing, but not counting, at a limit
    other = run(balanced(), backend="numpy", limits=RunLimits(stored_spikes=most))
    assert len(other.spike_step) == most
    assert not other.complete
    assert np.array_equal(activity.spike_step[:most], other.spike_step)
    assert np.array_equal(activity.spike_neuron[:most], other.spike_neuron)
    assert np.array_equal(activity.spike_count, other.spike_count)
    for name, trace in activity.traces.items():
        for variable, values in trace.values.items():
            np.testing.assert_allclose(
                values, other.traces[name].values[variable], rtol=1e-5, atol=1e-15
            )
    assert other.engine.backend == "numpy"
    assert "NumPy" in other.engine.note


def every_model():
    """Return a network with each neuron model, each input, each source and each drive."""
    noise = {"delta": "1 mV", "current": "100 pA", "conductance": "3 nS"}
    populations = {
        "noise": {"size": 20, "neuron": {"model": "poisson", "rate": "100 Hz", "start": "5 ms"}},
        "clock": {"size": 20, "neuron": {"model": "regular", "rate": "50 Hz"}},
        "volley": {"size": 20, "neuron": {"model": "pulse_packet", "time": "10 ms"}},
    }
    projections, own = [], {"rule": {"kind": "fixed_in_degree", "k": 5}}
    for model in ("lif", "adex"):
        for kind, weight in noise.items():
            name = f"{model}_{kind}"
            drives = [
                {"kind": "poisson", "n_inputs": 50, "rate": "40 Hz", "weight": weight},
                {"kind": "current", "amplitude": "300 pA", "start": "10 ms", "stop": "30 ms"},
            ]
            neuron = {"model": model, "input": {"kind": kind}}
            populations[name] = {"size": 20, "neuron": neuron, "drives": drives}
            projections += [
                synapse("noise", name, weight, "0 ms"),
                synapse("clock", name, f"-{weight}", "0.3 ms"),
                synapse("volley", name, weight),
                {**synapse(name, name, f"-{weight}"), **own, "name": f"{name}_own"},
            ]
    izhikevich = {"model": "izhikevich", "drive": "8 mV/ms"}
    populations["izh"] = {"size": 20, "neuron": izhikevich}
    projections.append(synapse("noise", "izh", "2 mV"))
    return make_network(populations, projections, duration="60 ms")


def test_backends_agree_for_every_model():
    network = every_model()
    compiled, interpreted = run(network, backend="brian2_codegen"), run(network, backend="numpy")
    assert all(count > 0 for count in compiled.spikes_per_population().values())
    assert same_spikes(compiled, interpreted)


def brian_spikes(network, wiring):
    """Simulate a lif/current network in plain Brian2, with its own synapses and integrator."""
    import brian2 as b

    b.set_device("runtime")
    b.prefs.codegen.target = "numpy"
    b.defaultclock.dt = network.dt * b.second
    b.start_scope()
    groups, monitors, synapses = {}, {}, []
    from sim.network import initial_values

    for name, population in network.populations.items():
        p = population.neuron
        namespace = {
            "tau_m": p.tau_m * b.second, "c_m": p.c_m * b.farad, "v_rest": p.v_rest * b.volt,
            "tau_exc": p.input.tau_exc * b.second, "tau_inh": p.input.tau_inh * b.second,
            "v_th": p.v_threshold * b.volt, "v_reset": p.v_reset * b.volt, "i_ext": p.i_ext * b.amp,
        }  # fmt: skip
        group = b.NeuronGroup(
            population.size,
            """dv/dt = (v_rest - v)/tau_m + (i_ext + i_exc + i_inh)/c_m : volt (unless refractory)
            di_exc/dt = -i_exc/tau_exc : amp
            di_inh/dt = -i_inh/tau_inh : amp""",
            threshold="v > v_th", reset="v = v_reset", refractory=p.t_ref * b.second,
            method="exact", namespace=namespace,
        )  # fmt: skip
        group.v = initial_values(network)[name]["v"] * b.volt
        groups[name], monitors[name] = group, b.SpikeMonitor(group)
    for s in wiring.projections:
        receptor = "i_exc" if s.weights.min() >= 0 else "i_inh"
        connection = b.Synapses(
            groups[s.source], groups[s.target], "w : amp", on_pre=f"{receptor}_post += w"
        )
        connection.connect(i=s.sources(), j=s.targets)
        connection.w = s.weights.astype(float) * b.amp
        connection.delay = s.delay_steps * network.dt * b.second
        synapses.append(connection)
    b.Network(*groups.values(), *monitors.values(), *synapses).run(network.duration * b.second)
    starts = {p.name: p.start for p in wiring.populations}
    pairs = [
        (round(float(t) / network.dt), starts[name] + int(i))
        for name, m in monitors.items()
        for t, i in zip(m.t / b.second, m.i, strict=True)
    ]
    return sorted(pairs)


@pytest.mark.filterwarnings("ignore")
def test_a_plain_brian2_script_gives_the_same_spikes():
    network = with_values(
        balanced(duration="100 ms"),
        {
            f"populations.{p}.{field}": value
            for p in ("exc", "inh")
            for field, value in (("drives", []), ("neuron.i_ext", "25 pA"))
        }
        | {f"projections.e_to_{p}.weight": "30 pA" for p in "ei"},
    )
    wiring = realise(network)
    ours = run(network)
    pairs = sorted(zip(ours.spike_step.tolist(), ours.spike_neuron.tolist(), strict=True))
    assert len(pairs) > 200
    assert pairs == brian_spikes(network, wiring)
