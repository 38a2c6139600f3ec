"""How fast the compiled program is on this machine, measured once and kept.

`sim.engine.prepare`, which compiles in the background of a fresh dashboard, runs a few
tiny networks: every neuron model, an external drive, synapses that fit the cache and
synapses that do not, and every kind of plastic synapse. The numbers stay in the cache folder until the program, or the
machine, is another one. Before that, and without a compiler, numbers of a server core
at 2.4 GHz stand in.
"""

from __future__ import annotations

import json
import math
import os
import platform
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from sim.activity import Activity
from sim.engine.cache import cache_root
from sim.engine.compiler import find_compiler
from sim.engine.equations import neuron_model
from sim.engine.equations.custom import step_ns as custom_step_ns
from sim.engine.limits import RunLimits
from sim.network.load import network_from_mapping
from sim.network.neurons import Custom, Lif, Spiking
from sim.network.realise import realise
from sim.network.spec import Network, Population

#: Nanoseconds of one neuron for one step before it is measured, by model.
_NEURON_NS = {
    "lif_delta": 2.0, "lif_current": 2.5, "lif_conductance": 10.0,
    "adex_delta": 20.0, "adex_current": 20.0, "adex_conductance": 30.0,
    "izhikevich_delta": 3.0,
    "eif_delta": 18.0, "eif_current": 18.0, "eif_conductance": 28.0,
    "hodgkin_huxley_delta": 100.0, "hodgkin_huxley_current": 100.0,
    "hodgkin_huxley_conductance": 110.0,
    "integrate_and_fire_delta": 1.5, "integrate_and_fire_current": 2.0,
}  # fmt: skip
#: Of one event at a plastic synapse, its state not in a cache, by kind of plasticity.
_PLASTIC_NS = {"short_term": 30.0, "stdp_pair": 24.0, "stdp_triplet": 40.0}
_VARIED_NS, _SOURCE_NS = 3.0, 2.0

#: Rows of synapses that are surely in a cache, and surely not. [bytes]
_NEAR, _FAR = 1e6, 6.4e7

#: Runs of each probe, some milliseconds each, so that two of them are not interrupted:
#: at least, at most, and how much longer the second best may take.
_RUNS, _MOST_RUNS, _ALIKE = 4, 16, 1.1

_FILE = "speed.json"
_NAME = "speed_probe"


@dataclass(frozen=True)
class Speed:
    """Nanoseconds on one thread of this machine.

    Parameters
    ----------
    neurons : dict of str to float
        One step of one neuron, by model.
    drive : float
        One step of the external Poisson drive of one neuron.
    near_event, far_event : float
        One synaptic event, with rows in the cache and in memory.
    stretch : float
        Finding the synapses of one source with one delay.
    step : float
        One step of an empty network.
    plastic : dict of str to float
        One event at a plastic synapse, by kind of plasticity: an arrival, or for those
        that learn also a spike of the target.
    measured : bool
    """

    neurons: dict[str, float] = field(default_factory=dict)
    drive: float = 4.0
    near_event: float = 1.0
    far_event: float = 3.0
    stretch: float = 20.0
    step: float = 300.0
    measured: bool = False
    plastic: dict[str, float] = field(default_factory=dict)

    def neuron_ns(self, population: Population, model: str) -> float:
        """Return the time of one step of one neuron, measured if it was. [ns]"""
        neuron = population.neuron
        if not isinstance(neuron, Spiking):
            return _SOURCE_NS
        if model in self.neurons:
            return self.neurons[model]
        if isinstance(neuron, Custom):
            return custom_step_ns(neuron)
        name, *varied = model.split("__")
        return _NEURON_NS.get(name, 50.0) + _VARIED_NS * len(varied)

    def plastic_ns(self, kind: str) -> float:
        """Return the time of one event at a plastic synapse, measured if it was. [ns]"""
        return self.plastic.get(kind, _PLASTIC_NS.get(kind, 50.0))

    def event_ns(self, rows_bytes: float) -> float:
        """Return the time of one synaptic event among rows of so many bytes. [ns]"""
        where = math.log(max(rows_bytes, 1.0) / _NEAR) / math.log(_FAR / _NEAR)
        share = min(1.0, max(0.0, where))
        return self.near_event + share * (self.far_event - self.near_event)


_known = Speed()
_looked = False


def speed() -> Speed:
    """Return what is known of this machine's speed; nothing is measured."""
    global _known, _looked  # one machine, one speed
    if not _looked:
        _looked = True
        key = _key()
        _known = Speed() if key is None else _read(key)
    return _known


def measure_speed(models: Iterable[str], cancelled: Callable[[], bool] = lambda: False) -> Speed:
    """Measure what is not known yet, some seconds; everything must have been compiled.

    Parameters
    ----------
    models : iterable of str
        Names of neuron models, such as ``adex_conductance``.

    Raises
    ------
    SimError
        If a probe cannot run.
    """
    global _known
    key = _key()
    if key is None:
        return Speed()
    found = speed()
    if not found.measured:
        found = _measured()
    for name in models:
        if name not in found.neurons and not cancelled():
            found = replace(found, neurons=found.neurons | {name: _neuron_ns(name)})
    for kind in _PLASTIC_NS:
        if kind not in found.plastic and not cancelled():
            found = replace(found, plastic=found.plastic | {kind: _plastic_ns(kind)})
    if found is not _known:
        _known = found
        _write(key, found)
    return found


