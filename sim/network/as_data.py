"""A network as plain data and back, and what every change of structure needs."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from sim.errors import SpecError
from sim.network.explain import did_you_mean
from sim.network.kinds import Part
from sim.network.load import network_from_mapping, with_values
from sim.network.spec import NAME_PATTERN, Network
from sim.network.templates import default_weight, largest_weight

Data = dict[str, Any]


def data_of(network: Network) -> Data:
    """Return a network as plain data, with all of its variants."""
    return network.model_dump(mode="json", by_alias=True)


def full_rates(data: Data) -> Data:
    """Return the rates of the full network by population, where the network is scaled down."""
    found: Data = (data.get("scale") or {}).get("rates") or {}
    return found


def data_with(network: Network, *populations: str) -> Data:
    """Return the network as data, having checked that it has these populations."""
    for name in populations:
        if name not in network.populations:
            known = list(network.populations)
            raise SpecError(
                f"populations.{name}: no such population{did_you_mean(name, known)}; "
                f"there are {', '.join(known)}"
            )
    return data_of(network)


def projection_in(data: Data, name: str) -> Data:
    names = [p["name"] for p in data["projections"]]
    if name not in names:
        raise SpecError(
            f"projections.{name}: no such projection{did_you_mean(name, names)}; "
            f"there are {', '.join(names) or 'none'}"
        )
    found: Data = data["projections"][names.index(name)]
    return found


def drive_in(data: Data, population: str, index: int) -> Data:
    """Return one external input of a population, by its number from 0."""
    drives = data["populations"][population]["drives"]
    if not 0 <= index < len(drives):
        raise SpecError(f"populations.{population}.drives.{index}: there are {len(drives)}")
    found: Data = drives[index]
    return found


def network_of(data: Data) -> Network:
    """Validate, and keep the variants that still apply."""
    variants = data.pop("variants", {})
    network = network_from_mapping(data, str(data["name"]))
    kept = {name: v for name, v in variants.items() if _applies(network, v)}
    return network_from_mapping({**data, "variants": kept}, network.name) if kept else network


def check_name(part: str, name: str, taken: Iterable[str]) -> None:
    """Refuse a new name that is none, or that another part has."""
    if re.fullmatch(NAME_PATTERN, name) is None:
        raise SpecError(
            f"{part}: {name!r:.80} is no name: it must begin with a letter and have only letters, "
            "digits and underscores, at most 32"
        )
    if name in taken:
        raise SpecError(f"{part}.{name}: there is already a {part.removesuffix('s')} of this name")


def rename_in_variants(data: Data, old: str, new: str) -> None:
    """Let the paths of the variants follow a part whose path is another one."""
    for variant in data["variants"].values():
        variant["set"] = {
            (new + path.removeprefix(old) if f"{path}.".startswith(f"{old}.") else path): value
            for path, value in variant["set"].items()
        }


def _applies(network: Network, variant: Data) -> bool:
    try:
        with_values(network, variant["set"])
    except SpecError:
        return False
    return True


def check_kind(part: Part, kind: str, known: dict[str, str]) -> None:
    if kind not in known:
        raise SpecError(
            f"{part}: no kind {kind!r}{did_you_mean(kind, known)}; "
            f"there are {', '.join(known) or 'none for this model'}"
        )


def fresh_name(name: str, taken: Iterable[str]) -> str:
    """Return a name that is not taken, cut to the length of names."""
    used = set(taken)
    found, number = name[:32], 2
    while found in used:
        found = f"{name[: 31 - len(str(number))]}_{number}"
        number += 1
    return found


def input_of(neuron: Data) -> Data:
    found: Data = neuron.get("input") or {}
    return found


def is_negative(weight: Any) -> bool:
    """Tell the sign of a weight in data form by its plain quantity, mean or median."""
    if isinstance(weight, dict):
        names = ("mean", "median", "amplitude", "high")
        weight = next(weight[n] for n in names if weight.get(n) is not None)
    return str(weight).strip().startswith("-")


def with_new_dimension(old: Network, data: Data, population: str) -> Data:
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
        item["weight"] = default_weight(trial.weight_dimension, is_negative(item["weight"]))
        if (plasticity := item.get("plasticity")) and "w_max" in plasticity:
            plasticity["w_max"] = largest_weight(item["weight"], trial.weight_dimension)
    return data
