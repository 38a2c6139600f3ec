"""A whole checked model: what its equations, threshold and reset say."""

from __future__ import annotations

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
