"""How large an expression is, also after subexpressions have been put into each other.

Brian2 hands the substituted equations to a computer algebra system, whose work
grows with the number of terms of the expanded expression; so that is bounded, too.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sim.errors import SpecError
from sim.network.custom.nodes import Binary, Name, Node, Number, UnitName, children

#: Most nodes, most expanded terms and the highest power of one equation.
MOST_NODES, MOST_TERMS, MOST_DEGREE = 2_000, 2_000, 100


@dataclass(frozen=True)
class Size:
    """Nodes of a tree, terms of the sum that it expands to, and the highest power in it."""

    nodes: int = 1
    terms: int = 1
    degree: float = 1.0


def size_of(node: Node, inner: Mapping[str, Size]) -> Size:
    """Return the size of an expression.

    Parameters
    ----------
    inner : mapping of str to Size
        Sizes of the subexpressions, which count in full where they stand.

    Raises
    ------
    SpecError
        Above `MOST_NODES` or `MOST_TERMS`.
    """
    if isinstance(node, Name):
        return inner.get(node.name, Size())
    parts = [size_of(child, inner) for child in children(node)]
    nodes = 1 + sum(part.nodes for part in parts)
    terms = _terms(node, [part.terms for part in parts])
    degree = _degree(node, [part.degree for part in parts])
    if nodes > MOST_NODES or terms > MOST_TERMS or degree > MOST_DEGREE:
        raise SpecError(
            f"too large: {nodes:,} parts, {terms:,} terms when multiplied out and powers up to "
            f"{degree:g}, at most {MOST_NODES:,}, {MOST_TERMS:,} and {MOST_DEGREE}; make it simpler"
        )
    return Size(nodes, terms, degree)


def _degree(node: Node, degrees: list[float]) -> float:
    if isinstance(node, Binary) and node.operator in ("*", "/"):
        return degrees[0] + degrees[1]
    if isinstance(node, Binary) and node.operator == "**" and isinstance(node.right, Number):
        return degrees[0] * max(1.0, abs(node.right.value))
    return max(degrees, default=0.0 if isinstance(node, (Number, UnitName)) else 1.0)


def _terms(node: Node, terms: list[int]) -> int:
    if not isinstance(node, Binary):
        return 1
    if node.operator in ("+", "-"):
        return terms[0] + terms[1]
    if node.operator == "*":
        return terms[0] * terms[1]
    if node.operator == "**" and isinstance(node.right, Number):
        return int(min(terms[0] ** max(1.0, abs(node.right.value)), 1e12))
    return max(terms)
