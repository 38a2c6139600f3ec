"""The sweep as a person writes it: a network, what to vary, and what to price it on."""

from __future__ import annotations

import math
import re
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Discriminator,
    Field,
    Tag,
    model_validator,
)

from sim.errors import ScenarioNotFound, SpecError
from sim.scenario_files import validated
from sim.strict_yaml import parse_yaml
from sim.units import dimension_of

MAX_FILE_BYTES = 1_000_000
_QUANTITY = re.compile(r"\s*([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)\s*(.*?)\s*")

#: What one place of a network can be set to: text with a unit, a number, or a distribution.
Value = bool | int | Annotated[float, Field(allow_inf_nan=False)] | str | dict[str, Any]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True)


class Range(_Strict):
    """Evenly spaced values, both ends included.

    ``from`` and ``to`` are plain numbers in ``unit``, or texts with one and
    the same unit (``from: 10 ms, to: 100 ms``).
    """

    start: float | str = Field(alias="from")
    stop: float | str = Field(alias="to")
    steps: int = Field(ge=2, le=10_000, description="number of values")
    scale: Literal["linear", "log"] = "linear"
    unit: str = Field(default="", max_length=20)
    whole: bool = Field(default=False, description="round to whole numbers")

    @model_validator(mode="after")
    def _consistent(self) -> Range:
        start, stop, unit = self._ends()
        if unit and dimension_of(f"1 {unit}") is None:
            raise ValueError(f"unknown unit {unit!r}")
        if self.scale == "log" and start * stop <= 0:
            raise ValueError(
                f"a log scale needs both ends above zero or both below: {start:g} to {stop:g}"
            )
        if len(set(self.numbers())) < self.steps and not self.whole:
            raise ValueError(f"{self.steps} steps from {start:g} to {stop:g} are not different")
        return self

    def numbers(self) -> list[float]:
        """Return the values in the unit of the range, to twelve digits, as a person writes them."""
        start, stop, _ = self._ends()
        found = []
        for i in range(self.steps):
            share = i / (self.steps - 1)
            if self.scale == "log":
                number = math.copysign(abs(start) ** (1 - share) * abs(stop) ** share, start)
            else:
                number = start * (1 - share) + stop * share
            found.append(float(f"{number:.12g}"))
        found[0], found[-1] = start, stop  # the ends to the last digit
        return [float(round(n)) for n in found] if self.whole else found

    def values(self) -> tuple[Value, ...]:
        """Return the values as a network takes them: text with the unit, or numbers."""
        unit = self._ends()[2]
        numbers = list(dict.fromkeys(self.numbers()))  # rounding may have made two equal
        if unit:
            return tuple(f"{n:.12g} {unit}" for n in numbers)
        return tuple(int(n) if n.is_integer() else n for n in numbers)

    def _ends(self) -> tuple[float, float, str]:
        start, start_unit = _split(self.start, "from")
        stop, stop_unit = _split(self.stop, "to")
        units = {u for u in (start_unit, stop_unit, self.unit) if u}
        if len(units) > 1 or (bool(start_unit) != bool(stop_unit) and not self.unit):
            raise ValueError(
                f"from {self.start!r} to {self.stop!r}: write both ends in the same unit"
            )
        return start, stop, units.pop() if units else ""


def split_quantity(text: str) -> tuple[float, str] | None:
    """Return number and unit of a text such as ``10 ms``; None when it is no finite number."""
    match = _QUANTITY.fullmatch(text)
    if match is None or not math.isfinite(float(match[1])):
        return None
    return float(match[1]), match[2]


def _split(end: float | str, field: str) -> tuple[float, str]:
    split = split_quantity(str(end))
    if split is None:
        raise ValueError(f"{field}: {end!r} is not a number, with or without a unit")
    return split


def _kind(value: Any) -> str:
    return "range" if isinstance(value, (dict, Range)) else "list"


