"""What a run needs to know of plastic synapses: values of their rule, and what to record."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.engine.plastic_model import RULES, PlasticRule
from sim.errors import SpecError
from sim.network.plasticity import PairStdp, Plasticity, ShortTerm, TripletStdp
from sim.network.spec import Network
from sim.wiring import PlasticityKind, Synapses, Wiring

#: Most synapses whose course is recorded, and in how many samples: many synapses
#: seldom where weights drift, few synapses often where each spike tells.
_LEARNING = (1000, 50)
_SHORT_TERM = (10, 2000)

#: Stands for a time constant of zero: gone by the next time step, and no division by zero. [s]
_AT_ONCE = 1e-12


@dataclass(frozen=True)
class PlasticPlan:
    """Plasticity of one projection.

    Parameters
    ----------
    kind : str
    parameters : dict of str to float
        In the order of the rule, SI units.
    weights : float64 array, shape (n_synapses,)
        At the start.
    sampled : int64 array
        Synapses whose course is recorded, ascending.
    every : int
        Time steps between samples; the first is taken at step 0.
    """

    kind: PlasticityKind
    parameters: dict[str, float]
    weights: NDArray[np.float64]
    sampled: NDArray[np.int64]
    every: int

    @property
    def rule(self) -> PlasticRule:
        return RULES[self.kind]

    def n_samples(self, n_steps: int) -> int:
        return -(-n_steps // self.every)


def plastic_plans(network: Network, wiring: Wiring) -> tuple[PlasticPlan | None, ...]:
    """Return the plasticity of every projection of a wiring, None where it is static.

    Synapses that the wiring holds static stay so, whatever the network asks for:
    that is how a chip without learning is simulated.

    Raises
    ------
    SpecError
        If wiring and network do not agree on a rule, or STDP meets negative weights.
    """
    asked = {p.name: p for p in network.projections}
    plans: list[PlasticPlan | None] = []
    for synapses in wiring.projections:
        if not synapses.plastic:
            plans.append(None)
            continue
        projection = asked.get(synapses.name)
        rule = None if projection is None else projection.plasticity
        if rule is None or rule.kind != synapses.plasticity:
            raise SpecError(
                f"projection {synapses.name!r} is wired with plasticity "
                f"{synapses.plasticity or 'of an unknown rule'}, the network has "
                f"{rule.kind if rule else 'none'} there; realise the network again"
            )
        dimension = network.populations[synapses.target].weight_dimension
        plans.append(_plan(synapses, rule, dimension, network.n_steps))
    return tuple(plans)


def _plan(synapses: Synapses, rule: Plasticity, dimension: str, n_steps: int) -> PlasticPlan:
    most, times = _LEARNING if rule.learns else _SHORT_TERM
    n = len(synapses)
    count = min(n, most)
    parameters = _parameters(rule, dimension)
    weights = synapses.weights.astype(np.float64)
    if rule.learns:
        if n and weights.min() < 0:
            raise SpecError(
                f"projection {synapses.name!r}: {rule.kind} needs weights of 0 or more, "
                f"found {weights.min():g}"
            )
        # Single precision may have rounded the largest weights up.
        np.minimum(weights, parameters["w_max"], out=weights)
    sampled = (2 * np.arange(count, dtype=np.int64) + 1) * n // (2 * max(count, 1))
    return PlasticPlan(rule.kind, parameters, weights, sampled, max(1, -(-n_steps // times)))


def _parameters(rule: Plasticity, dimension: str) -> dict[str, float]:
    """Return the values of a rule's constants in the order of its text."""
    if isinstance(rule, ShortTerm):
        values = {
            "use": rule.u,
            "tau_rec": max(rule.tau_rec, _AT_ONCE),
            "tau_facil": max(rule.tau_facil, _AT_ONCE),
        }
    else:
        values = _stdp_values(rule) | {
            "w_max": rule.w_max_si(dimension),
            "keep": 1.0 if rule.pairing == "all_to_all" else 0.0,
        }
    return {name: float(values[name]) for name in RULES[rule.kind].parameters}


def _stdp_values(rule: PairStdp | TripletStdp) -> dict[str, float]:
    return {
        name: getattr(rule, name)
        for name in RULES[rule.kind].parameters
        if name not in ("w_max", "keep")
    }
