"""The hardware profile: one chip, or one vendor's claim, as it stands in its file."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated, Any, Final, Literal

from pydantic import AfterValidator, BaseModel, Field, model_validator

from sim.cost_report import Boundary
from sim.errors import SpecError
from sim.hardware.sections import (
    Beyond,
    Delay,
    Energy,
    Formula,
    Latency,
    Learning,
    Limits,
    Nonidealities,
    Power,
    Runs,
    Section,
    Structure,
    Tick,
    Validation,
    Weights,
)
from sim.hardware.terms import Absent, Included, why
from sim.record import Record, Unknown

SCHEMA_VERSION = 1
#: A title stands in headings, legends and sentences everywhere, so it holds no markup.
NOT_IN_TITLE: Final = "[]<>`"
CROSSBAR_TERMS = ("row_drive", "cell_op", "column_conversion", "array_read")


class Layer(Section):
    """One file that a profile is made of, and the figures it sets."""

    file: str
    sets: tuple[str, ...]


class Profile(Section):
    """What every profile has: a name, a title and what it stands for.

    Use `ChipProfile` for a chip that can be placed, counted and priced,
    `ClaimedProfile` for a vendor's multipliers and `NonSpikingProfile` for an
    accelerator that cannot run such networks at all.

    ``layers`` is written by the loader: the base file first, then each file that
    extends it, with what it sets.
    """

    schema_version: Literal[1]
    name: str = Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)
    title: str = Field(
        min_length=1, max_length=120, pattern=rf"^[^{re.escape(NOT_IN_TITLE)}\n\r]+$"
    )
    family: Literal["digital", "mixed_signal", "crossbar", "claimed", "non_spiking"]
    extends: str | None = Field(
        default=None, description="profile whose figures hold where none is given"
    )
    layers: tuple[Layer, ...] = Field(default=(), exclude=True)
    summary: tuple[str, str]
    boundary_note: str = Field(description="what the energy includes and what it leaves out")
    notes: tuple[str, ...] = Field(default=(), description="shown beside every result")
    validation: tuple[Validation, ...] = ()

    def records(self) -> Iterator[tuple[str, Record]]:
        """Yield every record with its path, such as ``energy.synaptic_op``; prices first."""
        for path, value in sorted(_walk(self, ""), key=lambda found: _place(found[0])):
            if isinstance(value, Record):
                yield path, value

    def words_of(self, path: str) -> str:
        """Return a path for people: ``energy: synaptic op``, or what was measured."""
        section, _, rest = path.partition(".")
        if section == "validation":
            return f"measured: {self.validation[int(rest.split('.')[0])].what}"
        return f"{section}: {rest}".replace("_", " ").removesuffix(": ")

    def gaps(self) -> Iterator[tuple[str, str]]:
        """Yield every quantity without a figure of its own, with the reason."""
        for path, value in _walk(self, ""):
            if isinstance(value, (Unknown, Included, Absent)):
                yield path, why(value)

    def file_of(self, path: str) -> str:
        """Return the file that a figure comes from; empty where it is not recorded."""
        for layer in reversed(self.layers):
            if any(path == item or path.startswith(f"{item}.") for item in layer.sets):
                return layer.file
        return ""

    def sources(self) -> frozenset[str]:
        """Return the bibliography keys that this profile cites."""
        found = {record.source for _, record in self.records()}
        found |= {value.source for _, value in _walk(self, "") if isinstance(value, Formula)}
        return frozenset(found)


class ChipProfile(Profile):
    """A chip whose cost is a sum of priced events.

    ``functional_only`` says why nothing can be priced, where no energy is public:
    such a chip places, constrains and counts, and its energy stays unknown.
    """

    family: Literal["digital", "mixed_signal", "crossbar"]
    boundary: Boundary
    functional_only: str = ""
    runs: Runs | None = None
    structure: Structure
    limits: Limits
    weights: Weights
    delay: Delay
    tick: Tick
    energy: Energy
    latency: Latency
    power: Power
    beyond: Beyond = Beyond()
    learning: Learning | None = None
    nonidealities: Nonidealities | None = None

    @model_validator(mode="after")
    def _crossbar_has_arrays(self) -> ChipProfile:
        shape = self.structure.crossbar
        if (self.family == "crossbar") != (shape is not None):
            raise ValueError("structure.crossbar belongs to the family crossbar and to no other")
        if self.family != "crossbar":
            for name in CROSSBAR_TERMS:
                if not isinstance(getattr(self.energy, name), (Absent, Included)):
                    raise ValueError(
                        f"energy.{name}: a chip without arrays has none; write {{none: ...}}"
                    )
        return self

    @model_validator(mode="after")
    def _priced_somewhere(self) -> ChipProfile:
        known = [r for path, r in self.records() if path.startswith(("energy.", "power."))]
        priced = any(record.estimate().high > 0 for record in known)
        if self.functional_only:
            if known:
                raise ValueError("functional_only: the profile states energies or powers after all")
        elif not priced:
            raise ValueError(
                "a profile whose energies are all zero or unknown prices nothing; "
                "say why in functional_only if none is public"
            )
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
    # A name, never the path of a file: a profile may come from anybody.
    baseline: str = Field(
        pattern=r"^[A-Za-z0-9][A-Za-z0-9_:-]*$",
        description="the GPU it is applied to; vendors rarely name one",
    )


class ClaimedProfile(Profile):
    """Only what a vendor said; never placed, counted or simulated."""

    family: Literal["claimed"]
    claim: Claim


class NonSpikingProfile(Profile):
    """An accelerator that cannot run spiking networks; kept so that it can be asked for."""

    family: Literal["non_spiking"]
    cannot: str = Field(min_length=10, description="what it cannot run, and why")


def as_chip(profile: Profile, action: str) -> ChipProfile:
    """Return the profile as a chip.

    Raises
    ------
    SpecError
        If it is a vendor's claim or a chip without spikes, on which no model can act.
    """
    if isinstance(profile, ChipProfile):
        return profile
    if isinstance(profile, NonSpikingProfile):
        raise SpecError(f"hardware {profile.name!r}: cannot {action} it: {profile.cannot}")
    raise SpecError(
        f"hardware {profile.name!r}: cannot {action} a vendor's claim, it states no events, "
        "prices or limits; use claimed(profile, baseline_report) for its multipliers, "
        "or a chip profile such as 'npu_bottom_up'"
    )


#: Order in which the figures of a profile are shown; validation, which no model uses, is last.
_ORDER = ("claim", "energy", "latency", "tick", "power", "beyond", "limits", "weights", "delay", "structure",
          "nonidealities", "learning", "validation")  # fmt: skip


def _place(path: str) -> int:
    section = path.partition(".")[0]
    return _ORDER.index(section) if section in _ORDER else len(_ORDER)


def _walk(value: Any, path: str) -> Iterator[tuple[str, Any]]:
    yield path, value
    if isinstance(value, BaseModel) and not isinstance(value, Record):
        for name in type(value).model_fields:
            yield from _walk(getattr(value, name), f"{path}.{name}" if path else name)
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from _walk(item, f"{path}.{index}")
