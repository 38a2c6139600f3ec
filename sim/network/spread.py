"""Neurons that differ: from one value for a population to a distribution, and back."""

from __future__ import annotations

from typing import Any

from sim.errors import SpecError
from sim.network.distribution import SPREADS, quantities_of
from sim.network.explain import did_you_mean
from sim.network.kinds import kind_of
from sim.network.load import with_values
from sim.network.neurons import Custom, Scalar, Spiking
from sim.network.quantity import Spec, Unit
from sim.network.spec import Network
from sim.units import format_quantity, unit_factor, unit_of

#: Width of a new distribution: of a voltage, and of anything else as a share of its value.
_VOLTAGE, _SHARE = 1e-3, 0.1


def spreadable(network: Network, population: str) -> dict[str, str]:
    """Return the parameters of a population's neurons that may differ between them.

    Returns
    -------
    dict of str to str
        Path below the population (``neuron.input.tau_exc``) to a label.
    """
    return {path: label for path, (label, _) in _found(network, population).items()}


def spread_kinds() -> dict[str, str]:
    """Return the kinds of distribution over neurons with one line each."""
    return {kind_of(c): (c.__doc__ or "").split("\n")[0] for c in SPREADS}


def spread_of(network: Network, population: str, path: str) -> str | None:
    """Return the kind of distribution of a parameter, or None where all neurons share it."""
    value = _scalar(network, population, path).value
    return kind_of(type(value)) if isinstance(value, SPREADS) else None


def set_spread(network: Network, population: str, path: str, kind: str | None) -> Network:
    """Give each neuron its own value of a parameter, or all the same again (None).

    The distribution is centred on the present value and a tenth of it wide (1 mV
    for a potential).

    Parameters
    ----------
    path : str
        A key of `spreadable`.
    kind : str or None
        A key of `spread_kinds`.
    """
    scalar = _scalar(network, population, path)
    if kind is not None and kind not in spread_kinds():
        raise SpecError(
            f"no kind {kind!r}{did_you_mean(kind, spread_kinds())}; "
            f"there are {', '.join(spread_kinds())}"
        )
    value: Any = spread_as(scalar, kind) if kind else format_quantity(scalar.typical, _unit(scalar))
    return with_values(network, {f"populations.{population}.{path}": value})


def spread_as(scalar: Scalar, kind: str) -> dict[str, Any]:
    """Return a distribution about the value of a parameter, within its bounds, in data form."""
    centre, unit = scalar.typical, _unit(scalar)
    width = _VOLTAGE if scalar.dimension == "voltage" else _SHARE * abs(centre)
    if width == 0.0:  # about zero: ten of the unit it is shown in
        width = 10 * unit_factor(unit)
    return spread_about(kind, centre, width, unit, (scalar.low, scalar.high))


def spread_about(
    kind: str, centre: float, width: float, unit: str, within: tuple[float, float]
) -> dict[str, Any]:
    """Return a distribution in data form.

    Parameters
    ----------
    kind : str
        A key of `spread_kinds`.
    centre : float
        Mean; of a lognormal the median. SI units.
    width : float
        Standard deviation; a uniform distribution reaches two of them to each side. SI units.
    unit : str
        In which it is written.
    within : pair of float
        A uniform distribution ends there. SI units.
    """
    low, high = max(centre - 2 * width, within[0]), min(centre + 2 * width, within[1])

    def text(value: float) -> str:
        return format_quantity(float(f"{value:.6g}"), unit)

    if kind == "normal":
        return {"kind": kind, "mean": text(centre), "std": text(width)}
    if kind == "uniform":
        return {"kind": kind, "low": text(low), "high": text(high)}
    if centre == 0.0:
        raise SpecError(f"a {kind} distribution about 0 has no width; choose normal or uniform")
    if kind == "lognormal":
        return {
            "kind": kind, "median": text(centre), "sigma": float(f"{width / abs(centre):.2g}"),
        }  # fmt: skip
    shape = min(1000.0, round((centre / width) ** 2))
    return {"kind": kind, "mean": text(centre), "shape": shape}


def _unit(scalar: Scalar) -> str:
    """Return the unit that was typed, else the one a parameter is shown in."""
    if isinstance(scalar.value, (str, *SPREADS)):
        return unit_of(next(iter(quantities_of(scalar.value).values())))
    return scalar.unit


def _scalar(network: Network, population: str, path: str) -> Scalar:
    found = _found(network, population)
    if path not in found:
        raise SpecError(
            f"populations.{population}.{path}: no parameter that may differ between neurons"
            f"{did_you_mean(path, found)}"
        )
    return found[path][1]


def _found(network: Network, population: str) -> dict[str, tuple[str, Scalar]]:
    neuron = network.populations[population].neuron
    if not isinstance(neuron, Spiking):
        return {}
    scalars = neuron.scalars()
    if isinstance(neuron, Custom):
        return {f"neuron.parameters.{name}": (name, scalar) for name, scalar in scalars.items()}
    places: list[tuple[str, Spec]] = [("neuron.", neuron)]
    if isinstance(received := getattr(neuron, "input", None), Spec):
        places.append(("neuron.input.", received))
    return {
        f"{base}{name}": (info.title or name, scalars[name])
        for base, spec in places
        for name, info in type(spec).model_fields.items()
        if any(isinstance(mark, Unit) for mark in info.metadata)
    }
