"""The figures of a chip that a person can turn: where they stand and how far they reach."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from pydantic import BaseModel

from sim.hardware.profile import ChipProfile
from sim.hardware.terms import why
from sim.record import Record, Unknown
from sim.units import DIMENSIONS, format_quantity, unit_factor

Group = Literal["energy", "latency", "power", "capacity", "cells"]

#: Group -> sections of the profile whose figures it holds.
GROUPS: Final[dict[Group, tuple[str, ...]]] = {
    "energy": ("energy",),
    "latency": ("latency", "tick"),
    "power": ("power", "beyond"),
    "capacity": ("structure", "limits", "weights", "delay"),
    "cells": ("nonidealities",),
}
_UNIT: Final = {"energy": "pJ", "latency": "ns", "power": "mW", "capacity": "", "cells": ""}
#: Steps of a slider from one end to the other.
_STEPS: Final = 80
#: How far a slider reaches beyond the published range, as a factor.
_BEYOND: Final = 10.0
#: Where a slider of an unknown figure begins and ends, in its unit.
_GUESSES: Final = {"energy": (0.1, 1e5), "latency": (0.1, 1e6), "power": (0.01, 1e4), "capacity": (1.0, 1e6), "cells": (0.001, 1.0)}  # fmt: skip


@dataclass(frozen=True)
class Knob:
    """One figure of a profile.

    Parameters
    ----------
    path : str
        Such as ``energy.synaptic_op``.
    unit : str
        In which the numbers below are; empty for counts.
    value : float or None
        Nominal; None where nobody has published one.
    low, high : float or None
        Published range.
    options : tuple of float
        Values of a slider, ascending; ``value``, ``low`` and ``high`` are among them.
    integer : bool
    record : Record or None
    reason : str
        Why there is no figure.
    """

    path: str
    unit: str
    value: float | None
    low: float | None
    high: float | None
    options: tuple[float, ...]
    integer: bool
    record: Record | None
    reason: str = ""

    @property
    def label(self) -> str:
        """Name for people: ``synaptic op``."""
        return self.path.rpartition(".")[2].replace("_", " ")

    def text(self, value: float) -> str:
        """Write a value of this knob as it stands in a file."""
        return f"{round(value) if self.integer else f'{value:.6g}'} {self.unit}".strip()


def knobs(profile: ChipProfile, group: Group) -> tuple[Knob, ...]:
    """Return the figures of one group, published and unknown, in the order of the file."""
    return tuple(
        knob
        for section in GROUPS[group]
        if getattr(profile, section) is not None  # a digital chip has no cells
        for path, value in _figures(getattr(profile, section), section)
        for knob in (_knob(path, value, group),)
    )


def _figures(section: BaseModel, prefix: str) -> Iterator[tuple[str, Record | Unknown]]:
    for name in type(section).model_fields:
        value = getattr(section, name)
        if isinstance(value, (Record, Unknown)):
            yield f"{prefix}.{name}", value
        elif prefix == "structure" and name == "crossbar" and value is not None:
            yield from _figures(value, f"{prefix}.{name}")


def _knob(path: str, value: Record | Unknown, group: Group) -> Knob:
    integer = group == "capacity"
    if isinstance(value, Unknown):
        unit = _UNIT[group]
        return Knob(path, unit, None, None, None, _grid(*_GUESSES[group], integer), integer, None,
                    why(value))  # fmt: skip
    unit = _unit_of(value)
    factor = unit_factor(unit) if unit else 1.0
    e = value.estimate()
    # Through text, so that 23.6 pJ is 23.6 and not 23.599999999999998.
    nominal, low, high = (
        float(format_quantity(v, unit).split()[0]) if factor else v
        for v in (e.nominal, e.low, e.high)
    )
    integer = integer or (value.dimension == "number" and group == "latency")
    least = 1.0 if integer else 0.0
    top = max(high, nominal) * _BEYOND or 1.0
    bottom = max(least, min(v for v in (low, nominal, top) if v > 0) / _BEYOND)
    marks = {nominal, low, high} | ({0.0} if low == 0 else set())
    return Knob(path, unit, nominal, low, high, _grid(bottom, top, integer, marks), integer, value)


def _unit_of(record: Record) -> str:
    """Return the unit a figure is written in, such as ``pJ``."""
    found = re.search(r"[^\d.eE+\-\s].*$", record.nominal.strip())
    unit = found[0].strip() if found else ""
    return unit or next(iter(DIMENSIONS[record.dimension][1]), "")


def _grid(
    low: float, high: float, integer: bool, marks: set[float] | None = None
) -> tuple[float, ...]:
    """Return values evenly spaced on a log scale, rounded to three digits, with marks among them."""
    span = math.log10(high / low)
    values = {float(f"{low * 10 ** (span * i / _STEPS):.3g}") for i in range(_STEPS + 1)}
    if integer:
        values = {float(max(1, round(v))) for v in values}
    return tuple(sorted(values | (marks or set())))
