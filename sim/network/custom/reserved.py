"""Names that a model may not give its variables, because somebody else has them."""

from __future__ import annotations

import keyword
import re

from sim.errors import SpecError
from sim.network.custom.functions import CONSTANTS, FUNCTIONS, UNITS

#: Longest name.
LONGEST = 32

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9_]*", re.ASCII)

#: What Brian2 gives every group, what its random numbers are called, and our own.
_BRIAN = {
    "t", "dt", "i", "j", "N", "t_in_timesteps", "not_refractory", "lastspike", "refractory",
    "xi", "i_drive", "rand", "randn", "poisson", "timestep", "arange", "sample", "spiking", "spikes",
    "namespace", "brian", "clock", "run", "neurons",
    "e", "pi", "inf", "True", "False", "None",
    "avogadro_constant", "boltzmann_constant", "electric_constant", "electron_mass",
    "elementary_charge", "faraday_constant", "gas_constant", "magnetic_constant", "molar_mass_constant",
    "zero_celsius", "arcsin", "arccos", "arctan", "ones_like", "zeros_like",
}  # fmt: skip

_CPP_TEXT = """
alignas alignof and_eq asm auto bitand bitor bool break case catch char char16_t char32_t
char8_t class co_await co_return co_yield compl concept const const_cast consteval constexpr
constinit continue decltype default delete do double dynamic_cast else enum explicit export
extern false float for friend goto if inline int long mutable namespace new noexcept not not_eq
nullptr operator or or_eq private protected public register reinterpret_cast requires return
short signed sizeof static static_assert static_cast struct switch template this thread_local
throw true try typedef typeid typename union unsigned using virtual void volatile wchar_t while
xor xor_eq main std int8_t int16_t int32_t int64_t uint8_t uint16_t uint32_t uint64_t size_t
"""
_CPP = frozenset(_CPP_TEXT.split())

#: Macros and functions of the headers that generated code includes.
_MACROS_TEXT = """
NULL NAN INFINITY HUGE_VAL EOF FILE M_PI M_E RAND_MAX BUFSIZ CLOCKS_PER_SEC errno assert linux
unix i386 major minor makedev stdin stdout stderr signbit isnan isinf isfinite isnormal
isgreater isless fpclassify min max pow fabs fmod ldexp frexp modf round trunc rint erf erfc
tgamma lgamma hypot cbrt exp2 log2 atan atan2 asin acos asinh acosh atanh fma remainder nan
clock rand srand random srandom system exit abort getenv malloc calloc realloc free memcpy
memset strlen printf fprintf scanf puts read write open close signal raise select abs labs div
ldiv ivdep GCC pragma defined endif
"""
_MACROS = frozenset(_MACROS_TEXT.split())

#: Ours: in the code around the model, and what drives add to a group (``brian_network``).
_ENGINE = re.compile(r"npu_.*|(?:drive|current|number|listed)\d+.*")

_LONG_UNITS = (
    "metre|meter|gram|gramme|kilogram|kilogramme|second|amp|ampere|kelvin|mole|mol|candle|radian|steradian|"
    "hertz|newton|pascal|joule|watt|coulomb|volt|farad|ohm|siemens|weber|tesla|henry|lumen|lux|"
    "becquerel|gray|sievert|katal|celsius|liter|litre|molar"
)
#: Every unit of Brian2, with prefix and power.
_UNIT_NAME = re.compile(
    rf"(?:da|[yzafpnumcdhkMGTPEZY])?(?:{_LONG_UNITS})[23]?"
    r"|[kMG]?Hz|[kMG]ohm|[fpnum][AFSV]|[fpnum]M|[cmun]m[23]?|[mun]s"
)


def check_name(name: str, what: str) -> None:
    """Refuse a name that is no plain identifier, or is somebody else's.

    Parameters
    ----------
    what : str
        For the message: ``parameter``.

    Raises
    ------
    SpecError
    """
    if len(name) > LONGEST or not _PLAIN.fullmatch(name):
        raise SpecError(
            f"{name[:40]!r} is no name for a {what}: it must begin with a letter and have only "
            f"letters, digits and underscores, at most {LONGEST}"
        )
    if owner := _owner(name):
        raise SpecError(f"{name!r} cannot name a {what}: it is {owner}; choose another, such as {name}_x")  # fmt: skip


def _owner(name: str) -> str:
    """Return whose name it is, or nothing."""
    if name in FUNCTIONS or name in UNITS or name in CONSTANTS:
        return "a function, unit or constant of equations"
    if name in _BRIAN or name.startswith("xi_") or name.endswith(("_pre", "_post")):
        return "a name of Brian2's own"
    if _ENGINE.fullmatch(name):
        return "a name of the simulation program"
    if keyword.iskeyword(name) or keyword.issoftkeyword(name):
        return "a word of Python"
    if name in _CPP or name in _MACROS or "__" in name:
        return "a word of C++ or its libraries"
    if _UNIT_NAME.fullmatch(name):
        return "a unit"
    return ""
