"""Leaky integrate-and-fire in NEST 3.10 and here: traces to a millionth, spikes one by one."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from in_nest_terms import as_current, as_delta, as_links, membrane, spikes, spikes_in_nest
from nest_runs import Cells, Job, Links, Trains

from sim.engine import simulate
from sim.engine.counter_random import random_bits
from sim.engine.plan import NeuronsPlan, make_plan
from sim.network import load_network, network_from_mapping, realise, with_values
from sim.network.spec import Network

STEPS = 1000  # of 0.1 ms


def driven(kind: str, **neuron: Any) -> Network:
    """Return ten neurons that 30 given spikes each reach with drawn weights and delays."""
    rng = np.random.default_rng(5)
    times = np.sort(rng.choice(np.arange(1, 900), 90, replace=False))
    trains = {
        "model": "spike_list",
        "times": [f"{step / 10:.1f} ms" for step in times],
        "neurons": [k % 3 for k in range(90)],
    }
    unit = {"delta": "mV", "current": "pA"}[kind]
    size = {"delta": 0.6, "current": 60}[kind]
    projections = [
        {
            "name": f"input_{sign}", "source": "trains", "target": "n",
            "rule": {"kind": "fixed_probability", "p": 0.6},
            "weight": {
                "kind": "uniform", "low": f"{min(0.2 * w, w)} {unit}", "high": f"{max(0.2 * w, w)} {unit}",
            },
            "delay": {"kind": "uniform", "low": "0.1 ms", "high": "4 ms"},
        }
        for sign, w in (("exc", 1.5 * size), ("inh", -size))
    ]  # fmt: skip
    lif = {
        "model": "lif", "v_rest": "0 mV", "v_threshold": "15 mV", "v_reset": "2 mV",
        "input": {"kind": kind}, **neuron,
    }  # fmt: skip
    start = {"v": {"kind": "uniform", "low": "0 mV", "high": "8 mV"}}
    populations = {
        "n": {"size": 10, "neuron": lif, "initial": start, "record": {"traces": 10}},
        "trains": {"size": 3, "neuron": trains},
    }
    return network_from_mapping({
        "schema": 1, "name": "driven", "title": "Driven", "duration": "100 ms",
        "populations": populations, "projections": projections,
    })  # fmt: skip


def trains_of(network: Network) -> Trains:
    source = network.populations["trains"].neuron
    steps = np.rint(np.array(source.times) / network.dt).astype(int)
    return Trains([steps[np.array(source.neurons) == k] for k in range(3)])


def close(ours: np.ndarray, nest: np.ndarray) -> None:
    """Hold traces equal to a millionth of their largest value, at all times from 0.1 ms on."""
    assert ours.shape == (10, STEPS)
    assert np.ptp(nest) > 0
    np.testing.assert_allclose(ours[:, 1:], nest, rtol=0, atol=1e-6 * np.abs(nest).max())


def recorded(outcome: Any, variable: str) -> np.ndarray:
    return np.stack([outcome.traces[k, variable] for k in range(10)])


@pytest.mark.parametrize(
    "neuron",
    [
        {"i_ext": "170 pA", "t_ref": "3 ms"},
        {"i_ext": "200 pA", "t_ref": "0 ms", "tau_m": "10 ms", "c_m": "110 pF"},
        {"i_ext": "900 pA", "tau_m": "30 ms", "c_m": "400 pF",
         "input": {"kind": "current", "tau_exc": "0.5 ms", "tau_inh": "40 ms"}},
    ],
)  # fmt: skip
def test_current_input_traces_and_spikes(in_nest, neuron):
    network = driven("current", **neuron)
    wiring = realise(network)
    names = {"v": ("V_m", 1e3), "i_exc": ("I_syn_ex", 1e12), "i_inh": ("I_syn_in", 1e12)}
    nodes = (as_current(network, "n"), trains_of(network))
    # NEST's source spikes come with their stamp, ours act one step later.
    links = as_links(wiring, 1e12, longer=1)
    traced = dict.fromkeys(range(10), tuple(name for name, _ in names.values()))
    found = in_nest(Job(0.1, STEPS, nodes, links, traced))
    ours = simulate(network, wiring)
    for here, (there, per_unit) in names.items():
        close(ours.traces["n"].values[here].astype(float) * per_unit, recorded(found, there))
    mine = [s for s in spikes(ours) if s[1] < 10]
    assert len(mine) > 10
    assert mine == spikes_in_nest(found, STEPS, 1)


def test_delta_input_below_threshold(in_nest):
    network = driven("delta", v_threshold="50 mV")
    wiring = realise(network)
    cells = Cells("iaf_psc_delta", 10, membrane(network.populations["n"].neuron)
                  | {"V_m": as_delta(network, "n").parameters["V_m"]})  # fmt: skip
    links = as_links(wiring, 1e3, longer=1)
    traced = dict.fromkeys(range(10), ("V_m",))
    found = in_nest(Job(0.1, STEPS, (cells, trains_of(network)), links, traced))
    ours = simulate(network, wiring)
    close(ours.traces["n"].values["v"].astype(float) * 1e3, recorded(found, "V_m"))


def test_delta_input_with_spikes(in_nest):
    """Here a spike that an input caused comes, and resets, one step later; else all is the same."""
    network = driven("delta", i_ext="170 pA", t_ref="3 ms")
    wiring = realise(network)
    nodes = (as_delta(network, "n"), trains_of(network))
    traced = dict.fromkeys(range(10), ("V_m",))
    found = in_nest(Job(0.1, STEPS, nodes, as_links(wiring, 1e3, longer=1), traced))
    ours = simulate(network, wiring)
    mine = [s for s in spikes(ours) if s[1] < 10]
    assert len(mine) > 10
    assert mine == spikes_in_nest(found, STEPS, 0)
    here = ours.traces["n"].values["v"].astype(float) * 1e3
    there = np.insert(recorded(found, "V_m"), 0, here[:, 0], axis=1)
    for step, neuron in mine:  # still above threshold here, already reset there
        there[neuron, step] = here[neuron, step]
    np.testing.assert_allclose(here, there, rtol=0, atol=15e-6)


def test_cuba_fires_the_same_spikes_for_a_second(in_nest):
    """All 4,000 neurons: so rates, intervals and correlations are the same as well."""
    network = load_network("cuba")
    wiring = realise(network)
    nodes = tuple(as_current(network, name) for name in ("exc", "inh"))
    job = Job(0.1, network.n_steps, nodes, as_links(wiring, 1e12))
    found = in_nest(job)
    ours = simulate(network, wiring)
    assert ours.n_spikes > 10_000
    assert spikes(ours) == spikes_in_nest(found, network.n_steps, 1)


def small_brunel(**changes: Any) -> Network:
    """Return Brunel's network with 1,000 neurons and synapses stronger by as much."""
    return with_values(
        load_network("brunel"),
        {
            "duration": "300 ms",
            "populations.exc.size": 800,
            "populations.inh.size": 200,
            **{f"projections.e_to_{p}.rule.k": 80 for p in "ei"},
            **{f"projections.i_to_{p}.rule.k": 20 for p in "ei"},
            **{f"projections.e_to_{p}.weight": "1 mV" for p in "ei"},
            **{f"projections.i_to_{p}.weight": "-5 mV" for p in "ei"},
            **changes,
        },
    )


