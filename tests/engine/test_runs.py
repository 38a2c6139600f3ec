"""Runs in the background: progress, cancel, limits, crashes."""

import dataclasses
import os
import sys
import threading
import time

import numpy as np
import psutil
import pytest
from small_networks import balanced, make_network, run

from sim.engine import Run, RunLimits, check_size, estimate_cost, simulate, start
from sim.engine.child import run_child
from sim.errors import EngineError, RunCancelled, SpecError, TooLarge
from sim.network import realise, with_values
from sim.wiring import Wiring


def long_run(**fields):
    """Return a network that runs for many seconds, and its wiring."""
    network = balanced(4000, duration="200 s", **fields)
    return network, realise(make_sparse(network))


def make_sparse(network):
    return with_values(
        network, {f"projections.{p.name}.rule.p": 0.001 for p in network.projections}
    )


@pytest.fixture(scope="module")
def long():
    return long_run()


def until(condition, timeout_s=20.0):
    end = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.01)


def children():
    return {p.pid for p in psutil.Process().children(recursive=True)}


def test_progress_grows_and_cancel_ends_the_child_within_a_second(long):
    before = children()
    job = start(*long)
    until(lambda: job.progress().fraction > 0)
    first = job.progress()
    assert first.stage == "running"
    assert first.eta_s > 0
    until(lambda: job.progress().fraction > first.fraction)
    assert not job.done
    asked = time.monotonic()
    job.cancel()
    assert job.wait(1.0)
    assert time.monotonic() - asked < 1.0
    assert job.progress().stage == "cancelled"
    with pytest.raises(RunCancelled):
        job.result()
    assert children() <= before


def test_simulate_can_be_cancelled_by_event_and_by_callable(long):
    event = threading.Event()
    threading.Timer(0.5, event.set).start()
    with pytest.raises(RunCancelled):
        simulate(*long, cancel=event)
    with pytest.raises(RunCancelled):
        simulate(*long, cancel=lambda: True)


def test_an_error_in_the_callers_progress_stops_the_run(long):
    before = children()

    def fail(progress):
        raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"):
        simulate(*long, progress=fail)
    assert children() <= before


def test_cancel_during_compilation(tmp_path, monkeypatch):
    monkeypatch.setenv("NPU_EXPLORER_CACHE_DIR", str(tmp_path))
    network = balanced()
    job = start(network, realise(network))
    until(lambda: job.progress().stage == "compiling" and children())
    time.sleep(0.3)
    asked = time.monotonic()
    job.cancel()
    assert job.wait(1.0)
    assert time.monotonic() - asked < 1.0
    with pytest.raises(RunCancelled):
        job.result()
    assert not list((tmp_path / "engine").glob(".building-*"))


def test_a_killed_worker_is_an_error_and_the_caller_lives(long):
    before = children()
    job = start(*long)
    until(lambda: children() - before and job.progress().fraction > 0)
    for pid in children() - before:
        os.kill(pid, 9)
    assert job.wait(2.0)
    with pytest.raises(EngineError, match="SIGKILL"):
        job.result()
    assert run(balanced(duration="20 ms")).n_neurons == 400


def child(code, **limits):
    run_child(
        [sys.executable, "-c", code], what="the simulation", cancelled=lambda: False,
        on_line=lambda _: None, **{"memory_bytes": 10**9, "wall_s": 20.0, **limits},
    )  # fmt: skip


def test_last_words_of_a_failing_child_are_kept():
    with pytest.raises(EngineError, match=r"exit status 7: the disk is full"):
        child("import sys; sys.stderr.write('the disk is full'); sys.exit(7)")


def test_memory_and_time_limits_end_a_child():
    start_s = time.monotonic()
    with pytest.raises(TooLarge, match="limit is 100 MB"):
        child("x = b'1' * 300_000_000\nimport time; time.sleep(20)", memory_bytes=100_000_000)
    with pytest.raises(TooLarge, match=r"limit of 0\.3 s"):
        child("import time; time.sleep(20)", wall_s=0.3)
    assert time.monotonic() - start_s < 5


