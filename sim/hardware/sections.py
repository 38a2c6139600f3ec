"""The sections of a chip profile; every number is a record with its source."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from sim.estimate import Grade
from sim.hardware.terms import (
    Absent,
    AgeTerm,
    ConductanceRecord,
    CountRecord,
    CountTerm,
    EnergyTerm,
    FactorRecord,
    PowerTerm,
    SizeRecord,
    SizeTerm,
    TimeRecord,
    TimeTerm,
)
from sim.record import Record, Unknown
from sim.wiring import PlasticityKind

#: What stands in a profile that says nothing of short-term plasticity.
NO_SHORT_TERM = Unknown(unknown="no figure for an update of short-term plasticity was found")
#: What stands in a profile of arrays that says nothing of its column converters.
NO_CONVERTER = Unknown(unknown="not stated")


class Section(BaseModel):
    """Base of every section: frozen, unknown keys are errors."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class CrossbarShape(Section):
    """Geometry of the analog arrays in one core (a tile of arrays)."""

    rows: SizeRecord
    columns: SizeRecord
    cell_bits: SizeRecord
    cells_per_weight: SizeRecord
    arrays_per_core: SizeRecord
    adc_bits: SizeTerm = Field(
        default=NO_CONVERTER, description="resolution of the converters on the columns"
    )
    adc_rows: SizeTerm = Field(
        default=NO_CONVERTER,
        description="rows of cells at g_max that one column may add up before its converter is full",
    )

    @model_validator(mode="after")
    def _a_weight_fits(self) -> CrossbarShape:
        if self.cells_per_weight.estimate().nominal > self.columns.estimate().nominal:
            raise ValueError(
                f"cells_per_weight {self.cells_per_weight.nominal} is more than the "
                f"{self.columns.nominal} columns of an array"
            )
        return self


class Structure(Section):
    """How cores, tiles and chips are laid out."""

    cores_per_chip: SizeRecord
    cores_per_tile: SizeRecord
    mesh_x: SizeRecord = Field(description="tiles per chip, west to east")
    mesh_y: SizeRecord = Field(description="tiles per chip, north to south")
    chips: SizeTerm = Field(description="chips of the largest published system")
    chip_columns: SizeTerm = Field(description="width of the grid of chips; a square when none")
    routing: Literal["unicast", "multicast"] = Field(
        description="unicast: one message per destination core; multicast: shared links once"
    )
    routing_note: str = ""
    crossbar: CrossbarShape | None = None

    @model_validator(mode="after")
    def _mesh_holds_the_cores(self) -> Structure:
        x, y, per_tile, cores = (
            r.estimate().nominal
            for r in (self.mesh_x, self.mesh_y, self.cores_per_tile, self.cores_per_chip)
        )
        if cores > x * y * per_tile:
            raise ValueError(
                f"cores_per_chip {cores:g} is more than mesh_x {x:g} times mesh_y {y:g} times "
                f"cores_per_tile {per_tile:g} can hold"
            )
        return self


class Limits(Section):
    """Capacities; a wall that the chip does not have says so."""

    neurons_per_core: SizeTerm
    synapses_per_core: SizeTerm
    synapse_memory_per_core: SizeTerm = Field(description="bytes")
    synapse_bits: SizeTerm = Field(description="memory of one stored synapse, in bits")
    axons_in_per_core: SizeTerm = Field(description="distinct presynaptic axons of one core")
    core_edges_per_core: SizeTerm = Field(
        description="(neuron, destination core) pairs of one core"
    )
    fan_in_per_neuron: SizeTerm
    fan_out_per_neuron: SizeTerm
    fan_out_cores_per_neuron: SizeTerm


class Runs(Section):
    """Which neuron models the chip computes, by their names in network files."""

    neuron_models: tuple[str, ...] | Literal["any"] = Field(
        description="models that the circuits compute; any where neurons are software"
    )
    note: str = ""


class Weights(Section):
    """What one stored weight can be."""

    bits: SizeTerm
    signed: bool = Field(description="the bits include a sign; else the sign lies elsewhere")
    values_per_neuron: CountTerm = Field(description="distinct weights one neuron can choose from")
    shared_scale: Literal["core", "tile", "population", "projection"]
    note: str = ""


class Delay(Section):
    """Synaptic delays, in ticks."""

    max_ticks: SizeTerm
    per: Literal["synapse", "axon"] = Field(
        description="axon: the spike waits before the synapses, one input axon per delay"
    )


class Tick(Section):
    """How time passes: one network time step is one tick."""

    floor: TimeTerm = Field(description="shortest tick whatever the load")
    real_time: bool = Field(description="throttled to biological time: never faster than it")
    acceleration: FactorRecord | None = Field(
        default=None,
        description="biological time over chip time, for circuits that run at a fixed pace",
    )
    note: str = ""

    @model_validator(mode="after")
    def _only_a_fixed_pace_is_accelerated(self) -> Tick:
        if self.acceleration is not None and not self.real_time:
            raise ValueError("acceleration belongs to a chip that keeps pace: real_time: true")
        return self


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
    learning_update: EnergyTerm = Field(description="per spike of either end and plastic synapse")
    short_term_update: EnergyTerm = Field(
        default=NO_SHORT_TERM, description="per spike and synapse with short-term plasticity"
    )
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
    short_term_update: TimeTerm = NO_SHORT_TERM
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


class Beyond(Section):
    """Power between the chip and the wall, per chip in use on full boards."""

    board: PowerTerm = Field(
        default=Unknown(unknown="no power of its board is published"),
        description="what the board draws beside its chips",
    )
    wall: PowerTerm = Field(
        default=Unknown(unknown="no power of a whole system is published"),
        description="what a system draws beside its boards: supplies, network, host",
    )


class Formula(Section):
    """Numbers of one published fit with their evidence."""

    grade: Grade
    source: str
    note: str = ""


class Learning(Formula):
    """Which plasticity runs on the chip itself; without this section nobody has said.

    The price of one update stands under ``energy`` and ``latency``
    (``learning_update``, ``short_term_update``), unknown where it is not published.
    """

    rules: tuple[PlasticityKind, ...] = Field(
        description="empty: the chip holds weights as they are"
    )


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


class RelaxedSpread(Section):
    """sigma(g) about the programmed value some time after it, as in `ProgrammingNoise`."""

    after_s: float = Field(gt=0)
    coefficients_us: tuple[float, ...] = Field(min_length=1)


class Relaxation(Formula):
    """Spread that grows with time, the mean staying; linear in ln t between the fits.

    ``t0_s`` is the time of the programming noise; beyond the last fit its spread holds.
    """

    t0_s: float = Field(gt=0)
    spreads: tuple[RelaxedSpread, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _in_order(self) -> Relaxation:
        times = [self.t0_s, *(spread.after_s for spread in self.spreads)]
        if times != sorted(set(times)):
            raise ValueError(f"t0_s and the after_s of spreads must ascend, found {times}")
        return self


class Nonidealities(Section):
    """How an analog cell departs from the weight it should hold."""

    device: str
    g_max: ConductanceRecord
    age: AgeTerm | None = Field(
        default=None, description="time from programming to use; none: the reference of the fits"
    )
    programming_noise: ProgrammingNoise | None = None
    read_noise: ReadNoise | None = None
    drift: Drift | None = None
    relaxation: Relaxation | Absent | None = None
    stuck_at_g_max: CountRecord | None = Field(default=None, description="fraction of cells")
    stuck_at_zero: CountRecord | None = Field(default=None, description="fraction of cells")


class Validation(Section):
    """A published total that the model is compared with, and never uses."""

    what: str
    value: Record