def background(network: Network, wiring: Any) -> tuple[np.ndarray, list[float]]:
    """Return the number of our background spikes, shape (n_steps, n_neurons), and their weight."""
    parts, weights = [], []
    for p in make_plan(network, wiring, 0).populations:
        assert isinstance(p, NeuronsPlan)
        (drive,) = p.poisson
        bits = random_bits(drive.key, np.arange(network.n_steps * p.size, dtype=np.uint64))
        number = drive.offset + np.searchsorted(drive.thresholds, bits, side="right")
        parts.append(number.reshape(network.n_steps, p.size))
        weights.append(drive.weight)
    return np.concatenate(parts, axis=1), weights


def test_brunel_fires_the_same_spikes_under_the_same_background(in_nest):
    network = small_brunel()
    wiring = realise(network)
    number, (weight, _) = background(network, wiring)
    cells = [as_delta(network, name) for name in ("exc", "inh")]
    kept = np.exp(-network.dt / network.populations["exc"].neuron.tau_m)
    for cell, first in zip(cells, (number[0, :800], number[0, 800:]), strict=True):
        cell.parameters["V_m"] += first * weight * 1e3 / kept  # NEST has no spike at time 0
    on = [np.flatnonzero(column[1:]) + 1 for column in number.T]
    trains = Trains(on, [column[k] for column, k in zip(number.T, on, strict=True)])
    one_to_one = Links(np.arange(1000, 2000), np.arange(1000), np.array(weight * 1e3), np.array(1))
    links = (*as_links(wiring, 1e3, longer=1), one_to_one)
    found = in_nest(Job(0.1, network.n_steps, (*cells, trains), links))
    ours = simulate(network, wiring)
    assert ours.n_spikes > 5000
    assert spikes(ours) == spikes_in_nest(found, network.n_steps, 0)
