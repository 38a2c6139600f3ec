"""Do the units of an expression go together, and what comes out?"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from sim.errors import SpecError
from sim.network.custom.functions import EXPONENTS, FUNCTIONS, UNITS
from sim.network.custom.nodes import (
    COMPARISONS,
    LOGIC,
    Binary,
    Call,
    Name,
    Node,
    Number,
    Unary,
    UnitName,
    written,
)
from sim.units import DIMENSIONS

#: Exponents of (metre, kilogram, second, ampere).
Exponents = tuple[Fraction, Fraction, Fraction, Fraction]

#: What a condition has instead of exponents.
CONDITION = "condition"

Kind = Exponents | str

NUMBER: Exponents = (Fraction(0), Fraction(0), Fraction(0), Fraction(0))
SECOND: Exponents = (Fraction(0), Fraction(0), Fraction(1), Fraction(0))

_BASE = ("m", "kg", "s", "A")


def exponents(whole: tuple[int, int, int, int]) -> Exponents:
    """Return exponents as exact fractions."""
    a, b, c, d = (Fraction(e) for e in whole)
    return (a, b, c, d)


def per_second(of: Exponents) -> Exponents:
    """Return the exponents of a rate of change."""
    return _joined(of, SECOND, -1)


def named(kind: Kind) -> str:
    """Return the name of a dimension for people: ``voltage``, ``number``, ``m^2 s^-1``."""
    if isinstance(kind, str):
        return kind
    for name, (whole, _) in DIMENSIONS.items():
        if exponents(whole) == kind:
            return name
    return " ".join(f"{base}^{e}" for base, e in zip(_BASE, kind, strict=True) if e)


def kind_of(node: Node, known: Mapping[str, Kind]) -> Kind:
    """Return the dimension of a tree, or `CONDITION`.

    Parameters
    ----------
    known : mapping of str to Exponents or CONDITION
        Every name that may be read.

    Raises
    ------
    SpecError
        Quotes the part whose units do not go together, or the unknown name.
    """
    if isinstance(node, Number):
        return NUMBER
    if isinstance(node, UnitName):
        return exponents(EXPONENTS[UNITS[node.name][1]])
    if isinstance(node, Name):
        return _known(node.name, known)
    if isinstance(node, Call):
        return _call(node, [kind_of(a, known) for a in node.arguments])
    if isinstance(node, Unary):
        kind = kind_of(node.operand, known)
        wanted_condition = node.operator == "not"
        if (kind == CONDITION) != wanted_condition:
            raise SpecError(f"{written(node)}: {node.operator} of a {named(kind)}")
        return kind
    return _binary(node, kind_of(node.left, known), kind_of(node.right, known))


def _known(name: str, known: Mapping[str, Kind]) -> Kind:
    if name not in known:
        from sim.network.explain import did_you_mean

        raise SpecError(
            f"{name!r} is not defined{did_you_mean(name, known)}; give it an equation, or a value "
            "under parameters"
        )
    return known[name]


def _binary(node: Binary, left: Kind, right: Kind) -> Kind:
    if node.operator in LOGIC:
        if left != CONDITION or right != CONDITION:
            raise SpecError(f"{written(node)}: {node.operator} joins conditions only")
        return CONDITION
    if isinstance(left, str) or isinstance(right, str):
        raise SpecError(f"{written(node)}: a condition is no number; write int(...) around it")
    if node.operator == "*":
        return _joined(left, right, 1)
    if node.operator == "/":
        return _joined(left, right, -1)
    if node.operator == "**":
        return _power(node, left, right)
    if left != right:
        raise SpecError(
            f"{written(node)}: {written(node.left)} is a {named(left)}, "
            f"{written(node.right)} a {named(right)}"
        )
    return CONDITION if node.operator in COMPARISONS else left


def _joined(a: Exponents, b: Exponents, sign: int) -> Exponents:
    m, kg, s, ampere = (x + sign * y for x, y in zip(a, b, strict=True))
    return (m, kg, s, ampere)


def _power(node: Binary, base: Exponents, exponent: Exponents) -> Exponents:
    if exponent != NUMBER:
        raise SpecError(f"{written(node)}: the exponent is a {named(exponent)}, must be a number")
    if base == NUMBER:
        return NUMBER
    if not isinstance(node.right, Number):
        raise SpecError(f"{written(node)}: a {named(base)} takes a plain number as exponent only")
    power = Fraction(node.right.value).limit_denominator(12)
    if abs(float(power) - node.right.value) > 1e-12:
        raise SpecError(
            f"{written(node)}: a {named(base)} to the power {node.right.value:g} has no unit; "
            f"the nearest that has is {power}"
        )
    m, kg, s, ampere = (e * power for e in base)
    return (m, kg, s, ampere)


def _call(node: Call, kinds: list[Kind]) -> Kind:
    rule = FUNCTIONS[node.function][1]
    first = kinds[0]
    if isinstance(first, str):
        if rule == "int":
            return NUMBER
        raise SpecError(
            f"{written(node)}: {node.function} of a condition; write int(...) around it"
        )
    if rule == "root":
        m, kg, s, ampere = (e / 2 for e in first)
        return (m, kg, s, ampere)
    if rule == "alike" and any(kind != first for kind in kinds):
        raise SpecError(f"{written(node)}: the values are a {', a '.join(map(named, kinds))}")
    if rule in ("plain", "int") and first != NUMBER:
        raise SpecError(f"{written(node)}: {node.function} of a {named(first)}, must be a number")
    return NUMBER if rule == "sign" else first
