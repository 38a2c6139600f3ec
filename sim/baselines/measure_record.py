"""A measurement of this machine, as it stands in its file."""

from __future__ import annotations

import statistics
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from sim.baselines.bill import power_term
from sim.baselines.profile import load_host_cpu
from sim.cost_report import CostReport, EnergyTerm
from sim.estimate import Estimate

#: How the device of a measured bill begins; a chart tells by it what kind of device it was.
MEASURED_CPU, MEASURED_GPU = "measured cpu: ", "measured gpu: "

Positive = Annotated[float, Field(gt=0, allow_inf_nan=False)]
NotNegative = Annotated[float, Field(ge=0, allow_inf_nan=False)]


class Kept(BaseModel):
    """Base of what stands in a file: frozen, and strict about its fields."""

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Machine(Kept):
    """The computer: processor, physical cores, hardware threads, memory [bytes], system."""

    cpu: str
    cores: int | None = None
    threads: int | None = None
    memory_bytes: int | None = None
    system: str = ""


class EnergyReading(Kept):
    """Energy of the processor packages during the measured runs, everything on them included.

    Parameters
    ----------
    zones : tuple of str
        The counters added up.
    idle_power_w : float
        Of the same zones just before, with nothing of ours running. [W]
    idle_window_s : float
    energy_j : tuple of float
        One per run, from request to result, so over ``total_s`` of the run. [J]
    """

    zones: tuple[str, ...] = Field(min_length=1)
    idle_power_w: NotNegative
    idle_window_s: Positive
    energy_j: tuple[NotNegative, ...] = Field(min_length=1)


class Measurement(Kept):
    """Time, and where it can be read energy, of one network on this machine.

    Parameters
    ----------
    date : str
        Day, in UTC: ``2026-11-23``.
    network, network_fingerprint : str
        Name, and the hash of all its values (see `sim.provenance`).
    seed, n_neurons, n_synapses : int
    duration_s, dt_s : float
        Biological time and step. [s]
    spikes, synaptic_events : float
        Events of one run; the same in every run.
    run_s : tuple of float
        The bare simulation loop, one per repeat. [s]
    total_s : tuple of float
        From request to result. [s]
    build_s : float
        Compilation before the first run, in no other number here. [s]
    energy : EnergyReading or None
    energy_missing : str
        Why there is no energy.
    load_before : float or None
        Processes that wanted to run in the minute before; well above 0 means
        that others were using the machine.
    """

    kind: Literal["measurement"] = "measurement"
    schema_version: Literal[1] = Field(default=1, alias="schema")
    date: str = Field(pattern=r"^\d{4}-\d{2}-\d{2}$")
    device: Literal["cpu"] = "cpu"
    machine: Machine
    network: str
    network_fingerprint: str
    seed: int
    n_neurons: int = Field(ge=1)
    n_synapses: int = Field(ge=0)
    duration_s: Positive
    dt_s: Positive
    spikes: NotNegative
    synaptic_events: NotNegative
    backend: str
    run_s: tuple[Positive, ...] = Field(min_length=1)
    total_s: tuple[Positive, ...] = Field(min_length=1)
    build_s: NotNegative
    energy: EnergyReading | None
    energy_missing: str = ""
    load_before: float | None = None
    versions: dict[str, str]
    command: str = ""

    @model_validator(mode="after")
    def _consistent(self) -> Measurement:
        if len(self.run_s) != len(self.total_s):
            raise ValueError("run_s and total_s differ in length")
        if self.energy is not None and len(self.energy.energy_j) != len(self.run_s):
            raise ValueError("energy.energy_j and run_s differ in length")
        if (self.energy is None) != bool(self.energy_missing):
            raise ValueError("either energy, or energy_missing with the reason")
        return self

    @property
    def measured_on(self) -> str:
        """The processor."""
        return self.machine.cpu

    @property
    def latency_s(self) -> Estimate:
        """Time of the loop: shortest, median and longest of the repeats. [s]"""
        return _spread(self.run_s)

    @property
    def real_time_factor(self) -> Estimate:
        """Time of the loop per second of biological time; below 1 is faster than real time."""
        return self.latency_s.scaled(1 / self.duration_s)

    @property
    def time_per_synaptic_event_s(self) -> Estimate | None:
        """Time of the loop over synaptic events, neurons included; None without an event. [s]"""
        return (
            None if self.synaptic_events == 0 else self.latency_s.scaled(1 / self.synaptic_events)
        )

    @property
    def energy_j(self) -> Estimate | None:
        """Energy of one run, idle power included; None when not readable. [J]"""
        return None if self.energy is None else _spread(self.energy.energy_j)

    @property
    def energy_above_idle_j(self) -> Estimate | None:
        """Energy of one run less idle power times its time, not below 0. [J]"""
        if self.energy is None:
            return None
        idle = self.energy.idle_power_w
        pairs = zip(self.energy.energy_j, self.total_s, strict=True)
        return _spread(tuple(max(0.0, joule - idle * seconds) for joule, seconds in pairs))

    def summary(self) -> dict[str, Any]:
        """Return the derived numbers as plain data in SI units, for people and scripts."""
        return {
            "network": self.network,
            "cpu": self.machine.cpu,
            "backend": self.backend,
            "time_per_biological_second_s": self.real_time_factor.nominal,
            "real_time_factor": self.real_time_factor.nominal,
            "time_per_synaptic_event_s": _nominal(self.time_per_synaptic_event_s),
            "energy_j": _nominal(self.energy_j),
            "energy_above_idle_j": _nominal(self.energy_above_idle_j),
            "energy_missing": self.energy_missing,
        }

    def cost_report(self) -> CostReport:
        """Return the measurement as a bar among the baselines.

        Where no energy was read, it is the time at the assumed power of a package,
        as in `sim.baselines.host_cpu`.
        """
        term = _measured_term(self) or _assumed_term(self)
        return CostReport(
            device=f"{MEASURED_CPU}{self.measured_on}",
            title=f"{self.machine.cpu} (measured)",
            basis="measured",
            boundary="chip",
            duration_s=self.duration_s,
            terms=(term,),
            energy_j=term.energy_j,
            latency_s=self.latency_s,
            synaptic_ops=self.synaptic_events,
            spikes=self.spikes,
            notes=(
                f"Measured on {self.date}: {self.machine.cpu}, {self.backend}, median of "
                f"{len(self.run_s)} runs.",
                *((f"Power assumed: {self.energy_missing}.",) if self.energy_missing else ()),
            ),
            role="baseline",
        )


def _measured_term(m: Measurement) -> EnergyTerm | None:
    """Return the one line there is: mean power of the packages, and their energy."""
    if m.energy is None:
        return None
    power = _spread(tuple(j / s for j, s in zip(m.energy.energy_j, m.total_s, strict=True)))
    note = f"measured by {', '.join(m.energy.zones)}, from request to result"
    seconds = statistics.median(m.total_s)
    return EnergyTerm("package", "other", seconds, "s", power, m.energy_j, note)


def _assumed_term(m: Measurement) -> EnergyTerm:
    power = load_host_cpu().package_power.estimate()
    return power_term("package", "static", m.latency_s, power, "measured time, assumed power")


def _spread(values: tuple[float, ...]) -> Estimate:
    return Estimate(min(values), statistics.median(values), max(values), "measured")


def _nominal(estimate: Estimate | None) -> float | None:
    return None if estimate is None else estimate.nominal
