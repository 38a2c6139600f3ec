"""A person's equations for Brian2: written anew from the checked tree, not passed on."""

from __future__ import annotations

import hashlib
import json

from sim.engine.equations.receptors import model_name
from sim.engine.neuron_model import DRIVE_CURRENT, NeuronModel
from sim.network.custom import CustomModel, Expression
from sim.network.custom.dimension import Exponents
from sim.network.custom.dimension import exponents as exact
from sim.network.custom.functions import EXPONENTS, UNITS
from sim.network.custom.nodes import Binary, Call, Node, Unary, children, written
from sim.network.neurons import Custom
from sim.units import DIMENSIONS

_BASE = ("metre", "kilogram", "second", "amp")

_NAMED = {exact(whole): name for name, whole in EXPONENTS.items()}

#: Evaluations of the right side in one step, roughly; and nanoseconds of one operation.
_STAGES = {"euler": 1, "exact": 1, "exponential_euler": 2, "rk2": 2, "rk4": 5}
_OPERATION_NS, _FUNCTION_NS = 0.6, 10.0


def custom(neuron: Custom) -> NeuronModel:
    """Return the Brian2 model of a custom neuron; its values stand nowhere in it."""
    model, varied = neuron.checked, neuron.varied()
    one, other = model.variables[neuron.excitatory], model.variables[neuron.inhibitory]
    parts = {
        "equations": _equations(model, neuron, varied),
        "threshold": _text(model.threshold),
        "reset": "\n".join(f"{s.name} {s.operator} {_text(s.value)}" for s in model.reset),
        "refractory": "" if model.refractory is None else _text(model.refractory),
        "method": neuron.method,
    }
    digest = hashlib.sha256(json.dumps(parts).encode()).hexdigest()[:12]
    held = one.unless_refractory and model.refractory is not None
    return NeuronModel(
        name=model_name(f"custom_{digest}", varied),
        propagator="",
        parameters=tuple(neuron.parameters),
        traced=tuple((d.name, d.unit) for d in model.differentials),
        excitatory=one.name,
        inhibitory=other.name,
        inhibitory_sign=-1.0 if neuron.inhibitory_weight == "size" else 1.0,
        # One receptor for both signs, closed while the neuron is refractory.
        delta=held and neuron.inhibitory_weight == "signed",
        weight_unit=_unit(one.exponents),
        **parts,
    )


def _equations(model: CustomModel, neuron: Custom, varied: tuple[str, ...]) -> str:
    lines = [f"{s.name} = {_text(s.value)} : {_unit(s.exponents)}" for s in model.subexpressions]
    refractory = model.refractory is not None
    for d in model.differentials:
        flag = " (unless refractory)" if d.unless_refractory and refractory else ""
        lines.append(f"d{d.name}/dt = {_text(d.rate)} : {_unit(d.exponents)}{flag}")
    for name, scalar in neuron.scalars().items():
        unit = _unit(exact(DIMENSIONS[scalar.dimension][0]))
        lines.append(f"{name} : {unit} ({'constant' if name in varied else 'shared, constant'})")
    return "\n".join([*lines, f"{DRIVE_CURRENT} : amp", ""])


def _text(expression: Expression) -> str:
    return _written(expression.root)


def _written(root: Node) -> str:
    """Write a tree with units as SI units of Brian2: ``40*mV`` is ``40*(0.001*volt)``."""
    text = written(root, unit="<{name}>")
    for name, (factor, unit) in UNITS.items():
        text = text.replace(f"<{name}>", unit if factor == 1.0 else f"({factor!r}*{unit})")
    return text


def _unit(of: Exponents) -> str:
    if (known := _NAMED.get(of)) is not None:
        return known
    powers = [
        base if e == 1 else f"{base}**{e}" if e.denominator == 1 else f"{base}**({e})"
        for base, e in zip(_BASE, of, strict=True)
        if e
    ]
    return "*".join(powers) or "1"


def step_ns(neuron: Custom) -> float:
    """Return a rough time of one step of one neuron, by counting operations. [ns]"""
    model = neuron.checked
    once = sum(_work_ns(e.root) for e in model.expressions)
    return 5.0 + _STAGES[neuron.method] * once


def _work_ns(node: Node) -> float:
    own = 0.0
    if isinstance(node, Call) or (isinstance(node, Binary) and node.operator == "**"):
        own = _FUNCTION_NS
    elif isinstance(node, (Binary, Unary)):
        own = _OPERATION_NS
    return own + sum(_work_ns(child) for child in children(node))
