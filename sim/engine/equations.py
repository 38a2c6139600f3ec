"""Brian2 model text of every neuron model, one function each.

Every parameter is a shared constant that is set when a run starts, never
written into the code, so the generated code serves every value of it.

How each model is integrated:

====================  ====================  ========================================
model, input          method                why
====================  ====================  ========================================
lif, delta/current    propagator            linear: exact at any time step (Rotter &
                                            Diesmann 1999); what Brian2's ``exact``
                                            finds too, in seconds of symbolic algebra
lif, conductance      ``exponential_euler`` exact in v for conductances held over a step
adex                  ``rk2``               the exponential has no closed form
izhikevich            ``rk4``               cheap polynomial
====================  ====================  ========================================

Spikes happen on the time grid: a neuron that passes its threshold during a
step fires at the start of that step, like everywhere in Brian2. In AdEx and
Izhikevich the potential is cut off at ``v_peak`` inside the right-hand side,
as NEST does, so that the last step before a spike, where the real potential
races to infinity, does not kick the adaptation variable.
"""

from __future__ import annotations

import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import TypedDict

from sim.engine.neuron_model import DRIVE_CURRENT, NeuronModel
from sim.errors import SpecError
from sim.network.neurons import Adex, Izhikevich, Lif

#: A neuron that the engine integrates.
SpikingNeuron = Lif | Adex | Izhikevich

_BRIAN_UNIT = {
    "tau": "second", "t_ref": "second", "c_m": "farad", "i_ext": "amp", "g_leak": "siemens",
    "e_exc": "volt", "e_inh": "volt", "e_leak": "volt", "delta_t": "volt", "v_": "volt",
}  # fmt: skip


@dataclass(frozen=True)
class _Input:
    """How spikes enter a membrane equation: a current in amperes, and its state."""

    excitatory: str
    inhibitory: str
    current: str = ""
    equations: str = ""
    parameters: tuple[str, ...] = ()
    traced: tuple[tuple[str, str], ...] = ()
    inhibitory_sign: float = 1.0


#: By the ``kind`` of the network's spec. ``V`` stands for the potential.
_INPUTS = {
    "delta": _Input("v", "v"),
    "current": _Input(
        "i_exc",
        "i_inh",
        " + i_exc + i_inh",
        "di_exc/dt = -i_exc/tau_exc : amp\ndi_inh/dt = -i_inh/tau_inh : amp\n",
        ("tau_exc", "tau_inh"),
        (("i_exc", "pA"), ("i_inh", "pA")),
    ),
    "conductance": _Input(
        "g_exc",
        "g_inh",
        " + g_exc*(e_exc - V) + g_inh*(e_inh - V)",
        "dg_exc/dt = -g_exc/tau_exc : siemens\ndg_inh/dt = -g_inh/tau_inh : siemens\n",
        ("tau_exc", "tau_inh", "e_exc", "e_inh"),
        (("g_exc", "nS"), ("g_inh", "nS")),
        inhibitory_sign=-1.0,
    ),
}


def neuron_model(neuron: SpikingNeuron) -> NeuronModel:
    """Return the Brian2 model of a neuron; the same for all values of its parameters."""
    return _model(neuron.model, neuron.input.kind)


def all_models() -> tuple[NeuronModel, ...]:
    """Return the models of every neuron that a network can name."""
    pairs = [(model, kind) for model in ("lif", "adex") for kind in _INPUTS]
    return tuple(_model(model, kind) for model, kind in [*pairs, ("izhikevich", "delta")])


@functools.cache
def _model(model: str, kind: str) -> NeuronModel:
    if model == "lif":
        return _lif(kind)
    return _adex(kind) if model == "adex" else _izhikevich()


def _lif(kind: str) -> NeuronModel:
    spikes = _INPUTS[kind]
    names = ("tau_m", "c_m", "v_rest", "v_threshold", "v_reset", "t_ref", "i_ext")
    parameters = names + spikes.parameters
    current = f"i_ext + {DRIVE_CURRENT}{spikes.current.replace('V', 'v')}"
    return NeuronModel(
        name=f"lif_{kind}",
        equations=f"dv/dt = (v_rest - v)/tau_m + ({current})/c_m : volt (unless refractory)\n"
        f"{spikes.equations}{DRIVE_CURRENT} : amp\n{_declare(parameters)}",
        threshold="v > v_threshold",
        reset="v = v_reset",
        method="exponential_euler" if kind == "conductance" else "",
        propagator="" if kind == "conductance" else _lif_propagator(kind),
        refractory="t_ref",
        parameters=parameters,
        traced=(("v", "mV"), *spikes.traced),
        **_receptors(kind),
    )


