"""Values drawn per synapse or per neuron, or computed from distance.

The numbers keep their text here, since their dimension depends on where they
stand (a weight is a voltage, current or conductance by the target's input).
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import Discriminator, Field, Tag, model_validator

from sim.errors import SpecError
from sim.network.quantity import Length, Spec, Velocity, slider
from sim.record import QuantityText
from sim.units import dimension_of, parse_quantity


def _si(text: str) -> float:
    """Return a quantity of any dimension in SI units."""
    return parse_quantity(text, dimension_of(text) or "number")


Float = type[np.float64] | type[np.float32]
Values = NDArray[Any]  # of one of these


class _Truncated(Spec):
    low: QuantityText | None = Field(default=None, description="values below are drawn again")
    high: QuantityText | None = Field(default=None, description="values above are drawn again")

    def quantities(self) -> dict[str, str]:
        """Return the fields that carry a unit, for checking their dimension."""
        names = ("low", "high", "mean", "std", "median", "amplitude", "offset")
        return {n: v for n in names if isinstance(v := getattr(self, n, None), str)}

    def _bounds(self, dimension: str) -> tuple[float, float]:
        low = -np.inf if self.low is None else parse_quantity(self.low, dimension)
        high = np.inf if self.high is None else parse_quantity(self.high, dimension)
        return low, high

    def _draw(self, n: int, dimension: str, rng: np.random.Generator, dtype: Float) -> Values:
        raise NotImplementedError

    def draw(
        self,
        n: int,
        dimension: str,
        rng: np.random.Generator,
        within: tuple[float, float] = (-np.inf, np.inf),
        dtype: Float = np.float64,
    ) -> Values:
        """Draw ``n`` values in SI units.

        Values outside ``low``/``high``, and outside the bounds ``within`` which a
        parameter keeps, are drawn again; after 100 rounds the rest is
        clipped, which only happens for bounds far out in a tail.

        Parameters
        ----------
        within : pair of float
        dtype : numpy float type
            Single precision is for what is kept so: it costs half the memory.
        """
        values = self._draw(n, dimension, rng, dtype)
        low, high = self._bounds(dimension)
        low, high = max(low, within[0]), min(high, within[1])
        outside = _outside(values, low, high)
        for _ in range(100):
            if len(outside) == 0:
                return values
            again = self._draw(len(outside), dimension, rng, dtype)
            values[outside] = again
            outside = outside[_outside(again, low, high)]
        return np.clip(values, low, high)

    @model_validator(mode="after")
    def _ordered(self) -> _Truncated:
        if self.low is not None and self.high is not None:
            for dimension in {dimension_of(self.low), dimension_of(self.high)} - {None, "number"}:
                try:
                    low, high = self._bounds(str(dimension))
                except ValueError:
                    continue
                if low >= high:
                    raise ValueError(f"need low < high, found {self.low} and {self.high}")
        return self

    @property
    def typical(self) -> float:
        """Mean, median or middle, in SI units."""
        named = getattr(self, "mean", None) or getattr(self, "median", None)
        if named is not None:
            return _si(named)
        return (_si(self.low or "0") + _si(self.high or "0")) / 2

    def _stated(self) -> list[float]:
        """Return every place that the distribution names, in SI units."""
        try:
            return [self.typical, *(_si(t) for t in (self.low, self.high) if t is not None)]
        except SpecError:  # no quantity: whoever knows the dimension says so
            return []

    # Ordering against a number, so that the bounds of a field hold for what is stated.
    def __gt__(self, bound: float) -> bool:
        return all(place > bound for place in self._stated())

    def __ge__(self, bound: float) -> bool:
        return all(place >= bound for place in self._stated())

    def __lt__(self, bound: float) -> bool:
        return all(place < bound for place in self._stated())

    def __le__(self, bound: float) -> bool:
        return all(place <= bound for place in self._stated())


class Normal(_Truncated):
    """Normal, optionally truncated."""

    kind: Literal["normal"] = "normal"
    mean: QuantityText
    std: QuantityText

    @model_validator(mode="after")
    def _std_not_negative(self) -> Normal:
        if self.std.lstrip().startswith("-"):
            raise ValueError(f"std: {self.std!r} must not be negative")
        return self

    def _draw(self, n: int, dimension: str, rng: np.random.Generator, dtype: Float) -> Values:
        values: Values = rng.standard_normal(n, dtype)
        values *= parse_quantity(self.std, dimension)
        values += parse_quantity(self.mean, dimension)
        return values


class Uniform(_Truncated):
    """Uniform between ``low`` and ``high``."""

    kind: Literal["uniform"] = "uniform"
    low: QuantityText
    high: QuantityText

    def _draw(self, n: int, dimension: str, rng: np.random.Generator, dtype: Float) -> Values:
        low, high = self._bounds(dimension)
        values: Values = rng.random(n, dtype)
        values *= high - low
        values += low
        return values


class Lognormal(_Truncated):
    """Lognormal about a median, optionally truncated."""

    kind: Literal["lognormal"] = "lognormal"
    median: QuantityText
    sigma: float = Field(
        gt=0, le=5, title="Sigma of the logarithm",
        description="standard deviation of the logarithm", json_schema_extra=slider(0.05, 2, 0.05),
    )  # fmt: skip

    def _draw(self, n: int, dimension: str, rng: np.random.Generator, dtype: Float) -> Values:
        median = parse_quantity(self.median, dimension)  # keeps its sign: -1 pA draws negative
        values: Values = rng.standard_normal(n, dtype)
        values *= self.sigma
        np.exp(values, out=values)
        values *= median
        return values


class Gamma(_Truncated):
    """Gamma by mean and shape, optionally truncated."""

    kind: Literal["gamma"] = "gamma"
    mean: QuantityText
    shape: float = Field(
        gt=0, le=1000, title="Shape", description="1 is exponential, large is nearly normal",
        json_schema_extra=slider(0.5, 20, 0.5),
    )  # fmt: skip

    def _draw(self, n: int, dimension: str, rng: np.random.Generator, dtype: Float) -> Values:
        mean = parse_quantity(self.mean, dimension)
        values: Values = rng.standard_gamma(self.shape, n, dtype)
        values *= mean / self.shape
        return values


class GaussianOfDistance(Spec):
    """Falls off as a Gaussian with the distance of the two neurons, down to an offset.

    ``offset + amplitude * exp(-d^2 / (2 sigma^2))`` with d the distance.
    """

    kind: Literal["gaussian_of_distance"] = "gaussian_of_distance"
    amplitude: QuantityText
    offset: QuantityText = "0"
    sigma: Length = Field(
        gt=0, le=1.0, title="Width of the profile", description="distance over which it falls off",
        json_schema_extra=slider(5, 1000, 5),
    )  # fmt: skip

    def quantities(self) -> dict[str, str]:
        return {"amplitude": self.amplitude, "offset": self.offset}

    def at(self, distance_m: NDArray[np.float64], dimension: str) -> NDArray[np.float64]:
        amplitude = parse_quantity(self.amplitude, dimension)
        offset = parse_quantity(self.offset, dimension)
        bump: NDArray[np.float64] = np.exp(-(distance_m**2) / (2 * self.sigma**2))
        return offset + amplitude * bump


class LinearInDistance(Spec):
    """Grows with the distance of the two neurons: an offset and the time to travel.

    ``offset + d / velocity`` with d the distance.
    """

    kind: Literal["linear_in_distance"] = "linear_in_distance"
    offset: QuantityText
    velocity: Velocity = Field(
        gt=0, le=1000, title="Conduction velocity", description="distance over delay",
        json_schema_extra=slider(0.05, 10, 0.05),
    )  # fmt: skip

    def quantities(self) -> dict[str, str]:
        return {"offset": self.offset}

    def at(self, distance_m: NDArray[np.float64], dimension: str) -> NDArray[np.float64]:
        return parse_quantity(self.offset, dimension) + distance_m / self.velocity


def _form(value: Any) -> str | None:
    """Tell a plain quantity from a mapping by its kind, so that an error names one form only."""
    if isinstance(value, dict):
        return str(value["kind"]) if "kind" in value else None
    return str(getattr(value, "kind", "text"))


SPREADS = (Normal, Uniform, Lognormal, Gamma)
_Text = Annotated[QuantityText, Tag("text")]
_Normal = Annotated[Normal, Tag("normal")]
_Uniform = Annotated[Uniform, Tag("uniform")]
_Lognormal = Annotated[Lognormal, Tag("lognormal")]
_Gamma = Annotated[Gamma, Tag("gamma")]
_BY_FORM = Discriminator(_form)

#: A distribution of values that do not depend on position.
Spread = Annotated[Normal | Uniform | Lognormal | Gamma, Field(discriminator="kind")]

InitialValue = Annotated[_Text | _Normal | _Uniform | _Lognormal | _Gamma, _BY_FORM]
WeightValue = Annotated[
    _Text
    | _Normal
    | _Uniform
    | _Lognormal
    | _Gamma
    | Annotated[GaussianOfDistance, Tag("gaussian_of_distance")],
    _BY_FORM,
]
DelayValue = Annotated[
    _Text
    | _Normal
    | _Uniform
    | _Lognormal
    | _Gamma
    | Annotated[LinearInDistance, Tag("linear_in_distance")],
    _BY_FORM,
]


def typical_of(value: Any) -> float:
    """Return a number as it is, and of a distribution its mean, median or middle."""
    return float(value.typical if isinstance(value, SPREADS) else value)


def quantities_of(value: Any) -> dict[str, str]:
    """Return every text with a unit inside a value, by sub-path ('' for a plain one)."""
    if isinstance(value, str):
        return {"": value}
    found: dict[str, str] = value.quantities()
    return found


def values_for(
    value: Any,
    n: int,
    dimension: str,
    rng: np.random.Generator,
    distance_m: NDArray[np.float64] | None = None,
    dtype: Float = np.float64,
) -> Values:
    """Return ``n`` values in SI units: constant, drawn, or from distance.

    Parameters
    ----------
    value : str, Distribution, GaussianOfDistance or LinearInDistance
    distance_m : float array, shape (n,), or None
        Needed only for functions of distance.
    dtype : numpy float type
        Of values that are drawn; constants and functions of distance are double.
    """
    if isinstance(value, str):
        return np.full(n, parse_quantity(value, dimension))
    if isinstance(value, SPREADS):
        return value.draw(n, dimension, rng, dtype=dtype)
    if distance_m is None:
        raise ValueError("a function of distance needs neurons with positions")
    result: NDArray[np.float64] = value.at(distance_m, dimension)
    return result


def _outside(values: Values, low: float, high: float) -> NDArray[np.intp]:
    """Return the indices of values beyond the bounds, looking for them only if there are some."""
    below = not np.isneginf(low) and bool(values.min(initial=np.inf) < low)
    above = not np.isposinf(high) and bool(values.max(initial=-np.inf) > high)
    if not (below or above):
        return np.empty(0, dtype=np.intp)
    return np.flatnonzero((values < low) | (values > high))
