"""Brunel's network with independent noise in NEST and here: the same rate, irregularity, correlation.

Neither wiring nor background are shared between the two samples, so they can differ by
as much as two seeds do, and no more; a weight that is 5 % off shows.
"""

from __future__ import annotations

import numpy as np
import pytest
from in_nest_terms import as_delta, as_links
from nest_runs import Job, Links, Noise
from scipy.stats import ttest_ind

from sim.activity import Activity
from sim.analysis import interspike_intervals, pairwise_correlation
from sim.engine import simulate
from sim.network import load_network, realise, with_values
from sim.network.spec import Network

NAMES = ("rate", "cv", "correlation")


def brunel(seed: int, inhibition: float = 1.0) -> Network:
    weight = f"{-1.66667 * inhibition} mV"
    return with_values(
        load_network("brunel"),
        {
            "seed": seed,
            "populations.exc.size": 2000,
            "populations.inh.size": 500,
            **{f"projections.i_to_{p}.weight": weight for p in "ei"},
        },
    )


def statistics(activity: Activity) -> tuple[float, float, float]:
    """Return the rate after 0.1 s, mean CV of intervals, mean correlation of counts in 5 ms."""
    late = activity.spike_step * activity.dt_s >= 0.1
    rate = late.sum() / activity.n_neurons / (activity.duration_s - 0.1)
    cv = interspike_intervals(activity, "exc").mean_cv
    return float(rate), cv, pairwise_correlation(activity, "exc", 5e-3, 150).mean


def here(seeds: range, **changes: float) -> np.ndarray:
    networks = [brunel(seed, **changes) for seed in seeds]
    return np.array([statistics(simulate(n, realise(n))) for n in networks])


def there(in_nest, seeds: range) -> np.ndarray:
    found = []
    for seed in seeds:
        network = brunel(seed)
        wiring = realise(network)
        n = wiring.n_neurons
        drive = network.populations["exc"].drives[0]
        noise = Links(np.full(n, n), np.arange(n), np.array(0.33333), np.array(1))
        nodes = (
            as_delta(network, "exc"),
            as_delta(network, "inh"),
            Noise(drive.rate * drive.n_inputs),
        )
        links = (*as_links(wiring, 1e3, longer=1), noise)
        outcome = in_nest(Job(network.dt * 1e3, network.n_steps, nodes, links, seed=seed))
        kept = outcome.stamp < network.n_steps
        time_s = outcome.stamp[kept] * network.dt
        found.append(statistics(Activity.from_spikes(
            outcome.node[kept], time_s, n, network.duration, network.dt, wiring.populations
        )))  # fmt: skip
    return np.array(found)


@pytest.fixture(scope="module")
def nest_sample(in_nest):
    return there(in_nest, range(101, 105))


def differences(a: np.ndarray, b: np.ndarray) -> dict[str, float]:
    """Return the probability of a difference as large between samples of one distribution."""
    return dict(zip(NAMES, ttest_ind(a, b).pvalue, strict=True))


def test_nest_and_the_engine_differ_no_more_than_two_seeds(nest_sample):
    ours = here(range(1, 9))
    assert 30 < ours[:, 0].mean() < 60
    assert min(differences(ours, nest_sample).values()) > 0.01


def test_five_percent_more_inhibition_is_detected(nest_sample):
    assert differences(here(range(1, 9), inhibition=1.05), nest_sample)["rate"] < 5e-3