def _key() -> str | None:
    """Return what the numbers hold for, or None without a compiler."""
    compiler = find_compiler()
    if compiler is None:
        return None
    from sim.engine.programs import key_of_program  # it measures after compiling

    return (
        f"{key_of_program(compiler)}/{platform.machine()}/{platform.processor()}/{os.cpu_count()}"
    )


def _measured() -> Speed:
    lif: dict[str, Any] = {"model": "lif"}
    n, steps = 2000, 300
    empty = _loop_ns(_probe({"b": {"size": 1, "neuron": lif}}, 2000)) / 2000
    plain = _loop_ns(_probe({"b": {"size": n, "neuron": lif}}, steps)) / (n * steps)
    drives = [{"kind": "poisson", "n_inputs": 1600, "rate": "8 Hz", "weight": "0 pA"}]
    driven = _loop_ns(_probe({"b": {"size": n, "neuron": lif, "drives": drives}}, steps)) / (
        n * steps
    )
    near = _spikes_ns(200, 500, 4000, "1 ms") / 500
    far = _spikes_ns(4000, 2000, 50, "1 ms") / 2000
    spread = {"kind": "uniform", "low": "0.5 ms", "high": "4.4 ms"}  # 40 delays
    stretch = max(_spikes_ns(200, 500, 4000, spread) - 500 * near, 0.0) / 40
    name = neuron_model(Lif()).name
    return Speed({name: plain}, max(driven - plain, 0.1), near, far, stretch, empty, True)


def _spikes_ns(n_sources: int, n_targets: int, steps: int, delay: Any) -> float:
    """Measure the delivery of a spike to all targets, from sources of 100 Hz. [ns]"""
    source = {"model": "poisson", "rate": "100 Hz"}
    populations = {
        "a": {"size": n_sources, "neuron": source},
        "b": {"size": n_targets, "neuron": {"model": "lif"}, "record": {"traces": 0}},
    }
    projection = {
        "name": "p", "source": "a", "target": "b", "rule": {"kind": "all_to_all"},
        "weight": "0 pA", "delay": delay,
    }  # fmt: skip
    with_events = _loop_ns(_probe(populations, steps, [projection]))
    without = _loop_ns(_probe(populations, steps))
    return max(with_events - without, 0.0) / (n_sources * 100.0 * steps * 1e-4)


def _plastic_ns(kind: str) -> float:
    """Measure an event of a million synapses between neurons that fire on both sides. [ns]"""
    plasticity: dict[str, Any] = {"kind": kind}
    if kind.startswith("stdp"):
        plasticity["w_max"] = "1 pA"
    source = {"model": "poisson", "rate": "40 Hz"}
    lif = {"model": "lif", "i_ext": "600 pA"}
    populations = {
        "a": {"size": 1000, "neuron": source},
        "b": {"size": 1000, "neuron": lif, "record": {"traces": 0}},
    }
    projection = {
        "name": "p", "source": "a", "target": "b", "rule": {"kind": "all_to_all"},
        "weight": "0.5 pA", "delay": "1 ms", "plasticity": plasticity,
    }  # fmt: skip
    steps = 500
    took_ns, spikes = _shortest(_probe(populations, steps, [projection]))
    bare_ns, _ = _shortest(_probe(populations, steps))
    acting = spikes["a"] + (spikes["b"] if kind.startswith("stdp") else 0)
    return max(took_ns - bare_ns, 0.0) / (1000 * max(acting, 1))


def _neuron_ns(model: str) -> float:
    name, received = model.rsplit("_", 1)
    neuron = {"model": name, "input": {"kind": received}}
    n, steps = 1000, 100
    data = {"size": n, "neuron": neuron, "record": {"traces": 0}}
    return _loop_ns(_probe({"b": data}, steps)) / (n * steps)


def _probe(populations: Any, steps: int, projections: Any = ()) -> Network:
    return network_from_mapping(
        {
            "name": _NAME, "title": "probe", "duration": f"{steps * 0.1:g} ms",
            "populations": populations, "projections": list(projections),
        }
    )  # fmt: skip


def _loop_ns(network: Network) -> float:
    """Return the time of the loop alone. [ns]"""
    return _shortest(network)[0]


def _shortest(network: Network) -> tuple[float, dict[str, float]]:
    """Return the shortest of some runs on one thread, and the spikes of every population.

    The others were disturbed. [ns]
    """
    from sim.engine.run import Run  # it estimates, too

    wiring, limits = realise(network), RunLimits(threads=1, stored_spikes=0)
    runs: list[Activity] = []
    while len(runs) < _RUNS or (len(runs) < _MOST_RUNS and not _two_alike(runs)):
        runs.append(Run(network, wiring, "brian2_codegen", limits).result())
    rates_hz = runs[0].mean_rate_hz()
    spikes = {
        name: rates_hz[name] * p.size * network.duration for name, p in network.populations.items()
    }
    return 1e9 * min(run.engine.run_s for run in runs), spikes


def _two_alike(runs: list[Activity]) -> bool:
    best, second = sorted(run.engine.run_s for run in runs)[:2]
    return second <= _ALIKE * best


def _read(key: str) -> Speed:
    try:
        found = json.loads((cache_root() / _FILE).read_text(encoding="utf-8"))
        return Speed(**found["speed"]) if found["key"] == key else Speed()
    except (OSError, ValueError, TypeError, KeyError):
        return Speed()


def _write(key: str, speed: Speed) -> None:
    path = cache_root() / _FILE
    try:
        scratch = path.with_suffix(f".{os.getpid()}")
        scratch.write_text(json.dumps({"key": key, "speed": asdict(speed)}), encoding="utf-8")
        scratch.replace(path)
    except OSError:
        return
