"""From the text of one expression to a tree that is safe, or an error that says why not."""

from __future__ import annotations

import ast
import functools
import math
from dataclasses import dataclass

from sim.errors import SpecError
from sim.network.custom.functions import CONSTANTS, FUNCTIONS, UNITS
from sim.network.custom.nodes import (
    Binary,
    Call,
    Name,
    Node,
    Number,
    Unary,
    UnitName,
    names_in,
    written,
)

#: Longest text, deepest nesting and largest power of an expression.
MOST_CHARACTERS, DEEPEST, MOST_POWER = 1_000, 60, 16

_BINARY: dict[type[ast.operator], str] = {
    ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/", ast.Mod: "%", ast.Pow: "**",
}  # fmt: skip
_COMPARE: dict[type[ast.cmpop], str] = {
    ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">=", ast.Eq: "==", ast.NotEq: "!=",
}  # fmt: skip

#: What a stranger may have tried, in words.
_WORDS: dict[type[ast.AST], str] = {
    ast.Attribute: "a dot after a name", ast.Subscript: "square brackets", ast.Lambda: "lambda",
    ast.IfExp: "if ... else (write int(condition)*value)", ast.NamedExpr: ":=",
    ast.ListComp: "a comprehension", ast.SetComp: "a comprehension",
    ast.DictComp: "a comprehension", ast.GeneratorExp: "a comprehension",
    ast.JoinedStr: "text", ast.List: "a list", ast.Tuple: "a comma", ast.Dict: "braces",
    ast.Set: "braces", ast.Starred: "a star before a name", ast.Await: "await",
    ast.Yield: "yield", ast.YieldFrom: "yield",
}  # fmt: skip


@dataclass(frozen=True)
class Expression:
    """A checked expression."""

    root: Node

    @property
    def names(self) -> frozenset[str]:
        """Names it reads."""
        return frozenset(names_in(self.root))

    def __str__(self) -> str:
        return written(self.root)


@functools.lru_cache(maxsize=1024)
def parse_expression(text: str) -> Expression:
    """Parse and check one expression.

    Raises
    ------
    SpecError
        Quotes what is not allowed and says what is.
    """
    check_characters(text, MOST_CHARACTERS)
    if not text.strip():
        raise SpecError("is empty")
    try:
        tree = ast.parse(text.strip(), mode="eval")
    except SyntaxError as error:
        raise SpecError(f"{_cut(text)} is no expression: {error.msg}") from error
    except (ValueError, MemoryError, RecursionError) as error:
        raise SpecError(f"{_cut(text)} is no expression, or nested too deeply") from error
    return Expression(_node(tree.body, 1))


def check_characters(text: str, most: int) -> None:
    """Refuse long text, and characters that only look like others or cannot be seen."""
    if len(text) > most:
        raise SpecError(f"is {len(text):,} characters long, at most {most:,}")
    for character in text:
        if not (" " <= character <= "~" or character == "\n"):
            raise SpecError(
                f"has the character {character!a}; only letters, digits and signs of plain ASCII "
                "are allowed"
            )


def _cut(text: str) -> str:
    return repr(text if len(text) <= 60 else text[:60] + "...")


def _node(tree: ast.AST, depth: int) -> Node:
    if depth > DEEPEST:
        raise SpecError(f"is nested deeper than {DEEPEST} levels; use subexpressions")
    if isinstance(tree, ast.BinOp):
        return _binary(tree, depth)
    if isinstance(tree, ast.UnaryOp):
        return _unary(tree, depth)
    if isinstance(tree, ast.Compare):
        return _comparison(tree, depth)
    if isinstance(tree, ast.BoolOp):
        return _logic(tree, depth)
    if isinstance(tree, ast.Call):
        return _call(tree, depth)
    if isinstance(tree, ast.Name):
        return _name(tree.id)
    if isinstance(tree, ast.Constant):
        return _constant(tree.value)
    raise SpecError(f"{_cut(ast.unparse(tree))}: {_WORDS.get(type(tree), 'this')} is not allowed")


