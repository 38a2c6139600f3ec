"""What a GPU or CPU baseline is: a device file of numbers with grade and source."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import Field

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
    """

    name: str
    title: str
    summary: str
    year: int
    kernels_per_step: NumberRecord
    launch_time: TimeRecord
    cycles_per_neuron: NumberRecord
    cycles_per_event: NumberRecord
    event_traffic: SizeRecord
    flop_per_neuron: NumberRecord
    flop_per_event: NumberRecord
    bandwidth_efficiency: NumberRecord
    active_fraction: NumberRecord
    software_factor: NumberRecord


class GpuBaseline(Spec):
    """One graphics card in one computer."""

    name: str
    title: str
    kind: Literal["gpu"]
    summary: str
    year: int = Field(ge=1990, le=2100, description="year the card came out")
    boundary: Literal["wall"] = "wall"
    simulator: GpuSimulator
    memory_bandwidth: BandwidthRecord
    fp32_peak: ThroughputRecord
    multiprocessors: NumberRecord = Field(description="each of 64 integer lanes")
    clock: ClockRecord
    tdp: PowerRecord
    idle_power: PowerRecord
    host_power: PowerRecord

    def records(self) -> dict[str, Record]:
        """Return every number of the device and its simulator, by field name."""
        own = {name: getattr(self, name) for name in type(self).model_fields}
        lent = {name: getattr(self.simulator, name) for name in GpuSimulator.model_fields}
        return {k: v for k, v in (own | lent).items() if isinstance(v, Record)}


class CpuBaseline(Spec):
    """One node of a cluster, all its cores at work on the network."""

    name: str
    title: str
    kind: Literal["cpu"]
    summary: str
    year: int = Field(ge=1990, le=2100)
    boundary: Literal["wall"] = "wall"
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
_ADAPTERS: dict[str, type[GpuBaseline] | type[CpuBaseline] | type[HostCpu]] = {
    "gpu": GpuBaseline,
    "cpu": CpuBaseline,
    "host_cpu": HostCpu,
}


def list_baselines() -> list[str]:
    """Return the names of the GPU and CPU baselines that come with the program, oldest first."""
    found = []
    for name in scenario_names("baselines"):
        loaded = _load(name)
        if not isinstance(loaded, HostCpu):
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
    loaded = _load(name_or_path)
    if isinstance(loaded, HostCpu):
        raise SpecError(
            f"{name_or_path}: this is the computer a run was made on; "
            "use cpu_from_run(activity, wiring) for it"
        )
    return loaded


def load_host_cpu(name_or_path: str | Path = "this_cpu") -> HostCpu:
    """Load the power figures of the computer the simulation ran on.

    Raises
    ------
    ScenarioNotFound, SpecError
        As `load_baseline`.
    """
    loaded = _load(name_or_path)
    if not isinstance(loaded, HostCpu):
        raise SpecError(f"{name_or_path}: kind is {loaded.kind!r}, expected 'host_cpu'")
    return loaded


def _load(name_or_path: str | Path) -> GpuBaseline | CpuBaseline | HostCpu:
    text = str(name_or_path)
    return _shipped(text) if text in scenario_names("baselines") else _read(text)


@lru_cache(maxsize=64)
def _shipped(name: str) -> GpuBaseline | CpuBaseline | HostCpu:
    return _read(name)


def _read(name_or_path: str) -> GpuBaseline | CpuBaseline | HostCpu:
    where = str(name_or_path)
    data = read_scenario(name_or_path, "baselines", "baseline")
    kind = data.get("kind")
    if kind not in _ADAPTERS:
        known = list(_ADAPTERS)
        raise SpecError(
            f"{where}: kind: {kind!r} is none of {', '.join(known)}{did_you_mean(str(kind), known)}"
        )
    simulator = data.get("simulator")
    if isinstance(simulator, str):
        data["simulator"] = read_scenario(simulator, "baselines/simulators", "simulator")
    return validated(_ADAPTERS[kind], data, where)
