"""Field types of the baseline files: records of a given dimension, and plain SI numbers."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict

from sim.errors import SpecError
from sim.record import Record
from sim.units import DIMENSIONS, parse_quantity


class Spec(BaseModel):
    """Base of what stands in a file: frozen, unknown keys are errors."""

    model_config = ConfigDict(frozen=True, extra="forbid")


def _of_dimension(dimension: str, offered: str) -> AfterValidator:
    def check(record: Record) -> Record:
        if DIMENSIONS[record.dimension][0] != DIMENSIONS[dimension][0]:
            raise ValueError(
                f"{record.nominal!r} is a quantity of {record.dimension}; expected {offered}"
            )
        if record.estimate().low < 0:
            raise ValueError(f"{record.low or record.nominal!r} is negative")
        return record

    return AfterValidator(check)


def _si(dimension: str) -> BeforeValidator:
    def convert(value: Any) -> float:
        try:
            return parse_quantity(value, dimension)
        except SpecError as error:
            raise ValueError(str(error)) from error

    return BeforeValidator(convert)


TimeRecord = Annotated[Record, _of_dimension("time", "a time such as '2.4 us'")]
PowerRecord = Annotated[Record, _of_dimension("power", "a power such as '250 W'")]
BandwidthRecord = Annotated[Record, _of_dimension("rate", "a bandwidth such as '900 GB/s'")]
ThroughputRecord = Annotated[Record, _of_dimension("rate", "a throughput such as '14 TFLOP/s'")]
ClockRecord = Annotated[Record, _of_dimension("rate", "a clock such as '1380 MHz'")]
NumberRecord = Annotated[Record, _of_dimension("number", "a plain number")]
SizeRecord = Annotated[Record, _of_dimension("number", "a size such as '12 B'")]

#: Numbers that need no grade of their own (timings in a table with one source), in SI units.
Seconds = Annotated[float, _si("time")]
Hertz = Annotated[float, _si("rate")]
Watts = Annotated[float, _si("power")]
Joules = Annotated[float, _si("energy")]
