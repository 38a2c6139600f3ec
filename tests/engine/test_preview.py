"""The NumPy preview of a run that waits for the compiler."""

import threading
import time

import numpy as np
import pytest
from small_networks import balanced, make_network

from sim.engine import programs, start
from sim.engine.plan import make_plan
from sim.engine.preview import NOTE, worth_previewing
from sim.errors import RunCancelled
from sim.network import realise, with_values


def one_neuron(**fields):
    lif = {"model": "lif", "i_ext": "300 pA"}
    return make_network({"n": {"neuron": lif, "record": {"traces": 1}}}, duration="30 ms", **fields)


@pytest.fixture
def slow_compiler(monkeypatch):
    """A compiler that says it is at work until it is let go."""
    let_go = threading.Event()

    def slow(*arguments, cancelled, on_build=lambda: None, **options):
        on_build()
        while not let_go.wait(0.02):
            if cancelled():
                raise RunCancelled("stopped")
        return programs.programs_for(*arguments, cancelled=cancelled, **options)

    monkeypatch.setattr("sim.engine.ways.programs_for", slow)
    yield let_go
    let_go.set()


def wait_for(condition, timeout_s=60.0):
    end = time.monotonic() + timeout_s
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


def test_a_small_network_answers_before_it_is_compiled(slow_compiler):
    network = one_neuron()
    job = start(network, realise(network))
    wait_for(lambda: job.preview() is not None)
    first = job.preview()
    assert job.progress().stage == "compiling"
    assert first.engine.backend == "numpy"
    assert first.engine.note == NOTE
    slow_compiler.set()
    result = job.result()
    assert result.engine.backend == "brian2_codegen"
    assert result.n_spikes > 0
    np.testing.assert_array_equal(first.spike_step, result.spike_step)
    np.testing.assert_allclose(
        first.traces["n"].values["v"], result.traces["n"].values["v"], rtol=1e-6
    )


def test_a_preview_ends_with_its_run(slow_compiler):
    network = one_neuron(dt="0.01 ms")
    job = start(network, realise(network))
    wait_for(lambda: job.progress().stage == "compiling")
    job.cancel()
    with pytest.raises(RunCancelled):
        job.result()
    (preview,) = (t for t in threading.enumerate() if t.name == "npu-preview")
    preview.join(2.0)
    assert not preview.is_alive()
    assert job.preview() is None


def test_a_backend_by_name_has_no_preview(slow_compiler):
    network = one_neuron()
    job = start(network, realise(network), backend="brian2_codegen")
    wait_for(lambda: job.progress().stage == "compiling")
    assert not any(t.name == "npu-preview" for t in threading.enumerate())
    slow_compiler.set()
    assert job.result().n_spikes > 0
    assert job.preview() is None


def test_a_run_that_compiles_nothing_has_no_preview():
    network = one_neuron()
    job = start(network, realise(network))
    assert job.result().engine.cached
    assert job.preview() is None


def test_only_what_numpy_finishes_soon_is_worth_a_preview():
    def worth(network):
        return worth_previewing(make_plan(network, realise(network), 1000))

    assert worth(one_neuron())
    assert worth(balanced(duration="0.2 s"))
    assert not worth(with_values(balanced(), {"duration": "20 s"}))
