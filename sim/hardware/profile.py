"""The hardware profile: one chip, or one vendor's claim, as it stands in its file."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, Field, model_validator

from sim.cost_report import Boundary
from sim.errors import SpecError
from sim.hardware.sections import (
    Delay,
    Energy,
    Formula,
    Latency,
    Limits,
    Nonidealities,
    Power,
    Section,
    Structure,
    Tick,
    Validation,
    Weights,
)
from sim.hardware.terms import Absent, Included, why
from sim.record import Record, Unknown

SCHEMA_VERSION = 1
CROSSBAR_TERMS = ("row_drive", "cell_op", "column_conversion", "array_read")


class Profile(Section):
    """What every profile has: a name, a title and what it stands for.

    Use `ChipProfile` for a chip that can be placed, counted and priced, and
    `ClaimedProfile` for a vendor's multipliers.
    """

    schema_version: Literal[1]
    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    title: str
    family: Literal["digital", "crossbar", "claimed"]
    summary: tuple[str, str]
    boundary_note: str = Field(description="what the energy includes and what it leaves out")
    notes: tuple[str, ...] = Field(default=(), description="shown beside every result")
    validation: tuple[Validation, ...] = ()

    def records(self) -> Iterator[tuple[str, Record]]:
        """Yield every record with its path, such as ``energy.synaptic_op``."""
        for path, value in _walk(self, ""):
            if isinstance(value, Record):
                yield path, value

    def gaps(self) -> Iterator[tuple[str, str]]:
        """Yield every quantity without a figure of its own, with the reason."""
        for path, value in _walk(self, ""):
            if isinstance(value, (Unknown, Included, Absent)):
                yield path, why(value)

    def sources(self) -> frozenset[str]:
        """Return the bibliography keys that this profile cites."""
        found = {record.source for _, record in self.records()}
        found |= {value.source for _, value in _walk(self, "") if isinstance(value, Formula)}
        return frozenset(found)


class ChipProfile(Profile):
    """A chip whose cost is a sum of priced events."""

    family: Literal["digital", "crossbar"]
    boundary: Boundary
    structure: Structure
    limits: Limits
    weights: Weights
    delay: Delay
    tick: Tick
    energy: Energy
    latency: Latency
    power: Power
    nonidealities: Nonidealities | None = None

    @model_validator(mode="after")
    def _crossbar_has_arrays(self) -> ChipProfile:
        shape = self.structure.crossbar
        if (self.family == "crossbar") != (shape is not None):
            raise ValueError("structure.crossbar belongs to the family crossbar and to no other")
        if self.family == "digital":
            for name in CROSSBAR_TERMS:
                if not isinstance(getattr(self.energy, name), (Absent, Included)):
                    raise ValueError(
                        f"energy.{name}: a digital chip has no arrays; write {{none: ...}}"
                    )
        return self

    @model_validator(mode="after")
    def _priced_somewhere(self) -> ChipProfile:
        known = [r for path, r in self.records() if path.startswith(("energy.", "power."))]
        if not any(record.estimate().high > 0 for record in known):
            raise ValueError("a profile whose energies are all zero or unknown prices nothing")
        return self


def _positive_number(record: Record) -> Record:
    if record.dimension != "number" or record.estimate().low <= 0:
        raise ValueError(f"{record.nominal!r} is no multiplier; need a number above 0")
    return record


Multiplier = Annotated[Record, AfterValidator(_positive_number)]


class Claim(Section):
    """Multipliers over a baseline, as the vendor gave them."""

    energy: Multiplier = Field(description="baseline energy over claimed energy")
    speed: Multiplier = Field(description="baseline time over claimed time")
    baseline: str = Field(description="the GPU it is applied to; vendors rarely name one")


class ClaimedProfile(Profile):
    """Only what a vendor said; never placed, counted or simulated."""

    family: Literal["claimed"]
    claim: Claim


def as_chip(profile: Profile, action: str) -> ChipProfile:
    """Return the profile as a chip.

    Raises
    ------
    SpecError
        If it is a vendor's claim, on which no model can act.
    """
    if isinstance(profile, ChipProfile):
        return profile
    raise SpecError(
        f"hardware {profile.name!r}: cannot {action} a vendor's claim, it states no events, "
        "prices or limits; use claimed(profile, baseline_report) for its multipliers, "
        "or a chip profile such as 'npu_bottom_up'"
    )


def _walk(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    yield path, value
    if isinstance(value, BaseModel) and not isinstance(value, Record):
        for name in type(value).model_fields:
            yield from _walk(getattr(value, name), f"{path}.{name}" if path else name)
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from _walk(item, f"{path}.{index}")
