"""Every number of a network that a person may turn: path, unit, range, default, help.

Forms, sweeps and the command line all read this list, so that a field
declared once in the spec appears everywhere with the same bounds.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from sim.network.quantity import Unit
from sim.network.spec import Network
from sim.units import dimension_of, format_quantity, parse_quantity, unit_factor

#: Display unit and sensible size of a weight by its dimension.
_WEIGHT = {"voltage": ("mV", 5.0), "current": ("pA", 500.0), "conductance": ("nS", 100.0)}


@dataclass(frozen=True)
class Parameter:
    """One adjustable number; values and bounds are in ``unit``, not SI.

    Parameters
    ----------
    path : str
        For `sim.network.with_values`, such as ``populations.exc.neuron.tau_m``.
    label, help : str
        For people.
    unit : str
        Display unit, empty for a plain number.
    value : float
    low, high : float
        Range of a slider; widened to hold the value.
    minimum, maximum : float or None
        Hard bounds of the spec.
    step : float
    default : float or None
        Reference value of the model, if it has one.
    integer : bool
    structural : bool
        True when a change alters sizes or wiring, not merely a value.
    """

    path: str
    label: str
    help: str
    unit: str
    value: float
    low: float
    high: float
    minimum: float | None
    maximum: float | None
    step: float
    default: float | None
    integer: bool
    structural: bool

    def text(self, value: float) -> Any:
        """Return a value as the spec wants it: text with the unit, or a plain number."""
        if self.integer:
            return round(value)
        return f"{value:.12g} {self.unit}" if self.unit else float(f"{value:.12g}")


def parameters(network: Network) -> list[Parameter]:
    """Return every adjustable parameter of a network, in the order of the file."""
    found = [p for p in _of_model(network, "") if p.path in ("seed", "duration", "dt")]
    for name, population in network.populations.items():
        base = f"populations.{name}."
        found += [p for p in _of_model(population, base) if p.path == base + "size"]
        found += _of_model(population.neuron, base + "neuron.")
        if (received := getattr(population.neuron, "input", None)) is not None:
            found += _of_model(received, base + "neuron.input.")
        for i, drive in enumerate(population.drives):
            found += _of_model(drive, f"{base}drives.{i}.")
            if drive.kind == "poisson":
                found += _of_quantity(
                    drive, "weight", f"{base}drives.{i}.", population.weight_dimension
                )
        if population.geometry is not None:
            found += _of_model(population.geometry, base + "geometry.")
        found += _of_model(population.record, base + "record.")
    for projection in network.projections:
        base = f"projections.{projection.name}."
        dimension = network.populations[projection.target].weight_dimension
        found += _of_quantity(projection, "weight", base, dimension)
        found += _of_quantity(projection, "delay", base, "time")
        found += _of_model(projection.rule, base + "rule.")
    return found


_STRUCTURAL = ("size", "p", "k", "n", "p_max", "sigma", "scale", "radius", "width", "height", "dt")


def _of_model(model: BaseModel, base: str) -> Iterator[Parameter]:
    for name, info in type(model).model_fields.items():
        value = getattr(model, name)
        is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
        if is_number and _slider(info) is not None:
            yield _parameter(base + name, name, info, float(value), isinstance(value, int))


def _slider(info: FieldInfo) -> list[Any] | None:
    extra = info.json_schema_extra
    slider = extra.get("slider") if isinstance(extra, dict) else None
    return slider if isinstance(slider, list) else None


def _parameter(path: str, name: str, info: FieldInfo, value: float, integer: bool) -> Parameter:
    mark = next((m for m in info.metadata if isinstance(m, Unit)), None)
    unit = mark.unit if mark else ""
    factor = unit_factor(unit) if unit else 1.0
    low, high, *step = _slider(info) or [0.0, 1.0]
    shown = _shown(value, unit)
    minimum, maximum = _bounds(info, factor)
    default = info.get_default()
    return Parameter(
        path,
        info.title or name,
        info.description or "",
        unit,
        shown,
        min(low, shown),
        max(high, shown),
        minimum,
        maximum,
        step[0] if step else _step(low, high),
        _shown(float(default), unit) if isinstance(default, (int, float)) else None,
        integer,
        name in _STRUCTURAL,
    )


def _shown(value: float, unit: str) -> float:
    return float(format_quantity(value, unit).split()[0])


def _step(low: float, high: float) -> float:
    return float(f"{(high - low) / 200:.1g}")


def _bounds(info: FieldInfo, factor: float) -> tuple[float | None, float | None]:
    low = high = None
    for mark in info.metadata:
        for name in ("gt", "ge"):
            if (bound := getattr(mark, name, None)) is not None:
                low = bound / factor
        for name in ("lt", "le"):
            if (bound := getattr(mark, name, None)) is not None:
                high = bound / factor
    return low, high


def _of_quantity(model: BaseModel, name: str, base: str, dimension: str) -> Iterator[Parameter]:
    """Yield a weight or delay that is one plain quantity; distributions are edited as a whole."""
    text = getattr(model, name)
    if not isinstance(text, str) or dimension_of(text) not in (dimension, "number"):
        return
    info = type(model).model_fields[name]
    unit, size = _WEIGHT.get(dimension, ("ms", 20.0))
    value = _shown(parse_quantity(text, dimension), unit)
    # A weight keeps its sign under the slider: its sign says which receptor it acts on.
    reach = max(size if value == 0 else 0.0, 4 * abs(value))
    low, high = (-reach, 0.0) if value < 0 else (0.0, reach)
    if dimension == "time":
        low, high = 0.0, max(size, value)
    step = 0.1 if dimension == "time" else _step(low, high)
    yield Parameter(
        base + name, info.title or name, info.description or "", unit, value, low, high,
        None, None, step, None, False, False,
    )  # fmt: skip
