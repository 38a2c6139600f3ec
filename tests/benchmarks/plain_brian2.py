"""CUBA in plain Brian2, as a person would write it; each function runs in a process of its own.

Built once and run again (`build_cython`, `build_standalone`), or built anew for every
change of structure (`structure`).
"""

from __future__ import annotations

import subprocess
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]

CURRENT = """dv/dt = (-49*mV - v)/tau_m + (ge + gi)/(200*pF) : volt (unless refractory)
dge/dt = -ge/(5*ms) : amp
dgi/dt = -gi/(10*ms) : amp
tau_m : second (shared, constant)"""
CONDUCTANCE = """dv/dt = (-60*mV - v)/tau_m
 + (ge*(0*mV - v) + gi*(-80*mV - v))/(200*pF) : volt (unless refractory)
dge/dt = -ge/(5*ms) : siemens
dgi/dt = -gi/(10*ms) : siemens
tau_m : second (shared, constant)"""
ADEX = """dv/dt = (30*nS*(-70.6*mV - u) + 30*nS*2*mV*exp((u + 50.4*mV)/(2*mV)) - w
 + ge + gi)/(281*pF) : volt
dw/dt = (4*nS*(u + 70.6*mV) - w)/(144*ms) : amp
dge/dt = -ge/(5*ms) : amp
dgi/dt = -gi/(10*ms) : amp
u = clip(v, -1*volt, 20*mV) : volt
tau_m : second (shared, constant)"""

_kept: dict[str, Any] = {}


@dataclass(frozen=True)
class Cuba:
    """Synapses of CUBA as arrays over all 4,000 neurons, and the initial potentials. [A, V]"""

    v: Array
    excitatory: tuple[Array, Array, Array]
    inhibitory: tuple[Array, Array, Array]
    traced: list[int]


def _cuba(b: Any, given: Cuba) -> tuple[Any, ...]:
    """Return neurons, synapses and monitors: what our engine records of CUBA, too."""
    b.defaultclock.dt = 0.1 * b.ms
    neurons = b.NeuronGroup(
        4000, CURRENT, threshold="v > -50*mV", reset="v = -60*mV",
        refractory=5 * b.ms, method="exact", name="neurons",
    )  # fmt: skip
    neurons.v = given.v * b.volt
    neurons.tau_m = 20 * b.ms
    made = []
    for onto, (i, j, w) in (("ge", given.excitatory), ("gi", given.inhibitory)):
        s = b.Synapses(neurons, neurons, "w : amp", on_pre=f"{onto}_post += w", delay=0.1 * b.ms)
        s.connect(i=i, j=j)
        s.w = w * b.amp
        made.append(s)
    spikes = b.SpikeMonitor(neurons, name="spikes")
    traces = b.StateMonitor(neurons, ["v", "ge", "gi"], record=given.traced, name="traces")
    return neurons, *made, spikes, traces


def cython(given: Cuba, tau_m_ms: float) -> dict[str, float]:
    """Build and run a second in Brian2's runtime mode; code is compiled at the first call."""
    import brian2 as b

    b.prefs.codegen.target = "cython"
    started = time.perf_counter()
    b.start_scope()
    neurons, *rest = _cuba(b, given)
    neurons.tau_m = tau_m_ms * b.ms
    network = b.Network(neurons, *rest)
    network.run(0 * b.ms)
    built = time.perf_counter()
    network.run(1 * b.second)
    ended = time.perf_counter()
    return {"run": ended - built, "all": ended - started}


def build_standalone(given: Cuba, folder: str) -> dict[str, float]:
    """Make the C++ standalone program, to be run again by `rerun_standalone`."""
    import brian2 as b

    started = time.perf_counter()
    b.set_device("cpp_standalone", directory=folder, build_on_run=False)
    neurons, *rest = _cuba(b, given)
    b.Network(neurons, *rest).run(1 * b.second)
    b.device.build(directory=folder, run=False)
    built = time.perf_counter()
    b.device.run(folder, with_output=False)
    spikes = int(np.asarray(rest[-2].i).size)
    _kept["standalone"] = (b, folder, neurons, rest[-2], rest[-1])
    return {"build": built - started, "all": time.perf_counter() - started, "spikes": spikes}


def rerun_standalone(tau_m_ms: float) -> dict[str, float]:
    """Run the program again with another time constant, and take spikes and traces."""
    b, folder, neurons, spikes, traces = _kept["standalone"]
    started = time.perf_counter()
    b.device.run(folder, with_output=False, run_args={neurons.tau_m: tau_m_ms * b.ms})
    steps = np.rint(np.asarray(spikes.t) / 1e-4).astype(np.int32)
    found = (steps, np.asarray(spikes.i), np.asarray(traces.v), np.asarray(traces.ge))
    whole = time.perf_counter() - started
    started = time.perf_counter()
    subprocess.run(["./main", f"neurons.tau_m={tau_m_ms * 1e-3!r}"], cwd=folder, check=True)
    return {"program": time.perf_counter() - started, "all": whole, "spikes": len(found[1])}


