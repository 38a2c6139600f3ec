"""Equations and resets as lines of text, taken apart before any of it is parsed."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sim.errors import SpecError
from sim.network.custom.expression import check_characters

#: Longest text of all equations, and of a reset.
MOST_EQUATIONS, MOST_RESET = 6_000, 1_000
MOST_LINES = 100

_FLAG = "(unless refractory)"
_DIFFERENTIAL = re.compile(r"d([A-Za-z0-9_]{1,64})\s*/\s*dt", re.ASCII)
_ASSIGNMENT = re.compile(r"([^=<>!+*/%-]+?)\s*(\+=|-=|\*=|/=|=)(?!=)(.*)", re.ASCII | re.DOTALL)


@dataclass(frozen=True)
class EquationLine:
    """One equation as text: ``d`` name ``/dt = body : unit``, and where it stands."""

    where: str
    name: str
    differential: bool
    body: str
    unit: str
    flagged: bool


def equation_lines(text: str) -> list[EquationLine]:
    """Take the text of the equations apart.

    A ``#`` begins a comment; an open parenthesis continues on the next line.

    Raises
    ------
    SpecError
        Names the line.
    """
    check_characters(text, MOST_EQUATIONS)
    found = [_equation(number, line) for number, line in _joined(text)]
    if not any(line.differential for line in found):
        raise SpecError("needs at least one line such as dv/dt = (v_rest - v)/tau : volt")
    return found


def _joined(text: str) -> Iterator[tuple[int, str]]:
    """Yield (number of the first line, text) of every equation."""
    lines = text.split("\n")
    if len(lines) > MOST_LINES:
        raise SpecError(f"has {len(lines)} lines, at most {MOST_LINES}")
    pending, first = "", 0
    for number, raw in enumerate(lines, 1):
        line = raw.partition("#")[0].strip()
        if not pending:
            first = number
        pending = f"{pending} {line}".strip()
        if pending and pending.count("(") <= pending.count(")"):
            yield first, pending
            pending = ""
    if pending:
        raise SpecError(f"line {first}: a parenthesis is not closed: {pending[:60]!r}")


def _equation(number: int, line: str) -> EquationLine:
    where = f"line {number}"
    flagged = line.endswith(_FLAG)
    if flagged:
        line = line[: -len(_FLAG)].rstrip()
    left, equals, right = line.partition("=")
    body, colon, unit = right.rpartition(":")
    left = left.strip()
    if not equals or not colon:
        raise SpecError(
            f"{where}: {line[:60]!r} is no equation; write dv/dt = ... : volt, or name = ... : unit "
            "(values of parameters go under parameters)"
        )
    differential = _DIFFERENTIAL.fullmatch(left)
    name = differential[1] if differential else left
    if flagged and not differential:
        raise SpecError(f"{where}: only a differential equation can be (unless refractory)")
    where = f"{where} ({left[:40]})"
    return EquationLine(where, name, bool(differential), body.strip(), unit.strip(), flagged)


@dataclass(frozen=True)
class ResetLine:
    """One statement of a reset as text."""

    where: str
    name: str
    operator: str
    body: str


def reset_lines(text: str) -> list[ResetLine]:
    """Take the text of a reset apart, one statement per line.

    Raises
    ------
    SpecError
        Names the line.
    """
    check_characters(text, MOST_RESET)
    found = []
    for number, raw in enumerate(text.split("\n"), 1):
        line = raw.partition("#")[0].strip()
        if not line:
            continue
        match = _ASSIGNMENT.fullmatch(line)
        if match is None:
            raise SpecError(f"line {number}: {line[:60]!r} is no statement such as v = v_reset")
        found.append(ResetLine(f"line {number}", match[1].strip(), match[2], match[3].strip()))
    return found
