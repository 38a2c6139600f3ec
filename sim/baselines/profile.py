"""What a GPU or CPU baseline is: a device file of numbers with grade and source."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import Field

from sim.baselines.ann_profile import AnnDevice, AnnProgram
from sim.baselines.quantity import (
    BandwidthRecord,
    ClockRecord,
    NumberRecord,
    PowerRecord,
    SizeRecord,
    Spec,
    ThroughputRecord,
    TimeRecord,
)
from sim.errors import SpecError
from sim.record import Record
from sim.scenario_files import did_you_mean, read_scenario, scenario_names, validated


class GpuSimulator(Spec):
    """What a program asks of any GPU for one step of a spiking network.

    Work is counted in cycles of a multiprocessor with 64 integer lanes, because
    published kernel times scale with that number times the clock, not with
    memory bandwidth: the accesses of a synapse kernel are short and scattered.

    Parameters
    ----------
    graph_launch_time : Record, optional
        Per kernel, when the kernels of a step are captured in a graph. [s]
    cache_speedup : Record, optional
        Bandwidth of the second-level cache over that of the memory.
    cached_cycles : Record, optional
        Cycles of a scattered access that stays in that cache, over one that does not.
    """

    name: str
    title: str
    summary: str
    year: int
    kernels_per_step: NumberRecord
    launch_time: TimeRecord
    graph_launch_time: TimeRecord | None = None
    cycles_per_neuron: NumberRecord
    cycles_per_event: NumberRecord
    event_traffic: SizeRecord
    flop_per_neuron: NumberRecord
    flop_per_event: NumberRecord
    bandwidth_efficiency: NumberRecord
    cache_speedup: NumberRecord | None = None
    cached_cycles: NumberRecord | None = None
    active_fraction: NumberRecord
    software_factor: NumberRecord


class GpuBaseline(Spec):
    """One graphics card in one computer, or a module that is both.

    Parameters
    ----------
    cache : Record, optional
        Second-level cache. [bytes]
    tensor_peak : Record, optional
        Matrix products in half precision; without it ANNs run in single precision.
    ann : AnnProgram, optional
        What runs an ANN on it.
    reported_as : tuple of str
        Parts of the name that its driver gives it, by which measurements are recognised.
    """

    name: str
    title: str
    kind: Literal["gpu"]
    summary: str
    year: int = Field(ge=1990, le=2100, description="year the card came out")
    boundary: Literal["wall"] = "wall"
    simulator: GpuSimulator
    memory_bandwidth: BandwidthRecord
    cache: SizeRecord | None = None
    fp32_peak: ThroughputRecord
    tensor_peak: ThroughputRecord | None = None
    ann: AnnProgram | None = None
    reported_as: tuple[str, ...] = ()
    multiprocessors: NumberRecord = Field(description="each of 64 integer lanes")
    clock: ClockRecord
    tdp: PowerRecord
    idle_power: PowerRecord
    host_power: PowerRecord

    def records(self) -> dict[str, Record]:
        """Return every number of the device and its simulator, by field name."""
        own = {name: getattr(self, name) for name in type(self).model_fields}
        lent = {name: getattr(self.simulator, name) for name in GpuSimulator.model_fields}
        if self.ann is not None:
            lent |= {f"ann.{n}": getattr(self.ann, n) for n in AnnProgram.model_fields}
        return {k: v for k, v in (own | lent).items() if isinstance(v, Record)}


class CpuBaseline(Spec):
    """One node of a cluster, or one core of a processor, at work on the network."""

    name: str
    title: str
    kind: Literal["cpu"]
    summary: str
    year: int = Field(ge=1990, le=2100)
    boundary: Literal["chip", "wall"] = "wall"
    step_overhead: TimeRecord
    neuron_time: TimeRecord
    event_time: TimeRecord
    drive_time: TimeRecord
    node_power: PowerRecord

    def records(self) -> dict[str, Record]:
        """Return every number of the device, by field name."""
        own = {name: getattr(self, name) for name in type(self).model_fields}
        return {k: v for k, v in own.items() if isinstance(v, Record)}


class HostCpu(Spec):
    """The computer a run was made on: power only, since the time is measured."""

    name: str
    title: str
    kind: Literal["host_cpu"]
    summary: str
    year: int = Field(ge=1990, le=2100)
    boundary: Literal["chip", "board", "wall"] = "chip"
    package_power: PowerRecord

    def records(self) -> dict[str, Record]:
        """Return every number, by field name."""
        return {"package_power": self.package_power}


Baseline = GpuBaseline | CpuBaseline
Device = GpuBaseline | CpuBaseline | HostCpu | AnnDevice
_ADAPTERS: dict[str, type[GpuBaseline] | type[CpuBaseline] | type[HostCpu] | type[AnnDevice]] = {
    "gpu": GpuBaseline,
    "cpu": CpuBaseline,
    "host_cpu": HostCpu,
    "ann": AnnDevice,
}


def list_baselines() -> list[str]:
    """Return the names of the GPUs and CPUs that simulate spiking networks, oldest first."""
    found = []
    for name in scenario_names("baselines"):
        loaded = load_device(name)
        if isinstance(loaded, GpuBaseline | CpuBaseline):
            found.append((loaded.year, name))
    return [name for _, name in sorted(found)]


def load_baseline(name_or_path: str | Path) -> Baseline:
    """Load a baseline by name or from a YAML file.

    Raises
    ------
    ScenarioNotFound
        If there is neither such a name nor such a file; lists the names.
    SpecError
        If the file is not valid; names the field.
    """
    loaded = load_device(name_or_path)
    if isinstance(loaded, HostCpu):
        raise SpecError(
            f"{name_or_path}: this is the computer a run was made on; "
            "use cpu_from_run(activity, wiring) for it"
        )
    if isinstance(loaded, AnnDevice):
        raise SpecError(
            f"{name_or_path}: {loaded.title} is described for ANNs only, not for spiking networks"
        )
    return loaded


def load_host_cpu(name_or_path: str | Path = "this_cpu") -> HostCpu:
    """Load the power figures of the computer the simulation ran on.

    Raises
    ------
    ScenarioNotFound, SpecError
        As `load_baseline`.
    """
    loaded = load_device(name_or_path)
    if not isinstance(loaded, HostCpu):
        raise SpecError(f"{name_or_path}: kind is {loaded.kind!r}, expected 'host_cpu'")
    return loaded


def load_device(name_or_path: str | Path) -> Device:
    """Load any device file by name or path.

    Raises
    ------
    ScenarioNotFound, SpecError
    """
    text = str(name_or_path)
    return _shipped(text) if text in scenario_names("baselines") else _read(text)


@lru_cache(maxsize=64)
def _shipped(name: str) -> Device:
    return _read(name)


def _read(name_or_path: str) -> Device:
    where = str(name_or_path)
    data = read_scenario(name_or_path, "baselines", "baseline")
    kind = data.get("kind")
    if kind not in _ADAPTERS:
        known = list(_ADAPTERS)
        raise SpecError(
            f"{where}: kind: {kind!r} is none of {', '.join(known)}{did_you_mean(str(kind), known)}"
        )
    for field, folder in (("simulator", "simulators"), ("ann", "ann_programs")):
        if isinstance(data.get(field), str):
            data[field] = read_scenario(data[field], f"baselines/{folder}", "program")
    return validated(_ADAPTERS[kind], data, where)
