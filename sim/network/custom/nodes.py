"""The tree of a checked expression: all that an equation can be made of."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True)
class Number:
    """A number; what was made of numbers only has been computed."""

    value: float


@dataclass(frozen=True)
class Name:
    """A variable, parameter or subexpression of the model, or the time ``t``."""

    name: str


@dataclass(frozen=True)
class UnitName:
    """A unit as a factor: ``40*mV``."""

    name: str


@dataclass(frozen=True)
class Call:
    """A function of the list in `functions`."""

    function: str
    arguments: tuple[Node, ...]


@dataclass(frozen=True)
class Binary:
    """Arithmetic, a comparison, or ``and``/``or``, of two parts."""

    operator: str
    left: Node
    right: Node


@dataclass(frozen=True)
class Unary:
    """``-`` or ``not``."""

    operator: str
    operand: Node


Node = Number | Name | UnitName | Call | Binary | Unary

ARITHMETIC = ("+", "-", "*", "/", "%", "**")
COMPARISONS = ("<", "<=", ">", ">=", "==", "!=")
LOGIC = ("and", "or")


def children(node: Node) -> tuple[Node, ...]:
    """Return the parts of a node."""
    if isinstance(node, Binary):
        return (node.left, node.right)
    if isinstance(node, Unary):
        return (node.operand,)
    return node.arguments if isinstance(node, Call) else ()


def names_in(node: Node) -> Iterator[str]:
    """Yield the names of a tree, again where they stand again."""
    if isinstance(node, Name):
        yield node.name
    for child in children(node):
        yield from names_in(child)


def written(node: Node, unit: str = "{name}") -> str:
    """Write a tree as text that Python, Brian2 and people read alike.

    Parameters
    ----------
    unit : str
        How a unit is written; ``{name}`` stands for its name.
    """
    if isinstance(node, Number):
        return _number(node.value)
    if isinstance(node, Name):
        return node.name
    if isinstance(node, UnitName):
        return unit.format(name=node.name)
    if isinstance(node, Call):
        return f"{node.function}({', '.join(written(a, unit) for a in node.arguments)})"
    if isinstance(node, Unary):
        return (
            f"({node.operator}{' ' if node.operator == 'not' else ''}{written(node.operand, unit)})"
        )
    return f"({written(node.left, unit)} {node.operator} {written(node.right, unit)})"


def _number(value: float) -> str:
    whole = abs(value) < 1e15 and value == int(value)
    text = str(int(value)) if whole else repr(value)
    return f"({text})" if value < 0 else text
