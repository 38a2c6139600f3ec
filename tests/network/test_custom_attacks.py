"""Equations of strangers: everything that is not plain arithmetic is refused, by field."""

from __future__ import annotations

import time
from typing import Any

import pytest

from sim.errors import SpecError
from sim.network import network_from_mapping

DEEP = "(" * 300 + "v" + ")" * 300
POWERS = "((((v/volt)**16)**16)**16)**16"
DOUBLING = "\n".join(f"a{k} = a{k - 1} + a{k - 1} : 1" for k in range(1, 40))

#: Put in the place of the right side of dv/dt.
EXPRESSIONS = {
    "dunder": "v.__class__",
    "dunder chain": "().__class__.__bases__[0].__subclasses__()",
    "attribute of a number": "(1).real*volt/second",
    "attribute call": "v.mean()",
    "import": "__import__('os').system('id')",
    "import statement": "import os",
    "eval": "eval('1')",
    "exec": "exec('x=1')",
    "compile": "compile('1','','eval')",
    "open": "open('/etc/passwd')",
    "getattr": "getattr(v, 'x')",
    "globals": "globals()",
    "vars": "vars()['x']",
    "builtins": "__builtins__",
    "print": "print(v)",
    "input": "input()",
    "type": "type(v)",
    "breakpoint": "breakpoint()",
    "function of the file system": "fopen(v)",
    "system": "system(v)",
    "random numbers": "rand()*volt/second",
    "noise": "xi*volt/second**0.5",
    "timed array": "arr(t)*volt/second",
    "subscript": "v[0]/tau_m",
    "slice": "v[0:1]/tau_m",
    "string": "'volt'",
    "bytes": "b'volt'",
    "format string": "f'{v}'",
    "percent format": "'%s' % v",
    "str.format": "'{0.__class__}'.format(v)",
    "lambda": "(lambda: v)()",
    "list comprehension": "[v for v in (1,2)]",
    "generator": "sum(v for v in (1,2))",
    "set": "{v, v}",
    "dict": "{'a': v}",
    "tuple": "v, v",
    "star": "max(*v)",
    "keyword argument": "clip(v, 0*volt, b=1*volt)/tau_m",
    "walrus": "(v := 3)",
    "ternary": "v if v > 0*volt else v",
    "await": "await v",
    "yield": "(yield v)",
    "assignment": "v = 3",
    "two statements": 'v/tau_m; system("rm -rf ~")',
    "C++ after a semicolon": 'v/tau_m; std::system("id"); //',
    "C++ comment": "v/tau_m /* */",
    "C++ line comment": "v // tau_m",
    "backslash": "v \\ tau_m",
    "backtick": "`id`",
    "dollar": "$(id)",
    "preprocessor": "v\n#include <stdlib.h>\n/tau_m",
    "at sign": "v @ tau_m",
    "shift": "v << 3",
    "bit and": "v & 3",
    "bit or": "v | 3",
    "bit not": "~v",
    "xor": "v ^ 2",
    "floor division": "v // tau_m",
    "is": "v is v",
    "in": "v in v",
    "chain of comparisons": "int(1 < 2 < 3)*v/tau_m",
    "ellipsis": "...",
    "True": "True*v/tau_m",
    "None": "None",
    "complex": "1j*v/tau_m",
    "underscore name": "_v/tau_m",
    "Brian2's array": "_ptr_array_neurons_v/tau_m",
    "Brian2's index": "_idx*volt/second",
    "number of neurons": "N*volt/second",
    "index": "i*volt/second",
    "time step": "v/dt",
    "last spike": "(t - lastspike)*volt/second**2",
    "refractoriness": "not_refractory*volt/second",
    "tower of powers": "9**9**9*volt/second",
    "huge power": "9**999999*volt/second",
    "large exponent": "(v/volt)**1000*volt/second",
    "nested powers": f"{POWERS}*volt/second",
    "power of a sum": "(v/volt + t/second + 1 + v*t/volt/second)**16*volt/second",
    "deep parentheses": f"{DEEP}/tau_m",
    "deep signs": "-" * 900 + "v/tau_m",
    "deep nots": "int(" + "not " * 200 + "(v > 0*volt))*volt/second",
    "many terms": "+".join(["v"] * 400),
    "huge text": "v" * 5000,
    "huge number": "9" * 900 + "*volt/second",
    "infinite number": "1e999*volt/second",
    "division by zero": "1/0*volt/second",
    "nothing": "",
    "nul": "v\0/tau_m",
    "tab": "v\t/tau_m",
    "carriage return": "v\r/tau_m",
    "full-width letters": "\uff45\uff58\uff50(v/volt)*volt/second",
    "Cyrillic v": "\u0432/tau_m",
    "mathematical v": "\U0001d463/tau_m",
    "zero-width space": "v\u200b/tau_m",
    "right-to-left mark": "v\u202e/tau_m",
    "function as a value": "exp*volt/second",
    "call of a variable": "v(1)",
    "call of a call": "exp(1)(1)",
    "call of a unit": "volt(3)",
    "wrong number of values": "exp(1, 2)*volt/second",
    "unknown name": "v_rst/tau_m",
    "unit that smuggles": "v/tau_m : volt) or (1",
    "wrong units": "v + tau_m",
    "wrong units in a function": "exp(v)*volt/second",
    "condition as a number": "(v > 0*volt)*volt/second",
}

