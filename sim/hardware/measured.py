"""Published measurements of chips as data: what was measured, and under which load."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from sim.cost_report import Boundary
from sim.errors import SpecError
from sim.hardware.sections import Section
from sim.hardware.terms import PowerTerm, TimeRecord
from sim.prediction import Quantity, RowRole
from sim.record import Record
from sim.scenario_files import read_scenario, validated
from sim.units import parse_quantity


class Range(Section):
    """A number that the publication leaves open between bounds."""

    low: float = Field(ge=0)
    nominal: float = Field(ge=0)
    high: float = Field(ge=0)

    @model_validator(mode="after")
    def _in_order(self) -> Range:
        if not self.low <= self.nominal <= self.high:
            raise ValueError(
                f"need low <= nominal <= high: {self.low}, {self.nominal}, {self.high}"
            )
        return self


def _range(value: Any) -> Any:
    # YAML 1.1 reads 1.2e7 as text, so text is a plain number too.
    plain = isinstance(value, (int, float, str)) and not isinstance(value, bool)
    return {"low": value, "nominal": value, "high": value} if plain else value


def _seconds(value: Any) -> float:
    try:
        return parse_quantity(value, "time")
    except SpecError as error:
        raise ValueError(str(error)) from error


Number = Annotated[Range, BeforeValidator(_range)]
Seconds = Annotated[float, BeforeValidator(_seconds), AfterValidator(float)]


class Load(Section):
    """What the chip did, per second of the network's time; the mean of the measurement.

    ``pace`` is the measured length of a tick, where the machine did not run at
    the pace of the profile.
    """

    step: Seconds
    pace: TimeRecord | None = None
    chips: int = Field(default=1, ge=1)
    cores: Number = Range(low=1, nominal=1, high=1)
    neurons: Number
    spikes_per_s: Number = Range(low=0, nominal=0, high=0)
    synaptic_events_per_s: Number = Range(low=0, nominal=0, high=0)
    messages_per_spike: float = Field(default=1.0, ge=0)
    updates: bool = Field(default=True, description="neurons are updated in every step")
    array_reads_per_s: float = Field(default=0.0, ge=0)
    rows_per_read: float = Field(default=0.0, ge=0)


class MeasuredRow(Section):
    """One measured number and the load it belongs to."""

    id: str
    profile: str
    what: str
    quantity: Quantity
    measured: Record
    boundary: Boundary
    role: RowRole
    checked: bool = Field(default=True, description="seen in its source, not merely recalled")
    load: Load
    per: Literal["run", "event", "item"] = Field(
        default="run", description="energy of one synaptic event, or of one item of a task"
    )
    item_time: Seconds | None = Field(default=None, description="chip time of one item")
    times: float = Field(default=1.0, gt=0, description="events that make the measured unit")
    beyond: PowerTerm | None = Field(
        default=None, description="power inside the measurement and outside the profile's boundary"
    )
    note: str = ""

    @model_validator(mode="after")
    def _item_needs_its_time(self) -> MeasuredRow:
        if (self.per == "item") != (self.item_time is not None):
            raise ValueError("item_time belongs to per: item, and to nothing else")
        return self


class UnpredictedRow(Section):
    """A published number that the model cannot be held against."""

    what: str
    profile: str
    value: str
    source: str
    reason: str


class SiliconTable(Section):
    """Everything published of chips that is, or is not, determined by its load."""

    kind: Literal["silicon_rows"]
    rows: tuple[MeasuredRow, ...]
    not_predicted: tuple[UnpredictedRow, ...] = ()


def silicon_table(name: str = "silicon_published") -> SiliconTable:
    """Return the published measurements of chips.

    Raises
    ------
    ScenarioNotFound, SpecError
    """
    return validated(SiliconTable, read_scenario(name, "measurements", "measurement"), name)
