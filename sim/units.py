"""Quantities with units: text at the border, plain SI floats inside.

A quantity in a scenario file is text such as ``20 ms``, ``-55 mV``,
``23.6 pJ`` or ``0.04 1/ms``. It is converted to a float in SI units here and
nowhere else; a unit of the wrong dimension is an error that names the units
that would fit.
"""

from __future__ import annotations

import math
import re
from functools import lru_cache
from typing import Final

from sim.errors import SpecError

_PREFIX: Final[dict[str, float]] = {
    "f": 1e-15, "p": 1e-12, "n": 1e-9, "u": 1e-6, "µ": 1e-6, "μ": 1e-6,
    "m": 1e-3, "": 1.0, "k": 1e3, "M": 1e6, "G": 1e9, "T": 1e12,
}  # fmt: skip

#: Base unit -> exponents of (metre, kilogram, second, ampere).
_BASE: Final[dict[str, tuple[int, int, int, int]]] = {
    "m": (1, 0, 0, 0),
    "s": (0, 0, 1, 0),
    "Hz": (0, 0, -1, 0),
    "A": (0, 0, 0, 1),
    "V": (2, 1, -3, -1),
    "ohm": (2, 1, -3, -2),
    "S": (-2, -1, 3, 2),
    "F": (-2, -1, 4, 2),
    "J": (2, 1, -2, 0),
    "W": (2, 1, -3, 0),
    "B": (0, 0, 0, 0),
    "bit": (0, 0, 0, 0),
    "B/s": (0, 0, -1, 0),
    "FLOP": (0, 0, 0, 0),
}

#: Dimension name -> (exponents, units offered in messages and forms).
DIMENSIONS: Final[dict[str, tuple[tuple[int, int, int, int], tuple[str, ...]]]] = {
    "time": ((0, 0, 1, 0), ("s", "ms", "us", "ns")),
    "voltage": ((2, 1, -3, -1), ("V", "mV")),
    "current": ((0, 0, 0, 1), ("A", "nA", "pA")),
    "conductance": ((-2, -1, 3, 2), ("S", "uS", "nS")),
    "resistance": ((2, 1, -3, -2), ("ohm", "Mohm", "Gohm")),
    "capacitance": ((-2, -1, 4, 2), ("F", "nF", "pF")),
    "rate": ((0, 0, -1, 0), ("Hz", "kHz", "1/s", "1/ms")),
    "length": ((1, 0, 0, 0), ("m", "mm", "um")),
    "voltage_rate": ((2, 1, -4, -1), ("V/s", "mV/ms")),
    "velocity": ((1, 0, -1, 0), ("m/s", "mm/ms")),
    "energy": ((2, 1, -2, 0), ("J", "nJ", "pJ", "fJ")),
    "power": ((2, 1, -3, 0), ("W", "mW", "uW")),
    "number": ((0, 0, 0, 0), ("",)),
}

#: No number and unit need more; keeps the pattern below from work on pages of blanks.
_MAX_LENGTH: Final = 80

_QUANTITY = re.compile(r"^\s*([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)\s*(.*?)\s*$")

Exponents = tuple[int, int, int, int]


def _unit_atom(text: str) -> tuple[float, Exponents] | None:
    if text in _BASE and text != "m":  # a bare "m" is the metre, handled below
        return 1.0, _BASE[text]
    for base, exponents in _BASE.items():
        if text.endswith(base) and text[: -len(base)] in _PREFIX:
            return _PREFIX[text[: -len(base)]], exponents
    return None


@lru_cache(maxsize=1024)
def _unit(text: str) -> tuple[float, Exponents] | None:
    """Return (factor to SI, exponents) of a unit such as ``mV/ms``, or None."""
    if text in ("", "1"):
        return 1.0, (0, 0, 0, 0)
    numerator, *denominators = text.split("/")
    factor, total = 1.0, [0, 0, 0, 0]
    for sign, part in [(1, numerator), *((-1, d) for d in denominators)]:
        atom = (1.0, (0, 0, 0, 0)) if part.strip() == "1" else _unit_atom(part.strip())
        if atom is None:
            return None
        factor *= atom[0] ** sign
        total = [t + sign * e for t, e in zip(total, atom[1], strict=True)]
    return factor, (total[0], total[1], total[2], total[3])


