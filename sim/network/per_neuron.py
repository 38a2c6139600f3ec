"""Field types of a neuron's parameters: one value for all neurons, or one drawn for each.

Written ``20 ms``, or as a distribution::

    tau_m: {kind: normal, mean: 20 ms, std: 2 ms, low: 5 ms}

Bounds given with ``Field(gt=..., le=...)`` hold for every neuron: what a
distribution states (mean, median, low, high) must lie within them, and a draw
beyond them is drawn again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import GetCoreSchemaHandler
from pydantic_core import CoreSchema, core_schema

from sim.network.distribution import SPREADS, Spread, quantities_of
from sim.network.quantity import Unit
from sim.units import format_quantity, parse_quantity


@dataclass(frozen=True)
class PerNeuron(Unit):
    """Mark a field as a quantity that may differ from neuron to neuron."""

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> CoreSchema:
        return core_schema.tagged_union_schema(
            {
                "number": super().__get_pydantic_core_schema__(float, handler),
                "spread": core_schema.no_info_after_validator_function(
                    self._checked,
                    handler(Spread),  # bounds inside, as for a number
                ),
            },
            discriminator=lambda value: (
                "spread" if isinstance(value, (dict, *SPREADS)) else "number"
            ),
            serialization=core_schema.plain_serializer_function_ser_schema(
                self._written, info_arg=True
            ),
        )

    def _checked(self, spread: Any) -> Any:
        """Refuse a distribution of another dimension."""
        for name, text in quantities_of(spread).items():
            try:
                parse_quantity(text, self.dimension)
            except ValueError as error:
                raise ValueError(f"{name}: {error}") from error
        return spread

    def _written(self, value: Any, info: core_schema.SerializationInfo) -> Any:
        if isinstance(value, SPREADS):
            return value.model_dump(mode="json", exclude_none=bool(info.exclude_none))
        return format_quantity(value, self.unit)


Time = Annotated[float | Spread, PerNeuron("time", "ms")]
Voltage = Annotated[float | Spread, PerNeuron("voltage", "mV")]
Current = Annotated[float | Spread, PerNeuron("current", "pA")]
Conductance = Annotated[float | Spread, PerNeuron("conductance", "nS")]
Capacitance = Annotated[float | Spread, PerNeuron("capacitance", "pF")]
RatePerMs = Annotated[float | Spread, PerNeuron("rate", "1/ms")]
VoltageRate = Annotated[float | Spread, PerNeuron("voltage_rate", "mV/ms")]