#: Names of a variable.
NAMES = [
    "t", "dt", "i", "N", "not_refractory", "lastspike", "xi", "xi_1", "_v", "__v", "v__x", "i_drive",
    "int", "class", "double", "std", "NULL", "errno", "lambda", "None", "exp", "clip", "mV", "volt",
    "metre2", "nS", "pi", "inf", "rand", "v;", "v-1", "v.x", "v[0]", "v x", "3v", "", "a" * 40,
    "\u0432", "v\u200b", "x_post", "namespace", "static_cast", "npu_size",
]  # fmt: skip

UNITS = [
    "", "volts", "volt*volt", "volt)", "__import__('os')", "1;", "boolean", "integer", "volt (constant)",
    "volt (shared)", "V" * 100, "volt/0", "volt**2", "exp(1)", "tau_m",
]  # fmt: skip

STATEMENTS = [
    "v", "v = v_reset; w = 1", "v == v_reset", "t = 0*second", "v_reset = v", "tau_m *= 2",
    "not_refractory = 1", "v.x = 1", "v[0] = 1*volt", "v, w = 1, 2", "del v", "import os",
    "v = lastspike", "v **= 2", "v //= 2", "v = 'x'", "for v in v: v", "i_drive = 1*nA",
    "v = v_reset\nsystem('id')", "v += 1*ms", "v *= 2*volt", "global v", "v = __import__('os')",
    "v := v_reset", "v\\\n= v_reset",
]  # fmt: skip

FIELDS = {
    "threshold": ["", "v", "v >", "v > v_threshold; v", "v > 3", "v.x > 1", "v > v_threshold\nsystem()",
                  "lastspike > 0*second", "open('x') > 1", "v > v_threshold : volt", "True"],
    "refractory": ["v", "2", "t_ref; x", "t_ref + v", "__import__('os')", "rand()*ms", "lambda: t_ref"],
    "excitatory": ["x", "", "v.x", "_v", "tau_m", "t"],
    "inhibitory": ["x", "v; w"],
    "method": ["heun", "milstein", "__import__('os')", "", "gsl"],
    "inhibitory_weight": ["unsigned"],
    "parameters": [{"t": "1 ms"}, {"_x": "1 mV"}, {"tau m": "1 ms"}, {"x": "1 parsec"}, {"x": "nan"},
                   {"x": "1; rm"}, {"exp": "1"}, {"a.b": "1"}, {"x" * 50: "1"}, {"int": "1"}],
    "start": [{"x": "1 mV"}, {"v": "1 ms"}, {"tau_m": "1 ms"}, {"v": "__import__('os')"}],
}  # fmt: skip


def refused(field: str, value: Any) -> str:
    """Put a value into a field of a custom neuron and return the refusal."""
    neuron = {"model": "custom", field: value}
    started = time.monotonic()
    with pytest.raises(SpecError) as caught:
        network_from_mapping(
            {"name": "x", "title": "x", "populations": {"n": {"size": 1, "neuron": neuron}}}
        )
    assert time.monotonic() - started < 2
    message = str(caught.value)
    assert f"populations.n.neuron.{field}" in message, message
    assert len(message) < 1500
    return message


def equations(rate: str) -> str:
    return f"dv/dt = {rate} : volt\ndi_syn/dt = -i_syn/tau_syn : amp"


@pytest.mark.parametrize("what", EXPRESSIONS)
def test_expressions_are_refused(what: str) -> None:
    message = refused("equations", equations(EXPRESSIONS[what]))
    assert "line" in message or "character" in message


@pytest.mark.parametrize("name", NAMES)
def test_names_are_refused(name: str) -> None:
    refused("equations", f"d{name}/dt = 1*volt/second : volt\n{equations('v/tau_m')}")
    refused("equations", f"{name} = 1*volt : volt\n{equations('v/tau_m')}")


@pytest.mark.parametrize("unit", UNITS)
def test_units_are_refused(unit: str) -> None:
    refused("equations", f"dv/dt = v/tau_m : {unit}\ndi_syn/dt = -i_syn/tau_syn : amp")


@pytest.mark.parametrize("statement", STATEMENTS)
def test_resets_are_refused(statement: str) -> None:
    refused("reset", statement)


@pytest.mark.parametrize(
    ("field", "value"), [(f, v) for f, values in FIELDS.items() for v in values]
)
def test_other_fields_are_refused(field: str, value: Any) -> None:
    refused(field, value)


def test_equations_as_a_whole_are_refused() -> None:
    tail = f"\n{equations('v/tau_m')}"
    for text, word in (
        ("", "needs at least one line"),
        ("v : volt", "is no equation"),
        ("a = b : 1\nb = a : 1" + tail, "depends on itself"),
        ("a = a : 1" + tail, "depends on itself"),
        ("a0 = 1 : 1\n" + DOUBLING + tail, "too large"),
        ("a = 1 : 1\na = 2 : 1" + tail, "defined twice"),
        ("tau_m = 1*ms : second" + tail, "defined twice"),
        ("x = (1 : 1" + tail, "not closed"),
        ("\n" * 200 + tail, "lines"),
        ("# " + "x" * 7000 + tail, "characters long"),
        ("x = 1 : 1 (unless refractory)" + tail, "only a differential"),
        ("x = 1 : 1 (shared)" + tail, "no unit"),
    ):
        assert word in refused("equations", text), text


@pytest.mark.filterwarnings("ignore")
def test_every_name_of_brian2_is_taken() -> None:
    from brian2.core.functions import DEFAULT_CONSTANTS, DEFAULT_FUNCTIONS
    from brian2.core.namespace import DEFAULT_UNITS

    from sim.network.custom.reserved import check_name

    free = []
    for name in {*DEFAULT_UNITS, *DEFAULT_FUNCTIONS, *DEFAULT_CONSTANTS}:
        try:
            check_name(name, "variable")
        except SpecError:
            continue
        free.append(name)
    assert free == []
