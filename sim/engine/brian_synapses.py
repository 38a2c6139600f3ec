"""Synapses in plain Brian2, static or plastic. Imported in the worker process only."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.engine.brian_functions import read_noise
from sim.engine.neuron_model import NeuronModel
from sim.engine.plastic_model import RULES, PlasticRule


def receive(model: NeuronModel, sign: int, amount: str, suffix: str = "") -> str:
    """Return the statement that adds an amount of one sign to a neuron's receptor."""
    variable = model.excitatory if sign > 0 else model.inhibitory
    falls = sign < 0 and model.inhibitory_sign < 0  # a conductance holds the size
    return f"{variable}{suffix} {'-=' if falls else '+='} {amount}"


def make_synapses(
    p: dict[str, Any],
    groups: list[Any],
    model: NeuronModel,
    sources: NDArray[np.int32],
    targets: NDArray[np.int32],
) -> Any:
    """Return the synapses of one projection; weights, delays and constants are set later.

    Parameters
    ----------
    p : dict
        From `sim.engine.brian_plan.structure_of`.
    model : NeuronModel
        Of the target.
    """
    from brian2 import Synapses

    unit = model.weight_unit
    rule = RULES[p["plasticity"]["kind"]] if "plasticity" in p else None
    equations, before, after, on_post = "", "", "", None
    if rule is not None:
        equations = _in_unit(rule.equations + _constants(rule), unit)
        before, after = _in_unit(rule.before, unit), _in_unit(rule.after, unit)
        on_post = _in_unit(rule.on_post, unit) or None
    passed_on = by = rule.passed_on if rule is not None else "weight"
    namespace = {}
    if p.get("noisy"):
        equations = f"read_sigma : {unit}\nplace : 1\nread_key : integer (shared, constant)\n"
        passed_on = "(weight + read_sigma*read_noise(read_key, t_in_timesteps, place, N))"
        namespace = {"read_noise": read_noise()}
    # Brian2 orders synapses by name; ours is that of the projections.
    synapses = Synapses(
        groups[p["source"]], groups[p["target"]], f"weight : {unit}\n{equations}",
        on_pre=f"{before}{_pass_on(p, model, passed_on, by)}\n{after}", on_post=on_post,
        name=f"projection{p['index']:05d}", namespace=namespace,
        dtype={"read_key": np.int64},
    )  # fmt: skip
    synapses.connect(i=sources, j=targets)
    return synapses


def record_course(p: dict[str, Any], synapses: Any, dt_s: float) -> Any:
    """Return a monitor of what some synapses of a plastic projection pass on."""
    from brian2 import StateMonitor, second

    plan = p["plasticity"]
    return StateMonitor(
        synapses, RULES[plan["kind"]].passed_on, record=np.array(plan["sampled"], dtype=int),
        dt=plan["every"] * dt_s * second, name=f"course{p['index']:05d}",
    )  # fmt: skip


def _pass_on(p: dict[str, Any], model: NeuronModel, amount: str, by: str) -> str:
    """Return the statements that add an amount where the sign of ``by`` says."""
    if model.delta or not (p["positive"] and p["negative"]):
        return receive(model, 1 if p["positive"] else -1, amount, "_post")
    # Adding nothing to the other receptor leaves every bit of it.
    return "\n".join(
        receive(model, sign, f"{amount}*int({by} {comparison} 0*{model.weight_unit})", "_post")
        for sign, comparison in ((1, ">="), (-1, "<"))
    )


def _constants(rule: PlasticRule) -> str:
    return "".join(
        f"{name} : {unit} (shared, constant)\n" for name, unit in rule.parameters.items()
    )


def _in_unit(text: str, unit: str) -> str:
    return text.replace("UNIT", unit)
