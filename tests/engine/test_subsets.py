"""Recording, stimulating and silencing some neurons of a population, on every backend."""

import numpy as np
import pytest
from small_networks import balanced, make_network, run

from sim.engine import simulate
from sim.errors import SpecError
from sim.network import network_from_yaml, realise, with_values
from sim.network.load import dump_network

BACKENDS = ("brian2_codegen", "standalone", "numpy")
HIT, DEAD = (1, 2, 5, 30), (0, 7, 30, 79)


def chosen():
    """Return a network of 80 and 20 neurons with a stimulus, a recording and silence for some."""
    drive = {"kind": "current", "amplitude": "2 nA", "start": "5 ms", "neurons": list(HIT)}
    return with_values(
        balanced(100, duration="60 ms"),
        {
            "populations.exc.drives": [drive],
            "populations.inh.drives": [],
            "populations.exc.neuron.i_ext": "30 pA",
            "populations.exc.record.neurons": [30, 2, 3],
            "populations.exc.silenced": list(DEAD),
            "populations.inh.silenced": [4],
        },
    )


def plain_brian2(network):
    """Simulate it in Brian2 alone: the dead neurons are cut off from the unsilenced wiring."""
    import brian2 as b

    from sim.network import initial_values

    b.set_device("runtime")
    b.prefs.codegen.target = "numpy"
    b.defaultclock.dt = network.dt * b.second
    b.start_scope()
    wiring = realise(
        with_values(network, {f"populations.{p}.silenced": None for p in ("exc", "inh")})
    )
    dead = {"exc": list(DEAD), "inh": [4]}
    groups, monitors, synapses = {}, {}, []
    for name, population in network.populations.items():
        p = population.neuron
        group = b.NeuronGroup(
            population.size,
            """dv/dt = (v_rest - v)/tau_m + (i_ext + i_step + i_exc + i_inh)/c_m : volt (unless refractory)
            di_exc/dt = -i_exc/tau_exc : amp
            di_inh/dt = -i_inh/tau_inh : amp
            i_step : amp""",
            threshold="v > v_th", reset="v = v_reset", refractory=p.t_ref * b.second,
            method="exact", namespace={
                "tau_m": p.tau_m * b.second, "c_m": p.c_m * b.farad, "v_rest": p.v_rest * b.volt,
                "tau_exc": p.input.tau_exc * b.second, "tau_inh": p.input.tau_inh * b.second,
                "v_th": p.v_threshold * b.volt, "v_reset": p.v_reset * b.volt,
                "i_ext": p.i_ext * b.amp,
            },
        )  # fmt: skip
        group.v = initial_values(network)[name]["v"] * b.volt
        groups[name], monitors[name] = group, b.SpikeMonitor(group)
    for s in wiring.projections:
        pre, post = s.sources(), s.targets
        lives = ~np.isin(pre, dead[s.source]) & ~np.isin(post, dead[s.target])
        for sign in (1, -1):
            these = lives & (np.sign(s.weights) == sign)
            if not these.any():
                continue
            receptor = "i_exc" if sign > 0 else "i_inh"
            c = b.Synapses(
                groups[s.source], groups[s.target], "w : amp", on_pre=f"{receptor}_post += w"
            )
            c.connect(i=pre[these], j=post[these])
            c.w = s.weights[these].astype(float) * b.amp
            c.delay = s.delay_steps[these] * network.dt * b.second
            synapses.append(c)
    whole = b.Network(*groups.values(), *monitors.values(), *synapses)
    whole.run(5 * b.ms)
    groups["exc"].i_step[list(HIT)] = 2 * b.nA
    whole.run(network.duration * b.second - 5 * b.ms)
    start = {p.name: p.start for p in wiring.populations}
    return sorted(
        (round(float(t) / network.dt), start[name] + int(i))
        for name, m in monitors.items()
        for t, i in zip(m.t / b.second, m.i, strict=True)
        if i not in dead[name]
    )


@pytest.fixture(scope="module")
def activities():
    network = chosen()
    return {backend: run(network, backend=backend) for backend in BACKENDS}


