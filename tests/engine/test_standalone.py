"""Brian2's own C++ standalone device: the same spikes, live values, errors, cancel."""

import dataclasses
import shutil
import time

import numpy as np
import pytest
from small_networks import balanced, make_network, run, synapse

from sim.engine import Run, RunLimits, simulate, start, verify
from sim.engine.brian_plan import structure_of
from sim.engine.plan import make_plan
from sim.engine.standalone import Project
from sim.errors import EngineError, RunCancelled, SpecError, TooLarge
from sim.network import realise, with_values

INPUTS = {"delta": "1 mV", "current": "100 pA", "conductance": "3 nS"}


def every_input(**fields):
    """Return each synaptic input, both kinds of source, both kinds of drive, both signs."""
    populations = {
        "noise": {"size": 30, "neuron": {"model": "poisson", "rate": "100 Hz", "start": "5 ms"}},
        "clock": {"size": 30, "neuron": {"model": "regular", "rate": "50 Hz"}},
    }
    projections = []
    for kind, weight in INPUTS.items():
        populations[kind] = {
            "size": 30,
            "neuron": {"model": "lif", "input": {"kind": kind}},
            "drives": [
                {"kind": "poisson", "n_inputs": 50, "rate": "40 Hz", "weight": weight},
                {"kind": "current", "amplitude": "300 pA", "start": "10 ms", "stop": "30 ms"},
            ],
            "record": {"traces": 3},
        }
        both_signs = {"kind": "normal", "mean": f"0 {weight[-2:]}", "std": weight}
        projections.append({
            **synapse("noise", kind, weight), "weight": both_signs,
            "rule": {"kind": "fixed_in_degree", "k": 10},
            "delay": {"kind": "uniform", "low": "0 ms", "high": "3 ms"},
        })  # fmt: skip
    projections.append(synapse("clock", "current", "-50 pA", "0.3 ms"))
    return make_network(populations, projections, **{"duration": "100 ms", **fields})


def plan_of(network):
    return make_plan(network, realise(network), 1000)


def spikes(activity):
    return list(zip(activity.spike_step.tolist(), activity.spike_neuron.tolist(), strict=True))


@pytest.fixture(scope="module")
def standalone():
    """Return the activity of `every_input`; its project is compiled by now."""
    return run(every_input(), backend="standalone")


@pytest.mark.slow
def test_all_backends_give_the_same_spikes_and_traces(standalone):
    assert min(standalone.spikes_per_population().values()) > 20
    assert standalone.engine.backend == "standalone"
    assert standalone.engine.run_s > 0
    for other in (run(every_input()), run(every_input(), backend="numpy")):
        assert spikes(standalone) == spikes(other)
        assert np.array_equal(standalone.spike_count, other.spike_count)
        for name, trace in standalone.traces.items():
            for variable, values in trace.values.items():
                np.testing.assert_allclose(
                    values, other.traces[name].values[variable], rtol=1e-5, atol=1e-15
                )


@pytest.mark.slow
@pytest.mark.parametrize(
    "changes",
    [
        {"populations.current.neuron.tau_m": "12 ms"},
        {"populations.conductance.neuron.input.e_inh": "-90 mV"},
        {"populations.delta.drives.0.rate": "60 Hz"},
        {"populations.delta.drives.0.weight": "1.3 mV"},
        {"populations.current.drives.1.amplitude": "500 pA"},
        {"populations.current.drives.1.stop": "50 ms"},
        {"populations.delta.initial.v": "-55 mV"},
        {"populations.clock.neuron.rate": "90 Hz"},
        {"populations.noise.neuron.rate": "140 Hz"},
        {"projections.clock_to_current.weight": "-90 pA"},
        {"projections.clock_to_current.delay": "1.3 ms"},
        {"seed": 7},
    ],
    ids=lambda changes: next(iter(changes)),
)
def test_a_value_moves_without_compiling(standalone, changes):
    network = with_values(every_input(), changes)
    moved = run(network, backend="standalone")
    assert moved.engine.cached
    assert moved.engine.build_s == 0
    assert spikes(moved) != spikes(standalone)
    assert spikes(moved) == spikes(run(network))


