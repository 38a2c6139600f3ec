"""Expressions of custom neurons: what is written is what was read, and means the same."""

from __future__ import annotations

import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.errors import SpecError
from sim.network.custom import parse_expression
from sim.network.custom.dimension import CONDITION, NUMBER, SECOND, exponents, kind_of, named
from sim.network.custom.nodes import Binary, Call, Name, Node, Number, Unary, written

VOLT = exponents((2, 1, -3, -1))

NUMBERS = st.floats(0.001, 1000, allow_nan=False).map(Number)
NAMES = st.sampled_from(["v", "w", "x"]).map(Name)


def _grown(inner: st.SearchStrategy[Node]) -> st.SearchStrategy[Node]:
    return st.one_of(
        st.builds(Binary, st.sampled_from("+-*/"), inner, inner),
        st.builds(lambda a: Call("exp", (a,)), inner),
        st.builds(lambda a, b, c: Call("clip", (a, b, c)), inner, inner, inner),
        st.builds(lambda a: Unary("-", a), inner),
        st.builds(lambda a, n: Binary("**", a, Number(float(n))), inner, st.integers(2, 4)),
    )


TREES = st.recursive(NAMES | NUMBERS, _grown, max_leaves=12)


def value(node: Node, names: dict[str, float]) -> float:
    """Compute a tree, as the tests understand it."""
    match node:
        case Number(x):
            return x
        case Name(name):
            return names[name]
        case Unary(_, a):
            return -value(a, names)
        case Call("exp", (a,)):
            return math.exp(value(a, names))
        case Call(_, (a, low, high)):
            return min(max(value(a, names), value(low, names)), value(high, names))
        case Binary(op, left, right):
            a, b = value(left, names), value(right, names)
            return {"+": a + b, "-": a - b, "*": a * b}[op] if op in "+-" or op == "*" else a / b if op == "/" else a**b  # fmt: skip
    raise AssertionError(node)


@settings(max_examples=200, deadline=None)
@given(tree=TREES)
def test_written_and_read_again_it_means_the_same(tree: Node) -> None:
    names = {"v": 0.3, "w": -1.7, "x": 2.1}
    try:
        read = parse_expression(written(tree)).root
        expected = value(tree, names)
    except (SpecError, OverflowError, ZeroDivisionError):
        return  # constants that compute to no number are refused
    assert value(read, names) == pytest.approx(expected, rel=1e-9, nan_ok=True)
    assert parse_expression(written(read)).root == read  # and from there on it stays as it is


@settings(max_examples=300, deadline=None)
@given(text=st.text(st.characters(codec="utf-8"), max_size=60))
def test_any_text_is_read_or_refused_in_words(text: str) -> None:
    message = "read"
    try:
        parse_expression(text)
    except SpecError as error:
        message = str(error)
    assert 0 < len(message) < 400


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("v", VOLT), ("2*v - 3*mV", VOLT), ("v/mV", NUMBER), ("v*v/v", VOLT), ("sqrt(v**2)", VOLT),
        ("(v**2)**0.5", VOLT), ("abs(-v)", VOLT), ("clip(v, -inf*volt, 20*mV)", VOLT), ("sign(v)", NUMBER),
        ("exp(v/(5*mV))", NUMBER), ("int(v > 0*volt)*2", NUMBER), ("v > 1*mV and not t < 3*ms", CONDITION),
        ("t % (20*ms)", SECOND), ("1/(100*Hz)", SECOND), ("+v", VOLT), ("(1*nS)/(1*pF)*t*v", VOLT),
    ],
)  # fmt: skip
def test_dimensions(text: str, kind: object) -> None:
    known = {"v": VOLT, "t": SECOND}
    assert kind_of(parse_expression(text).root, known) == kind


def test_constants_are_computed_here() -> None:
    assert parse_expression("2**10 + 1/4").root == Number(1024.25)
    assert str(parse_expression("-(1/3)*v")) == "((-0.3333333333333333) * v)"
    assert named(kind_of(parse_expression("3*mV/ms").root, {})) == "voltage_rate"
