"""Every number of a network that a person may turn: path, unit, range, default, help.

Forms, sweeps and the command line all read this list, so that a field
declared once in the spec appears everywhere with the same bounds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from pydantic import BaseModel
from pydantic.fields import FieldInfo

from sim.network.distribution import SPREADS, quantities_of
from sim.network.neurons import Custom, Neuron, state_variables
from sim.network.quantity import Unit
from sim.network.spec import MOST_DELAY_STEPS, Network, Population
from sim.units import format_quantity, parse_quantity, unit_factor, unit_of

#: Display unit and sensible size by dimension, for values whose dimension depends on the model.
_SIZES = {
    "voltage": ("mV", 5.0),
    "current": ("pA", 500.0),
    "conductance": ("nS", 100.0),
    "voltage_rate": ("mV/ms", 10.0),
    "time": ("ms", 20.0),
    "number": ("", 1.0),
}


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
        Hard bounds of the spec; a bound may itself be refused (a time constant above 0).
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
    if network.scale is not None:
        found += _of_model(network.scale, "scale.")
    for name, population in network.populations.items():
        found += _of_population(population, f"populations.{name}.")
    for projection in network.projections:
        base = f"projections.{projection.name}."
        dimension = network.populations[projection.target].weight_dimension
        found += _of_quantity(projection, "weight", base, dimension)
        found += _within_run(_of_quantity(projection, "delay", base, "time"), network)
        found += _of_model(projection.rule, base + "rule.")
        if (plasticity := projection.plasticity) is not None:
            found += _of_model(plasticity, base + "plasticity.")
            if plasticity.learns:
                found += _of_quantity(plasticity, "w_max", base + "plasticity.", dimension)
    return found


def _within_run(found: Iterable[Parameter], network: Network) -> Iterator[Parameter]:
    """Yield parameters of a delay with the bounds that the time step sets."""
    for parameter in found:
        if parameter.unit == "ms":
            longest = _shown(MOST_DELAY_STEPS * network.dt, "ms")
            parameter = replace(parameter, minimum=0.0, maximum=longest)
        yield parameter


def _of_population(population: Population, base: str) -> Iterator[Parameter]:
    yield from (p for p in _of_model(population, base) if p.path == base + "size")
    yield from _of_neuron(population.neuron, base + "neuron.")
    for i, drive in enumerate(population.drives):
        yield from _of_model(drive, f"{base}drives.{i}.")
        if drive.kind == "poisson":
            dimension = population.weight_dimension
            yield from _of_quantity(drive, "weight", f"{base}drives.{i}.", dimension)
    for variable, dimension in state_variables(population.neuron).items():
        if (value := population.initial.get(variable)) is not None:
            yield from _of_value(
                value, f"{base}initial.{variable}", dimension,
                f"Initial {variable}", "value at the start of the run",
            )  # fmt: skip
    if population.geometry is not None:
        yield from _of_model(population.geometry, base + "geometry.")
    yield from _of_model(population.record, base + "record.")


def _of_neuron(neuron: Neuron, base: str) -> Iterator[Parameter]:
    yield from _of_model(neuron, base)
    if (received := getattr(neuron, "input", None)) is not None:
        yield from _of_model(received, base + "input.")
    if not isinstance(neuron, Custom):
        return
    for name, scalar in neuron.scalars().items():
        path = f"{base}parameters.{name}"
        yield from _of_equations(
            scalar.value, path, scalar.dimension, name, "parameter of the equations"
        )
    for name, text in neuron.start.items():
        dimension = neuron.state_variables()[name]
        yield from _of_equations(
            text, f"{base}start.{name}", dimension, f"{name} at the start",
            "unless the population says otherwise",
        )  # fmt: skip


def _of_equations(
    value: Any, path: str, dimension: str, label: str, help_: str
) -> Iterator[Parameter]:
    """Yield the quantities of a person's equations, in the units that were typed."""
    for part, text in quantities_of(value).items():
        unit = unit_of(text)
        number = _shown(parse_quantity(text, dimension), unit)
        low, high = sorted((0.0, 4 * number))
        if dimension == "time" and number > 0:
            low = number / 10  # a time stays above 0 in any equation that divides by it
        elif number == 0:
            shown_in, size = _SIZES.get(dimension, (unit, 1.0))
            high = float(
                f"{10 * size * unit_factor(shown_in or '1') / unit_factor(unit or '1'):.3g}"
            )
            low = 0.0 if part == "std" else -high
        yield Parameter(
            f"{path}.{part}" if part else path,
            f"{label}: {part}" if part else label,
            f"{part} of: {help_}" if part else help_,
            unit, number, low, high, None, None, _step(low, high), None, False, False,
        )  # fmt: skip
    if not isinstance(value, str):
        yield from _of_shape(value, path, label)


