"""Measurements as further baselines: those of the very network that is shown."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sim.baselines.measure_files import AnyMeasurement, load_measurements
from sim.baselines.measure_record import MEASURED_CPU, MEASURED_GPU
from sim.cost_report import CostReport


@dataclass(frozen=True)
class Measured:
    """What was measured of one network.

    Parameters
    ----------
    reports : tuple of CostReport
        One of every way of measuring it: card, launches, processor.
    problems : tuple of str
        Files that could not be read, and why.
    """

    reports: tuple[CostReport, ...] = ()
    problems: tuple[str, ...] = ()


def measured(fingerprint: str) -> Measured:
    """Return what was measured of a network, the newest of each way.

    Parameters
    ----------
    fingerprint : str
        Of the network with all its values; another value of any of them is another
        network, of which nothing was measured.
    """
    problems: list[str] = []
    newest: dict[tuple[str, str], AnyMeasurement] = {}
    for found in load_measurements(on_problem=problems.append):
        if found.network_fingerprint == fingerprint:
            newest[found.device, found.measured_on] = found
    return Measured(tuple(found.cost_report() for found in newest.values()), tuple(problems))


def measured_family(device: str) -> Literal["gpu", "cpu"] | None:
    """Return what kind of device a measured bill is of; None of any other bill."""
    if device.startswith(MEASURED_GPU):
        return "gpu"
    return "cpu" if device.startswith(MEASURED_CPU) else None
