"""What a result depends on, in one short text, and what made it.

Two runs with the same fingerprint give the same spikes, bit for bit, on the
same backend: the network with all its defaults, the seed, what was done to
the wiring, and the version of the model enter it, nothing else does.
"""

from __future__ import annotations

import functools
import hashlib
import json
import platform
from importlib import metadata
from typing import Any

from pydantic import BaseModel

#: Raise when the same network and seed would give other wiring, spikes, counts or costs.
MODEL_VERSION = 5

#: Fields that are words about a network, or say how it is drawn; changing them changes no spike.
_WORDS = frozenset({"title", "summary", "paper", "variants", "label", "instead", "box"})


def fingerprint(
    network: BaseModel, profile: str | None = None, seed: int | None = None, **choices: Any
) -> str:
    """Return 24 hexadecimal digits that name what a result depends on.

    Hashed is the network as it would be written to YAML (every default
    spelled out, quantities as text with unit, populations in order since
    their order is the neuron index), without titles, other words and
    how it is drawn.

    Parameters
    ----------
    network : BaseModel
        A `Network`, or any other frozen spec such as a hardware profile.
    profile : str, optional
        Name or hash of the hardware the wiring was constrained by.
    seed : int, optional
        Replaces the seed of the network.
    **choices : str, int, float, bool or a list or dict of them
        Whatever else the result depends on; one that is None does not count,
        so that a choice added later leaves older fingerprints as they are.
    """
    if seed is not None:
        network = network.model_copy(update={"seed": seed})
    chosen = {k: v for k, v in {"profile": profile, **choices}.items() if v is not None}
    return digest(
        {
            "model": MODEL_VERSION,
            "network": _without_words(canonical(network)),
            **({"choices": dict(sorted(chosen.items()))} if chosen else {}),
        }
    )


def wiring_fingerprint(network: BaseModel) -> str:
    """Return 24 hexadecimal digits that name what the wiring of a network depends on.

    That is the seed, the time step, sizes, positions, silenced neurons and projections, of the
    neurons only which kind of weight they take, of plasticity only the rule and its bound.
    """
    spec = canonical(network)
    populations = {
        name: {
            "size": p["size"],
            "geometry": p.get("geometry"),
            "model": p["neuron"]["model"],
            "input": p["neuron"].get("input", {}).get("kind"),
            **({"silenced": p["silenced"]} if "silenced" in p else {}),
        }
        for name, p in spec["populations"].items()
    }
    kept = {k: spec.get(k) for k in ("seed", "dt", "scale", "projections")}
    kept["projections"] = [_wired(p) for p in kept["projections"] or []]
    return digest({"model": MODEL_VERSION, "populations": populations, **kept})


def _wired(projection: dict[str, Any]) -> dict[str, Any]:
    """Return what of a projection decides its wiring."""
    rule = projection.get("plasticity")
    if rule is None:
        return projection
    return {**projection, "plasticity": {k: v for k, v in rule.items() if k in ("kind", "w_max")}}


def canonical(spec: BaseModel) -> dict[str, Any]:
    """Return a spec as plain data: all defaults written out, absent values left out."""
    return spec.model_dump(mode="json", by_alias=True, exclude_none=True)


def digest(data: Any) -> str:
    """Return 24 hexadecimal digits of the SHA-256 of plain data; the order of keys counts."""
    text = json.dumps(data, ensure_ascii=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()[:24]


def _without_words(spec: dict[str, Any]) -> dict[str, Any]:
    """Drop what is no physics from a network, its populations and their external inputs."""
    kept = _physics(spec)
    populations = kept.get("populations")
    if isinstance(populations, dict):
        kept["populations"] = {
            name: _physics(population) for name, population in populations.items()
        }
        for population in kept["populations"].values():
            if "drives" in population:
                population["drives"] = [_physics(drive) for drive in population["drives"]]
    return kept


def _physics(part: dict[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in part.items() if k not in _WORDS}


def versions() -> dict[str, str]:
    """Return the versions a result should name, without importing any of the libraries."""
    return dict(_versions())


@functools.cache
def _versions() -> dict[str, str]:
    found = {"python": platform.python_version(), "model": str(MODEL_VERSION)}
    for name in ("npu-explorer", "numpy", "brian2"):
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            found[name] = "not installed"
    return found
