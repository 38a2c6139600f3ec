"""A measurement of an NVIDIA GPU, as it stands in its file."""

from __future__ import annotations

import statistics
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from sim.baselines.measure_record import MEASURED_GPU, Kept, Machine, NotNegative, Positive
from sim.cost_report import CostReport, EnergyTerm
from sim.estimate import Estimate
from sim.units import format_si


class Gpu(Kept):
    """The card, and its state as found.

    Parameters
    ----------
    clocks_idle_mhz, clocks_load_mhz : dict of str to int or None
        ``sm`` and ``memory``, before the measurement and in the middle of a window. [MHz]
    other_processes : int or None
        Beside ours, at the start; above 0 they are in the energy.
    """

    name: str
    driver: str
    compute_capability: str
    multiprocessors: int = Field(ge=1)
    memory_bytes: int = Field(ge=1)
    power_limit_w: Positive | None = None
    clocks_idle_mhz: dict[str, int | None]
    clocks_load_mhz: dict[str, int | None]
    temperature_c: int | None = None
    other_processes: int | None = None


class PowerMeter(Kept):
    """How energy was read: the counter or samples, every so often; accuracy of the sensor."""

    kind: Literal["counter", "sampling"]
    interval_s: Positive
    accuracy: NotNegative


class Stretch(Kept):
    """Energy over a time, with what the meter's pace leaves open."""

    wall_s: Positive
    energy_j: NotNegative
    uncertainty_j: NotNegative

    @property
    def power_w(self) -> float:
        return self.energy_j / self.wall_s


class WindowRecord(Stretch):
    """A stretch of work: so many runs, and their times by the device's events. [s]"""

    runs: int = Field(ge=1)
    run_low_s: Positive
    run_median_s: Positive
    run_high_s: Positive


class SpikeCheckRecord(Kept):
    """The spikes against those of the reference on the same wiring; see `sim.gpu.check`."""

    reference: str
    identical_until_s: NotNegative
    spikes_reference: NotNegative
    spikes_measured: NotNegative
    worst_population: str
    worst_deviation: NotNegative


class SpikingWork(Kept):
    """One run of a spiking network."""

    kind: Literal["spiking"] = "spiking"
    network: str
    network_fingerprint: str
    seed: int
    n_neurons: int = Field(ge=1)
    n_synapses: int = Field(ge=0)
    duration_s: Positive
    dt_s: Positive
    spikes: NotNegative
    synaptic_events: NotNegative
    device_bytes: int = Field(ge=0)
    check: SpikeCheckRecord

    @property
    def name(self) -> str:
        return self.network


class DenseWork(Kept):
    """One batch through a dense network."""

    kind: Literal["dense"] = "dense"
    layers: tuple[int, ...] = Field(min_length=2)
    batch: int = Field(ge=1)
    macs: int = Field(ge=1)
    largest_error: NotNegative

    @property
    def name(self) -> str:
        return f"dense-{'-'.join(map(str, self.layers))}-batch-{self.batch}"


class LaunchWork(Kept):
    """So many kernels that do nothing, one after the other."""

    kind: Literal["launch"] = "launch"
    kernels: int = Field(ge=1)

    @property
    def name(self) -> str:
        return "launch"


class IdleWork(Kept):
    """Nothing, with the card held ready."""

    kind: Literal["idle"] = "idle"

    @property
    def name(self) -> str:
        return "idle"


Work = Annotated[SpikingWork | DenseWork | LaunchWork | IdleWork, Field(discriminator="kind")]


