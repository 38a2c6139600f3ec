"""A parameter moves: from the change to the `Activity` in hand, against other simulators.

CUBA, 4,000 neurons, 1 s of biological time; in every round each contender gets the same synapses,
and a time constant that nobody has simulated before.
"""

from __future__ import annotations

import time

import numpy as np
import pytest
from contest import Contest, hold
from in_nest_terms import as_current, as_links
from nest_runs import Job, run_in_nest
from plain_brian2 import Cuba, build_standalone, cython, rerun_standalone

from sim.engine import simulate
from sim.network import initial_values, load_network, realise, with_values
from sim.network.spec import Network


@pytest.fixture(scope="module")
def network() -> Network:
    return load_network("cuba")


@pytest.fixture(scope="module")
def wiring(network):
    return realise(network)


@pytest.fixture(scope="module")
def given(network, wiring) -> Cuba:
    """Collect what the plain scripts are given."""
    start = initial_values(network)
    links = as_links(wiring, 1.0)

    def joined(first: int) -> tuple[np.ndarray, ...]:
        pair = links[first : first + 2]
        return tuple(
            np.concatenate([np.asarray(getattr(x, name)) for x in pair])
            for name in ("pre", "post", "weight")
        )

    v = np.concatenate([start["exc"]["v"], start["inh"]["v"]])
    return Cuba(v, joined(0), joined(2), [800, 2400, 3600])


@pytest.fixture(scope="module")
def standalone(given, processes, tmp_path_factory):
    """Return the process that has built CUBA as Brian2 standalone."""
    process = processes()
    folder = tmp_path_factory.mktemp("standalone")
    process.submit(build_standalone, given, str(folder)).result()
    return process


def tau_ms(turn: int) -> float:
    return round(20.5 + 0.1 * turn, 1)


def changed(network: Network, turn: int) -> Network:
    return with_values(
        network, {f"populations.{p}.neuron.tau_m": f"{tau_ms(turn)} ms" for p in ("exc", "inh")}
    )


def test_parameter_change(benchmark, network, wiring, given, standalone, processes, rounds):
    label = "NPU Explorer: parameter change to Activity"
    contest = Contest("CUBA, 1 s, a parameter changed", label)
    nest, runtime = processes(), processes()
    simulate(network, wiring)  # compiled and prepared once, ever

    def ours(turn: int) -> dict[str, float]:
        started = time.perf_counter()
        activity = simulate(changed(network, turn), wiring)
        took = time.perf_counter() - started
        return {label: took, "NPU Explorer: the program's own loop": activity.engine.run_s}

    def in_nest(threads: int):
        def turn_of(turn: int) -> dict[str, float]:
            now = changed(network, turn)
            nodes = (as_current(now, "exc"), as_current(now, "inh"))
            job = Job(0.1, network.n_steps, nodes, as_links(wiring, 1e12), threads=threads)
            found = nest.submit(run_in_nest, job).result()
            name = f"NEST 3.10, {threads} thread{'s' * (threads > 1)}"
            whole = found.build_s + found.simulate_s
            return {f"{name}: Simulate alone": found.simulate_s, f"{name}: with building": whole}

        return turn_of

    def plain(turn: int) -> dict[str, float]:
        found = standalone.submit(rerun_standalone, tau_ms(turn)).result()
        return {
            "Brian2 standalone: the bare program, rerun": found["program"],
            "Brian2 standalone: rerun with results": found["all"],
        }

    def compiled(turn: int) -> dict[str, float]:
        found = runtime.submit(cython, given, tau_ms(turn)).result()
        return {"Brian2 runtime, Cython: run alone": found["run"]}

    runtime.submit(cython, given, 20.0).result()  # compiles what both of its runs need
    nest.submit(run_in_nest, Job(0.1, 1, (), ())).result()

    others = [(in_nest(1), rounds), (in_nest(2), rounds), (plain, rounds), (compiled, 3)]
    hold(benchmark, contest, ours, others, rounds)


def test_overhead(benchmark, network, wiring, standalone, rounds):
    """The whole of `simulate` against a hand-written script that gives the same arrays."""
    label = "NPU Explorer: simulate()"
    contest = Contest("CUBA, 1 s, overhead", label)
    simulate(network, wiring)
    counted: dict[str, list[float]] = {"ours": [], "script": []}

    def ours(turn: int) -> dict[str, float]:
        now = changed(network, turn)
        started = time.perf_counter()
        activity = simulate(now, wiring)
        took = time.perf_counter() - started
        counted["ours"].append(activity.n_spikes)
        return {label: took}

    def script(turn: int) -> dict[str, float]:
        found = standalone.submit(rerun_standalone, tau_ms(turn)).result()
        counted["script"].append(found["spikes"])
        return {"hand-written Brian2 standalone script, rerun": found["all"]}

    hold(benchmark, contest, ours, [(script, rounds)], rounds)
    assert counted["ours"] == counted["script"]
    contest.remark = (
        f"Both gave the same number of spikes in every round, such as {counted['ours'][0]:.0f}."
    )
