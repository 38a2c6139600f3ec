"""From the texts of a custom neuron to a checked model."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from sim.errors import SpecError
from sim.network.custom.dimension import (
    CONDITION,
    NUMBER,
    SECOND,
    Exponents,
    Kind,
    exponents,
    kind_of,
    named,
    per_second,
)
from sim.network.custom.expression import Expression, parse_expression
from sim.network.custom.functions import EXPONENTS, UNITS
from sim.network.custom.lines import EquationLine, equation_lines, reset_lines
from sim.network.custom.model import CustomModel, Differential, Statement, Subexpression
from sim.network.custom.reserved import check_name
from sim.network.custom.size import Size, size_of
from sim.units import DIMENSIONS, unit_exponents

#: Names that every model may read: the time, and the current of current drives.
PROVIDED: dict[str, Exponents] = {"t": SECOND, "i_drive": exponents((0, 0, 0, 1))}

#: Display unit of a variable whose equation names an SI unit or a bare dimension.
_SHOWN = {
    "voltage": "mV", "current": "pA", "conductance": "nS", "capacitance": "pF", "time": "ms",
    "rate": "Hz", "voltage_rate": "mV/ms", "number": "1", "length": "um",
}  # fmt: skip


@functools.lru_cache(maxsize=256)
def read_model(
    equations: str,
    threshold: str,
    reset: str,
    refractory: str,
    parameters: tuple[tuple[str, str], ...],
) -> CustomModel:
    """Parse and check a custom neuron.

    Parameters
    ----------
    parameters : tuple of (name, dimension)
        Dimensions are keys of `sim.units.DIMENSIONS`.

    Raises
    ------
    SpecError
        Begins with the field (``equations: line 2 (dw/dt): ...``).
    """
    with _field("equations"):
        lines = equation_lines(equations)
        known = _known(lines, parameters)
        bodies = {line.name: _parsed(line) for line in lines}
        _check_sizes(lines, bodies)
        differentials = tuple(
            _differential(line, bodies[line.name], known) for line in lines if line.differential
        )
        subexpressions = tuple(
            _subexpression(line, bodies[line.name], known)
            for line in lines
            if not line.differential
        )
    with _field("threshold"):
        fires = parse_expression(threshold)
        if (kind := kind_of(fires.root, known)) != CONDITION:
            raise SpecError(f"is a {named(kind)}, must be a condition such as v > v_threshold")
    with _field("reset"):
        variables = {d.name for d in differentials}
        statements = tuple(_statements(reset, variables, known))
    with _field("refractory"):
        silent = _refractory(refractory, known)
    return CustomModel(differentials, subexpressions, fires, statements, silent)


@contextmanager
def _field(name: str) -> Iterator[None]:
    try:
        yield
    except SpecError as error:
        raise SpecError(f"{name}: {error}") from error


@contextmanager
def _at(where: str) -> Iterator[None]:
    try:
        yield
    except SpecError as error:
        raise SpecError(f"{where}: {error}") from error


def _known(
    lines: list[EquationLine], parameters: tuple[tuple[str, str], ...]
) -> Mapping[str, Kind]:
    """Return every name that may be read with its dimension; refuse bad and doubled names."""
    known: dict[str, Kind] = dict(PROVIDED)
    for name, dimension in parameters:
        known[name] = exponents(DIMENSIONS[dimension][0])
    for line in lines:
        with _at(line.where):
            check_name(line.name, "variable")
            if line.name in known:
                raise SpecError(f"{line.name!r} is defined twice")
            known[line.name] = unit_of(line.unit)
    return known


def unit_of(text: str) -> Exponents:
    """Return the exponents of a unit as it stands after the colon of an equation."""
    if text in UNITS:
        return exponents(EXPONENTS[UNITS[text][1]])
    if (found := unit_exponents(text)) is None or not text:
        raise SpecError(
            f"{text[:40]!r} is no unit; write 1 for a number, or volt, mV, amp, pA, siemens, nS, "
            "second, ms, Hz, mV/ms, 1/ms"
        )
    return exponents(found)


def _parsed(line: EquationLine) -> Expression:
    with _at(line.where):
        return parse_expression(line.body)


def _check_sizes(lines: list[EquationLine], bodies: Mapping[str, Expression]) -> None:
    """Bound each equation with its subexpressions put in, and refuse those that need themselves."""
    inner: dict[str, Size] = {}
    waiting = [line for line in lines if not line.differential]
    names = {line.name for line in waiting}
    while waiting:
        ready = [w for w in waiting if bodies[w.name].names & names <= inner.keys()]
        if not ready:
            raise SpecError(f"{waiting[0].where}: {waiting[0].name!r} depends on itself")
        for line in ready:
            with _at(line.where):
                inner[line.name] = size_of(bodies[line.name].root, inner)
        waiting = [w for w in waiting if w.name not in inner]
    for line in lines:
        with _at(line.where):
            size_of(bodies[line.name].root, inner)


def _differential(line: EquationLine, rate: Expression, known: Mapping[str, Kind]) -> Differential:
    of = unit_of(line.unit)
    with _at(line.where):
        dimension = named(of)
        if dimension not in DIMENSIONS:
            raise SpecError(f"a variable cannot have the unit {line.unit!r}; there are {', '.join(DIMENSIONS)}")  # fmt: skip
        kind = kind_of(rate.root, known)
        if kind != per_second(of):
            raise SpecError(
                f"the right side is a {named(kind)}; the rate of change of a {dimension} must be "
                f"a {dimension} per time ({named(per_second(of))})"
            )
    shown = line.unit if line.unit not in ("1", *(u for u, (f, _) in UNITS.items() if f == 1.0)) else ""  # fmt: skip
    unit = shown or _SHOWN.get(dimension, DIMENSIONS[dimension][1][0])
    return Differential(line.name, rate, of, dimension, unit, line.flagged)


def _subexpression(
    line: EquationLine, value: Expression, known: Mapping[str, Kind]
) -> Subexpression:
    of = unit_of(line.unit)
    with _at(line.where):
        kind = kind_of(value.root, known)
        if kind != of:
            raise SpecError(f"the right side is a {named(kind)}, the unit says {named(of)}")
    return Subexpression(line.name, value, of)


def _statements(text: str, variables: set[str], known: Mapping[str, Kind]) -> Iterator[Statement]:
    for line in reset_lines(text):
        with _at(line.where):
            if line.name not in variables:
                raise SpecError(
                    f"{line.name[:40]!r} is no variable that can be set; there are "
                    f"{', '.join(sorted(variables))}"
                )
            value = parse_expression(line.body)
            size_of(value.root, {})
            kind = kind_of(value.root, known)
            wanted = NUMBER if line.operator in ("*=", "/=") else known[line.name]
            if kind != wanted:
                raise SpecError(f"the value is a {named(kind)}, must be a {named(wanted)}")
        yield Statement(line.name, line.operator, value)


def _refractory(text: str, known: Mapping[str, Kind]) -> Expression | None:
    if not text.strip():
        return None
    expression = parse_expression(text)
    kind = kind_of(expression.root, known)
    if kind not in (CONDITION, SECOND):
        raise SpecError(
            f"is a {named(kind)}; must be a time such as t_ref or 2*ms, or a condition under which "
            "the neuron stays silent, such as v > v_threshold"
        )
    return expression
