"""A number of the hardware world with its unit, range, scope, grade and source."""

from __future__ import annotations

from functools import lru_cache
from typing import Annotated, Any, Literal

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from sim.errors import SpecError
from sim.estimate import Estimate, Grade
from sim.units import dimension_of, parse_quantity

Scope = Literal["marginal", "chip_average", "system", "structural"]


def _as_text(value: Any) -> Any:
    return str(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else value


#: Text such as ``23.6 pJ``; a bare number stands for a dimensionless one.
QuantityText = Annotated[str, BeforeValidator(_as_text)]


class Record(BaseModel):
    """One published or assumed figure, as it stands in a scenario file.

    ``nominal`` is required; ``low`` and ``high`` default to it. All three carry
    their unit. ``scope`` says which of the quantities that the field calls by
    one name this is: ``marginal`` (one more event), ``chip_average`` (all-in at
    one operating point), ``system`` (wall socket) or ``structural`` (a size or
    count of the design). Only marginal and structural figures enter a model.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    low: QuantityText | None = None
    nominal: QuantityText
    high: QuantityText | None = None
    grade: Grade = Field(
        description="evidence, best first: measured, simulated, derived, vendor, assumed"
    )
    source: str = Field(description="key in references.bib")
    scope: Scope = "marginal"
    year: int | None = Field(default=None, ge=1900, le=2100)
    note: str = ""

    @model_validator(mode="after")
    def _in_order(self) -> Record:
        nominal = self._si(self.nominal)
        low = nominal if self.low is None else self._si(self.low)
        high = nominal if self.high is None else self._si(self.high)
        if not low <= nominal <= high:
            raise ValueError(
                f"need low <= nominal <= high, found {self.low}, {self.nominal}, {self.high}"
            )
        return self

    @property
    def dimension(self) -> str:
        """Dimension name of the nominal value, such as ``energy``."""
        return _dimension(self.nominal)

    def _si(self, text: str) -> float:
        return _value(text, self.dimension)

    def estimate(self) -> Estimate:
        """Return the figure in SI units."""
        nominal = self._si(self.nominal)
        return Estimate(
            nominal if self.low is None else self._si(self.low),
            nominal,
            nominal if self.high is None else self._si(self.high),
            self.grade,
            (self.source,),
        )


class Unknown(BaseModel):
    """A figure nobody has published: no number, and the reason."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    unknown: str = Field(min_length=3, description="why there is no number")


@lru_cache(maxsize=4096)  # every figure of a profile is read again whenever it is priced
def _value(text: str, dimension: str) -> float:
    try:
        return parse_quantity(text, dimension)
    except SpecError as error:
        raise ValueError(str(error)) from error


@lru_cache(maxsize=4096)
def _dimension(text: str) -> str:
    dimension = dimension_of(text)
    if dimension is None:
        raise ValueError(f"{text!r} is not a quantity with a known unit, such as '23.6 pJ'")
    return dimension


Figure = Record | Unknown
