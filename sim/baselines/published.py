"""Published measurements as data: the same network on many machines."""

from __future__ import annotations

from functools import cache
from itertools import pairwise
from typing import Final, Literal

from pydantic import Field

from sim.baselines.quantity import Joules, Seconds, Spec, Watts
from sim.baselines.workload import Workload
from sim.scenario_files import read_scenario, scenario_names, validated

RowRole = Literal["calibrates", "tests", "shown"]
MachineKind = Literal["gpu", "cpu", "neuromorphic", "other"]

#: Layers of each branch of the scaled keyword spotter.
BRANCH_LAYERS: Final = 10


class PublishedNetwork(Spec):
    """The network of a table of rows, and what it does per second of model time."""

    n_neurons: int = Field(gt=0)
    n_synapses: int = Field(ge=0)
    n_projections: int = Field(ge=1)
    dt: Seconds
    spikes_per_s: float = Field(ge=0)
    synaptic_events_per_s: float = Field(gt=0)
    drive_events_per_s: float = Field(ge=0)

    def workload(self, drive: Literal["dc", "poisson"], duration_s: float = 1.0) -> Workload:
        """Return the counts of a run of this network."""
        return Workload(
            self.n_neurons,
            self.n_synapses,
            duration_s,
            self.dt,
            self.spikes_per_s * duration_s,
            self.synaptic_events_per_s * duration_s,
            self.drive_events_per_s * duration_s if drive == "poisson" else 0.0,
            n_projections=self.n_projections,
        )


class PublishedRow(Spec):
    """One machine that ran the network.

    ``energy_per_event`` is the energy of the whole system over recurrent
    synaptic events; None where no energy was published.
    """

    id: str
    platform: str
    kind: MachineKind
    system: str
    nodes: int = Field(ge=1)
    node_nm: int | None = None
    real_time_factor: float = Field(gt=0)
    energy_per_event: Joules | None = None
    drive: Literal["dc", "poisson"]
    boundary: Literal["chip", "board", "wall"]
    role: RowRole
    device: str | None = Field(default=None, description="baseline that models this machine")
    source: str
    note: str = ""

    def mean_power_w(self, network: PublishedNetwork) -> float | None:
        """Return the power implied by energy, events and time; derived, not published. [W]"""
        if self.energy_per_event is None:
            return None
        return self.energy_per_event * network.synaptic_events_per_s / self.real_time_factor


class PublishedTable(Spec):
    """A network and the machines that ran it."""

    kind: Literal["published_rows"]
    title: str
    source: str
    scenario: str = Field(description="network of the gallery that was run, at full size")
    network: PublishedNetwork
    rows: tuple[PublishedRow, ...]


class InferenceRow(Spec):
    """One machine that ran a task, one inference or one batch at a time.

    ``branches`` is the number of branches of ten further layers between the second
    layer and the last two; None is the plain network.
    """

    id: str
    system: str
    kind: MachineKind
    boundary: Literal["chip", "board", "wall"]
    batch: int = Field(ge=1)
    branches: int | None = Field(default=None, ge=0)
    idle: Watts
    running: Watts
    inferences_per_s: float = Field(gt=0)
    role: RowRole
    device: str | None = Field(default=None, description="baseline that models this machine")
    note: str = ""

    @property
    def batch_time_s(self) -> float:
        """Time of one batch. [s]"""
        return self.batch / self.inferences_per_s

    @property
    def total_energy_j(self) -> float:
        """Energy per inference with idle power. [J]"""
        return self.running / self.inferences_per_s

    @property
    def dynamic_energy_j(self) -> float:
        """Energy per inference above idle. [J]"""
        return (self.running - self.idle) / self.inferences_per_s


class InferenceTable(Spec):
    """A task and the machines that ran it."""

    kind: Literal["inference_rows"]
    title: str
    source: str
    layers: tuple[int, ...] = Field(min_length=3)
    n_weights: int
    rows: tuple[InferenceRow, ...]

    def matrices(self, row: InferenceRow) -> tuple[tuple[int, int], ...]:
        """Return inputs and outputs of every layer of weights that a row ran."""
        plain = tuple(pairwise(self.layers))
        if not row.branches:
            return plain
        wide = self.layers[1]
        branch = ((wide, wide),) * (BRANCH_LAYERS * row.branches)
        joined = (wide * row.branches, self.layers[2])
        return (plain[0], *branch, joined, *plain[2:])

    @property
    def plain_rows(self) -> tuple[InferenceRow, ...]:
        """The rows of the plain network."""
        return tuple(row for row in self.rows if row.branches is None)


def published_table(name: str = "pd14_published") -> PublishedTable:
    """Return a table of published runs with its network.

    Raises
    ------
    ScenarioNotFound, SpecError
    """
    return validated(PublishedTable, read_scenario(name, "measurements", "measurement"), name)


def published_rows(name: str = "pd14_published") -> tuple[PublishedRow, ...]:
    """Return the rows of a table of published runs, oldest first as in the file."""
    return published_table(name).rows


def inference_table(name: str = "kws_published") -> InferenceTable:
    """Return a table of published inference measurements.

    Raises
    ------
    ScenarioNotFound, SpecError
    """
    return validated(InferenceTable, read_scenario(name, "measurements", "measurement"), name)


@cache
def list_inference_tables() -> tuple[str, ...]:
    """Return the names of the tables of published inference measurements."""
    return tuple(
        name
        for name in scenario_names("measurements")
        if read_scenario(name, "measurements", "measurement")["kind"] == "inference_rows"
    )
