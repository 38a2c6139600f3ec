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

from collections.abc import Mapping
from dataclasses import dataclass

from sim.engine.neuron_model import DRIVE_CURRENT, NeuronModel
from sim.errors import SpecError
from sim.network.inputs import ConductanceInput, CurrentInput, DeltaInput
from sim.network.neurons import Adex, Izhikevich, Lif

#: A neuron that the engine integrates.
SpikingNeuron = Lif | Adex | Izhikevich

_BRIAN_UNIT = {
    "tau": "second", "t_ref": "second", "c_m": "farad", "i_ext": "amp", "g_leak": "siemens",
    "e_exc": "volt", "e_inh": "volt", "e_leak": "volt", "delta_t": "volt", "v_": "volt",
}  # fmt: skip


@dataclass(frozen=True)
class _Input:
    current: str
    equations: str
    parameters: tuple[str, ...]
    traced: tuple[tuple[str, str], ...]
    receptors: tuple[str, str, float, bool]


def _input(kind: DeltaInput | CurrentInput | ConductanceInput) -> _Input:
    """Return how spikes enter a membrane equation in amperes."""
    if isinstance(kind, DeltaInput):
        return _Input("", "", (), (), ("v", "v", 1.0, True))
    taus = ("tau_exc", "tau_inh")
    if isinstance(kind, CurrentInput):
        equations = "di_exc/dt = -i_exc/tau_exc : amp\ndi_inh/dt = -i_inh/tau_inh : amp\n"
        traced = (("i_exc", "pA"), ("i_inh", "pA"))
        return _Input(
            " + i_exc + i_inh", equations, taus, traced, ("i_exc", "i_inh", 1.0, False)
        )  # fmt: skip
    equations = "dg_exc/dt = -g_exc/tau_exc : siemens\ndg_inh/dt = -g_inh/tau_inh : siemens\n"
    return _Input(
        " + g_exc*(e_exc - v_m) + g_inh*(e_inh - v_m)",
        equations,
        (*taus, "e_exc", "e_inh"),
        (("g_exc", "nS"), ("g_inh", "nS")),
        ("g_exc", "g_inh", -1.0, False),
    )


def neuron_model(neuron: SpikingNeuron) -> NeuronModel:
    """Return the Brian2 model of a neuron; the same for all values of its parameters."""
    if isinstance(neuron, Lif):
        return _lif(neuron)
    if isinstance(neuron, Adex):
        return _adex(neuron)
    return _izhikevich()


def all_models() -> tuple[NeuronModel, ...]:
    """Return the models of every neuron that a network can name."""
    inputs = (CurrentInput(), DeltaInput(), ConductanceInput())
    neurons: list[SpikingNeuron] = [
        *(Lif(input=kind) for kind in inputs),
        *(Adex(input=kind) for kind in inputs),
        Izhikevich(),
    ]
    return tuple(neuron_model(neuron) for neuron in neurons)


def _lif(neuron: Lif) -> NeuronModel:
    incoming = _input(neuron.input)
    current = incoming.current.replace("v_m", "v")
    names = ("tau_m", "c_m", "v_rest", "v_threshold", "v_reset", "t_ref", "i_ext")
    parameters = names + incoming.parameters
    equations = (
        f"dv/dt = (v_rest - v)/tau_m + (i_ext + {DRIVE_CURRENT}{current})/c_m"
        " : volt (unless refractory)\n"
    )
    return NeuronModel(
        f"lif_{neuron.input.kind}",
        equations + incoming.equations + f"{DRIVE_CURRENT} : amp\n" + _declare(parameters),
        "v > v_threshold",
        "v = v_reset",
        "exponential_euler" if isinstance(neuron.input, ConductanceInput) else "",
        _lif_propagator(neuron),
        "t_ref",
        parameters,
        (("v", "mV"), *incoming.traced),
        *incoming.receptors,
    )