@pytest.mark.filterwarnings("ignore")
def test_a_plain_brian2_script_gives_the_same_spikes(activities):
    expected = plain_brian2(chosen())
    assert len(expected) > 100
    for backend, a in activities.items():
        pairs = list(zip(a.spike_step.tolist(), a.spike_neuron.tolist(), strict=True))
        assert sorted(pairs) == expected, backend


def test_silenced_neurons_send_nothing_and_are_not_counted(activities):
    for a in activities.values():
        assert a.spike_count[[*DEAD, 84]].sum() == 0
        assert a.n_spikes == len(a.spike_step)
        assert a.complete


def test_the_listed_neurons_are_recorded(activities):
    for a in activities.values():
        trace = a.traces["exc"]
        assert trace.neurons.tolist() == [2, 3, 30]
        stimulus = trace.values["i_stim"][:, -1] * 1e9
        np.testing.assert_allclose(stimulus, [2, 0, 2])  # nA; 2 and 30 are in HIT, 3 is not


def test_silencing_leaves_every_other_synapse_and_its_noise_as_it_was():
    network = balanced(100, duration="30 ms")
    cut = with_values(network, {"populations.inh.silenced": list(range(20))})
    whole, left = realise(network), realise(cut)
    for before, after in zip(whole.projections, left.projections, strict=True):
        if "inh" in (before.source, before.target):
            assert len(after) == 0
        else:
            np.testing.assert_array_equal(before.targets, after.targets)
            np.testing.assert_array_equal(before.weights, after.weights)
    activity = run(cut)
    assert activity.spikes_per_population()["inh"] == 0
    # 100 inputs of 10 Hz to each of 80 neurons for 30 ms; none to the dead.
    assert activity.drive_events == {"exc": pytest.approx(100 * 10 * 80 * 0.03)}


def test_a_silenced_source_is_silent_too():
    source = {"size": 5, "neuron": {"model": "regular", "rate": "100 Hz"}, "silenced": [0, 4]}
    for backend in ("brian2_codegen", "numpy"):
        counts = run(make_network({"s": source}), backend=backend).spike_count
        assert counts.tolist() == [0, 10, 10, 10, 0]


def test_a_wiring_that_still_has_the_dead_is_refused():
    network = balanced(100, duration="30 ms")
    with pytest.raises(SpecError, match="realise the network again"):
        simulate(with_values(network, {"populations.exc.silenced": [0]}), realise(network))


def test_subsets_survive_yaml():
    network = chosen()
    assert network_from_yaml(dump_network(network)) == network
    assert network.populations["exc"].record.neurons == (2, 3, 30)  # in order


@pytest.mark.parametrize(
    ("path", "value", "named"),
    [
        ("silenced", [80], "silenced: neuron 80 is not below size 80"),
        ("silenced", [3, 3], "neuron 3 is listed twice"),
        ("silenced", [-1], "silenced.0"),
        ("record.neurons", [99], "record.neurons: neuron 99"),
        ("record.neurons", list(range(51)), "50"),
        ("drives", [{"kind": "current", "amplitude": "1 pA", "neurons": [80]}], "drives.0.neurons"),
        (
            "drives",
            [{"kind": "current", "amplitude": "1 pA", "neurons": [1], "first": 1}],
            "either this list, or first and last",
        ),
    ],
)
def test_what_the_population_does_not_have_is_refused(path, value, named):
    with pytest.raises(SpecError, match=named):
        with_values(balanced(100), {f"populations.exc.{path}": value})


def test_a_scaled_network_keeps_the_share_of_the_listed_neurons():
    from sim.network import scaled

    network = with_values(
        balanced(100, duration="30 ms"),
        {
            "scale": {"neurons": 0.5, "rates": {"exc": "5 Hz", "inh": "5 Hz"}},
            "populations.exc.silenced": [0, 1, 40, 79],
        },
    )
    assert scaled(network).populations["exc"].silenced == (0, 20, 39)