def test_the_program_keeps_within_its_memory():
    network = make_network({"n": {"size": 1_000_000, "neuron": {"model": "lif"}}})
    job = Run(network, realise(network), "brian2_codegen", RunLimits(memory_bytes=20_000_000))
    with pytest.raises((EngineError, TooLarge), match="memory"):
        job.result()


def test_a_potential_without_bounds_is_reported():
    network = balanced(duration="50 ms")
    wiring = realise(network)
    broken = dataclasses.replace(
        wiring,
        projections=tuple(
            s.with_weights(np.full(len(s), -np.inf, dtype=np.float32)) for s in wiring.projections
        ),
    )
    with pytest.raises(EngineError, match=r"population 'exc' grew beyond all numbers; lower dt"):
        simulate(network, broken)


def test_stored_spikes_are_capped_and_counts_stay_exact():
    whole, capped = run(balanced()), run(balanced(), limits=RunLimits(stored_spikes=100))
    assert whole.complete
    assert not capped.complete
    assert len(capped.spike_step) == 100
    assert np.array_equal(capped.spike_count, whole.spike_count)
    assert np.array_equal(capped.spike_neuron, whole.spike_neuron[:100])


def test_traces_are_evenly_spaced_neurons():
    population = {"size": 100, "neuron": {"model": "lif"}, "record": {"traces": 4}}
    activity = run(make_network({"n": population}))
    assert activity.traces["n"].neurons.tolist() == [12, 37, 62, 87]
    assert activity.traces["n"].values["v"].shape == (4, 1000)
    assert activity.traces["n"].units == {"v": "mV", "i_exc": "pA", "i_inh": "pA"}


def test_a_wiring_of_another_network_is_refused():
    network = balanced()
    larger, coarser = realise(balanced(500)), realise(balanced(dt="0.2 ms"))
    with pytest.raises(SpecError, match="realise the network again"):
        simulate(network, larger)
    with pytest.raises(SpecError, match="dt"):
        simulate(network, coarser)
    wiring = realise(network)
    plastic = dataclasses.replace(wiring.projections[0], plastic=True)
    with pytest.raises(SpecError, match="plastic"):
        simulate(network, dataclasses.replace(wiring, projections=(plastic,)))


def huge():
    population = {"size": 1_000_000, "neuron": {"model": "lif"}}
    populations = {f"p{i}": population for i in range(200)}
    all_pairs = {"kind": "all_to_all"}
    projections = [
        {"name": f"c{i}", "source": f"p{i}", "target": "p0", "rule": all_pairs, "weight": "1 pA"}
        for i in range(200)
    ]
    return make_network(populations, projections)


def test_a_network_beyond_this_machine_is_refused_from_its_spec_alone():
    network = huge()
    used = psutil.Process().memory_info().rss
    began = time.monotonic()
    with pytest.raises(TooLarge) as refusal:
        check_size(network)
    assert time.monotonic() - began < 2
    assert psutil.Process().memory_info().rss - used < 100e6
    text = str(refusal.value)
    assert "200,000,000 neurons and 200,000,000,000,000 synapses" in text
    assert "largest of the same proportions that would fit" in text


def test_a_run_longer_than_its_limit_is_refused_with_the_duration_that_fits(long):
    with pytest.raises(TooLarge, match=r"A duration of .* s instead of 200 s would fit"):
        simulate(*long, limits=RunLimits(wall_s=0.5))


def test_estimate_grows_with_size_and_covers_the_arrays():
    network = balanced()
    small, large = estimate_cost(network), estimate_cost(balanced(4000))
    assert large.memory_bytes > small.memory_bytes
    assert large.n_synapses == pytest.approx(100 * small.n_synapses)
    wiring: Wiring = realise(balanced(4000))
    known = estimate_cost(balanced(4000), wiring)
    assert known.n_synapses == wiring.n_synapses
    assert known.memory_bytes > 2 * wiring.nbytes
