"""Recording, stimulating and silencing some neurons of a population, on every backend."""

from dataclasses import replace

import numpy as np
import pytest
from small_networks import balanced, make_network, run

from sim.engine import simulate
from sim.errors import SpecError
from sim.network import network_from_yaml, realise, scaled, with_values
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


def by_other_means():
    """Return its spikes from a wiring cut by hand, with a stimulus for one neuron at a time."""
    network = chosen()
    drive = {"kind": "current", "amplitude": "2 nA", "start": "5 ms"}
    whole = with_values(
        network,
        {
            "populations.exc.drives": [{**drive, "first": k, "last": k} for k in HIT],
            "populations.exc.silenced": None,
            "populations.inh.silenced": None,
        },
    )
    dead, cut = {"exc": DEAD, "inh": (4,)}, []
    wiring = realise(whole)
    for s in wiring.projections:
        pre = s.sources()
        lives = ~np.isin(pre, dead[s.source]) & ~np.isin(s.targets, dead[s.target])
        assert 0 < lives.sum() < len(s)
        rows = np.bincount(pre[lives], minlength=len(s.offsets) - 1)
        kept = {"targets": s.targets, "weights": s.weights, "delay_steps": s.delay_steps}
        cut.append(
            replace(
                s,
                offsets=np.concatenate([[0], np.cumsum(rows)]),
                **{name: values[lives] for name, values in kept.items()},
            )
        )
    a = simulate(whole, replace(wiring, projections=tuple(cut)), backend="numpy")
    pairs = zip(a.spike_step.tolist(), a.spike_neuron.tolist(), strict=True)
    return sorted(p for p in pairs if p[1] not in (*DEAD, 84))


@pytest.fixture(scope="module")
def activities():
    network = chosen()
    return {backend: run(network, backend=backend) for backend in BACKENDS}


def test_spikes_are_those_of_a_network_cut_by_hand(activities):
    expected = by_other_means()
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
    assert "inh" not in activity.drive_events  # nobody is left to receive them


def test_a_silenced_source_is_silent_too():
    source = {"size": 5, "neuron": {"model": "regular", "rate": "100 Hz"}, "silenced": [0, 4]}
    counts = run(make_network({"s": source}), backend="numpy").spike_count
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
        ("silenced", [-1], "silenced.0: -1 must be at least 0"),
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
    network = with_values(
        balanced(100, duration="30 ms"),
        {
            "scale": {"neurons": 0.5, "in_degree": 1.0},
            "populations.exc.silenced": [0, 1, 40, 79],
        },
    )
    assert scaled(network).populations["exc"].silenced == (0, 20, 39)
