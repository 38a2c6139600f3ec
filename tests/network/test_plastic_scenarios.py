"""The scenarios with plastic synapses show what their papers say."""

import numpy as np
import pytest

from sim.engine import simulate
from sim.network import load_network, realise, with_values

W_MAX = 0.15e-9


def learned(variant="", **changes):
    """Return the late rate [Hz], the late CV of intervals, and the final weights over w_max."""
    network = load_network(f"stdp_competition{variant}")
    network = with_values(network, {k.replace("__", "."): v for k, v in changes.items()})
    activity = simulate(network, realise(network))
    neuron = activity.population("neuron").start
    times = activity.spike_step[activity.spike_neuron == neuron] * activity.dt_s
    late = times[times > network.duration / 2]
    gaps = np.diff(late)
    weights = activity.courses["learned"].final / W_MAX
    return len(late) / (network.duration / 2), gaps.std() / gaps.mean(), weights


def test_additive_stdp_splits_the_weights_and_makes_firing_irregular():
    # Song, Miller & Abbott 2000, figure 2.
    rate, irregularity, weights = learned("/one_minute")
    counts = np.histogram(weights, 10, (0, 1))[0]
    middle = counts[3:7].mean()
    assert counts[0] > 2.5 * middle
    assert counts[-1] > 1.2 * middle
    assert 10 < rate < 40
    assert irregularity > 0.55


def test_the_weights_make_up_for_the_rate_of_the_inputs():
    # Three times the input: more than ten times the output without learning, less than
    # six times with it, by weaker synapses.
    still = {"projections__learned__plasticity": None, "duration": "2 s"}

    def static(variant):
        network = load_network(f"stdp_competition/{variant}")
        network = with_values(network, {k.replace("__", "."): v for k, v in still.items()})
        activity = simulate(network, realise(network))
        return activity.mean_rate_hz()["neuron"]

    slow, _, strong = learned("/slow_inputs", duration="20 s")
    fast, _, weak = learned("/fast_inputs", duration="20 s")
    assert static("fast_inputs") / static("slow_inputs") > 20
    assert fast / slow < 8
    assert weak.mean() < 0.6 * strong.mean()


def test_multiplicative_stdp_has_one_group():
    # Balance of rise and fall for uncorrelated inputs: (1 - w) a_plus = w a_minus.
    _, _, weights = learned("/multiplicative", duration="20 s")
    assert weights.std() < 0.06
    assert weights.mean() == pytest.approx(1 / (1 + 1.05), abs=0.05)


@pytest.mark.parametrize(("variant", "rate_hz"), [("five_hz", 5), ("", 20), ("fifty_hz", 50)])
def test_the_last_spike_transmits_the_steady_state(variant, rate_hz):
    network = load_network(f"short_term_synapses/{variant}" if variant else "short_term_synapses")
    network = with_values(network, {"duration": "5 s"})
    activity = simulate(network, realise(network))
    for name, u, tau_rec, tau_facil, weight in (
        ("depressing", 0.5, 0.8, 0.0, 250e-12),
        ("facilitating", 0.03, 0.13, 0.53, 1540e-12),
    ):
        gap = 1 / rate_hz
        used = np.exp(-gap / tau_facil) if tau_facil else 0.0
        rest = np.exp(-gap / tau_rec)
        u_end = u / (1 - (1 - u) * used)
        steady = weight * u_end * (1 - rest) / (1 - (1 - u_end) * rest)
        assert activity.courses[name].final[0] == pytest.approx(steady, rel=2e-3)


def test_one_synapse_tires_and_the_other_warms_up():
    network = load_network("short_term_synapses")
    activity = simulate(network, realise(network))
    peaks = {}
    for name in ("pyramidal", "interneuron"):
        trace = activity.traces[name]
        v = trace.values["v"][0] + 0.07
        steps = (50 + 50 * np.arange(22)) * 10
        peaks[name] = np.array([v[s : s + 490].max() - v[s] for s in steps])
    assert activity.spikes_per_population()["pyramidal"] == 0
    assert activity.spikes_per_population()["interneuron"] == 0
    assert peaks["pyramidal"][0] > 5 * peaks["pyramidal"][-1]
    assert peaks["interneuron"][-1] > 1.5 * peaks["interneuron"][0]
