"""A beginning for an external input: strong enough that the neurons fire, weak enough to vary."""

from __future__ import annotations

from typing import Any

from sim.network.distribution import typical_of
from sim.network.inputs import ConductanceInput, CurrentInput
from sim.network.neurons import Adex, Eif, Izhikevich, Lif, Spiking
from sim.network.templates import default_weight
from sim.units import format_quantity, parse_quantity

#: Poisson trains onto each neuron.
_N_INPUTS = 100
#: Mean input over what just makes the neuron fire: of a steady current, and of one that varies.
_STEADY, _VARYING = 1.5, 1.3
#: Where what makes a neuron fire is not known from its parameters: a current, and a rate. [A, Hz]
_CURRENT, _RATE = 400e-12, 20.0
#: From rest to threshold, where they lie closer or the neuron fires by itself. [V]
_GAP = 5e-3
#: The regular-spiking neuron of Izhikevich 2003 fires above 4 mV/ms.
_IZHIKEVICH_DRIFT = 4.0


def new_drive(kind: str, neuron: Spiking) -> dict[str, Any]:
    """Return an external input in data form: a hundred Poisson trains, or a steady current."""
    needed = _rheobase(neuron)
    if kind == "current":
        return {"kind": kind, "amplitude": format_quantity(_round(_STEADY * needed), "pA")}
    weight = default_weight(neuron.weight_dimension, False)
    effect = _effect(neuron, _N_INPUTS * parse_quantity(weight, neuron.weight_dimension))
    rate = _RATE if effect is None else _VARYING * needed / effect
    if isinstance(neuron, Izhikevich):
        rate = _VARYING * _IZHIKEVICH_DRIFT / (_N_INPUTS * parse_quantity(weight, "voltage"))
    rate = _round(min(rate, 1e3))
    return {"kind": kind, "n_inputs": _N_INPUTS, "rate": f"{rate:g} Hz", "weight": weight}


def _rheobase(neuron: Spiking) -> float:
    """Return about the steady current above which a neuron fires. [A]"""
    if isinstance(neuron, Lif):
        leak = typical_of(neuron.c_m) / typical_of(neuron.tau_m)
        return leak * max(typical_of(neuron.v_threshold) - typical_of(neuron.v_rest), _GAP)
    if isinstance(neuron, (Eif, Adex)):
        gap = max(typical_of(neuron.v_t) - typical_of(neuron.e_leak), _GAP)
        return typical_of(neuron.g_leak) * gap
    return _CURRENT


def _effect(neuron: Any, weight: float) -> float | None:
    """Return the mean current of trains of 1 Hz of this summed weight, where it follows. [A/Hz]"""
    if not isinstance(neuron, (Lif, Eif, Adex)):
        return None
    received = neuron.input
    if isinstance(received, CurrentInput):
        return weight * typical_of(received.tau_exc)
    if isinstance(received, ConductanceInput):
        near = typical_of(neuron.v_threshold if isinstance(neuron, Lif) else neuron.v_t)
        return weight * typical_of(received.tau_exc) * (typical_of(received.e_exc) - near)
    return weight * typical_of(neuron.c_m)


def _round(value: float) -> float:
    return float(f"{value:.2g}")