class GpuMeasurement(Kept):
    """Time and energy of one piece of work on an NVIDIA GPU.

    Parameters
    ----------
    date : str
        Day, in UTC: ``2026-11-28``.
    graph : bool
        Whether kernels were launched by graphs, or one by one from Python.
    precision : str
    idle_before, idle_after : Stretch
        With the program on the card and nothing running.
    windows : tuple of WindowRecord
    """

    kind: Literal["gpu_measurement"] = "gpu_measurement"
    schema_version: Literal[1] = Field(default=1, alias="schema")
    date: str = Field(pattern=r"^\d{4}-\d{2}-\d{2}$")
    device: Literal["gpu"] = "gpu"
    machine: Machine
    gpu: Gpu
    work: Work
    graph: bool
    precision: Literal["float32", "float16"] = "float32"
    meter: PowerMeter
    idle_before: Stretch
    idle_after: Stretch
    windows: tuple[WindowRecord, ...] = Field(min_length=1)
    versions: dict[str, str]
    command: str = ""

    @model_validator(mode="after")
    def _accuracy_is_a_part(self) -> GpuMeasurement:
        if self.meter.accuracy >= 1:
            raise ValueError("meter.accuracy is a part of the reading, below 1")
        return self

    @property
    def measured_on(self) -> str:
        """The card, how kernels were launched, and the numbers it computed with."""
        return f"{self.gpu.name}, {self.launched}, {self.precision}"

    @property
    def launched(self) -> str:
        """How kernels were launched."""
        return "graph" if self.graph else "no graph"

    @property
    def network(self) -> str:
        """Name of the network, or of the other work."""
        return self.work.name

    @property
    def network_fingerprint(self) -> str | None:
        """Hash of the network with all its values; None of other work."""
        return self.work.network_fingerprint if isinstance(self.work, SpikingWork) else None

    @property
    def latency_s(self) -> Estimate:
        """Time of one run by the device's events: shortest, median of the windows, longest. [s]"""
        return Estimate(
            min(w.run_low_s for w in self.windows),
            statistics.median(w.run_median_s for w in self.windows),
            max(w.run_high_s for w in self.windows),
            "measured",
        )

    @property
    def real_time_factor(self) -> Estimate | None:
        """Time of a run per second of biological time; None of other work."""
        if not isinstance(self.work, SpikingWork):
            return None
        return self.latency_s.scaled(1 / self.work.duration_s)

    @property
    def idle_power_w(self) -> Estimate:
        """Power before and after: the lower, the mean, the higher, each with its uncertainty. [W]"""
        stretches = (self.idle_before, self.idle_after)
        return self._with_accuracy(
            min((s.energy_j - s.uncertainty_j) / s.wall_s for s in stretches),
            statistics.mean(s.power_w for s in stretches),
            max((s.energy_j + s.uncertainty_j) / s.wall_s for s in stretches),
        )

    @property
    def energy_j(self) -> Estimate:
        """Energy of the card in one run, idle power included. [J]"""
        windows = self.windows
        return self._with_accuracy(
            min((w.energy_j - w.uncertainty_j) / w.runs for w in windows),
            statistics.median(w.energy_j / w.runs for w in windows),
            max((w.energy_j + w.uncertainty_j) / w.runs for w in windows),
        )

    @property
    def energy_above_idle_j(self) -> Estimate:
        """Energy of one run less idle power times its share of the window, not below 0. [J]"""
        per_run_s = [w.wall_s / w.runs for w in self.windows]
        idle, total = self.idle_power_w, self.energy_j
        return Estimate(
            max(0.0, total.low - idle.high * max(per_run_s)),
            max(0.0, total.nominal - idle.nominal * statistics.median(per_run_s)),
            max(0.0, total.high - idle.low * min(per_run_s)),
            "measured",
        )

    @property
    def energy_per_synaptic_event_j(self) -> Estimate | None:
        """Energy of a run over its synaptic events, everything included; None without any. [J]"""
        work = self.work
        if not isinstance(work, SpikingWork) or work.synaptic_events == 0:
            return None
        return self.energy_j.scaled(1 / work.synaptic_events)

    @property
    def energy_per_inference_j(self) -> Estimate | None:
        """Energy of a batch over its size; None of other work. [J]"""
        return (
            self.energy_j.scaled(1 / self.work.batch) if isinstance(self.work, DenseWork) else None
        )

    @property
    def launch_s(self) -> Estimate | None:
        """Time from one empty kernel to the next; None of other work. [s]"""
        if not isinstance(self.work, LaunchWork):
            return None
        return self.latency_s.scaled(1 / self.work.kernels)

    def summary(self) -> dict[str, Any]:
        """Return the derived numbers as plain data in SI units, for people and scripts."""
        numbers = {
            "run_s": self.latency_s,
            "real_time_factor": self.real_time_factor,
            "idle_power_w": self.idle_power_w,
            "energy_j": self.energy_j,
            "energy_above_idle_j": self.energy_above_idle_j,
            "energy_per_synaptic_event_j": self.energy_per_synaptic_event_j,
            "energy_per_inference_j": self.energy_per_inference_j,
            "launch_s": self.launch_s,
        }
        return {
            "work": self.network,
            "gpu": self.gpu.name,
            "graph": self.graph,
            **{name: None if e is None else e.nominal for name, e in numbers.items()},
        }

    def cost_report(self) -> CostReport:
        """Return the measurement of a spiking network as a bar among the baselines.

        Raises
        ------
        ValueError
            For any other work: its runs are not those of a network.
        """
        work = self.work
        if not isinstance(work, SpikingWork):
            raise ValueError(f"{work.name} is no run of a spiking network")
        seconds = statistics.median(w.wall_s / w.runs for w in self.windows)
        power = self.energy_j.scaled(1 / seconds)
        note = f"measured by the {self.meter.kind} of the card, idle power included"
        return CostReport(
            device=f"{MEASURED_GPU}{self.measured_on}",
            title=f"{self.gpu.name} (measured, {self.launched})",
            basis="measured",
            boundary="board",
            duration_s=work.duration_s,
            terms=(EnergyTerm("board", "other", seconds, "s", power, self.energy_j, note),),
            energy_j=self.energy_j,
            latency_s=self.latency_s,
            synaptic_ops=work.synaptic_events,
            spikes=work.spikes,
            notes=(
                f"Measured on {self.date}: {self.gpu.name}, driver {self.gpu.driver}, "
                f"{self.precision}, {self.launched}; the board without the computer around it. Idle "
                f"{format_si(self.idle_power_w.nominal, 'W')}, so "
                f"{format_si(self.energy_above_idle_j.nominal, 'J')} of the run are above idle.",
            ),
            role="baseline",
        )

    def _with_accuracy(self, low: float, nominal: float, high: float) -> Estimate:
        """Widen what was read by what the sensor may be off."""
        off = self.meter.accuracy
        return Estimate(max(0.0, low * (1 - off)), nominal, high * (1 + off), "measured")
