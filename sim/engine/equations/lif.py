"""Leaky integrate-and-fire, and integrate-and-fire without leak."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.engine.equations.receptors import INPUTS, declare, model_name, receptors
from sim.engine.neuron_model import DRIVE_CURRENT, NeuronModel


def lif(kind: str, varied: tuple[str, ...]) -> NeuronModel:
    """Return the model of ``lif`` with an input."""
    spikes = INPUTS[kind]
    names = ("tau_m", "c_m", "v_rest", "v_threshold", "v_reset", "t_ref", "i_ext")
    parameters = names + spikes.parameters
    steps = step_names(kind, varied)
    own = "".join(f"{name} : {unit} (constant)\n" for name, unit in steps.items())
    exact = _lif_step(steps) if steps else _lif_propagator(kind)
    return NeuronModel(
        name=model_name(f"lif_{kind}", varied),
        equations=f"dv/dt = (v_rest - v)/tau_m + ({spikes.into('v')})/c_m : volt (unless refractory)\n"
        f"{spikes.equations}{DRIVE_CURRENT} : amp\n{declare(parameters, varied)}{own}",
        threshold="v > v_threshold",
        reset="v = v_reset",
        method="exponential_euler" if kind == "conductance" else "",
        propagator="" if kind == "conductance" else exact,
        refractory="t_ref",
        parameters=(*parameters, *steps),
        traced=(("v", "mV"), *spikes.traced),
        **receptors(kind),
    )


def step_names(kind: str, varied: tuple[str, ...]) -> dict[str, str]:
    """Return name and unit of the factors of one step that are computed before the run.

    Shared parameters need none: Brian2 takes what is made of them out of the
    loop over neurons. Where one differs between neurons, its exponentials would be
    computed again in every step of every neuron.
    """
    linear = {"tau_m", "c_m", "v_rest", "i_ext", "tau_exc", "tau_inh"}
    if kind == "conductance" or not linear & set(varied):
        return {}
    names = {"step_v": "1", "step_rest": "volt", "step_drive": "ohm"}
    if kind == "current":
        names |= {f"step_{sign}": "ohm" for sign in ("exc", "inh")}
        names |= {f"decay_{sign}": "1" for sign in ("exc", "inh")}
    return names


def step_values(values: dict[str, Any], size: int, dt_s: float) -> dict[str, NDArray[np.float64]]:
    """Return the factors of `step_names`, one of each neuron; the formulas of the propagator."""
    from scipy.special import exprel

    tau_m, resistance = values["tau_m"], values["tau_m"] / values["c_m"]
    left = np.exp(-dt_s / tau_m)
    found: dict[str, Any] = {
        "step_v": left,
        "step_rest": (values["v_rest"] + values["i_ext"] * resistance) * (1 - left),
        "step_drive": resistance * (1 - left),
    }
    for sign in ("exc", "inh"):
        if f"tau_{sign}" in values:
            a, b = dt_s / tau_m, dt_s / values[f"tau_{sign}"]
            slower = np.exp(-np.minimum(a, b))
            found[f"step_{sign}"] = dt_s / values["c_m"] * slower * exprel(-np.abs(a - b))
            found[f"decay_{sign}"] = np.exp(-b)
    return {name: np.broadcast_to(value, (size,)).astype(float) for name, value in found.items()}


def _lif_step(steps: dict[str, str]) -> str:
    lines = [f"_v = v*step_v + step_rest + {DRIVE_CURRENT}*step_drive"]
    for sign in ("exc", "inh"):
        if f"step_{sign}" in steps:
            lines[0] += f" + i_{sign}*step_{sign}"
            lines.append(f"i_{sign} = i_{sign}*decay_{sign}")
    return "\n".join([*lines, "v = _v"])


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