Axis = Annotated[
    Annotated[tuple[Value, ...], Field(min_length=1, max_length=10_000), Tag("list")]
    | Annotated[Range, Tag("range")],
    Discriminator(_kind),
]
Seed = Annotated[int, Field(ge=0, le=2**31 - 1)]
ShortText = Annotated[str, Field(min_length=1, max_length=300)]


def _as_list(value: Any) -> Any:
    return [value] if isinstance(value, int) else value


class SweepSpec(_Strict):
    """A grid over one network.

    Every combination of the values in ``vary`` is run once for each seed and
    priced on every hardware profile and baseline.
    """

    schema_version: Literal[1] = Field(default=1, alias="schema")
    title: str = Field(default="", max_length=200)
    network: ShortText = Field(description="name, name/variant, or path of a YAML file")
    variant: str = Field(default="", max_length=60, description="a named variant of the network")
    seeds: Annotated[tuple[Seed, ...], BeforeValidator(_as_list)] = Field(
        default=(), max_length=1000, description="the network's own seed when empty"
    )
    duration: str = Field(default="", max_length=30, description="such as 500 ms")
    vary: dict[ShortText, Axis] = Field(default_factory=dict, max_length=12)
    hardware: tuple[ShortText, ...] = Field(default=(), max_length=50)
    baselines: tuple[ShortText, ...] = Field(default=(), max_length=50)
    placement: str = Field(default="in_order", max_length=40, description="method of placement")

    @model_validator(mode="after")
    def _consistent(self) -> SweepSpec:
        if self.seeds and "seed" in self.vary:
            raise ValueError("give the seeds either as seeds or as vary.seed, not both")
        if self.duration and "duration" in self.vary:
            raise ValueError("give the duration either as duration or as vary.duration, not both")
        for name, values in (("seeds", self.seeds), ("hardware", self.hardware),
                             ("baselines", self.baselines)):  # fmt: skip
            _refuse_doubles(name, values)
        for path, axis in self.vary.items():
            if not isinstance(axis, Range):
                _refuse_doubles(f"vary.{path}", axis)
        return self

    def axes(self) -> dict[str, tuple[Value, ...]]:
        """Return the values of every axis, by path."""
        return {p: a.values() if isinstance(a, Range) else a for p, a in self.vary.items()}


def _refuse_doubles(where: str, values: tuple[Any, ...]) -> None:
    seen: set[str] = set()
    for value in values:
        if repr(value) in seen:
            raise ValueError(f"{where}: {value!r} is given twice")
        seen.add(repr(value))


def load_sweep(path: str | Path) -> SweepSpec:
    """Read a sweep from a YAML file; paths in it are relative to that file.

    Raises
    ------
    ScenarioNotFound
        If there is no such file.
    SpecError
        If it is not a valid sweep; names each wrong field.
    """
    path = Path(path)
    try:
        if path.stat().st_size > MAX_FILE_BYTES:
            raise SpecError(f"{path}: larger than 1 MB; a sweep is a few lines of text")
        text = path.read_text("utf-8")
    except UnicodeDecodeError as error:
        raise SpecError(f"{path}: not a text file: {error}") from error
    except OSError as error:
        raise ScenarioNotFound(f"no sweep file {path}: {error.strerror or error}") from error
    data = parse_yaml(text, path.name)
    if not isinstance(data, dict):
        raise SpecError(f"{path.name}: expected fields such as 'network', found {data!r:.60}")
    spec = validated(SweepSpec, data, path.name)
    return spec.model_copy(
        update={
            "network": _beside(path, spec.network),
            "hardware": tuple(_beside(path, name) for name in spec.hardware),
            "baselines": tuple(_beside(path, name) for name in spec.baselines),
        }
    )


def _beside(sweep: Path, name: str) -> str:
    """Return a path relative to the sweep's folder as one from here; leave names alone."""
    if not name.endswith((".yaml", ".yml")):
        return name
    return str(sweep.parent / name)
