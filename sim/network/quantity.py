"""Field types of the spec: text with a unit outside, an SI float inside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any, get_args

from pydantic import (
    BaseModel,
    ConfigDict,
    GetCoreSchemaHandler,
    GetJsonSchemaHandler,
    model_validator,
)
from pydantic_core import CoreSchema, core_schema

from sim.errors import SpecError
from sim.units import format_quantity, parse_quantity


@dataclass(frozen=True)
class Unit:
    """Mark a float field as a quantity: its dimension and the unit it is shown in.

    Bounds given with ``Field(gt=..., le=...)`` are in SI units, like the value.
    """

    dimension: str
    unit: str

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        def convert(value: Any) -> float:
            try:
                return parse_quantity(value, self.dimension)
            except SpecError as error:
                raise ValueError(str(error)) from error

        return core_schema.no_info_before_validator_function(
            convert,
            handler(source),  # bounds of the field, where pydantic has put them inside
            serialization=core_schema.plain_serializer_function_ser_schema(
                lambda value: format_quantity(value, self.unit),
                return_schema=core_schema.str_schema(),
            ),
        )

    def __get_pydantic_json_schema__(
        self, schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> dict[str, Any]:
        return {"type": "string", "examples": [format_quantity(1.0, self.unit)]}


Time = Annotated[float, Unit("time", "ms")]
Voltage = Annotated[float, Unit("voltage", "mV")]
Current = Annotated[float, Unit("current", "pA")]
Conductance = Annotated[float, Unit("conductance", "nS")]
Capacitance = Annotated[float, Unit("capacitance", "pF")]
Rate = Annotated[float, Unit("rate", "Hz")]
RatePerMs = Annotated[float, Unit("rate", "1/ms")]
VoltageRate = Annotated[float, Unit("voltage_rate", "mV/ms")]
Length = Annotated[float, Unit("length", "um")]
Velocity = Annotated[float, Unit("velocity", "m/s")]


class Spec(BaseModel):
    """Base of everything in a network file: frozen, and strict about unknown keys."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    @model_validator(mode="before")
    @classmethod
    def _no_booleans_for_numbers(cls, data: Any) -> Any:
        """Refuse ``size: yes``, which Python would take for 1."""
        if isinstance(data, dict):
            for name, value in data.items():
                if isinstance(value, bool) and name in cls.model_fields:
                    annotation = cls.model_fields[name].annotation
                    if {int, float} & {annotation, *get_args(annotation)}:
                        raise ValueError(f"{name}: {value} is not a number")
        return data


def slider(low: float, high: float, step: float | None = None) -> dict[str, Any]:
    """Return the sensible range of a parameter for a form, in its display unit.

    The hard limits of a field are its validation bounds; this is where a
    person would usually move.
    """
    return {"slider": [low, high] if step is None else [low, high, step]}
