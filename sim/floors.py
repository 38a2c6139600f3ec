"""Marks beside an energy per operation: the best known, and what physics forbids."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from pydantic import BaseModel, ConfigDict

from sim.estimate import Estimate
from sim.record import Record
from sim.scenario_files import read_scenario, validated


@dataclass(frozen=True)
class Mark:
    """One mark.

    Parameters
    ----------
    name, operation : str
        What it is, and the operation its energy is for; operations differ, so
        marks show an order of magnitude and no more.
    energy_j : Estimate
        Energy of one operation.
    note : str
    """

    name: str
    operation: str
    energy_j: Estimate
    note: str


class _MarkSpec(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    name: str
    operation: str
    energy: Record


class _FloorsSpec(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")
    kind: Literal["floors"]
    marks: tuple[_MarkSpec, ...]


@lru_cache(maxsize=1)
def floors() -> tuple[Mark, ...]:
    """Return the marks of ``scenarios/measurements/floors.yaml``, lowest first."""
    data = read_scenario("floors", "measurements", "measurement")
    marks = [
        Mark(spec.name, spec.operation, spec.energy.estimate(), spec.energy.note)
        for spec in validated(_FloorsSpec, data, "floors").marks
    ]
    return tuple(sorted(marks, key=lambda mark: mark.energy_j.nominal))
