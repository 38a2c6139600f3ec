"""Equations that a person types, checked before anything else sees them.

Text comes from files and forms of strangers, and what it becomes is compiled
and run; so nothing of it is trusted or passed on. Each expression is parsed
with `ast` (never evaluated), turned into a tree of our own that has nothing but
numbers, names, operators and a fixed list of functions (`expression`,
`functions`), and everything later is written anew from that tree. Names are
plain ASCII and none that Brian2, C or C++ use (`reserved`). Sizes are bounded,
also after Brian2 has put subexpressions into each other (`size`), and constants
are folded, so that ``9**9**9`` ends here. Dimensions are checked (`dimension`),
with the equation named. `model` puts a whole model together; how it is written
for Brian2 stands in `sim.engine.equations.custom`.
"""

from sim.network.custom.expression import Expression, parse_expression
from sim.network.custom.model import METHODS, CustomModel, Differential, Statement, Subexpression
from sim.network.custom.read import read_model

__all__ = [
    "METHODS",
    "CustomModel",
    "Differential",
    "Expression",
    "Statement",
    "Subexpression",
    "parse_expression",
    "read_model",
]