def _is_structural(path: str) -> bool:
    """Tell whether a number alters sizes, positions or wiring."""
    *_, part, name = f".{path}".split(".")
    return part in ("rule", "geometry", "scale") or name in ("size", "seed", "dt")


def _of_model(model: BaseModel, base: str) -> Iterator[Parameter]:
    for name, info in type(model).model_fields.items():
        value = getattr(model, name)
        is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
        if is_number and _slider(info) is not None:
            yield _parameter(base + name, name, info, float(value), isinstance(value, int))
        elif isinstance(value, SPREADS):
            yield from _of_spread(base + name, name, info, value)


def _of_spread(path: str, name: str, info: FieldInfo, value: Any) -> Iterator[Parameter]:
    """Yield the numbers of a distribution over neurons, in the range of the field it stands in."""
    label = info.title or name
    for part, text in quantities_of(value).items():
        mark = next(m for m in info.metadata if isinstance(m, Unit))
        whole = _parameter(
            f"{path}.{part}", name, info, parse_quantity(text, mark.dimension), False
        )
        about = f"{part} over the neurons of: {whole.help}"
        found = replace(whole, label=f"{label}: {part}", help=about, default=None)
        if part == "std":
            width = float(f"{(whole.high - whole.low) / 4:.2g}")
            found = replace(found, low=0.0, high=max(width, found.value), minimum=0.0, maximum=None)
        yield found
    yield from _of_shape(value, path, label)


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
        _is_structural(path),
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
                low = float(f"{bound / factor:.12g}")
        for name in ("lt", "le"):
            if (bound := getattr(mark, name, None)) is not None:
                high = float(f"{bound / factor:.12g}")
    return low, high


def _of_quantity(model: BaseModel, name: str, base: str, dimension: str) -> Iterator[Parameter]:
    info = type(model).model_fields[name]
    yield from _of_value(
        getattr(model, name), base + name, dimension, info.title or name, info.description or ""
    )


def _of_value(value: Any, path: str, dimension: str, label: str, help_: str) -> Iterator[Parameter]:
    """Yield the quantities in a value: itself, or those of its distribution."""
    if isinstance(value, str):
        yield _quantity(value, path, dimension, label, help_)
        return
    texts = quantities_of(value)
    below = any(parse_quantity(t, dimension) < 0 for t in texts.values())
    for part, text in texts.items():
        found = _quantity(
            text, f"{path}.{part}", dimension, f"{label}: {part}", f"{part} of: {help_}",
            below and part != "std",
        )  # fmt: skip
        yield _width(found) if part == "std" else found
    yield from _of_shape(value, path, label)


def _of_shape(value: Any, path: str, label: str) -> Iterator[Parameter]:
    """Yield what a distribution has besides quantities of its field, such as a lognormal's sigma."""
    for found in _of_model(value, f"{path}."):
        yield replace(found, label=f"{label}: {found.label[:1].lower()}{found.label[1:]}")


def _width(found: Parameter) -> Parameter:
    """Return a standard deviation, which is never negative and mostly far below its mean."""
    high = 4 * found.value or found.high
    return replace(found, low=0.0, high=high, minimum=0.0, step=_step(0.0, high))


def _quantity(
    text: str, path: str, dimension: str, label: str, help_: str, below: bool = False
) -> Parameter:
    """Return a slider for a quantity; a zero that stands beside negative ones is their upper end."""
    unit, size = _SIZES[dimension]
    value = _shown(parse_quantity(text, dimension), unit)
    # A weight keeps its sign under the slider: its sign says which receptor it acts on.
    reach = max(size if value == 0 else 0.0, 4 * abs(value))
    low, high = (-reach, 0.0) if value < 0 or (below and value == 0) else (0.0, reach)
    if dimension == "time":
        low, high = min(0.0, value), max(size, value)
    step = 0.1 if dimension == "time" else _step(low, high)
    return Parameter(
        path, label, help_, unit, value, low, high, None, None, step, None, False, False
    )


def weight_units(network: Network) -> dict[str, str]:
    """Return the display unit of the weights of every projection, by name."""
    return {
        p.name: _SIZES[network.populations[p.target].weight_dimension][0]
        for p in network.projections
    }