@dataclass(frozen=True)
class Plain:
    """A network like CUBA, by what a person would change in the script."""

    n_exc: int = 3200
    n_inh: int = 800
    p: float = 0.02
    k_in: int | None = None
    n_total: int | None = None
    exc: str = CURRENT
    inh: str = CURRENT
    without: tuple[str, ...] = ()
    second_delay_ms: float | None = None
    poisson: int = 0
    delay_ms: str | float = 0.1
    duration_ms: float = 1000.0


def structure(plain: Plain, folder: str) -> dict[str, float]:
    """Build and run one network as Brian2 standalone; unchanged files of the folder are kept."""
    import brian2 as b

    started = time.perf_counter()
    b.set_device("cpp_standalone", directory=folder, build_on_run=False)
    b.defaultclock.dt = 0.1 * b.ms
    groups = {"exc": _group(b, plain.n_exc, plain.exc), "inh": _group(b, plain.n_inh, plain.inh)}
    made = [
        _synapses(b, plain, groups, source, target)
        for source in groups
        for target in groups
        if f"{source[0]}_to_{target[0]}" not in plain.without
    ]
    if plain.second_delay_ms is not None:
        made.append(_synapses(b, plain, groups, "exc", "exc", plain.second_delay_ms))
    if plain.poisson:
        groups["noise"] = b.PoissonGroup(plain.poisson, 20 * b.Hz)
        made.append(_synapses(b, plain, groups, "noise", "exc"))
    spikes = [b.SpikeMonitor(group) for group in groups.values()]
    traces = b.StateMonitor(groups["exc"], ["v", "ge", "gi"], record=[800, 2400])
    network = b.Network(*groups.values(), *made, *spikes, traces)
    network.run(plain.duration_ms * b.ms)
    b.device.build(directory=folder, run=False)
    built = time.perf_counter()
    b.device.run(folder, with_output=False)
    n = sum(int(np.asarray(monitor.i).size) for monitor in spikes)
    return {"build": built - started, "all": time.perf_counter() - started, "spikes": n}


def _group(b: Any, size: int, model: str) -> Any:
    adex = model == ADEX
    group = b.NeuronGroup(
        size,
        model,
        threshold="v >= 20*mV" if adex else "v > -50*mV",
        reset="v = -70.6*mV; w += 80.5*pA" if adex else "v = -60*mV",
        refractory=False if adex else 5 * b.ms,
        method={CURRENT: "exact", CONDUCTANCE: "exponential_euler", ADEX: "rk2"}[model],
    )
    group.tau_m = 20 * b.ms
    group.v = "-70.6*mV" if adex else "-60*mV + rand()*10*mV"
    return group


def _synapses(
    b: Any, plain: Plain, groups: Any, source: str, target: str, delay_ms: float | None = None
) -> Any:
    inhibits = source == "inh"
    conductance = getattr(plain, target) == CONDUCTANCE
    onto = "gi" if inhibits else "ge"
    if conductance:
        unit, strength = "siemens", (67 if inhibits else 6) * b.nS
    else:
        unit, strength = "amp", (-90 if inhibits else 16.2) * b.pA
    s = b.Synapses(
        groups[source], groups[target], f"weight : {unit}", on_pre=f"{onto}_post += weight"
    )
    n_source, n_target = len(groups[source]), len(groups[target])
    rng = np.random.default_rng(1)
    if plain.k_in is not None:
        k = max(1, plain.k_in * n_source // 4000)
        s.connect(i=rng.integers(0, n_source, k * n_target), j=np.repeat(np.arange(n_target), k))
    elif plain.n_total is not None:
        n = plain.n_total * n_source * n_target // 4000**2
        s.connect(i=rng.integers(0, n_source, n), j=rng.integers(0, n_target, n))
    else:
        s.connect(p=plain.p)
    s.weight = strength
    if delay_ms is not None:
        s.delay = delay_ms * b.ms
    else:
        s.delay = plain.delay_ms if isinstance(plain.delay_ms, str) else plain.delay_ms * b.ms
    return s


def create_cython(plain: Plain) -> float:
    """Return the time in which Brian2's compiled runtime makes the synapses."""
    import brian2 as b

    b.prefs.codegen.target = "cython"
    b.start_scope()
    groups = {"exc": _group(b, plain.n_exc, plain.exc), "inh": _group(b, plain.n_inh, plain.inh)}
    started = time.perf_counter()
    for source in groups:
        for target in groups:
            _synapses(b, plain, groups, source, target)
    return time.perf_counter() - started


def run_program(folder: str) -> float:
    """Return the time that a built standalone program takes from start to end."""
    started = time.perf_counter()
    subprocess.run([str(Path(folder) / "main")], cwd=folder, check=True)
    return time.perf_counter() - started
