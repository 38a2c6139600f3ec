"""Brian2's loops, rewritten: which are, and that being refractory means the same."""

import ctypes
import json
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.engine.compiler import compile_program, find_compiler, finish
from sim.engine.fuse import _LAST_FREE, _STEPS, fuse

#: Brian2's own, as it stands in the code that it generates.
_TIMESTEP = """
#include <cmath>
#include <cstdint>
static inline int64_t _timestep(double t, double dt)
{
    return (int64_t)((t + 1e-3*dt)/dt);
}
"""
_CHECKS = """
#define EXPORT extern "C" __attribute__((visibility("default")))
EXPORT int one_number(double dt, int64_t now, int64_t fired, double period)
{
    const double t = (double)now*dt, lastspike = fired < 0 ? -1e4 : (double)fired*dt;
    const int64_t steps = _timestep(period, dt);
    return (_timestep(t - lastspike, dt) >= steps) == (lastspike <= npu_last_free(t, dt, steps));
}
EXPORT int in_doubles(double dt, int64_t now, int64_t fired, double period)
{
    const double t = (double)now*dt, lastspike = fired < 0 ? -1e4 : (double)fired*dt;
    return (_timestep(t - lastspike, dt) >= _timestep(period, dt))
        == (npu_steps(t - lastspike, dt) >= npu_steps(period, dt));
}
"""


@pytest.fixture(scope="module")
def checks(tmp_path_factory):
    folder = tmp_path_factory.mktemp("checks")
    source = folder / "checks.cpp"
    source.write_text(_TIMESTEP + _LAST_FREE + _STEPS + _CHECKS)
    finish(compile_program(find_compiler(), source, folder / "checks.so", shared=True), "checks")
    return ctypes.CDLL(str(folder / "checks.so"))


@given(
    dt=st.sampled_from([1e-4, 1e-5, 5e-5, 2.5e-4, 1e-3, 1e-4 / 3]),
    now=st.integers(0, 20_000_000),
    ago=st.integers(0, 400) | st.integers(0, 20_000_000),
    period=st.floats(0, 0.05) | st.integers(0, 300).map(lambda n: n * 1e-4) | st.just(2e4),
    whole=st.booleans(),
)
def test_refractory_means_what_it_means_in_brian2(checks, dt, now, ago, period, whole):
    if whole:
        period = round(period / dt) * dt
    arguments = (
        ctypes.c_double(dt), ctypes.c_int64(now), ctypes.c_int64(now - ago), ctypes.c_double(period)
    )  # fmt: skip
    assert checks.one_number(*arguments)
    assert checks.in_doubles(*arguments)


def test_code_of_another_shape_is_left_alone():
    assert fuse("void other() {}", "void other() {}", keep_flag=False) is None
    assert fuse("", "", keep_flag=True) is None


_GENERATE = """
import json, sys, tempfile
from pathlib import Path
sys.modules["pylab"] = None
from sim.engine.codegen import generate
from sim.engine.equations import neuron_model
from sim.network.neurons import Izhikevich, Lif
fused = {}
for name, neuron in {
    "lif": Lif(), "delta": Lif(input={"kind": "delta"}), "izhikevich": Izhikevich(),
    "varied": Lif(t_ref={"kind": "uniform", "low": "1 ms", "high": "3 ms"}),
}.items():
    with tempfile.TemporaryDirectory() as folder:
        text = generate(neuron_model(neuron), Path(folder)).read_text()
    fused[name] = ["namespace advance" in text, "lastspike <= npu_rested" in text, "npu_steps(t -" in text]
print(json.dumps(fused))
"""


def test_the_models_that_matter_are_rewritten():
    """A new Brian2 that generates other code would only cost speed; this says so."""
    done = subprocess.run(
        [sys.executable, "-c", _GENERATE], check=True, capture_output=True, text=True
    )
    assert json.loads(done.stdout.splitlines()[-1]) == {
        "lif": [True, True, False],
        "delta": [True, True, False],
        "izhikevich": [True, False, False],
        "varied": [True, False, True],
    }
