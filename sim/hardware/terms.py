"""What a profile may say about one quantity: a figure, unknown, part of another, or none."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Any, Final

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
)

from sim.estimate import Estimate
from sim.record import Record, Unknown
from sim.units import DIMENSIONS, dimension_of

#: Scopes that may enter a model; the rest only validates one.
MODEL_SCOPES: Final = ("marginal", "structural")


class Included(BaseModel):
    """The cost exists and another term of the profile already contains it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    included_in: str = Field(min_length=3, description="the term that contains it")
    note: str = ""


class Absent(BaseModel):
    """The chip has no such thing, or it lies outside the stated boundary."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    none: str = Field(min_length=3, description="why there is no such term")


#: Tags stand in angle brackets so that an error message can leave them out of the path.
_MARKERS: Final = {"unknown": "<unknown>", "included_in": "<included>", "none": "<none>"}
_CLASSES: Final = {Unknown: "<unknown>", Included: "<included>", Absent: "<none>"}


def _tag(value: Any) -> str:
    if isinstance(value, dict):
        return next((tag for key, tag in _MARKERS.items() if key in value), "<record>")
    return next((tag for kind, tag in _CLASSES.items() if isinstance(value, kind)), "<record>")


_Term = (
    Annotated[Record, Tag("<record>")]
    | Annotated[Unknown, Tag("<unknown>")]
    | Annotated[Included, Tag("<included>")]
    | Annotated[Absent, Tag("<none>")]
)
Term = Annotated[_Term, Discriminator(_tag)]


def _written_in(dimension: str) -> Callable[[Any], Any]:
    """Check the unit of each bound as written, so that the message names the wrong one."""

    def check(value: Any) -> Any:
        bounds = value if isinstance(value, dict) else {}
        for key in ("low", "nominal", "high"):
            found = dimension_of(str(bounds[key])) if key in bounds else None
            if found not in (None, dimension):
                units = ", ".join(unit for unit in DIMENSIONS[dimension][1] if unit) or "none"
                raise ValueError(
                    f"{key} {bounds[key]!r} is of dimension {found}, need {dimension} "
                    f"(units: {units})"
                )
        return value

    return check


#: Largest value of one event, one power or one count that can be meant; beyond lies a slip.
_LARGEST: Final[dict[str, tuple[float, str]]] = {
    "energy": (1.0, "1 J"),
    "power": (1e6, "1 MW"),
    "time": (1e3, "1000 s"),
    "number": (1e12, "1e12"),
    "conductance": (1.0, "1 S"),
}


def _must_be(
    dimension: str, least: float = 0.0, most: tuple[float, str] | None = None
) -> Callable[[Any], Any]:
    largest, written = most or _LARGEST[dimension]

    def check(term: Any) -> Any:
        if not isinstance(term, Record):
            return term
        if term.dimension != dimension:  # a record made in code, not read from a file
            raise ValueError(f"{term.nominal!r} is of dimension {term.dimension}, need {dimension}")
        value = term.estimate()
        if value.low < 0:
            raise ValueError(f"{term.low or term.nominal!r} is negative")
        if value.low < least or value.high > largest:
            wrong = term.low or term.nominal if value.low < least else term.high or term.nominal
            raise ValueError(f"{wrong!r} is outside what is allowed: {least:g} to {written}")
        if term.scope not in MODEL_SCOPES:
            raise ValueError(
                f"scope {term.scope!r} cannot enter the model, only {' or '.join(MODEL_SCOPES)}; "
                "an average over a chip or a system belongs under validation"
            )
        return term

    return check


EnergyTerm = Annotated[
    Term, BeforeValidator(_written_in("energy")), AfterValidator(_must_be("energy"))
]
PowerTerm = Annotated[
    Term, BeforeValidator(_written_in("power")), AfterValidator(_must_be("power"))
]
TimeTerm = Annotated[Term, BeforeValidator(_written_in("time")), AfterValidator(_must_be("time"))]
CountTerm = Annotated[
    Term, BeforeValidator(_written_in("number")), AfterValidator(_must_be("number"))
]

#: Figures without which a section makes no sense: no unknown, no marker.
CountRecord = Annotated[
    Record, BeforeValidator(_written_in("number")), AfterValidator(_must_be("number"))
]
#: A size of the design: at least one of it.
SizeRecord = Annotated[
    Record, BeforeValidator(_written_in("number")), AfterValidator(_must_be("number", 1.0))
]
SizeTerm = Annotated[
    Term, BeforeValidator(_written_in("number")), AfterValidator(_must_be("number", 1.0))
]
FactorRecord = Annotated[
    Record,
    BeforeValidator(_written_in("number")),
    AfterValidator(_must_be("number", 1e-6, (1e9, "1e9"))),
]
TimeRecord = Annotated[
    Record, BeforeValidator(_written_in("time")), AfterValidator(_must_be("time"))
]
#: Age of a cell: up to a century.
AgeTerm = Annotated[
    Term,
    BeforeValidator(_written_in("time")),
    AfterValidator(_must_be("time", 0.0, (3.2e9, "3.2e9 s"))),
]
ConductanceRecord = Annotated[
    Record, BeforeValidator(_written_in("conductance")), AfterValidator(_must_be("conductance"))
]


def estimate_of(term: Record | Unknown | Included | Absent | None) -> Estimate | None:
    """Return the figure in SI units; None for anything that is no figure."""
    return term.estimate() if isinstance(term, Record) else None


def count_of(term: Record | Unknown | Included | Absent) -> float | None:
    """Return the nominal of a count or limit; None when there is no figure."""
    return term.estimate().nominal if isinstance(term, Record) else None


def why(term: Record | Unknown | Included | Absent) -> str:
    """Say in a few words why a term carries no figure; empty when it does."""
    if isinstance(term, Unknown):
        return term.unknown
    if isinstance(term, Included):
        return f"included in {term.included_in}" + (f" ({term.note})" if term.note else "")
    if isinstance(term, Absent):
        return term.none
    return ""
