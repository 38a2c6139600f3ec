"""What all neurons that receive spikes have in common."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray
from pydantic import model_validator
from pydantic.fields import FieldInfo

from sim.network.distribution import SPREADS, typical_of
from sim.network.quantity import Spec, Unit
from sim.units import format_quantity, parse_quantity

#: Realised parameters or state, SI units: one number, or one of each neuron.
Values = Mapping[str, Any]


@dataclass(frozen=True)
class Scalar:
    """One parameter of a neuron as it stands in the network: a number, text or a distribution.

    Parameters
    ----------
    value : float, str or distribution
        A float is in SI units.
    dimension, unit : str
        Key of `sim.units.DIMENSIONS`, and the unit it is shown in.
    low, high : float
        Bounds that every neuron keeps. [SI]
    """

    value: Any
    dimension: str
    unit: str
    low: float = -np.inf
    high: float = np.inf

    @property
    def varies(self) -> bool:
        """True when each neuron has a value of its own."""
        return isinstance(self.value, SPREADS)

    @property
    def typical(self) -> float:
        """The value, or of a distribution its mean, median or middle. [SI]"""
        if isinstance(self.value, str):
            return parse_quantity(self.value, self.dimension)
        return typical_of(self.value)

    def realised(self, n: int, rng: np.random.Generator) -> float | NDArray[np.float64]:
        """Return the value, or ``n`` drawn ones. [SI]"""
        if isinstance(self.value, SPREADS):
            return self.value.draw(n, self.dimension, rng, (self.low, self.high))
        return self.typical


class Spiking(Spec):
    """Base of the neurons that are integrated.

    ``state`` are the variables that can be given initial values, with their
    dimension; ``ordered`` are pairs of parameters of which the first must be
    lower, with the reason.
    """

    state: ClassVar[dict[str, str]] = {}
    ordered: ClassVar[tuple[tuple[str, str, str], ...]] = ()

    @property
    def takes_current(self) -> bool:
        """Tell whether a current can be injected."""
        return True

    @property
    def no_current(self) -> str:
        """Say why a current cannot be injected, and what to do instead."""
        return f"a neuron of model {self.model} takes no current"  # type: ignore[attr-defined]

    @property
    def weight_dimension(self) -> str:
        """Dimension of weights onto this neuron: voltage, current or conductance."""
        dimension: str = self.input.dimension  # type: ignore[attr-defined]
        return dimension

    def state_variables(self) -> dict[str, str]:
        """Return the variables that can be given initial values, with their dimension."""
        return self.state

    def at_rest(self, variable: str, values: Values, known: Values) -> Any:
        """Return where a variable starts unless the network says otherwise. [SI]

        Parameters
        ----------
        values : mapping
            Realised parameters.
        known : mapping
            Initial values of the variables before this one.
        """
        raise NotImplementedError

    def scalars(self) -> dict[str, Scalar]:
        """Return every parameter of the equations by name, those of the input included."""
        found = _scalars(self)
        if isinstance(received := getattr(self, "input", None), Spec):
            found |= _scalars(received)
        return found

    def varied(self) -> tuple[str, ...]:
        """Return the parameters that differ from neuron to neuron."""
        return tuple(name for name, scalar in self.scalars().items() if scalar.varies)

    @model_validator(mode="after")
    def _in_order(self) -> Spiking:
        for lower, upper, reason in self.ordered:
            low, high = getattr(self, lower), getattr(self, upper)
            if typical_of(low) >= typical_of(high):
                unit = _mark(type(self).model_fields[lower]).unit
                raise ValueError(
                    f"{lower} ({format_quantity(typical_of(low), unit)}) must be below "
                    f"{upper} ({format_quantity(typical_of(high), unit)}), {reason}"
                )
        return self


def _scalars(spec: Spec) -> dict[str, Scalar]:
    found = {}
    for name, info in type(spec).model_fields.items():
        if any(isinstance(mark, Unit) for mark in info.metadata):
            mark = _mark(info)
            found[name] = Scalar(
                getattr(spec, name), mark.dimension, mark.unit, *bounds_of(info.metadata)
            )
    return found


def _mark(info: FieldInfo) -> Unit:
    return next(mark for mark in info.metadata if isinstance(mark, Unit))


def bounds_of(marks: list[Any]) -> tuple[float, float]:
    """Return the lowest and the highest allowed number of a field, SI units."""
    low, high = -np.inf, np.inf
    for mark in marks:
        if (bound := getattr(mark, "ge", None)) is not None:
            low = max(low, bound)
        if (bound := getattr(mark, "gt", None)) is not None:
            low = max(low, float(np.nextafter(bound, np.inf)))
        if (bound := getattr(mark, "le", None)) is not None:
            high = min(high, bound)
        if (bound := getattr(mark, "lt", None)) is not None:
            high = min(high, float(np.nextafter(bound, -np.inf)))
    return float(low), float(high)
