"""Brian2 text of every rule of plasticity: what a synapse holds, and what spikes do to it.

Traces are Brian2's event-driven equations: a synapse brings them up to date when a spike of
either end reaches it, and at no other time. Parameters are shared constants, set when a run
starts. The statements are the rules of `sim.network.plasticity`, in their order.

``UNIT`` stands for the unit of the weight.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from sim.wiring import PlasticityKind


@dataclass(frozen=True)
class PlasticRule:
    """The text of one rule.

    Parameters
    ----------
    equations : str
        Traces; the weight itself is declared by the network.
    before, after : str
        Statements at an arriving spike, before and after it is passed on.
    on_post : str
        Statements at a postsynaptic spike; empty when it changes nothing.
    parameters : dict of str to str
        Shared constants and their Brian2 units, in the order of the compiled program.
    states : dict of str to float
        Variables of a synapse that do not begin at zero.
    passed_on : str
        Variable that is added to the receiving neuron; its course is recorded.
    """

    equations: str
    before: str
    after: str
    on_post: str
    parameters: dict[str, str]
    states: dict[str, float] = field(default_factory=dict)
    passed_on: str = "weight"


def course_stem(projection: int) -> str:
    """Return the stem of the files with the weights of a plastic projection over time."""
    return f"course{projection}"


_FALLS: Final = "weight = clip(weight - {}, 0*UNIT, w_max)\n"
_RISES: Final = "weight = clip(weight + {}, 0*UNIT, w_max)\n"


def _trace(name: str, tau: str) -> str:
    return f"d{name}/dt = -{name}/{tau} : 1 (event-driven)\n"


def _counted(*names: str) -> str:
    """Return the statements that count a spike; ``keep`` is 1, or 0 when only the last counts."""
    return "".join(f"{name} = keep*{name} + 1\n" for name in names)


RULES: Final[dict[PlasticityKind, PlasticRule]] = {
    "short_term": PlasticRule(
        equations="sent : UNIT\n"
        "dused/dt = -used/tau_facil : 1 (event-driven)\n"
        "dresources/dt = (1 - resources)/tau_rec : 1 (event-driven)\n",
        before="used += use*(1 - used)\n"
        "sent = weight*used*resources\n"
        "resources -= used*resources\n",
        after="",
        on_post="",
        parameters={"use": "1", "tau_rec": "second", "tau_facil": "second"},
        states={"resources": 1.0},
        passed_on="sent",
    ),
    "stdp_pair": PlasticRule(
        equations=_trace("x", "tau_plus") + _trace("y", "tau_minus"),
        before="",
        after=_FALLS.format("a_minus*w_max*clip(weight/w_max, 0, 1)**mu*y") + _counted("x"),
        on_post=_RISES.format("a_plus*w_max*clip(1 - weight/w_max, 0, 1)**mu*x") + _counted("y"),
        parameters={
            "w_max": "UNIT", "keep": "1", "a_plus": "1", "a_minus": "1",
            "tau_plus": "second", "tau_minus": "second", "mu": "1",
        },
    ),
    "stdp_triplet": PlasticRule(
        equations=_trace("r1", "tau_plus") + _trace("r2", "tau_x")
        + _trace("o1", "tau_minus") + _trace("o2", "tau_y"),
        before="",
        after=_FALLS.format("w_max*o1*(a2_minus + a3_minus*r2)") + _counted("r1", "r2"),
        on_post=_RISES.format("w_max*r1*(a2_plus + a3_plus*o2)") + _counted("o1", "o2"),
        parameters={
            "w_max": "UNIT", "keep": "1",
            "a2_plus": "1", "a3_plus": "1", "a2_minus": "1", "a3_minus": "1",
            "tau_plus": "second", "tau_minus": "second", "tau_x": "second", "tau_y": "second",
        },
    ),
}  # fmt: skip