def parse_quantity(text: object, dimension: str) -> float:
    """Convert text with a unit to a float in SI units.

    Parameters
    ----------
    text : str, int or float
        ``"20 ms"``; a bare number is accepted for the dimension ``number`` only
        (and the number 0 for every dimension, since zero needs no unit).
    dimension : str
        A key of `DIMENSIONS`.

    Raises
    ------
    SpecError
        If the text is no quantity, not finite, or of another dimension.
    """
    exponents, offered = DIMENSIONS[dimension]
    example = f"a number with a unit of {dimension} ({', '.join(u for u in offered if u)})"
    if dimension == "number":
        example = "a plain number"
    if isinstance(text, bool) or not isinstance(text, (str, int, float)):
        raise SpecError(f"{text!r} is not {example}")
    if isinstance(text, int):
        text = float(text) if abs(text) < 10**300 else math.inf
    if len(str(text)) > _MAX_LENGTH:
        raise SpecError(f"{str(text)[:40]!r}... is too long; expected {example}")
    match = _QUANTITY.match(str(text))
    if match is None:
        raise SpecError(f"{text!r} is not {example}")
    value, unit_text = float(match[1]), match[2]
    if not math.isfinite(value):
        raise SpecError(f"{text!r} is not finite; expected {example}")
    unit = _unit(unit_text)
    if unit is None:
        raise SpecError(f"{text!r}: unknown unit {unit_text!r}; expected {example}")
    if unit_text == "" and value == 0.0:
        return 0.0
    if unit[1] != exponents:
        found = f"the unit {unit_text!r}" if unit_text else "no unit"
        raise SpecError(f"{text!r} has {found}; expected {example}")
    # Fifteen digits, so that 281 pF is 281e-12 and survives being written and read again.
    return float(f"{value * unit[0]:.15g}")


def dimension_of(text: str) -> str | None:
    """Return the dimension name of a quantity's unit, or None when it is no quantity."""
    match = _QUANTITY.match(text) if len(text) <= _MAX_LENGTH else None
    unit = _unit(match[2]) if match else None
    if unit is None:
        return None
    return next((name for name, (exps, _) in DIMENSIONS.items() if exps == unit[1]), None)


def unit_of(text: str) -> str:
    """Return the unit of a quantity, such as ``pA`` of ``87.8 pA``; empty where there is none."""
    match = _QUANTITY.match(text)
    return match[2] if match else ""


def unit_factor(unit: str) -> float:
    """Return the factor from a unit such as ``pA`` to SI.

    Raises
    ------
    SpecError
        If the unit is unknown.
    """
    parsed = _unit(unit)
    if parsed is None:
        raise SpecError(f"unknown unit {unit!r}")
    return parsed[0]


def format_quantity(value: float, unit: str) -> str:
    """Write an SI value in a given unit: ``format_quantity(0.02, "ms") == "20 ms"``.

    Fifteen significant digits, as `parse_quantity` keeps: a number typed by a
    person comes back as it was typed, and reading it again gives the same float.
    """
    number = f"{value / unit_factor(unit):.15g}"
    return f"{number} {unit}".strip()


def format_si(value: float, unit: str, digits: int = 3) -> str:
    """Write an SI value with the prefix that suits it: ``2.36e-11, "J" -> "23.6 pJ"``."""
    if value == 0 or not math.isfinite(value):
        return f"{value:g} {unit}"
    names = ["z", "a", "f", "p", "n", "µ", "m", "", "k", "M", "G", "T"]
    exponent = math.floor(math.log10(abs(value)) / 3)
    exponent = max(-7, min(4, exponent))
    scaled = float(f"{value / 10.0 ** (3 * exponent):.{digits}g}")
    if abs(scaled) >= 1000 and exponent < 4:  # 999.96 rounds up to the next prefix
        exponent += 1
        scaled = float(f"{value / 10.0 ** (3 * exponent):.{digits}g}")
    return f"{scaled:g} {names[exponent + 7]}{unit}"


def format_factor(value: float) -> str:
    """Write a factor with three significant digits: ``3239.4 -> "3,240"``."""
    return f"{float(f'{value:.3g}'):,.10g}"


def unit_exponents(unit: str) -> Exponents | None:
    """Return exponents of (metre, kilogram, second, ampere) of a unit, None if it is unknown."""
    parsed = _unit(unit) if len(unit) <= _MAX_LENGTH else None
    return parsed[1] if parsed is not None else None