def _lif_propagator(neuron: Lif) -> str:
    """Return the exact step of the linear equations: input is constant or decays in it."""
    if isinstance(neuron.input, ConductanceInput):
        return ""
    lines = [
        "_v = v*exp(-dt/tau_m) + (v_rest + i_ext*tau_m/c_m)*(1 - exp(-dt/tau_m))"
        f" + {DRIVE_CURRENT}*(tau_m/c_m*(1 - exp(-dt/tau_m)))"
    ]
    if isinstance(neuron.input, CurrentInput):
        for kind in ("exc", "inh"):
            lines[0] += (
                f" + i_{kind}*(tau_{kind}*tau_m/(c_m*(tau_m - tau_{kind}))"
                f"*(exp(-dt/tau_m) - exp(-dt/tau_{kind})))"
            )
            lines.append(f"i_{kind} = i_{kind}*exp(-dt/tau_{kind})")
    return "\n".join([*lines, "v = _v"])


def _adex(neuron: Adex) -> NeuronModel:
    incoming = _input(neuron.input)
    names = ("c_m", "g_leak", "e_leak", "v_t", "delta_t", "a", "b", "tau_w", "v_reset", "v_peak")
    parameters = (*names, "t_ref", "i_ext", *incoming.parameters)
    equations = (
        "v_m = clip(v, -inf*volt, v_peak) : volt\n"
        "dv/dt = (g_leak*(e_leak - v_m) + g_leak*delta_t*exp((v_m - v_t)/delta_t) - w + i_ext"
        f" + {DRIVE_CURRENT}{incoming.current})/c_m : volt (unless refractory)\n"
        "dw/dt = (a*(v_m - e_leak) - w)/tau_w : amp\n"
    )
    return NeuronModel(
        f"adex_{neuron.input.kind}",
        equations
        + incoming.equations
        + f"{DRIVE_CURRENT} : amp\n"
        + _declare(parameters, {"a": "siemens", "b": "amp"}),
        "v >= v_peak",
        "v = v_reset\nw += b",
        "rk2",
        "",
        "t_ref",
        parameters,
        (("v", "mV"), ("w", "pA"), *incoming.traced),
        *incoming.receptors,
    )


def _izhikevich() -> NeuronModel:
    parameters = ("a", "b", "c", "d", "drive", "v_peak")
    units = {"a": "hertz", "b": "hertz", "c": "volt", "d": "volt/second", "drive": "volt/second"}
    equations = (
        "v_m = clip(v, -inf*volt, v_peak) : volt\n"
        "dv/dt = 0.04/ms/mV*v_m**2 + 5/ms*v_m + 140*mV/ms - u + drive : volt\n"
        "du/dt = a*(b*v_m - u) : volt/second\n"
    )
    return NeuronModel(
        "izhikevich_delta",
        equations + _declare(parameters, units),
        "v >= v_peak",
        "v = c\nu += d",
        "rk4",
        "",
        "",
        parameters,
        (("v", "mV"), ("u", "mV/ms")),
        *_input(DeltaInput()).receptors,
    )


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
        If a time constant is below ``dt / 500``, where explicit steps lose all meaning.
    """
    values = {}
    for name in neuron_model(neuron).parameters:
        owner = neuron if hasattr(neuron, name) else neuron.input
        values[name] = float(getattr(owner, name))
        if name.startswith("tau_") and values[name] < dt_s / 500:
            raise SpecError(
                f"{where}.{name}: {values[name]:g} s is far below the time step of {dt_s:g} s; "
                f"raise {name} above {dt_s / 500:g} s or lower dt"
            )
    if "tau_m" in values:
        _part(values)
    return values


def _part(values: dict[str, float]) -> None:
    tau_m = values["tau_m"]
    for name in ("tau_exc", "tau_inh"):
        if name in values and abs(values[name] - tau_m) < 1e-5 * tau_m:
            values[name] = tau_m * (1 + 1e-5)
