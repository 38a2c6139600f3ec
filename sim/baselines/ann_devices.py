"""The machines that run ANNs: which there are, and what the model needs to know of each."""

from __future__ import annotations

from pathlib import Path
from typing import Final, Literal

from sim.baselines.ann_profile import AnnBoundary, AnnDevice, AnnMachine, AnnProgram
from sim.baselines.profile import GpuBaseline, load_device
from sim.errors import SpecError
from sim.record import Record
from sim.scenario_files import scenario_names

#: Lanes of a multiprocessor as the device files count them.
LANES: Final = 64


def list_ann_devices() -> list[str]:
    """Return the names of the machines that run ANNs, oldest first."""
    found = []
    for name in scenario_names("baselines"):
        loaded = load_device(name)
        if isinstance(loaded, AnnDevice) or (
            isinstance(loaded, GpuBaseline) and loaded.ann is not None
        ):
            found.append((loaded.year, name))
    return [name for _, name in sorted(found)]


def ann_machine(name_or_path: str | Path) -> AnnMachine:
    """Return a machine as the ANN model sees it.

    Raises
    ------
    ScenarioNotFound, SpecError
        Also when nothing is known of ANNs on it.
    """
    loaded = load_device(name_or_path)
    if isinstance(loaded, AnnDevice):
        return _machine(loaded, loaded.ann, loaded.family, loaded.boundary, None)
    if isinstance(loaded, GpuBaseline) and loaded.ann is not None:
        return _machine(loaded, loaded.ann, "gpu", "board", loaded.tensor_peak)
    raise SpecError(
        f"{name_or_path}: nothing is known of ANNs on it; choose {', '.join(list_ann_devices())}"
    )


def _machine(
    device: AnnDevice | GpuBaseline,
    program: AnnProgram,
    family: Literal["gpu", "cpu"],
    boundary: AnnBoundary,
    tensor_peak: Record | None,
) -> AnnMachine:
    return AnnMachine(
        device.name,
        device.title,
        family,
        boundary,
        device.year,
        program,
        (tensor_peak or device.fp32_peak).estimate(),
        2 if tensor_peak else 4,
        device.memory_bandwidth.estimate(),
        device.multiprocessors.estimate().scaled(LANES),
        device.tdp.estimate(),
        device.idle_power.estimate(),
        device.host_power.estimate(),
    )
