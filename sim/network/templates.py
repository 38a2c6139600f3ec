"""Beginnings for new parts of a network: sensible, small, and meant to be changed."""

from __future__ import annotations

from typing import Any

import numpy as np
from pydantic import TypeAdapter

from sim.network.connect_by_distance import expected_by_distance
from sim.network.geometry import Grid
from sim.network.kinds import classes, kind_of
from sim.network.pairs import MOST_IN_TEXT, pairs_of
from sim.network.realise import positions_of
from sim.network.rules import DISTANCE_RULES, Rule
from sim.network.spec import Network, Projection
from sim.units import format_quantity, parse_quantity

#: Weights that make a few per cent of the way to threshold of a default LIF neuron,
#: exciting and inhibiting, by the dimension of the target's input.
_WEIGHTS = {
    "voltage": ("0.5 mV", "-2 mV"),
    "current": ("20 pA", "-80 pA"),
    "conductance": ("2 nS", "-20 nS"),
    "number": ("0.1", "-0.1"),
}

#: Synapses onto each neuron of a new projection, where the source has enough neurons.
_IN_DEGREE = 100


def default_weight(dimension: str, inhibits: bool) -> str:
    """Return a weight for a dimension: voltage, current or conductance."""
    return _WEIGHTS[dimension][inhibits]


def largest_weight(weight: Any, dimension: str) -> str:
    """Return a bound for weights that learn, in data form: twice what they begin with."""
    names = ("high", "mean", "median", "amplitude")
    if isinstance(weight, dict):
        weight = next(weight[name] for name in names if weight.get(name) is not None)
    value = abs(parse_quantity(weight, dimension))
    if value == 0:
        weight, value = default_weight(dimension, False), 1.0
        value = parse_quantity(weight, dimension)
    unit = str(weight).strip().lstrip("+-0123456789.eE").strip()
    return format_quantity(2 * value, unit)


def new_rule(n_source: int, n_target: int) -> dict[str, Any]:
    """Return a rule with about a hundred synapses onto each target neuron."""
    if n_source <= _IN_DEGREE:
        return {"kind": "all_to_all"}
    return {"kind": "fixed_probability", "p": float(f"{_IN_DEGREE / n_source:.2g}")}


def free_points(network: Network, population: str) -> list[list[str]]:
    """Return the present positions of a population, or a grid, as points of a free geometry."""
    part = network.populations[population]
    if part.geometry is not None:
        points = positions_of(network, population)
    else:
        points = Grid().place(part.size, np.random.default_rng(network.seed))
    return [[format_quantity(float(x), "um") for x in point] for point in points]


def rule_like(network: Network, projection: str, kind: str) -> dict[str, Any]:
    """Return a rule of another kind with, where it can, the same expected number of synapses.

    Rules of distance reach half the extent of the populations.
    """
    p = next(p for p in network.projections if p.name == projection)
    n_pre, n_post = network.populations[p.source].size, network.populations[p.target].size
    expected = network.expected_synapses()[projection]
    rule: dict[str, Any] = {"kind": kind}
    if kind == "explicit":
        return rule | {"pairs": _listed(network, projection)}
    if kind != "one_to_one":
        rule["autapses"] = getattr(p.rule, "autapses", False)
    if kind in ("fixed_in_degree", "fixed_out_degree"):
        rule["multapses"] = getattr(p.rule, "multapses", True)
    if kind in {kind_of(c) for c in classes("rule") if issubclass(c, DISTANCE_RULES)}:
        reach = format_quantity(extent_of(network, p.source, p.target) / 2, "um")
        names = {"gaussian": ("sigma",), "exponential": ("scale",), "disc": ("radius",)}
        rule |= dict.fromkeys(names.get(kind, ("width", "height")), reach)
        return rule | _thinned(network, p, rule, expected)
    counts: dict[str, dict[str, Any]] = {
        "fixed_probability": {"p": min(1.0, float(f"{expected / (n_pre * n_post):.3g}"))},
        "fixed_in_degree": {"k": round(expected / n_post)},
        "fixed_out_degree": {"k": round(expected / n_pre)},
        "fixed_total": {"n": round(expected)},
    }
    return rule | counts.get(kind, {})


def _thinned(
    network: Network, projection: Projection, rule: dict[str, Any], expected: float
) -> dict[str, Any]:
    """Return the peak probability that keeps the expected number of synapses, if it can be."""
    parts = (network.populations[projection.source], network.populations[projection.target])
    if any(part.geometry is None for part in parts):
        return {}  # validation refuses the rule, and says why
    spec: Any = TypeAdapter(Rule).validate_python(rule)
    places = (positions_of(network, projection.source), positions_of(network, projection.target))
    at_most = expected_by_distance(spec, places)
    return {"p_max": min(1.0, float(f"{expected / max(at_most, 1.0):.3g}"))}


def extent_of(network: Network, *populations: str) -> float:
    """Return the largest extent of populations along an axis, 1 mm where they have none. [m]"""
    placed = [p for p in populations if network.populations[p].geometry is not None]
    extents = [float(np.ptp(positions_of(network, p), axis=0).max()) for p in placed]
    return max(extents, default=0.0) or 1e-3


def _listed(network: Network, projection: str) -> list[list[int]]:
    """Return the pairs that a projection has now, to be edited one by one."""
    sources, targets = pairs_of(network, projection, MOST_IN_TEXT)
    return [[int(i), int(j)] for i, j in zip(sources, targets, strict=True)]
