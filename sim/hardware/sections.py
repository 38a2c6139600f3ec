"""The sections of a chip profile; every number is a record with its source."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from sim.estimate import Grade
from sim.hardware.terms import (
    ConductanceRecord,
    CountRecord,
    CountTerm,
    EnergyTerm,
    PowerTerm,
    TimeRecord,
    TimeTerm,
)
from sim.record import Record


class Section(BaseModel):
    """Base of every section: frozen, unknown keys are errors."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class CrossbarShape(Section):
    """Geometry of the analog arrays in one core (a tile of arrays)."""

    rows: CountRecord
    columns: CountRecord
    cell_bits: CountRecord
    cells_per_weight: CountRecord
    arrays_per_core: CountRecord


class Structure(Section):
    """How cores, tiles and chips are laid out."""

    cores_per_chip: CountRecord
    cores_per_tile: CountRecord
    mesh_x: CountRecord = Field(description="tiles per chip, west to east")
    mesh_y: CountRecord = Field(description="tiles per chip, north to south")
    chips: CountTerm = Field(description="chips of the largest published system")
    chip_columns: CountTerm = Field(description="width of the grid of chips; a square when none")
    routing: Literal["unicast", "multicast"] = Field(
        description="unicast: one message per destination core; multicast: shared links once"
    )
    routing_note: str = ""
    crossbar: CrossbarShape | None = None


class Limits(Section):
    """Capacities; a wall that the chip does not have says so."""

    neurons_per_core: CountTerm
    synapses_per_core: CountTerm
    synapse_memory_per_core: CountTerm = Field(description="bytes")
    synapse_bits: CountTerm = Field(description="memory of one stored synapse, in bits")
    axons_in_per_core: CountTerm = Field(description="distinct presynaptic axons of one core")
    core_edges_per_core: CountTerm = Field(
        description="(neuron, destination core) pairs of one core"
    )
    fan_in_per_neuron: CountTerm
    fan_out_per_neuron: CountTerm
    fan_out_cores_per_neuron: CountTerm


class Weights(Section):
    """What one stored weight can be."""

    bits: CountTerm
    signed: bool = Field(description="the bits include a sign; else the sign lies elsewhere")
    values_per_neuron: CountTerm = Field(description="distinct weights one neuron can choose from")
    shared_scale: Literal["core", "tile", "population", "projection"]
    note: str = ""


class Delay(Section):
    """Synaptic delays, in ticks."""

    max_ticks: CountTerm
    per: Literal["synapse", "axon"] = Field(
        description="axon: the spike waits before the synapses, one input axon per delay"
    )


class Tick(Section):
    """How time passes: one network time step is one tick."""

    floor: TimeTerm = Field(description="shortest tick whatever the load")
    real_time: bool = Field(description="throttled to biological time: never faster than it")
    note: str = ""


class Energy(Section):
    """Marginal energy of one more event of each kind."""

    synaptic_op: EnergyTerm
    neuron_update_active: EnergyTerm
    neuron_update_idle: EnergyTerm
    spike_out: EnergyTerm
    message: EnergyTerm
    message_in: EnergyTerm
    hop_x: EnergyTerm
    hop_y: EnergyTerm
    chip_crossing: EnergyTerm
    learning_update: EnergyTerm
    barrier: EnergyTerm
    host_event_in: EnergyTerm
    host_event_out: EnergyTerm
    row_drive: EnergyTerm
    cell_op: EnergyTerm
    column_conversion: EnergyTerm
    array_read: EnergyTerm


class BarrierPoint(Section):
    """Time of one synchronisation at a given number of tiles or chips."""

    at: int = Field(ge=1)
    time: TimeRecord


class Barrier(Section):
    """Synchronisation at the end of a tick, between the points by straight lines."""

    tiles: tuple[BarrierPoint, ...] = ()
    chips: tuple[BarrierPoint, ...] = ()
    none: str = Field(default="", description="why there is no barrier")


class Latency(Section):
    """Time of one event of each kind in the core that handles it."""

    synaptic_op: TimeTerm
    neuron_update_active: TimeTerm
    neuron_update_idle: TimeTerm
    spike_out: TimeTerm
    message: TimeTerm
    message_in: TimeTerm
    learning_update: TimeTerm
    array_read: TimeTerm = Field(description="per tick in which a core reads its arrays at all")
    transit: TimeTerm = Field(description="per tick with a message, whatever its distance")
    hop_x: TimeTerm
    hop_y: TimeTerm
    chip_crossing: TimeTerm
    overlap: Literal["parallel", "serial"] = Field(
        description="of the input stage (messages, synapses) and the neuron stage of one core"
    )
    barrier: Barrier
    note: str = ""


class Power(Section):
    """Power that flows whatever the activity."""

    static_chip: PowerTerm = Field(description="per chip in use")
    static_core: PowerTerm = Field(description="per core in use")
    static_link: PowerTerm = Field(description="per chip, when more than one is in use")
    host: PowerTerm = Field(description="host processors inside the boundary, per chip in use")


class Formula(Section):
    """Numbers of one published fit with their evidence."""

    grade: Grade
    source: str
    note: str = ""


class ProgrammingNoise(Formula):
    """sigma(g) = sum_k coefficients[k] g^k, g in fractions of g_max, sigma in microsiemens."""

    coefficients_us: tuple[float, ...] = Field(min_length=1)


class ReadNoise(Formula):
    """sigma = G min(scale g^-exponent, cap) sqrt(ln((t + t_read) / (2 t_read)))."""

    scale: float = Field(gt=0)
    exponent: float = Field(ge=0)
    cap: float = Field(gt=0)
    t_read_s: float = Field(gt=0)


class Drift(Formula):
    """G(t) = G (t / t0)^-nu; mean and spread of nu are clipped lines in ln g."""

    t0_s: float = Field(gt=0)
    mean_slope: float
    mean_offset: float
    mean_range: tuple[float, float]
    spread_slope: float
    spread_offset: float
    spread_range: tuple[float, float]


class Nonidealities(Section):
    """How an analog cell departs from the weight it should hold."""

    device: str
    g_max: ConductanceRecord
    programming_noise: ProgrammingNoise | None = None
    read_noise: ReadNoise | None = None
    drift: Drift | None = None
    stuck_at_g_max: CountRecord | None = Field(default=None, description="fraction of cells")
    stuck_at_zero: CountRecord | None = Field(default=None, description="fraction of cells")


class Validation(Section):
    """A published total that the model is compared with, and never uses."""

    what: str
    value: Record
