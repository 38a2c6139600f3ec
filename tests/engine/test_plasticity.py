"""Rules of plasticity against closed forms, computed here from spike times alone."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from small_networks import make_network, run

from sim.engine import RunLimits
from sim.errors import SpecError
from sim.network import realise, with_values
from sim.network.plasticity import PRESETS

FAST = {"backend": "brian2_codegen"}
DT = 1e-4
W_MAX = 1e-4  # V: far too little to make anything fire
LIF = {"model": "lif", "input": {"kind": "delta"}, "t_ref": "0 ms", "tau_m": "1 ms"}


def listed(times_ms):
    """Return a source of as many neurons as there are lists of spike times."""
    pairs = sorted((t, n) for n, row in enumerate(times_ms) for t in row)
    return {
        "size": len(times_ms),
        "neuron": {
            "model": "spike_list",
            "times": [f"{t:.6g} ms" for t, _ in pairs],
            "neurons": [n for _, n in pairs],
        },
    }


def forced(pre_ms, post_ms, plasticity, delay="1 ms", weight="0.05 mV", duration_ms=None):
    """Return a network of pairs of neurons whose every spike is given.

    A driver makes each postsynaptic neuron fire 0.2 ms after its own spike.
    """
    one = {"rule": {"kind": "one_to_one"}}
    last = max(t for row in [*pre_ms, *post_ms] for t in row)
    return make_network(
        {
            "pre": listed(pre_ms),
            "driver": listed([[t - 0.2 for t in row] for row in post_ms]),
            "post": {"size": len(post_ms), "neuron": LIF},
        },
        [
            {"name": "drive", "source": "driver", "target": "post", "weight": "100 mV",
             "delay": "0.1 ms", **one},
            {"name": "syn", "source": "pre", "target": "post", "weight": weight, "delay": delay,
             "plasticity": plasticity, **one},
        ],
        duration=f"{duration_ms or last + 20:g} ms",
    )  # fmt: skip


def change(network):
    """Return the relative change of every weight, and check that it fired when it should."""
    wiring = realise(network)
    activity = run(network, **FAST)
    course = activity.courses["syn"]
    return (course.final - wiring.projections[1].weights) / W_MAX


PAIR = {
    "kind": "stdp_pair", "w_max": "0.1 mV", "a_plus": 0.01, "a_minus": 0.012,
    "tau_plus": "17 ms", "tau_minus": "34 ms",
}  # fmt: skip


@pytest.mark.parametrize("delay_ms", [0.1, 1.0, 7.3])
def test_an_isolated_pair_changes_by_the_window_on_both_sides(delay_ms):
    lags_ms = np.array([-60, -20, -5, -1, -0.1, 0, 0.1, 1, 5, 20, 60])  # post minus arrival
    pre = [[70.0]] * len(lags_ms)
    post = [[70 + delay_ms + lag] for lag in lags_ms]
    found = change(forced(pre, post, PAIR, f"{delay_ms} ms"))
    expected = np.where(
        lags_ms >= 0, 0.01 * np.exp(-lags_ms / 17), -0.012 * np.exp(lags_ms / 34)
    )  # in one step the arrival comes first
    np.testing.assert_allclose(found, expected, rtol=1e-9)


@pytest.mark.parametrize("mu", [0.0, 0.37, 1.0])
def test_the_exponent_scales_the_change_by_the_weight(mu):
    for weight in (0.02, 0.09):
        rule = {**PAIR, "mu": mu}
        rise, fall = change(
            forced([[10], [25]], [[21], [21]], rule, weight=f"{weight} mV", duration_ms=60)
        )
        x = weight / 0.1
        assert rise == pytest.approx(0.01 * (1 - x) ** mu * np.exp(-10 / 17), rel=1e-6)
        assert fall == pytest.approx(-0.012 * x**mu * np.exp(-5 / 34), rel=1e-6)


def pairs_of_spikes(pairing, pre_ms, post_ms):
    """Return the change by PAIR, spike by spike over explicit lists."""
    total = 0.0
    for t in post_ms:
        lags = [t - s for s in pre_ms if s <= t]
        lags = [min(lags)] if pairing == "nearest" and lags else lags
        total += 0.01 * sum(np.exp(-lag / 17) for lag in lags)
    for s in pre_ms:
        lags = [s - t for t in post_ms if t < s]
        lags = [min(lags)] if pairing == "nearest" and lags else lags
        total -= 0.012 * sum(np.exp(-lag / 34) for lag in lags)
    return total


@pytest.mark.parametrize("pairing", ["all_to_all", "nearest"])
def test_trains_sum_over_all_pairs_or_over_the_nearest(pairing):
    rng = np.random.default_rng(5)
    trains = [
        np.sort(rng.choice(np.arange(20, 3000), (2, 12), replace=False) / 10) for _ in range(6)
    ]
    pre, post = [list(a) for a, _ in trains], [list(b) for _, b in trains]
    found = change(forced(pre, post, {**PAIR, "pairing": pairing}, "0.1 ms"))
    arrivals = [[t + 0.1 for t in row] for row in pre]
    expected = [pairs_of_spikes(pairing, a, b) for a, b in zip(arrivals, post, strict=True)]
    np.testing.assert_allclose(found, expected, rtol=1e-7)


def triplet_change(values, arrivals_ms, post_ms):
    """Equations 3 and 4 of Pfister & Gerstner 2006, as sums over spikes (all-to-all)."""
    tau = {name: float(values[f"tau_{name}"].split()[0]) for name in ("plus", "minus", "x", "y")}
    a, b = np.array(arrivals_ms), np.array(post_ms)

    def trace(spikes, t, tau_ms):
        return np.exp(-(t - spikes[spikes < t - 1e-6]) / tau_ms).sum()

    total = 0.0
    for t in b:
        high = values["a2_plus"] + values["a3_plus"] * trace(b, t, tau["y"])
        total += trace(a, t, tau["plus"]) * high
    for t in a:
        high = values["a2_minus"] + values["a3_minus"] * trace(a, t, tau["x"])
        total -= trace(b, t, tau["minus"]) * high
    return total


def pairings(preset, scale, lag_ms=10.0):
    """Return found and expected change of 60 pairings, by sign of the lag and by frequency."""
    values = dict(PRESETS["stdp_triplet"][preset].values)
    for name in ("a2_plus", "a3_plus", "a2_minus", "a3_minus"):
        values[name] *= scale  # so that no weight reaches a bound
    found, expected = {}, {}
    for sign in (1, -1):
        frequencies = (10.0, 20.0, 40.0, 50.0)
        pre = [list(30 + np.arange(60) * 1e3 / f) for f in frequencies]
        post = [[t + 0.1 + sign * lag_ms for t in row] for row in pre]
        network = forced(pre, post, {"kind": "stdp_triplet", "w_max": "0.1 mV", **values}, "0.1 ms")
        for f, got, a, b in zip(frequencies, change(network), pre, post, strict=True):
            found[sign, f] = got / scale
            expected[sign, f] = triplet_change(values, [t + 0.1 for t in a], b) / scale
    return found, expected


@pytest.mark.parametrize("preset", ["visual_cortex", "visual_cortex_full", "hippocampus_full"])
def test_triplets_sum_as_in_the_paper(preset):
    found, expected = pairings(preset, 0.1)
    for key, value in expected.items():
        assert found[key] == pytest.approx(value, rel=1e-6), key


def test_triplets_turn_depression_into_potentiation_at_high_frequency():
    # Figure 4 of Pfister & Gerstner 2006: 60 pairings, 10 ms apart, visual cortex.
    found, _ = pairings("visual_cortex", 0.1)
    before = [found[1, f] for f in (10.0, 20.0, 40.0, 50.0)]
    after = [found[-1, f] for f in (10.0, 20.0, 40.0, 50.0)]
    assert before == sorted(before)
    assert before[-1] > 0.5
    assert after[0] < -0.2
    assert after[-1] > 0.5


def released(u, tau_rec, tau_facil, times):
    """Return the fraction that each spike of a train transmits, by the recursion of the paper."""
    use, rest, fractions = 0.0, 1.0, []
    for k, t in enumerate(times):
        gap = t - times[k - 1] if k else np.inf
        use = use * (np.exp(-gap / tau_facil) if tau_facil else 0.0)
        rest = 1 - (1 - rest) * (np.exp(-gap / tau_rec) if tau_rec else 0.0)
        use += u * (1 - use)
        fractions.append(use * rest)
        rest -= use * rest
    return fractions


TRAINS = [
    ("depressing", {}), ("facilitating", {}), ("depressing", {"tau_rec": "0 ms"}),
    ("facilitating", {"u": 0.2, "tau_rec": "300 ms"}),
]  # fmt: skip


@pytest.mark.parametrize(("preset", "changes"), TRAINS)
def test_short_term_plasticity_follows_the_recursion_and_reaches_its_steady_state(preset, changes):
    values = {**PRESETS["short_term"][preset].values, **changes}
    gap_ms, n = 50.0, 60
    times_ms = 20 + gap_ms * np.arange(n)
    cell = {"model": "lif", "input": {"kind": "current", "tau_exc": "2 ms", "tau_inh": "3 ms"}}
    signs = {"exc": "10 pA", "inh": "-10 pA"}
    network = make_network(
        {"pre": listed([list(times_ms)]), **{name: {"neuron": cell} for name in signs}},
        [
            {"name": name, "source": "pre", "target": name, "rule": {"kind": "one_to_one"},
             "weight": weight, "delay": "1 ms", "plasticity": {"kind": "short_term", **values}}
            for name, weight in signs.items()
        ],
        duration=f"{20 + gap_ms * n:g} ms",
    )  # fmt: skip
    activity = run(network, **FAST)
    taus = [float(str(values[name]).split()[0]) for name in ("tau_rec", "tau_facil")]
    expected = 10e-12 * np.array(released(values["u"], *taus, times_ms))
    used, rest = (np.exp(-gap_ms / tau) if tau else 0.0 for tau in reversed(taus))
    u_end = values["u"] / (1 - (1 - values["u"]) * used)
    steady = 10e-12 * u_end * (1 - rest) / (1 - (1 - u_end) * rest)
    for name, sign in (("exc", 1), ("inh", -1)):
        course = activity.courses[name]
        seen = [course.values[0, np.searchsorted(course.time_s, (t + 10) * 1e-3)] for t in times_ms]
        np.testing.assert_allclose(seen, sign * expected, rtol=1e-6)
        assert course.final[0] == pytest.approx(sign * steady, rel=1e-3)
        # What is noted is what arrives: the synaptic current adds it up and forgets.
        tau_ms = 2.0 if name == "exc" else 3.0
        trace = activity.traces[name]
        at = round((times_ms[9] + 1 + 4) / 0.1)
        late = trace.time_s[at] * 1e3 - (times_ms[:10] + 1)
        current = (sign * expected[:10] * np.exp(-late / tau_ms)).sum()
        assert trace.values[f"i_{name}"][0, at] == pytest.approx(current, rel=1e-5)


def learning(plasticity, seed=1, **fields):
    """Return Poisson inputs and a recurrent projection onto neurons that they make fire."""
    cell = {"model": "lif", "v_rest": "-70 mV", "v_threshold": "-54 mV", "v_reset": "-60 mV",
            "input": {"kind": "conductance", "tau_exc": "5 ms"}}  # fmt: skip
    spread = {"kind": "uniform", "low": "0 nS", "high": "5 nS"}
    delay = {"kind": "uniform", "low": "0.1 ms", "high": "3 ms"}
    return make_network(
        {
            "inp": {"size": 60, "neuron": {"model": "poisson", "rate": "60 Hz"}},
            "out": {"size": 70, "neuron": cell},
        },
        [
            {"name": "syn", "source": "inp", "target": "out", "delay": delay, "weight": spread,
             "rule": {"kind": "fixed_probability", "p": 0.6}, "plasticity": plasticity},
            {"name": "rec", "source": "out", "target": "out", "delay": delay, "weight": "1 nS",
             "rule": {"kind": "fixed_probability", "p": 0.1}, "plasticity": plasticity},
            {"name": "inh", "source": "out", "target": "out", "delay": "1 ms", "weight": "-3 nS",
             "rule": {"kind": "fixed_probability", "p": 0.1}},
        ],
        **{"duration": "150 ms", "seed": seed, **fields},
    )  # fmt: skip


RULES = {
    "stdp_pair": {"kind": "stdp_pair", "w_max": "5 nS", "a_plus": 0.05, "a_minus": 0.04, "mu": 0.4,
                  "pairing": "nearest"},
    "stdp_triplet": {"kind": "stdp_triplet", "w_max": "5 nS", "a2_plus": 0.01, "a3_minus": 0.01},
    "short_term": {"kind": "short_term", "u": 0.4, "tau_rec": "200 ms", "tau_facil": "50 ms"},
}  # fmt: skip


@pytest.mark.parametrize("rule", RULES)
def test_threads_do_not_change_a_bit(rule):
    network = learning(RULES[rule])
    one, two, three = (run(network, limits=RunLimits(threads=n), **FAST) for n in (1, 2, 3))
    assert one.n_spikes > 300
    for other in (two, three):
        assert np.array_equal(one.spike_step, other.spike_step)
        assert np.array_equal(one.spike_neuron, other.spike_neuron)
        for name, course in one.courses.items():
            assert np.array_equal(course.final, other.courses[name].final)
            assert np.array_equal(course.values, other.courses[name].values)


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    amplitudes=st.tuples(*[st.floats(0, 1)] * 4),
    mu=st.floats(0, 1),
    nearest=st.booleans(),
    triplet=st.booleans(),
    seed=st.integers(0, 99),
)
def test_weights_stay_within_their_bounds(amplitudes, mu, nearest, triplet, seed):
    rule = {"w_max": "5 nS", "pairing": "nearest" if nearest else "all_to_all"}
    if triplet:
        names = ("a2_plus", "a3_plus", "a2_minus", "a3_minus")
        rule |= {"kind": "stdp_triplet", **dict(zip(names, amplitudes, strict=True))}
    else:
        rule |= {"kind": "stdp_pair", "a_plus": amplitudes[0], "a_minus": amplitudes[1], "mu": mu}
    activity = run(learning(rule, seed, duration="60 ms"), **FAST)
    for course in activity.courses.values():
        for values in (course.values, course.final):
            assert values.min() >= 0
            assert values.max() <= 5e-9


@pytest.mark.parametrize("kind", ["stdp_pair", "stdp_triplet"])
def test_without_learning_rates_it_is_the_static_network(kind):
    zero = {name: 0.0 for name in RULES[kind] if name.startswith("a")}
    zero |= {"a_plus": 0.0, "a_minus": 0.0} if kind == "stdp_pair" else {
        "a2_plus": 0.0, "a3_plus": 0.0, "a2_minus": 0.0, "a3_minus": 0.0,
    }  # fmt: skip
    still = run(learning({**RULES[kind], **zero}), **FAST)
    network = learning(RULES[kind])
    static = run(
        with_values(network, {f"projections.{n}.plasticity": None for n in ("syn", "rec")}), **FAST
    )
    assert static.courses == {}
    assert static.n_spikes > 300
    assert np.array_equal(still.spike_step, static.spike_step)
    assert np.array_equal(still.spike_neuron, static.spike_neuron)
    moved = run(network, **FAST)
    assert not np.array_equal(moved.courses["syn"].final, still.courses["syn"].final)


def test_the_course_begins_at_the_wiring_and_counts_every_update():
    network = learning(RULES["stdp_pair"])
    wiring, activity = realise(network), run(network, **FAST)
    course, synapses = activity.courses["syn"], wiring.projections[0]
    assert course.values.shape == (1000, 50)
    start = np.minimum(synapses.weights[course.synapses].astype(float), 5e-9)
    assert np.array_equal(course.values[:, 0], start)
    counts = activity.spike_count
    assert course.updates_pre == counts[synapses.sources()].sum()
    assert course.updates_post == counts[60 + synapses.targets].sum()


def test_a_wiring_held_still_by_a_chip_is_simulated_as_static():
    network = learning(RULES["stdp_pair"])
    wiring = realise(network)
    from dataclasses import replace

    from sim.engine import simulate

    frozen = replace(wiring, projections=tuple(s.frozen() for s in wiring.projections))
    assert simulate(network, frozen, **FAST).courses == {}


def test_a_wiring_of_another_rule_is_refused():
    wiring = realise(learning(RULES["stdp_pair"]))
    from sim.engine import simulate

    with pytest.raises(SpecError, match="realise the network again"):
        simulate(learning(RULES["stdp_triplet"]), wiring, **FAST)
