"""Brian2 model text of every neuron model, one function each.

Every parameter is a constant that is set when a run starts, shared by the
population or one of each neuron, never written into the code; so the
generated code serves every value of it, and depends on the parameters only by
which of them differ between neurons.

How each model is integrated:

========================  ====================  ====================================
model, input              method                why
========================  ====================  ====================================
lif, delta/current        propagator            linear: exact at any time step (Rotter
                                                & Diesmann 1999); what Brian2's
                                                ``exact`` finds too, in seconds of
                                                symbolic algebra
integrate_and_fire        propagator            the same without leak
lif, conductance          ``exponential_euler`` exact in v for conductances held over
                                                a step
hodgkin_huxley            ``exponential_euler`` stiff, linear in each variable; as in
                                                the benchmark it comes from
eif, adex                 ``rk2``               the exponential has no closed form
izhikevich                ``rk4``               cheap polynomial
custom                    as the person says    `sim.engine.equations.custom`
========================  ====================  ====================================

Spikes happen on the time grid: a neuron that passes its threshold during a
step fires at the start of that step, like everywhere in Brian2. In EIF, AdEx
and Izhikevich the potential is cut off at ``v_peak`` inside the right-hand side,
as NEST does, so that the last step before a spike, where the real potential
races to infinity, does not kick the adaptation variable.
"""

from __future__ import annotations

import functools
from collections.abc import Callable

from sim.engine.equations.custom import custom
from sim.engine.equations.exponential import adex, eif
from sim.engine.equations.hodgkin_huxley import hodgkin_huxley
from sim.engine.equations.izhikevich import izhikevich
from sim.engine.equations.lif import integrate_and_fire, lif
from sim.engine.equations.values import parameter_values
from sim.engine.neuron_model import NeuronModel
from sim.network.neurons import Custom, Spiking

_MODELS: dict[str, tuple[Callable[[str, tuple[str, ...]], NeuronModel], tuple[str, ...]]] = {
    "lif": (lif, ("delta", "current", "conductance")),
    "eif": (eif, ("delta", "current", "conductance")),
    "adex": (adex, ("delta", "current", "conductance")),
    "izhikevich": (izhikevich, ("delta",)),
    "hodgkin_huxley": (hodgkin_huxley, ("delta", "current", "conductance")),
    "integrate_and_fire": (integrate_and_fire, ("delta", "current")),
}


def neuron_model(neuron: Spiking) -> NeuronModel:
    """Return the Brian2 model of a neuron; the same for all values of its parameters."""
    if isinstance(neuron, Custom):
        return custom(neuron)
    return _model(neuron.model, neuron.input.kind, neuron.varied())  # type: ignore[attr-defined]


def all_models() -> tuple[NeuronModel, ...]:
    """Return every model whose neurons share their parameters."""
    return tuple(_model(name, kind, ()) for name, (_, kinds) in _MODELS.items() for kind in kinds)


@functools.cache
def _model(name: str, kind: str, varied: tuple[str, ...]) -> NeuronModel:
    return _MODELS[name][0](kind, varied)


__all__ = ["all_models", "neuron_model", "parameter_values"]