def _name(name: str) -> Node:
    if name in UNITS:
        return UnitName(name)
    if name in CONSTANTS:
        return Number(CONSTANTS[name])
    if name.startswith("_"):
        raise SpecError(f"{_cut(name)}: names must not begin with an underscore")
    if name in FUNCTIONS:
        raise SpecError(f"{name!r} is a function: write {name}(...)")
    return Name(name)


def _constant(value: object) -> Node:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise SpecError(f"{_cut(str(value))} is no number; only numbers, names and functions are")
    try:
        number = float(value)
    except OverflowError as error:
        raise SpecError("has a number of more than 300 digits") from error
    if not math.isfinite(number):
        raise SpecError("has a number that is too large")
    return Number(number)


def _unary(tree: ast.UnaryOp, depth: int) -> Node:
    operand = _node(tree.operand, depth + 1)
    if isinstance(tree.op, ast.Not):
        return Unary("not", operand)
    if isinstance(tree.op, ast.UAdd):
        return operand
    if isinstance(tree.op, ast.USub):
        return Number(-operand.value) if isinstance(operand, Number) else Unary("-", operand)
    raise SpecError("the sign ~ is not allowed")


def _binary(tree: ast.BinOp, depth: int) -> Node:
    operator = _BINARY.get(type(tree.op))
    if operator is None:
        sign = ast.unparse(tree)[:60]
        raise SpecError(f"{_cut(sign)}: only the signs {' '.join(_BINARY.values())} are allowed")
    left, right = _node(tree.left, depth + 1), _node(tree.right, depth + 1)
    if isinstance(left, Number) and isinstance(right, Number):
        return _computed(operator, left.value, right.value)
    if operator == "**" and isinstance(right, Number) and abs(right.value) > MOST_POWER:
        raise SpecError(f"the power {right.value:g} is beyond {MOST_POWER}")
    return Binary(operator, left, right)


def _computed(operator: str, a: float, b: float) -> Number:
    """Compute what is made of numbers only, so that nobody after this has to."""
    compute = {
        "+": lambda: a + b, "-": lambda: a - b, "*": lambda: a * b, "/": lambda: a / b,
        "%": lambda: a % b, "**": lambda: math.pow(a, b),
    }  # fmt: skip
    try:
        result = compute[operator]()
    except (OverflowError, ZeroDivisionError, ValueError) as error:
        raise SpecError(f"{a:g} {operator} {b:g} is no number: {error}") from error
    if math.isnan(result) or (math.isinf(result) and math.isfinite(a) and math.isfinite(b)):
        raise SpecError(f"{a:g} {operator} {b:g} is too large")
    return Number(result)


def _comparison(tree: ast.Compare, depth: int) -> Node:
    operators = [_COMPARE.get(type(op)) for op in tree.ops]
    if len(operators) != 1 or operators[0] is None:
        raise SpecError(
            f"{_cut(ast.unparse(tree)[:80])}: compare two values with one of "
            f"{' '.join(_COMPARE.values())}, and join comparisons with and, or"
        )
    return Binary(operators[0], _node(tree.left, depth + 1), _node(tree.comparators[0], depth + 1))


def _logic(tree: ast.BoolOp, depth: int) -> Node:
    word = "and" if isinstance(tree.op, ast.And) else "or"
    parts = [_node(value, depth + 1) for value in tree.values]
    return functools.reduce(lambda a, b: Binary(word, a, b), parts)


def _call(tree: ast.Call, depth: int) -> Node:
    if not isinstance(tree.func, ast.Name) or tree.func.id not in FUNCTIONS:
        what = _cut(ast.unparse(tree.func)[:60])
        raise SpecError(f"{what} is no function of equations; there are {', '.join(FUNCTIONS)}")
    name = tree.func.id
    count = FUNCTIONS[name][0]
    if tree.keywords or len(tree.args) != count:
        raise SpecError(f"{name} takes {count} value{'s' if count > 1 else ''}")
    return Call(name, tuple(_node(argument, depth + 1) for argument in tree.args))