def _lif_propagator(kind: str) -> str:
    """Return the exact step of the linear equations: input is constant or decays in it."""
    lines = [
        "_v = v*exp(-dt/tau_m) + (v_rest + i_ext*tau_m/c_m)*(1 - exp(-dt/tau_m))"
        f" + {DRIVE_CURRENT}*(tau_m/c_m*(1 - exp(-dt/tau_m)))"
    ]
    if kind == "current":
        for sign in ("exc", "inh"):
            lines[0] += (
                f" + i_{sign}*(tau_{sign}*tau_m/(c_m*(tau_m - tau_{sign}))"
                f"*(exp(-dt/tau_m) - exp(-dt/tau_{sign})))"
            )
            lines.append(f"i_{sign} = i_{sign}*exp(-dt/tau_{sign})")
    return "\n".join([*lines, "v = _v"])


def _adex(kind: str) -> NeuronModel:
    spikes = _INPUTS[kind]
    names = ("c_m", "g_leak", "e_leak", "v_t", "delta_t", "a", "b", "tau_w", "v_reset", "v_peak")
    parameters = (*names, "t_ref", "i_ext", *spikes.parameters)
    current = f"i_ext + {DRIVE_CURRENT}{spikes.current.replace('V', 'v_cut')}"
    return NeuronModel(
        name=f"adex_{kind}",
        equations="v_cut = clip(v, -inf*volt, v_peak) : volt\n"
        "dv/dt = (g_leak*(e_leak - v_cut) + g_leak*delta_t*exp((v_cut - v_t)/delta_t)"
        f" - w + {current})/c_m : volt (unless refractory)\n"
        "dw/dt = (a*(v_cut - e_leak) - w)/tau_w : amp\n"
        f"{spikes.equations}{DRIVE_CURRENT} : amp\n"
        f"{_declare(parameters, {'a': 'siemens', 'b': 'amp'})}",
        threshold="v >= v_peak",
        reset="v = v_reset\nw += b",
        method="rk2",
        propagator="",
        refractory="t_ref",
        parameters=parameters,
        traced=(("v", "mV"), ("w", "pA"), *spikes.traced),
        **_receptors(kind),
    )


def _izhikevich() -> NeuronModel:
    units = {
        "a": "hertz", "b": "hertz", "c": "volt", "d": "volt/second",
        "drive": "volt/second", "v_peak": "volt",
    }  # fmt: skip
    parameters = tuple(units)
    return NeuronModel(
        name="izhikevich_delta",
        equations="v_cut = clip(v, -inf*volt, v_peak) : volt\n"
        "dv/dt = 0.04/ms/mV*v_cut**2 + 5/ms*v_cut + 140*mV/ms - u + drive : volt\n"
        f"du/dt = a*(b*v_cut - u) : volt/second\n{_declare(parameters, units)}",
        threshold="v >= v_peak",
        reset="v = c\nu += d",
        method="rk4",
        propagator="",
        refractory="",
        parameters=parameters,
        traced=(("v", "mV"), ("u", "mV/ms")),
        **_receptors("delta"),
    )


class _Receptors(TypedDict):
    excitatory: str
    inhibitory: str
    inhibitory_sign: float
    delta: bool


def _receptors(kind: str) -> _Receptors:
    spikes = _INPUTS[kind]
    return {
        "excitatory": spikes.excitatory,
        "inhibitory": spikes.inhibitory,
        "inhibitory_sign": spikes.inhibitory_sign,
        "delta": kind == "delta",
    }


def _declare(parameters: tuple[str, ...], units: Mapping[str, str] | None = None) -> str:
    lines = []
    for name in parameters:
        unit = (units or {}).get(name) or next(
            unit for prefix, unit in _BRIAN_UNIT.items() if name.startswith(prefix)
        )
        lines.append(f"{name} : {unit} (shared, constant)\n")
    return "".join(lines)


def parameter_values(neuron: SpikingNeuron, dt_s: float, where: str) -> dict[str, float]:
    """Return the values of a model's parameters, SI units.

    The propagator divides by the difference of membrane and synaptic time
    constants; where they agree within 1e-5, the synaptic one is moved off by
    that much, which changes a potential by less than 1e-5 of itself.

    Raises
    ------
    SpecError
        If a time constant of an AdEx neuron is below the time step, which the
        integration would turn into an oscillation.
    """
    values = {}
    for name in neuron_model(neuron).parameters:
        owner = neuron if hasattr(neuron, name) else neuron.input
        values[name] = float(getattr(owner, name))
    if isinstance(neuron, Adex):
        _check_time_constants(values, dt_s, where)
    elif isinstance(neuron, Lif):
        _part(values)
    return values


def _check_time_constants(values: dict[str, float], dt_s: float, where: str) -> None:
    taus = {name: value for name, value in values.items() if name.startswith("tau_")}
    taus["c_m / g_leak"] = values["c_m"] / values["g_leak"]
    for name, tau_s in taus.items():
        if tau_s < dt_s:
            raise SpecError(
                f"{where}: {name} is {tau_s * 1e3:g} ms, shorter than the time step of "
                f"{dt_s * 1e3:g} ms; raise it or lower dt"
            )


def _part(values: dict[str, float]) -> None:
    tau_m = values["tau_m"]
    for name in ("tau_exc", "tau_inh"):
        if name in values and abs(values[name] - tau_m) < 1e-5 * tau_m:
            values[name] = tau_m * (1 + 1e-5)
