"""Settings that run but mean less than they seem to: too coarse a time step, above all."""

from __future__ import annotations

from collections.abc import Iterator

from sim.errors import SpecError
from sim.network.quantity import Spec
from sim.network.spec import Network, Population
from sim.units import format_si, parse_quantity

#: A time constant shorter than so many steps is not resolved.
_STEPS = 3


def cautions(network: Network) -> list[str]:
    """Return what a reader of the results should know about the numerics, as sentences."""
    found = [
        f"{name}: {label} of {format_si(value, 's')} is only {value / network.dt:.3g} time steps of "
        f"{format_si(network.dt, 's')}; below {_STEPS} its course is not resolved"
        for name, population in network.populations.items()
        for label, value in _time_constants(population)
        if value < _STEPS * network.dt
    ]
    return found + list(_lost_delays(network))


def _time_constants(population: Population) -> Iterator[tuple[str, float]]:
    neuron = population.neuron
    received = getattr(neuron, "input", None)
    for part, names in ((neuron, ("tau_m", "tau_w")), (received, ("tau_exc", "tau_inh"))):
        for name in names:
            value = getattr(part, name, None)
            if isinstance(part, Spec) and isinstance(value, float):
                yield type(part).model_fields[name].title or name, value


def _lost_delays(network: Network) -> Iterator[str]:
    for projection in network.projections:
        if not isinstance(projection.delay, str):
            continue
        try:
            delay_s = parse_quantity(projection.delay, "time")
        except SpecError:  # validation has its own word on it
            continue
        if 0 < delay_s < network.dt / 2:
            yield (
                f"{projection.name}: a delay of {format_si(delay_s, 's')} rounds to no time step of "
                f"{format_si(network.dt, 's')}"
            )
