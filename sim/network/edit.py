"""Changes of structure, for building a network step by step: network in, network out.

Every function returns a new, validated network and leaves the old one as it
was, so undo is keeping the old one. Values of single fields are changed with
`sim.network.with_values`. A variant of the network stays while it still makes
sense: its paths follow a renaming, and a variant that no longer applies is
dropped.
"""

from __future__ import annotations

import re

from sim.network.as_data import (
    Data,
    check_kind,
    check_name,
    data_of,
    data_with,
    drive_in,
    fresh_name,
    full_rates,
    input_of,
    is_negative,
    network_of,
    rename_in_variants,
    with_new_dimension,
)
from sim.network.kinds import kinds
from sim.network.neurons import Spiking
from sim.network.new_drive import new_drive
from sim.network.spec import Network
from sim.network.templates import default_weight, free_points


def add_population(network: Network, model: str, size: int = 100) -> Network:
    """Add a population of neurons or of a spike source, named after its model.

    Parameters
    ----------
    model : str
        A key of ``kinds("neuron")`` or ``kinds("source")``.
    """
    check_kind("neuron", model, kinds("neuron") | kinds("source"))
    data = data_of(network)
    name = fresh_name(model, network.populations)
    data["populations"][name] = {"size": size, "neuron": {"model": model}}
    return network_of(data)


def remove_population(network: Network, population: str) -> Network:
    """Remove a population and every projection from and to it."""
    data = data_with(network, population)
    del data["populations"][population]
    full_rates(data).pop(population, None)
    data["projections"] = [
        p for p in data["projections"] if population not in (p["source"], p["target"])
    ]
    return network_of(data)


def rename_population(network: Network, population: str, name: str) -> Network:
    """Give a population another name, in projections and variants too.

    Random initial values and positions are drawn by name, so they change.
    """
    data = data_with(network, population)
    check_name("populations", name, network.populations.keys() - {population})
    data["populations"] = {
        (name if n == population else n): p for n, p in data["populations"].items()
    }
    rates = full_rates(data)
    if population in rates:
        rates[name] = rates.pop(population)
    for projection in data["projections"]:
        for end in ("source", "target"):
            if projection[end] == population:
                projection[end] = name
    rename_in_variants(data, f"populations.{population}", f"populations.{name}")
    return network_of(data)


def duplicate_population(network: Network, population: str) -> Network:
    """Add a copy of a population, unconnected and with no place on the canvas, right after it."""
    data = data_with(network, population)
    name = fresh_name(re.sub(r"_\d+$", "", population), network.populations)
    copied: Data = {}
    for key, value in data["populations"].items():
        copied[key] = value
        if key == population:
            drives = [{**drive, "box": None} for drive in value["drives"]]
            copied[name] = {**value, "label": "", "box": None, "drives": drives}
    data["populations"] = copied
    rates = full_rates(data)
    if population in rates:
        rates[name] = rates[population]
    return network_of(data)


def change_model(network: Network, population: str, model: str) -> Network:
    """Replace a population's neuron by another model with its reference parameters.

    Weights and drives onto it get a default of the new dimension when the
    dimension changes; drives that the model cannot take and initial values
    (which belong to the old model's range) are dropped. A population that
    becomes a spike source loses its incoming projections.
    """
    check_kind("neuron", model, kinds("neuron") | kinds("source"))
    data = data_with(network, population)
    part = data["populations"][population]
    part["neuron"] = {"model": model}
    part["initial"] = {}
    part["drives"] = [d for d in part["drives"] if d["kind"] in kinds("drive", model)]
    if model in kinds("source"):
        data["projections"] = [p for p in data["projections"] if p["target"] != population]
    return network_of(with_new_dimension(network, data, population))


def change_input(network: Network, population: str, kind: str) -> Network:
    """Change how spikes act on a population; time constants stay, weights are converted."""
    data = data_with(network, population)
    neuron = data["populations"][population]["neuron"]
    check_kind("input", kind, kinds("input", neuron["model"]))
    shared = {} if kind == "delta" else {k: v for k, v in input_of(neuron).items() if "tau" in k}
    neuron["input"] = {"kind": kind, **shared}
    return network_of(with_new_dimension(network, data, population))


def set_geometry(network: Network, population: str, kind: str | None) -> Network:
    """Lay a population out in space, or take its geometry away (None).

    The origin and rotation stay; ``free`` begins with the present positions.

    Raises
    ------
    SpecError
        Also when a projection depends on distance and needs the geometry.
    """
    data = data_with(network, population)
    part = data["populations"][population]
    if kind is None:
        part["geometry"] = None
        return network_of(data)
    check_kind("geometry", kind, kinds("geometry"))
    if kind == "free":
        part["geometry"] = {"kind": kind, "points": free_points(network, population)}
    else:
        old = part["geometry"] or {}
        kept = {k: old[k] for k in ("origin", "rotation_deg") if k in old}
        part["geometry"] = {"kind": kind, **kept}
    return network_of(data)


def add_drive(network: Network, population: str, kind: str) -> Network:
    """Add an external input to a population.

    Parameters
    ----------
    kind : str
        A key of ``kinds("drive", model)``.
    """
    data = data_with(network, population)
    part = data["populations"][population]
    check_kind("drive", kind, kinds("drive", part["neuron"]["model"]))
    neuron = network.populations[population].neuron
    assert isinstance(neuron, Spiking)  # noqa: S101  only these take a drive of any kind
    part["drives"].append(new_drive(kind, neuron))
    return network_of(data)


def remove_drive(network: Network, population: str, index: int) -> Network:
    """Remove one external input of a population, by its number from 0."""
    data = data_with(network, population)
    drive_in(data, population, index)
    del data["populations"][population]["drives"][index]
    return network_of(data)


def copy_drive(network: Network, population: str, index: int, onto: str) -> Network:
    """Give a population a copy of an external input, of its own or of another one, undrawn.

    A weight of another dimension than the target's becomes a default of that dimension.
    """
    data = data_with(network, population, onto)
    drive = {**drive_in(data, population, index), "box": None}
    model = data["populations"][onto]["neuron"]["model"]
    check_kind("drive", drive["kind"], kinds("drive", model))
    if "weight" in drive:
        before = network.populations[population].weight_dimension
        after = network.populations[onto].weight_dimension
        if before != after:
            drive["weight"] = default_weight(after, is_negative(drive["weight"]))
    data["populations"][onto]["drives"].append(drive)
    return network_of(data)
