"""Settings that run but mean less than they seem to: too coarse a time step, above all."""

from __future__ import annotations

from collections.abc import Iterator

from sim.errors import SpecError
from sim.network.neurons import HodgkinHuxley, Spiking
from sim.network.plasticity import Plasticity, ShortTerm
from sim.network.quantity import Spec
from sim.network.spec import Network, Population
from sim.units import format_si, parse_quantity

#: A time constant shorter than so many steps is not resolved.
_STEPS = 3

#: Share of a learning window that time steps may shift before it is worth a word.
_SHIFT = 0.01


def cautions(network: Network) -> list[str]:
    """Return what a reader of the results should know about the numerics, as sentences."""
    found = [
        f"{name}: {label} of {format_si(value, 's')} is only {value / network.dt:.3g} time steps of "
        f"{format_si(network.dt, 's')}; below {_STEPS} its course is not resolved"
        for name, population in network.populations.items()
        for label, value in _time_constants(population)
        if value < _STEPS * network.dt
    ]
    return [*found, *_coarse_gates(network), *_lost_delays(network), *_plasticity(network)]


def _coarse_gates(network: Network) -> Iterator[str]:
    """Yield what a coarse step does to Hodgkin-Huxley neurons: measured, and of first order."""
    percent = 7.0 * network.dt / 1e-4
    for name, population in network.populations.items():
        if isinstance(population.neuron, HodgkinHuxley) and percent > 2:
            yield (
                f"{name}: with a time step of {format_si(network.dt, 's')}, as in the benchmark, "
                f"intervals between spikes of Hodgkin-Huxley neurons come out up to {percent:.2g} % "
                "too long; a step of 20 µs brings that below 2 %"
            )


def _time_constants(population: Population) -> Iterator[tuple[str, float]]:
    neuron = population.neuron
    if not isinstance(neuron, Spiking):
        return
    fields = dict(type(neuron).model_fields)
    if isinstance(received := getattr(neuron, "input", None), Spec):
        fields |= type(received).model_fields
    for name, scalar in neuron.scalars().items():
        if name.startswith("tau") and scalar.dimension == "time":
            label = getattr(fields.get(name), "title", None)
            yield label or name, scalar.typical


def _same_step_share(rule: Plasticity, dt_s: float) -> float:
    """Return half a time step over the shorter window of STDP, 0 for other rules."""
    if isinstance(rule, ShortTerm):
        return 0.0
    return dt_s / (2 * min(rule.tau_plus, rule.tau_minus))


def _plasticity(network: Network) -> Iterator[str]:
    """Yield what is coarse or idle about the plasticity of projections."""
    for p in network.projections:
        rule = p.plasticity
        if rule is None:
            continue
        for name, field in type(rule).model_fields.items():
            value = getattr(rule, name)
            if name.startswith("tau_") and 0 < value < _STEPS * network.dt:
                yield (
                    f"{p.name}: {(field.title or name)[0].lower()}{(field.title or name)[1:]} of "
                    f"{format_si(value, 's')} is only {value / network.dt:.3g} time steps of "
                    f"{format_si(network.dt, 's')}; spikes happen on whole steps"
                )
        shift = _same_step_share(rule, network.dt)
        if shift > _SHIFT:
            yield (
                f"{p.name}: an arrival and a spike on the same time step count as pre before post; "
                f"with steps of {format_si(network.dt, 's')} potentiation gains and depression "
                f"loses about {shift:.1%} of its window"
            )
        amplitudes = [v for n, v in rule if n.startswith("a") and isinstance(v, float)]
        if rule.learns and not any(amplitudes):
            yield f"{p.name}: every amplitude of its {rule.kind} is 0, so no weight changes"


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