@pytest.mark.slow
def test_a_standalone_run_that_goes_wrong_says_so(standalone, monkeypatch):
    network = every_input()
    wiring = realise(network)
    *others, last = wiring.projections
    endless = last.with_weights(np.full(len(last), -np.inf, dtype=np.float32))
    with pytest.raises(EngineError, match=r"population 'current' grew beyond all numbers"):
        simulate(
            network,
            dataclasses.replace(wiring, projections=(*others, endless)),
            backend="standalone",
        )
    write = Project.write

    def lose_arrays(project, plan, folder):
        command = write(project, plan, folder)
        shutil.rmtree(folder / "static_arrays")
        return command

    monkeypatch.setattr(Project, "write", lose_arrays)
    with pytest.raises(EngineError, match="Error opening static array"):
        run(network, backend="standalone")


@pytest.mark.slow
def test_a_standalone_run_reports_progress_and_keeps_to_its_limits():
    neurons = {"size": 4000, "neuron": {"model": "lif", "i_ext": "300 pA"}}
    network = make_network({"n": neurons}, duration="200 s")
    wiring = realise(network)
    job = start(network, wiring, backend="standalone")
    while not job.progress().fraction:
        assert not job.wait(0.05)
    assert job.progress().eta_s > 0
    asked = time.monotonic()
    job.cancel()
    assert job.wait(1.0)
    assert time.monotonic() - asked < 1.0
    with pytest.raises(RunCancelled):
        job.result()
    job = Run(network, wiring, "standalone", RunLimits(wall_s=0.3))
    with pytest.raises(TooLarge, match=r"limit of 0\.3 s"):
        job.result()


def test_building_a_project_can_be_cancelled(tmp_path, monkeypatch):
    monkeypatch.setenv("NPU_EXPLORER_CACHE_DIR", str(tmp_path))
    network = balanced()
    job = start(network, realise(network), backend="standalone")
    while job.progress().stage != "compiling":
        assert not job.wait(0.01)
    time.sleep(0.5)
    job.cancel()
    assert job.wait(1.0)
    with pytest.raises(RunCancelled):
        job.result()
    assert not list((tmp_path / "engine").glob(".building-*"))


def test_what_is_structure():
    structure = structure_of(plan_of(every_input()))
    values = {"seed": 3, "populations.current.neuron.c_m": "300 pF"}
    assert structure_of(plan_of(with_values(every_input(), values))) == structure
    for change in (
        {"duration": "90 ms"},
        {"dt": "0.05 ms"},
        {"populations.delta.size": 31},
        {"populations.delta.drives": []},
        {"populations.delta.record.traces": 2},
        {"projections.clock_to_current.weight": "50 pA"},
        {"projections.noise_to_delta.rule.k": 9},
    ):
        assert structure_of(plan_of(with_values(every_input(), change))) != structure, change


def test_more_values_than_a_command_line_holds_are_refused(tmp_path, monkeypatch):
    monkeypatch.setattr("sim.engine.standalone._MOST_ARGUMENT_BYTES", 100)
    with pytest.raises(SpecError, match="fewer populations"):
        Project(tmp_path, {}, 0.0).write(plan_of(every_input()), tmp_path)


def test_without_a_compiler_there_is_no_standalone(monkeypatch):
    monkeypatch.setattr("sim.engine.ways.find_compiler", lambda: None)
    with pytest.raises(EngineError, match="apt install g"):
        run(balanced(), backend="standalone")


@pytest.mark.slow
def test_verify_with_standalone_compiles_once(standalone):
    network = every_input()
    found = verify(network, realise(network), backend="standalone")
    assert found.identical
    assert found.n_spikes == standalone.n_spikes
    assert "(standalone)" in found.text
