"""The functions and units that equations may use, and nothing else."""

from __future__ import annotations

from typing import Final

#: Function -> (number of arguments, what it does to dimensions).
#: ``plain``: numbers only; ``same``: keeps the dimension; ``alike``: all arguments of one
#: dimension, which it keeps; ``root``; ``sign``: of anything, a number; ``int``: also of a condition.
FUNCTIONS: Final[dict[str, tuple[int, str]]] = {
    "exp": (1, "plain"), "log": (1, "plain"), "log10": (1, "plain"), "expm1": (1, "plain"),
    "log1p": (1, "plain"), "exprel": (1, "plain"), "sin": (1, "plain"), "cos": (1, "plain"),
    "tan": (1, "plain"), "sinh": (1, "plain"), "cosh": (1, "plain"), "tanh": (1, "plain"),
    "floor": (1, "plain"), "ceil": (1, "plain"), "sqrt": (1, "root"), "abs": (1, "same"),
    "sign": (1, "sign"), "clip": (3, "alike"), "int": (1, "int"),
}  # fmt: skip

#: Unit -> (factor, Brian2's name of the SI unit).
UNITS: Final[dict[str, tuple[float, str]]] = {
    "volt": (1.0, "volt"), "mV": (1e-3, "volt"), "uV": (1e-6, "volt"),
    "amp": (1.0, "amp"), "mA": (1e-3, "amp"), "uA": (1e-6, "amp"), "nA": (1e-9, "amp"),
    "pA": (1e-12, "amp"),
    "siemens": (1.0, "siemens"), "mS": (1e-3, "siemens"), "uS": (1e-6, "siemens"),
    "nS": (1e-9, "siemens"), "pS": (1e-12, "siemens"),
    "farad": (1.0, "farad"), "uF": (1e-6, "farad"), "nF": (1e-9, "farad"), "pF": (1e-12, "farad"),
    "second": (1.0, "second"), "ms": (1e-3, "second"), "us": (1e-6, "second"),
    "hertz": (1.0, "hertz"), "Hz": (1.0, "hertz"), "kHz": (1e3, "hertz"),
    "ohm": (1.0, "ohm"), "Mohm": (1e6, "ohm"), "Gohm": (1e9, "ohm"),
    "metre": (1.0, "metre"), "meter": (1.0, "metre"), "mm": (1e-3, "metre"), "um": (1e-6, "metre"),
}  # fmt: skip

#: Constants that may be read.
CONSTANTS: Final[dict[str, float]] = {"pi": 3.141592653589793, "inf": float("inf")}

#: Brian2's name of an SI unit -> exponents of (metre, kilogram, second, ampere).
EXPONENTS: Final[dict[str, tuple[int, int, int, int]]] = {
    "volt": (2, 1, -3, -1), "amp": (0, 0, 0, 1), "siemens": (-2, -1, 3, 2),
    "farad": (-2, -1, 4, 2), "second": (0, 0, 1, 0), "hertz": (0, 0, -1, 0),
    "ohm": (2, 1, -3, -2), "metre": (1, 0, 0, 0),
}  # fmt: skip
