"""Synapses made and ready to run, against Brian2's: CUBA with 20,000 neurons, 8 million synapses."""

from __future__ import annotations

import multiprocessing
import time
from concurrent.futures import ProcessPoolExecutor

from contest import Contest, hold
from plain_brian2 import Plain, create_cython, run_program, structure

from sim.engine import simulate
from sim.network import load_network, realise, with_values


def test_synapses(benchmark, processes, rounds, tmp_path_factory):
    rounds = min(rounds, 3)
    label = "NPU Explorer: realise, load, simulate 1 ms"
    contest = Contest("8 million synapses", label)
    plain = Plain(n_exc=16_000, n_inh=4000, duration_ms=1.0)
    folder = str(tmp_path_factory.mktemp("standalone"))
    with ProcessPoolExecutor(1, multiprocessing.get_context("spawn")) as process:
        process.submit(structure, plain, folder).result()
    runtime = processes()
    base = with_values(load_network("cuba"), {
        "populations.exc.size": 16_000, "populations.inh.size": 4000, "duration": "1 ms",
    })  # fmt: skip
    simulate(base, realise(base))

    def ours(turn: int) -> dict[str, float]:
        network = with_values(base, {"seed": 100 + turn})
        started = time.perf_counter()
        wiring = realise(network)
        realised = time.perf_counter() - started
        simulate(network, wiring)
        assert 7.9e6 < wiring.n_synapses < 8.1e6
        return {label: time.perf_counter() - started, "NPU Explorer: realise alone": realised}

    def standalone(turn: int) -> dict[str, float]:
        return {"Brian2 standalone: the program, 1 ms": run_program(folder)}

    def compiled(turn: int) -> dict[str, float]:
        found = runtime.submit(create_cython, plain).result()
        return {"Brian2 runtime, Cython: connect, weights, delays": found} if turn else {}

    hold(benchmark, contest, ours, [(standalone, rounds), (compiled, rounds)], rounds)
