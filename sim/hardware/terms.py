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


def _must_be(dimension: str) -> Callable[[Any], Any]:
    def check(term: Any) -> Any:
        if not isinstance(term, Record):
            return term
        if term.dimension != dimension:  # a record made in code, not read from a file
            raise ValueError(f"{term.nominal!r} is of dimension {term.dimension}, need {dimension}")
        if term.estimate().low < 0:
            raise ValueError(f"{term.low or term.nominal!r} is negative")
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
TimeRecord = Annotated[
    Record, BeforeValidator(_written_in("time")), AfterValidator(_must_be("time"))
]
ConductanceRecord = Annotated[
    Record, BeforeValidator(_written_in("conductance")), AfterValidator(_must_be("conductance"))
]


def estimate_of(term: Record | Unknown | Included | Absent) -> Estimate | None:
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
