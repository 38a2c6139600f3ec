"""Changes of structure, for building a network step by step: network in, network out.

Every function returns a new, validated network and leaves the old one as it
was, so undo is keeping the old one. Values of single fields are changed with
`sim.network.with_values`. A variant of the network stays while it still makes
sense: its paths follow a renaming, and a variant that no longer applies is
dropped.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from sim.errors import SpecError
from sim.network.explain import did_you_mean
from sim.network.kinds import Part, kinds
from sim.network.load import network_from_mapping, with_values
from sim.network.plasticity import PRESETS
from sim.network.spec import Network
from sim.network.templates import (
    default_weight,
    free_points,
    largest_weight,
    new_drive,
    new_rule,
    rule_like,
)

Data = dict[str, Any]


def add_population(network: Network, model: str, size: int = 100) -> Network:
    """Add a population of neurons or of a spike source, named after its model.

    Parameters
    ----------
    model : str
        A key of ``kinds("neuron")`` or ``kinds("source")``.
    """
    _check_kind("neuron", model, kinds("neuron") | kinds("source"))
    data = _data(network)
    name = _fresh(model, network.populations)
    data["populations"][name] = {"size": size, "neuron": {"model": model}}
    return _made(data)


def remove_population(network: Network, population: str) -> Network:
    """Remove a population and every projection from and to it."""
    data = _with(network, population)
    del data["populations"][population]
    _full_rates(data).pop(population, None)
    data["projections"] = [
        p for p in data["projections"] if population not in (p["source"], p["target"])
    ]
    return _made(data)


def rename_population(network: Network, population: str, name: str) -> Network:
    """Give a population another name, in projections and variants too.

    Random initial values and positions are drawn by name, so they change.
    """
    data = _with(network, population)
    if name != population and name in network.populations:
        raise SpecError(f"populations.{name}: there is already a population of this name")
    data["populations"] = {
        (name if n == population else n): p for n, p in data["populations"].items()
    }
    rates = _full_rates(data)
    if population in rates:
        rates[name] = rates.pop(population)
    for projection in data["projections"]:
        for end in ("source", "target"):
            if projection[end] == population:
                projection[end] = name
    old, new = f"populations.{population}.", f"populations.{name}."
    for variant in data["variants"].values():
        variant["set"] = {
            (new + path.removeprefix(old) if path.startswith(old) else path): value
            for path, value in variant["set"].items()
        }
    return _made(data)


def duplicate_population(network: Network, population: str) -> Network:
    """Add a copy of a population, unconnected, right after it."""
    data = _with(network, population)
    name = _fresh(re.sub(r"_\d+$", "", population), network.populations)
    copied: Data = {}
    for key, value in data["populations"].items():
        copied[key] = value
        if key == population:
            copied[name] = {**value, "label": ""}
    data["populations"] = copied
    rates = _full_rates(data)
    if population in rates:
        rates[name] = rates[population]
    return _made(data)


def change_model(network: Network, population: str, model: str) -> Network:
    """Replace a population's neuron by another model with its reference parameters.

    Weights and drives onto it get a default of the new dimension when the
    dimension changes; drives that the model cannot take and initial values
    (which belong to the old model's range) are dropped. A population that
    becomes a spike source loses its incoming projections.
    """
    _check_kind("neuron", model, kinds("neuron") | kinds("source"))
    data = _with(network, population)
    part = data["populations"][population]
    part["neuron"] = {"model": model}
    part["initial"] = {}
    part["drives"] = [d for d in part["drives"] if d["kind"] in kinds("drive", model)]
    if model in kinds("source"):
        data["projections"] = [p for p in data["projections"] if p["target"] != population]
    return _made(_with_new_dimension(network, data, population))


def change_input(network: Network, population: str, kind: str) -> Network:
    """Change how spikes act on a population; time constants stay, weights are converted."""
    data = _with(network, population)
    neuron = data["populations"][population]["neuron"]
    _check_kind("input", kind, kinds("input", neuron["model"]))
    shared = {} if kind == "delta" else {k: v for k, v in _input(neuron).items() if "tau" in k}
    neuron["input"] = {"kind": kind, **shared}
    return _made(_with_new_dimension(network, data, population))


def set_geometry(network: Network, population: str, kind: str | None) -> Network:
    """Lay a population out in space, or take its geometry away (None).

    The origin and rotation stay; ``free`` begins with the present positions.

    Raises
    ------
    SpecError
        Also when a projection depends on distance and needs the geometry.
    """
    data = _with(network, population)
    part = data["populations"][population]
    if kind is None:
        part["geometry"] = None
        return _made(data)
    _check_kind("geometry", kind, kinds("geometry"))
    if kind == "free":
        part["geometry"] = {"kind": kind, "points": free_points(network, population)}
    else:
        old = part["geometry"] or {}
        kept = {k: old[k] for k in ("origin", "rotation_deg") if k in old}
        part["geometry"] = {"kind": kind, **kept}
    return _made(data)


def add_projection(network: Network, source: str, target: str) -> Network:
    """Connect two populations: about a hundred synapses per target neuron, 1 ms.

    The weight is a default of the target's dimension; it inhibits when all
    other synapses of the source do (Dale's principle).
    """
    data = _with(network, source, target)
    signs = [_negative(p["weight"]) for p in data["projections"] if p["source"] == source]
    inhibits = bool(signs) and all(signs)
    names = [p["name"] for p in data["projections"]]
    receiver = network.populations[target]
    if receiver.is_source:
        raise SpecError(f"populations.{target}: a spike source receives no synapses")
    data["projections"].append(
        {
            "name": _fresh(f"{source}_to_{target}", names),
            "source": source,
            "target": target,
            "rule": new_rule(network.populations[source].size, receiver.size),
            "weight": default_weight(receiver.weight_dimension, inhibits),
        }
    )
    return _made(data)


def remove_projection(network: Network, projection: str) -> Network:
    """Remove a projection by name."""
    data = _data(network)
    data["projections"].remove(_projection(data, projection))
    return _made(data)


def change_rule(network: Network, projection: str, kind: str) -> Network:
    """Change how a projection connects, keeping its expected number of synapses where it can.

    Raises
    ------
    SpecError
        Also when the rule does not suit the populations, such as a rule of
        distance where one has no geometry.
    """
    _check_kind("rule", kind, kinds("rule"))
    data = _data(network)
    part = _projection(data, projection)
    part["rule"] = rule_like(network, projection, kind)
    return _made(data)


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
    data = _data(network)
    part = _projection(data, projection)
    if kind is None:
        part["plasticity"] = None
        return _made(data)
    _check_kind("plasticity", kind, kinds("plasticity"))
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
    return _made(data)


def add_drive(network: Network, population: str, kind: str) -> Network:
    """Add an external input to a population.

    Parameters
    ----------
    kind : str
        A key of ``kinds("drive", model)``.
    """
    data = _with(network, population)
    part = data["populations"][population]
    _check_kind("drive", kind, kinds("drive", part["neuron"]["model"]))
    part["drives"].append(new_drive(kind, network.populations[population].weight_dimension))
    return _made(data)


def remove_drive(network: Network, population: str, index: int) -> Network:
    """Remove one external input of a population, by its number from 0."""
    data = _with(network, population)
    drives = data["populations"][population]["drives"]
    if not 0 <= index < len(drives):
        raise SpecError(f"populations.{population}.drives.{index}: there are {len(drives)}")
    del drives[index]
    return _made(data)


def _data(network: Network) -> Data:
    return network.model_dump(mode="json", by_alias=True)


def _full_rates(data: Data) -> Data:
    """Return the rates of the full network by population, where the network is scaled down."""
    found: Data = (data.get("scale") or {}).get("rates") or {}
    return found


def _with(network: Network, *populations: str) -> Data:
    """Return the network as data, having checked that it has these populations."""
    for name in populations:
        if name not in network.populations:
            known = list(network.populations)
            raise SpecError(
                f"populations.{name}: no such population{did_you_mean(name, known)}; "
                f"there are {', '.join(known)}"
            )
    return _data(network)


def _projection(data: Data, name: str) -> Data:
    names = [p["name"] for p in data["projections"]]
    if name not in names:
        raise SpecError(
            f"projections.{name}: no such projection{did_you_mean(name, names)}; "
            f"there are {', '.join(names) or 'none'}"
        )
    found: Data = data["projections"][names.index(name)]
    return found


def _made(data: Data) -> Network:
    """Validate, and keep the variants that still apply."""
    variants = data.pop("variants", {})
    network = network_from_mapping(data, str(data["name"]))
    kept = {name: v for name, v in variants.items() if _applies(network, v)}
    return network_from_mapping({**data, "variants": kept}, network.name) if kept else network


def _applies(network: Network, variant: Data) -> bool:
    try:
        with_values(network, variant["set"])
    except SpecError:
        return False
    return True


def _check_kind(part: Part, kind: str, known: dict[str, str]) -> None:
    if kind not in known:
        raise SpecError(
            f"{part}: no kind {kind!r}{did_you_mean(kind, known)}; "
            f"there are {', '.join(known) or 'none for this model'}"
        )


def _fresh(name: str, taken: Iterable[str]) -> str:
    """Return a name that is not taken, cut to the length of names."""
    used = set(taken)
    found, number = name[:32], 2
    while found in used:
        found = f"{name[: 31 - len(str(number))]}_{number}"
        number += 1
    return found


def _input(neuron: Data) -> Data:
    found: Data = neuron.get("input") or {}
    return found


def _negative(weight: Any) -> bool:
    """Tell the sign of a weight in data form by its plain quantity, mean or median."""
    if isinstance(weight, dict):
        names = ("mean", "median", "amplitude", "high")
        weight = next(weight[n] for n in names if weight.get(n) is not None)
    return str(weight).strip().startswith("-")


def _with_new_dimension(old: Network, data: Data, population: str) -> Data:
    """Give weights onto a population a default of its new dimension, where it changed."""
    part = data["populations"][population]
    before = old.populations[population]
    trial = network_from_mapping(
        {"name": "trial", "title": "trial", "populations": {"x": {**part, "drives": []}}}
    ).populations["x"]
    if before.is_source or trial.is_source or before.weight_dimension == trial.weight_dimension:
        return data
    weights = [p for p in data["projections"] if p["target"] == population]
    weights += [d for d in part["drives"] if d["kind"] == "poisson"]
    for item in weights:
        item["weight"] = default_weight(trial.weight_dimension, _negative(item["weight"]))
        if (plasticity := item.get("plasticity")) and "w_max" in plasticity:
            plasticity["w_max"] = largest_weight(item["weight"], trial.weight_dimension)
    return data
