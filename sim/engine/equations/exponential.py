"""Exponential integrate-and-fire, without and with adaptation."""

from __future__ import annotations

from sim.engine.equations.receptors import INPUTS, declare, model_name, receptors
from sim.engine.neuron_model import DRIVE_CURRENT, NeuronModel

_CUT = "v_cut = clip(v, -inf*volt, v_peak) : volt\n"
_MEMBRANE = "g_leak*(e_leak - v_cut) + g_leak*delta_t*exp((v_cut - v_t)/delta_t)"


def eif(kind: str, varied: tuple[str, ...]) -> NeuronModel:
    """Return the model of ``eif`` with an input."""
    spikes = INPUTS[kind]
    names = ("c_m", "g_leak", "e_leak", "v_t", "delta_t", "v_reset", "v_peak", "t_ref", "i_ext")
    parameters = names + spikes.parameters
    return NeuronModel(
        name=model_name(f"eif_{kind}", varied),
        equations=f"{_CUT}dv/dt = ({_MEMBRANE} + {spikes.into('v_cut')})/c_m"
        f" : volt (unless refractory)\n{spikes.equations}{DRIVE_CURRENT} : amp\n"
        f"{declare(parameters, varied)}",
        threshold="v >= v_peak",
        reset="v = v_reset",
        method="rk2",
        propagator="",
        refractory="t_ref",
        parameters=parameters,
        traced=(("v", "mV"), *spikes.traced),
        **receptors(kind),
    )


def adex(kind: str, varied: tuple[str, ...]) -> NeuronModel:
    """Return the model of ``adex`` with an input."""
    spikes = INPUTS[kind]
    names = ("c_m", "g_leak", "e_leak", "v_t", "delta_t", "a", "b", "tau_w", "v_reset", "v_peak")
    parameters = (*names, "t_ref", "i_ext", *spikes.parameters)
    return NeuronModel(
        name=model_name(f"adex_{kind}", varied),
        equations=f"{_CUT}dv/dt = ({_MEMBRANE} - w + {spikes.into('v_cut')})/c_m"
        " : volt (unless refractory)\ndw/dt = (a*(v_cut - e_leak) - w)/tau_w : amp\n"
        f"{spikes.equations}{DRIVE_CURRENT} : amp\n"
        f"{declare(parameters, varied, {'a': 'siemens', 'b': 'amp'})}",
        threshold="v >= v_peak",
        reset="v = v_reset\nw += b",
        method="rk2",
        propagator="",
        refractory="t_ref",
        parameters=parameters,
        traced=(("v", "mV"), ("w", "pA"), *spikes.traced),
        **receptors(kind),
    )
