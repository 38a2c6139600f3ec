"""A whole checked model: what its equations, threshold and reset say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sim.network.custom.dimension import Exponents
from sim.network.custom.expression import Expression

#: Brian2's integrators that may be chosen, and what each is for.
METHODS = {
    "rk4": "Runge-Kutta of fourth order: right for most equations.",
    "rk2": "Midpoint method: half the work of rk4.",
    "euler": "First order: only with a fine time step.",
    "exponential_euler": "For equations linear in their own variable, such as conductances.",
    "exact": "For linear equations only: no error at any time step.",
}


@dataclass(frozen=True)
class Differential:
    """``dNAME/dt = rate : unit``."""

    name: str
    rate: Expression
    exponents: Exponents
    dimension: str
    unit: str
    unless_refractory: bool


@dataclass(frozen=True)
class Subexpression:
    """``NAME = value : unit``."""

    name: str
    value: Expression
    exponents: Exponents


@dataclass(frozen=True)
class Statement:
    """One line of a reset: ``NAME += value``."""

    name: str
    operator: str
    value: Expression


@dataclass(frozen=True)
class CustomModel:
    """Everything that decides the generated code of a custom neuron, values aside."""

    differentials: tuple[Differential, ...]
    subexpressions: tuple[Subexpression, ...]
    threshold: Expression
    reset: tuple[Statement, ...]
    refractory: Expression | None

    @property
    def variables(self) -> dict[str, Differential]:
        """State variables by name."""
        return {d.name: d for d in self.differentials}

    @property
    def most_coupled(self) -> int:
        """Number of variables in the largest set that depend on each other, however indirectly."""
        inner = {s.name: s.value.names for s in self.subexpressions}
        groups = [_reached(d.rate.names | {d.name}, inner) & self.variables.keys() for d in self.differentials]  # fmt: skip
        joined: list[frozenset[str]] = []
        for group in groups:
            touching = [other for other in joined if other & group]
            joined = [other for other in joined if not other & group]
            joined.append(group.union(*touching))
        return max(map(len, joined), default=0)

    @property
    def reads(self) -> frozenset[str]:
        """Every name that some expression reads."""
        found: frozenset[str] = frozenset()
        for expression in self.expressions:
            found |= expression.names
        return found

    @property
    def expressions(self) -> list[Expression]:
        """All expressions of the model."""
        found = [d.rate for d in self.differentials] + [s.value for s in self.subexpressions]
        found += [self.threshold, *(s.value for s in self.reset)]
        return found if self.refractory is None else [*found, self.refractory]


def _reached(names: frozenset[str], inner: Mapping[str, frozenset[str]]) -> frozenset[str]:
    """Return names and all that they read through subexpressions."""
    found: set[str] = set()
    waiting = list(names)
    while waiting:
        name = waiting.pop()
        if name not in found:
            found.add(name)
            waiting += inner.get(name, ())
    return frozenset(found)
