"""Leaky integrate-and-fire, and integrate-and-fire without leak."""

from __future__ import annotations

from sim.engine.equations.receptors import INPUTS, declare, model_name, receptors
from sim.engine.neuron_model import DRIVE_CURRENT, NeuronModel


def lif(kind: str, varied: tuple[str, ...]) -> NeuronModel:
    """Return the model of ``lif`` with an input."""
    spikes = INPUTS[kind]
    names = ("tau_m", "c_m", "v_rest", "v_threshold", "v_reset", "t_ref", "i_ext")
    parameters = names + spikes.parameters
    return NeuronModel(
        name=model_name(f"lif_{kind}", varied),
        equations=f"dv/dt = (v_rest - v)/tau_m + ({spikes.into('v')})/c_m : volt (unless refractory)\n"
        f"{spikes.equations}{DRIVE_CURRENT} : amp\n{declare(parameters, varied)}",
        threshold="v > v_threshold",
        reset="v = v_reset",
        method="exponential_euler" if kind == "conductance" else "",
        propagator="" if kind == "conductance" else _lif_propagator(kind),
        refractory="t_ref",
        parameters=parameters,
        traced=(("v", "mV"), *spikes.traced),
        **receptors(kind),
    )


def _lif_propagator(kind: str) -> str:
    """Return the exact step of the linear equations: input is constant or decays in it.

    What a synaptic current adds, ``(exp(-a) - exp(-b))/(b - a)`` with ``a`` and ``b`` the step over
    each time constant, is written so that it holds where both are equal as well.
    """
    lines = [
        "_v = v*exp(-dt/tau_m) + (v_rest + i_ext*tau_m/c_m)*(1 - exp(-dt/tau_m))"
        f" + {DRIVE_CURRENT}*(tau_m/c_m*(1 - exp(-dt/tau_m)))"
    ]
    if kind == "current":
        for sign in ("exc", "inh"):
            lines[0] += (
                f" + i_{sign}*(dt/c_m*exp(-clip(dt/tau_m, 0, dt/tau_{sign}))"
                f"*exprel(-abs(dt/tau_m - dt/tau_{sign})))"
            )
            lines.append(f"i_{sign} = i_{sign}*exp(-dt/tau_{sign})")
    return "\n".join([*lines, "v = _v"])


def integrate_and_fire(kind: str, varied: tuple[str, ...]) -> NeuronModel:
    """Return the model of ``integrate_and_fire``; both ways of reset are one formula."""
    spikes = INPUTS[kind]
    names = ("c_m", "v_threshold", "v_reset", "carried", "t_ref", "i_ext")
    parameters = names + spikes.parameters
    return NeuronModel(
        name=model_name(f"integrate_and_fire_{kind}", varied),
        equations=f"dv/dt = ({spikes.into('v')})/c_m : volt (unless refractory)\n"
        f"{spikes.equations}{DRIVE_CURRENT} : amp\n{declare(parameters, varied, {'carried': '1'})}",
        threshold="v >= v_threshold",
        reset="v = v_reset + carried*(v - v_threshold)",
        method="",
        propagator=_sum(kind),
        refractory="t_ref",
        parameters=parameters,
        traced=(("v", "mV"), *spikes.traced),
        **receptors(kind),
    )


def _sum(kind: str) -> str:
    """Return the exact step without leak."""
    lines = [f"_v = v + (i_ext + {DRIVE_CURRENT})*(dt/c_m)"]
    if kind == "current":
        for sign in ("exc", "inh"):
            lines[0] += f" + i_{sign}*(tau_{sign}/c_m*(1 - exp(-dt/tau_{sign})))"
            lines.append(f"i_{sign} = i_{sign}*exp(-dt/tau_{sign})")
    return "\n".join([*lines, "v = _v"])
