"""Changes of projections: network in, network out, as in `sim.network.edit`."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from sim.errors import SpecError
from sim.network.as_data import (
    check_kind,
    check_name,
    data_of,
    data_with,
    fresh_name,
    is_negative,
    network_of,
    projection_in,
    rename_in_variants,
)
from sim.network.explain import did_you_mean
from sim.network.kinds import kinds
from sim.network.pairs import projection_of
from sim.network.plasticity import PRESETS
from sim.network.spec import Network, Projection
from sim.network.templates import default_weight, largest_weight, new_rule, rule_like


def add_projection(network: Network, source: str, target: str) -> Network:
    """Connect two populations: about a hundred synapses per target neuron, 1 ms.

    The weight is a default of the target's dimension; it inhibits when all
    other synapses of the source do (Dale's principle).
    """
    data = data_with(network, source, target)
    signs = [is_negative(p["weight"]) for p in data["projections"] if p["source"] == source]
    inhibits = bool(signs) and all(signs)
    names = [p["name"] for p in data["projections"]]
    receiver = network.populations[target]
    if receiver.is_source:
        raise SpecError(f"populations.{target}: a spike source receives no synapses")
    data["projections"].append(
        {
            "name": fresh_name(f"{source}_to_{target}", names),
            "source": source,
            "target": target,
            "rule": new_rule(network.populations[source].size, receiver.size),
            "weight": default_weight(receiver.weight_dimension, inhibits),
        }
    )
    return network_of(data)


def remove_projection(network: Network, projection: str) -> Network:
    """Remove a projection by name."""
    data = data_of(network)
    data["projections"].remove(projection_in(data, projection))
    return network_of(data)


def set_ends(network: Network, projection: str, source: str, target: str) -> Network:
    """Let a projection come from and go to other populations; rule, weight and delay stay.

    A weight of another dimension than the new target's becomes a default of that dimension.

    Raises
    ------
    SpecError
        Also when the rule does not suit the new populations.
    """
    data = data_with(network, source, target)
    part = projection_in(data, projection)
    before, after = (network.populations[name] for name in (part["target"], target))
    part["source"], part["target"] = source, target
    if not after.is_source and after.weight_dimension != before.weight_dimension:
        part["weight"] = default_weight(after.weight_dimension, is_negative(part["weight"]))
        if (plasticity := part["plasticity"]) and "w_max" in plasticity:
            plasticity["w_max"] = largest_weight(part["weight"], after.weight_dimension)
    return network_of(data)


def change_rule(network: Network, projection: str, kind: str) -> Network:
    """Change how a projection connects, keeping its expected number of synapses where it can.

    Raises
    ------
    SpecError
        Also when the rule does not suit the populations, such as a rule of
        distance where one has no geometry.
    """
    check_kind("rule", kind, kinds("rule"))
    data = data_of(network)
    part = projection_in(data, projection)
    part["rule"] = rule_like(network, projection, kind)
    return network_of(data)


@dataclass(frozen=True)
class Flag:
    """A yes or no of a rule.

    Parameters
    ----------
    name, path : str
        ``autapses`` or ``multapses``, and its path for `sim.network.with_values`.
    value, fixed : bool
        Whether it is so, and whether the rule leaves no choice.
    why : str
        Why there is no choice.
    """

    name: str
    path: str
    value: bool
    fixed: bool = False
    why: str = ""


def rule_flags(network: Network, projection: str) -> list[Flag]:
    """Return what the rule of a projection leaves open: autapses and multapses, where it has them.

    Autapses are left out between two populations, which can have none.
    """
    p = projection_of(network, projection)
    base = f"projections.{projection}.rule."
    found = []
    if hasattr(p.rule, "autapses") and p.source == p.target:
        found.append(Flag("autapses", f"{base}autapses", p.rule.autapses))
    if hasattr(p.rule, "multapses"):
        fixed = type(p.rule).model_fields["multapses"].annotation is not bool
        why = "Under this rule they always may." if fixed else ""
        found.append(Flag("multapses", f"{base}multapses", p.rule.multapses, fixed, why))
    return found


def set_plasticity(
    network: Network, projection: str, kind: str | None, preset: str | None = None
) -> Network:
    """Make the synapses of a projection plastic, or static (None).

    Parameters
    ----------
    kind : str or None
        A key of ``kinds("plasticity")``.
    preset : str, optional
        A key of ``PRESETS[kind]``; the first when not given.

    Raises
    ------
    SpecError
        Also for STDP on weights that inhibit.
    """
    data = data_of(network)
    part = projection_in(data, projection)
    if kind is None:
        part["plasticity"] = None
        return network_of(data)
    check_kind("plasticity", kind, kinds("plasticity"))
    presets = PRESETS[kind]
    name = preset or next(iter(presets))
    if name not in presets:
        raise SpecError(
            f"plasticity: no preset {name!r}{did_you_mean(name, presets)} of {kind}; "
            f"there are {', '.join(presets)}"
        )
    before = part.get("plasticity") or {}
    part["plasticity"] = {"kind": kind, **presets[name].values}
    if kind != "short_term":
        dimension = network.populations[part["target"]].weight_dimension
        part["plasticity"]["w_max"] = before.get("w_max") or largest_weight(
            part["weight"], dimension
        )
    return network_of(data)


def rename_projection(network: Network, projection: str, name: str) -> Network:
    """Give a projection another name, in variants too; its random synapses are drawn by name."""
    data = data_of(network)
    part = projection_in(data, projection)
    check_name("projections", name, {p["name"] for p in data["projections"]} - {projection})
    part["name"] = name
    rename_in_variants(data, f"projections.{projection}", f"projections.{name}")
    return network_of(data)


def duplicate_projection(
    network: Network, projection: str, source: str | None = None, target: str | None = None
) -> Network:
    """Add a copy of a projection, by default between the same populations.

    Parameters
    ----------
    source, target : str, optional
        Other ends for the copy, such as copies of its populations.
    """
    data = data_of(network)
    part = projection_in(data, projection)
    source, target = source or part["source"], target or part["target"]
    moved = (source, target) != (part["source"], part["target"])
    wanted = f"{source}_to_{target}" if moved else re.sub(r"_\d+$", "", projection)
    name = fresh_name(wanted, (p["name"] for p in data["projections"]))
    data["projections"].append({**part, "name": name, "source": source, "target": target})
    return network_of(data)


def inhibits(projection: Projection) -> bool:
    """Tell whether the weight of a projection is typically below 0."""
    return is_negative(projection.model_dump(mode="json")["weight"])


def set_sign(network: Network, projection: str, inhibitory: bool) -> Network:
    """Make a projection excite or inhibit with weights of the same size.

    Raises
    ------
    SpecError
        Also for inhibition by synapses that learn, which excite only.
    """
    data = data_of(network)
    part = projection_in(data, projection)
    if is_negative(part["weight"]) != inhibitory:
        part["weight"] = _negated(part["weight"])
    return network_of(data)


def _negated(weight: Any) -> Any:
    """Return a weight in data form with the other sign; bounds change places."""
    if isinstance(weight, str):
        return weight.strip()[1:] if weight.strip().startswith("-") else f"-{weight.strip('+ ')}"
    turned = {"low": "high", "high": "low"}
    return {
        turned.get(key, key): (
            _negated(value)
            if value is not None and key in ("low", "high", "mean", "median", "amplitude", "offset")
            else value
        )
        for key, value in weight.items()
    }
