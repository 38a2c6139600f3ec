"""The kinds a part of a network can be, with one line each, for select boxes.

Read from the unions of the spec and their docstrings, so a new kind appears
in every form by itself.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Literal, get_args, get_origin

from sim.network.distribution import DelayValue, WeightValue
from sim.network.drives import CurrentDrive, Drive
from sim.network.geometry import Geometry
from sim.network.inputs import SynapticInput
from sim.network.instead import Instead
from sim.network.neurons import SOURCES, Izhikevich, Neuron, Spiking
from sim.network.plasticity import Plasticity
from sim.network.quantity import Spec
from sim.network.rules import Rule

Part = Literal[
    "neuron", "source", "input", "geometry", "rule", "drive", "distribution", "delay",
    "plasticity", "instead",
]  # fmt: skip

_UNIONS: dict[str, Any] = {
    "neuron": Neuron,
    "source": Neuron,
    "input": SynapticInput,
    "geometry": Geometry,
    "rule": Rule,
    "drive": Drive,
    "distribution": WeightValue,
    "delay": DelayValue,
    "plasticity": Plasticity,
    "instead": Instead,
}


def kinds(part: Part, model: str | None = None) -> dict[str, str]:
    """Return the kinds of a part and what each is, in one line.

    Parameters
    ----------
    part : {"neuron", "source", "input", "geometry", "rule", "drive", "distribution", "delay", "plasticity", "instead"}
        ``neuron`` are the models that receive synapses, ``source`` the
        generators, ``distribution`` and ``delay`` what a weight and a delay can
        be besides a plain quantity.
    model : str, optional
        A neuron model: only inputs and drives that it can take.

    Returns
    -------
    dict of str to str
        The value of ``kind`` (or ``model``) to its description.
    """
    found: dict[str, str] = {}
    for spec in classes(part):
        if model is None or _takes(model, spec):
            found[kind_of(spec)] = (spec.__doc__ or "").strip().split("\n")[0].replace("``", "")
    return found


def classes(part: Part) -> list[type[Spec]]:
    """Return the classes of a part's kinds."""
    found = list(_members(_UNIONS[part]))
    if part in ("neuron", "source"):
        found = [c for c in found if issubclass(c, SOURCES) == (part == "source")]
    return found


def kind_of(spec: type[Spec]) -> str:
    """Return the value of ``kind`` (or ``model``) that names a class in a file."""
    field = spec.model_fields.get("kind") or spec.model_fields["model"]
    return str(field.default)


def _members(annotation: Any) -> Iterator[type[Spec]]:
    """Yield the classes of a union, through its annotations."""
    if isinstance(annotation, type) and get_origin(annotation) is None:
        if issubclass(annotation, Spec):
            yield annotation
    else:
        for part in get_args(annotation):
            yield from _members(part)


def _takes(model: str, spec: type[Spec]) -> bool:
    """Tell whether a neuron model can have an input or drive."""
    neuron = next(c for c in classes("neuron") + classes("source") if kind_of(c) == model)
    if not issubclass(neuron, Spiking):
        return False
    if spec in _members(SynapticInput):
        received = neuron.model_fields.get("input")
        return received is not None and spec in _members(received.annotation)
    return not (issubclass(spec, CurrentDrive) and neuron is Izhikevich)
