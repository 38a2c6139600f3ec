"""How spikes enter a membrane equation, by the ``kind`` of the network's spec."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import TypedDict

from sim.engine.neuron_model import DRIVE_CURRENT

_BRIAN_UNIT = {
    "tau": "second", "t_ref": "second", "c_m": "farad", "i_ext": "amp", "g_": "siemens",
    "e_": "volt", "delta_t": "volt", "v_": "volt",
}  # fmt: skip


@dataclass(frozen=True)
class Input:
    """A current in amperes, and its state. ``V`` stands for the potential."""

    excitatory: str
    inhibitory: str
    unit: str
    current: str = ""
    equations: str = ""
    parameters: tuple[str, ...] = ()
    traced: tuple[tuple[str, str], ...] = ()
    inhibitory_sign: float = 1.0

    def into(self, potential: str) -> str:
        """Return the sum of all currents into a membrane at a potential."""
        return f"i_ext + {DRIVE_CURRENT}{self.current.replace('V', potential)}"


INPUTS = {
    "delta": Input("v", "v", "volt"),
    "current": Input(
        "i_exc",
        "i_inh",
        "amp",
        " + i_exc + i_inh",
        "di_exc/dt = -i_exc/tau_exc : amp\ndi_inh/dt = -i_inh/tau_inh : amp\n",
        ("tau_exc", "tau_inh"),
        (("i_exc", "pA"), ("i_inh", "pA")),
    ),
    "conductance": Input(
        "g_exc",
        "g_inh",
        "siemens",
        " + g_exc*(e_exc - V) + g_inh*(e_inh - V)",
        "dg_exc/dt = -g_exc/tau_exc : siemens\ndg_inh/dt = -g_inh/tau_inh : siemens\n",
        ("tau_exc", "tau_inh", "e_exc", "e_inh"),
        (("g_exc", "nS"), ("g_inh", "nS")),
        inhibitory_sign=-1.0,
    ),
}


class Receptors(TypedDict):
    """The fields of a `NeuronModel` that say where weights land."""

    excitatory: str
    inhibitory: str
    inhibitory_sign: float
    delta: bool
    weight_unit: str


def receptors(kind: str, *, refractory: bool = True) -> Receptors:
    """Return where weights land; ``refractory`` when the potential is held after a spike."""
    spikes = INPUTS[kind]
    return {
        "excitatory": spikes.excitatory,
        "inhibitory": spikes.inhibitory,
        "inhibitory_sign": spikes.inhibitory_sign,
        "delta": kind == "delta" and refractory,
        "weight_unit": spikes.unit,
    }


def declare(
    parameters: Iterable[str], varied: Iterable[str], units: Mapping[str, str] | None = None
) -> str:
    """Return the lines that declare parameters: shared ones, and those of each neuron."""
    lines = []
    own = set(varied)
    for name in parameters:
        unit = (units or {}).get(name) or next(
            unit for prefix, unit in _BRIAN_UNIT.items() if name.startswith(prefix)
        )
        lines.append(f"{name} : {unit} ({'constant' if name in own else 'shared, constant'})\n")
    return "".join(lines)


def model_name(name: str, varied: Iterable[str]) -> str:
    """Return the name of a model with parameters that differ between neurons."""
    return "__".join([name, *varied])
