"""What the generated code of a neuron depends on, as plain text.

Stands apart from `equations` so that the worker process, whose start the user
waits for, need not import the network's spec.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

#: Per-neuron current that drives switch on and off.
DRIVE_CURRENT = "i_drive"

#: Which neurons a current drive reaches, and in which steps.
CURRENT_INTEGERS = ("first", "last", "start", "stop")


@dataclass(frozen=True)
class NeuronModel:
    """All that decides the generated code of one (neuron model, input) pair.

    Parameters
    ----------
    name : str
        ``lif_current``; also names the compiled library.
    equations, threshold, reset : str
        Brian2 text.
    method : str
        Name of Brian2's integrator, or empty.
    propagator : str
        Statements that advance the state by one step, when there is no method.
    refractory : str
        Parameter with the refractory time, condition under which a neuron stays
        refractory after a spike, or empty.
    parameters : tuple of str
        Constants of the equations, shared or one of each neuron.
    traced : tuple of (str, str)
        State variables worth recording, with their display unit.
    excitatory, inhibitory : str
        Variables that positive and negative weights are added to.
    inhibitory_sign : float
        -1 when the inhibitory variable holds the size of the weight.
    delta : bool
        True when weights act on the potential itself, of neurons that are not refractory.
    weight_unit : str
        Brian2's name of the unit of both variables.
    """

    name: str
    equations: str
    threshold: str
    reset: str
    method: str
    propagator: str
    refractory: str
    parameters: tuple[str, ...]
    traced: tuple[tuple[str, str], ...]
    excitatory: str
    inhibitory: str
    inhibitory_sign: float
    delta: bool
    weight_unit: str

    @property
    def one_receptor(self) -> bool:
        """True when weights of both signs are added to one variable."""
        return self.excitatory == self.inhibitory

    def as_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, fields: Mapping[str, Any]) -> NeuronModel:
        values = dict(fields)
        values["parameters"] = tuple(values["parameters"])
        values["traced"] = tuple((name, unit) for name, unit in values["traced"])
        return cls(**values)
